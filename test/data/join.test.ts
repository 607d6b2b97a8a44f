import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Cursor } from '../../src/data/cursor.ts'
import type { LossError } from '../../src/error.ts'
import { joinByKey, type Keyed } from '../../src/data/join.ts'

type Piece = readonly string[]

async function* pieces(keys: Piece, size: number): AsyncGenerator<Piece> {
  for (let i = 0; i < keys.length; i += size) yield keys.slice(i, i + size)
}

let asked = 0
const kind: Keyed<Piece> = {
  rows: (piece) => piece.length,
  cut: (piece, start, rows) => piece.slice(start, start + rows),
  key: (piece, row) => piece[row],
  place: (_piece, row) => {
    asked++
    return { file: 'a.csv', line: row + 1 }
  },
  gather: (spots) => spots.map(({ piece, row }) => piece[row]!),
}

async function joined(left: Piece, right: Piece): Promise<string[]> {
  const cursors = [left, right].map((keys) => new Cursor('a.csv', kind, pieces(keys, 3)))
  const request = { by: 'id', missing: 'error', onMissing: () => undefined } as const
  const found: string[] = []
  for await (const both of joinByKey(cursors[0]!, kind, cursors[1]!, kind, request)) {
    expect(both.right).toEqual(both.left)
    found.push(...both.left)
  }
  return found
}

describe('rows that are paired by a key', () => {
  const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g']

  it('come in the order of the first, and are not asked for their places, which takes long', async () => {
    asked = 0
    expect(await joined(keys, keys.toReversed())).toEqual(keys)
    expect(asked).toBe(0)
  })

  it('are told apart in any order', async () => {
    for (const distinct of [
      ['9', '10', '11'],
      ['10', '9', '11', '8'],
      ['b', 'a', 'B'],
    ])
      expect(await joined(distinct, distinct)).toEqual(distinct)
  })

  it('stand twice, whatever lies between them', async () => {
    for (const twice of [
      ['10', '9', '10'],
      ['9', '10', '9'],
      ['b', 'a', 'b'],
      ['a', 'b', 'c', 'd', 'b'],
    ])
      await expect(joined(twice, twice)).rejects.toThrow(/stands twice in a\.csv/)
  })

  it('stand twice in pieces of which one is read no more', async () => {
    await expect(joined(['z', 'a', 'b', 'c', 'a'], ['a', 'b', 'c', 'z'])).rejects.toMatchObject({
      details: { why: 'rows are paired by id, so each may stand once; it also stands in row 1' },
    })
  })

  it.each([
    ['once before the files part, once behind', 'aab', 'aba'],
    ['and without a partner', 'aab', 'abc'],
    ['in the other file', 'abc', 'aca'],
  ])('are refused where a key stands twice, %s', async (_what, left, right) => {
    await expect(joined([...left], [...right])).rejects.toThrow('the id "a" stands twice in a.csv')
  })

  it('are refused by their key, where it is not written otherwise', async () => {
    await expect(joined(['a', 'b'], ['a', 'c'])).rejects.toThrow(/the id "[bc]" of a\.csv/)
  })
})

interface Cut {
  readonly keys: readonly (string | undefined)[]
  readonly from: number
}

const cutKind = (name: string): Keyed<Cut> => ({
  rows: ({ keys }) => keys.length,
  cut: ({ keys, from }, start, rows) => ({ keys: keys.slice(start, start + rows), from: from + start }),
  key: ({ keys }, row) => keys[row],
  written: ({ keys }, row) => keys[row]!.toUpperCase(),
  place: ({ from }, row) => ({ file: name, row: from + row }),
  gather: (spots) => ({ keys: spots.map(({ piece, row }) => piece.keys[row]), from: 0 }),
})

async function* cutUp(keys: Cut['keys'], size: number): AsyncGenerator<Cut> {
  for (let from = 0; from < keys.length; from += size) yield { keys: keys.slice(from, from + size), from }
}

/** What the join of two columns of keys says, row by row, by looking for each key in all others. */
function joinSlowly(left: Cut['keys'], right: Cut['keys'], skips: boolean) {
  const missed: string[] = []
  let same = 0
  while (same < left.length && left[same] !== undefined && left[same] === right[same]) same++
  const said = (key: string, file: string) => `the id "${key.toUpperCase()}" of ${file}`
  const refusedAt = (name: string, key: string, row: number, before: number) => ({
    message: `the id "${key.toUpperCase()}" stands twice in ${name}`,
    at: { file: name, row },
    why: `rows are paired by id, so each may stand once; it also stands in row ${before}`,
  })
  const twice = (keys: Cut['keys'], name: string, from: number) => {
    for (const [row, key] of keys.entries()) {
      const before = keys.indexOf(key)
      if (key !== undefined && row >= from && before < row) return refusedAt(name, key, row, before)
    }
    return undefined
  }
  const refused = twice(left.slice(0, same), 'l', 0) ?? twice(right, 'r', same)
  if (refused) return refused
  for (const key of right.slice(same)) if (key === undefined) missed.push('right')
  const rows = Array.from({ length: same }, (_, row) => row)
  const message = (key: string, file: string, other: string) =>
    same > 0 ? `no row of ${other} is left for ${said(key, file)}` : `${said(key, file)} is not in ${other}`
  for (const [row, key] of left.entries()) {
    if (row < same) continue
    const before = left.indexOf(key)
    if (key !== undefined && (before < same || right.includes(key, same))) {
      if (before < row) return refusedAt('l', key, row, before)
      rows.push(row)
    } else if (key !== undefined && !skips) {
      const own = right.find((one) => one !== undefined)
      const none = same === 0 && own !== undefined && !left.some((one) => one && right.includes(one))
      const more = none ? `, and none fits; one of r is "${own}"` : ''
      return { message: message(key, 'l', 'r'), at: { file: 'l', row }, why: `rows are paired by id${more}` }
    } else missed.push('left')
  }
  for (const [row, key] of right.entries()) {
    if (row < same || key === undefined || left.includes(key, same)) continue
    if (!skips)
      return { message: message(key, 'r', 'l'), at: { file: 'r', row }, why: 'rows are paired by id' }
    missed.push('right')
  }
  return { rows, keys: rows.map((row) => left[row]), missed }
}

it('pairs, leaves out and refuses what a search for each key does, however both are cut', async () => {
  const keys = fc.array(fc.constantFrom(...'abcdefghx', undefined), { maxLength: 7 })
  const shared = fc.uniqueArray(fc.constantFrom(...'xyz'), { maxLength: 3 })
  const size = fc.integer({ min: 1, max: 4 })
  await fc.assert(
    fc.asyncProperty(
      shared,
      keys,
      keys,
      fc.boolean(),
      size,
      size,
      async (both, own, theirs, skips, ...cuts) => {
        const [left, right] = [
          [...both, ...own],
          [...both, ...theirs],
        ]
        const missed: string[] = []
        const request = {
          by: 'id',
          missing: skips ? 'skip' : 'error',
          onMissing: (side: string) => void missed.push(side),
        } as const
        const [l, r] = [cutKind('l'), cutKind('r')]
        const [rows, found]: [number[], Cut['keys'][number][]] = [[], []]
        const told = await (async () => {
          const cursors = [
            new Cursor('l', l, cutUp(left, cuts[0])),
            new Cursor('r', r, cutUp(right, cuts[1])),
          ] as const
          for await (const joined of joinByKey(cursors[0], l, cursors[1], r, request)) {
            expect(joined.right.keys).toEqual(joined.left.keys)
            expect(joined.rows.length).toBe(joined.left.keys.length)
            rows.push(...joined.rows)
            found.push(...joined.left.keys)
          }
          return { rows, keys: found, missed }
        })().catch(({ message, details: { at, why } }: LossError) => ({ message, at, why }))
        expect(told).toEqual(joinSlowly(left, right, skips))
      },
    ),
    { numRuns: 200 },
  )
})
