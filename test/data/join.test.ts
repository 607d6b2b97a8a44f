import { describe, expect, it } from 'vitest'
import { Cursor } from '../../src/data/cursor.ts'
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

  it('are not said to be missing where they stood before', async () => {
    await expect(joined(['a', 'a', 'b'], ['a', 'b', 'c'])).rejects.toMatchObject({
      code: 'E312',
      message: expect.stringMatching(/^no row of \S+ is left for the \S+ "a" of/) as string,
    })
  })

  it('are refused where a key stands twice, and both places are told', async () => {
    await expect(joined(['b', 'a', 'b'], ['a', 'b', 'c'])).rejects.toMatchObject({
      code: 'E312',
      details: { at: { line: 3 }, why: expect.stringContaining('it also stands in line 1') as string },
    })
    await expect(joined(['b', 'a', 'c', 'b'], ['a', 'b', 'c', 'd'])).rejects.toMatchObject({
      code: 'E312',
      details: { at: { line: 1 }, why: expect.stringContaining('it also stands in row 0') as string },
    })
  })
  it.each([
    [['a', 'a'], 0],
    [['a', 'b', 'c', 'd', 'd'], 3],
    [['a', 'b', 'c', 'd', 'b'], 1],
    [['c', 'b', 'a', 'd', 'a'], 2],
  ])('are refused in one order too, as the order may not be that of the samples: %j', async (twice, row) => {
    await expect(joined(twice, twice)).rejects.toMatchObject({
      code: 'E312',
      details: { why: expect.stringContaining(`it also stands in row ${row}`) as string },
    })
  })

  it('are told apart in any order', async () => {
    for (const distinct of [
      ['9', '10', '11'],
      ['10', '9', '11', '8'],
      ['b', 'a', 'B'],
    ])
      expect(await joined(distinct, distinct)).toEqual(distinct)
  })
})
