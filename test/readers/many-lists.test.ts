import { expect, it } from 'vitest'
import { LossError } from '../../src/error.ts'
import type { Columns } from '../../src/table.ts'
import { columnPieces } from '../../src/readers/json/json-columns.ts'
import { JsonStream } from '../../src/readers/json/json-stream.ts'

/** What the columns of an object hold, and how many bytes of its document were asked for. */
async function columnsOf(text: string, paths: readonly (readonly string[])[], steps: readonly string[] = []) {
  const bytes = Buffer.from(text)
  let asked = 0
  const open = () =>
    JsonStream.open(
      't.json',
      (async function* () {
        for (let at = 0; at < bytes.length; at += 4096) {
          asked += Math.min(4096, bytes.length - at)
          yield bytes.subarray(at, at + 4096)
        }
      })(),
    )
  const fields = paths.map((path) => ({ name: path.join('.'), type: 'number', path }) as const)
  const selections = fields.map((_, column) => ({ columns: [column], as: 'numbers' }) as const)
  const pieces: Columns[][] = []
  let error: unknown
  try {
    for await (const piece of columnPieces(open, steps, fields, selections, 'error')) pieces.push(piece)
  } catch (thrown) {
    if (!(thrown instanceof LossError)) throw thrown
    error = { code: thrown.code, message: thrown.message, ...thrown.details }
  }
  const seen = pieces.map((piece) =>
    piece.map((column) => {
      if (column.as !== 'numbers') return undefined
      const { data, shape, place } = column.tensor
      return { data: [...data], shape, places: Array.from(data, (_, i) => place!(i)) }
    }),
  )
  return { seen, error, asked, size: bytes.length }
}

const names = (count: number) => Array.from({ length: count }, (_, c) => `ö${c}`)
const member = (name: string, c: number, rows = 20) =>
  `"${name}": [${Array.from({ length: rows }, (_, r) => r * c + 0.5).join(r(c))}]`
const r = (c: number) => (c % 3 === 0 ? ',\n' : ', ')
const documentOf = (members: readonly string[]) => `{"x": {${members.join(c(members.length))}}, "z": [[1]]}`
const c = (count: number) => (count % 2 === 0 ? ',\n\n' : ',')

it('many lists are found in one pass', async () => {
  const lists = names(400)
  const text = documentOf(lists.map((name, c) => member(name, c)))
  const { seen, asked, size } = await columnsOf(
    text,
    lists.map((name) => [name]),
    ['x'],
  )
  expect(seen.flat().length).toBe(2 * 400)
  expect(asked).toBeLessThan(2 * size)
})

it.each([
  ['as they are', (members: string[]) => members],
  ['in another order', (members: string[]) => members.toReversed()],
  ['of other length', (members: string[]) => members.with(3, member('ö3', 3, 19))],
  ['with a text', (members: string[]) => members.with(5, member('ö5', 5).replace('5.5', '"five"'))],
  ['with a list', (members: string[]) => members.with(5, member('ö5', 5).replace('5.5', '[5]'))],
  ['of which one stands twice', (members: string[]) => [...members, member('ö2', 4)]],
  ['of which one lacks', (members: string[]) => members.slice(1)],
  ['with keys', (members: string[]) => members.with(0, '"ö0": {"0": 1, "1": 2}')],
  [
    'of which one is large',
    (members: string[]) => members.with(1, member('ö1', 1, 3).replace(']', ' '.repeat(5e6) + ']')),
  ],
])('many lists %s are what few are', async (_, changed) => {
  const lists = names(12)
  const text = documentOf(changed(lists.map((name, c) => member(name, c))))
  const paths = lists.map((name) => [name])
  const many = await columnsOf(text, paths, ['x'])
  const few = await Promise.all(
    [0, 1, 2, 3].map((at) => columnsOf(text, [paths[0]!, ...paths.slice(3 * at, 3 * at + 3)], ['x'])),
  )
  const alone = few.flatMap(({ seen }) => seen.map((piece) => piece.slice(1)))
  if (few.some(({ error }) => error !== undefined))
    expect(few.map(({ error }) => error)).toContainEqual(many.error)
  else
    expect(many.seen.flat()).toEqual(
      [0, 1].flatMap((piece) => alone.filter((_, i) => i % 2 === piece).flat()),
    )
})
