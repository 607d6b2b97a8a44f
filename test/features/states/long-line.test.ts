import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LongLine } from '../../../src/features/states/long-line.ts'

/** What is left of a line in parts, and what was handed on of the lists below `long`. */
function read(text: string, cuts: readonly number[]) {
  const lists = new Map<string, unknown[]>()
  const line = new LongLine((path) => {
    if (!path.startsWith('long.')) return undefined
    const list: unknown[] = []
    lists.set(path, list)
    return (values) => list.push(...values)
  })
  const bytes = Buffer.from(text)
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)
  ends.forEach((end, i) => line.add(bytes.subarray(ends[i - 1] ?? 0, end)))
  return { line, lists: Object.fromEntries(lists) }
}

it('hands on the values of long lists, wherever the line is cut, and keeps the rest', () => {
  const list = fc.array(fc.jsonValue({ maxDepth: 2 }))
  const keys = fc.string({ unit: 'grapheme' })
  fc.assert(
    fc.property(fc.dictionary(keys, list), fc.jsonValue(), fc.array(fc.nat()), (long, other, cuts) => {
      const { line, lists } = read(JSON.stringify({ before: other, long, after: [other] }), cuts)
      const empty = Object.fromEntries(Object.keys(long).map((key) => [key, []]))
      const said = JSON.parse(JSON.stringify({ before: other, long: empty, after: [other] })) as unknown
      expect(JSON.parse(line.rest())).toEqual(said)
      const named = Object.entries(JSON.parse(JSON.stringify(long)) as typeof long)
      expect(lists).toEqual(Object.fromEntries(named.map(([key, values]) => [`long.${key}`, values])))
    }),
  )
})

it('hands on a list in pieces', () => {
  const values = Array.from({ length: 20_000 }, (_, i) => ({ i, text: 'a "quoted, [text]" \\' }))
  const { line, lists } = read(JSON.stringify({ long: { list: values } }), [5, 70_001, 400_000])
  expect(lists).toEqual({ 'long.list': values })
  expect(line.rest()).toBe('{"long":{"list":[]}}')
})

it.each(['[1,]', '[,1]', '[1 2]', '[1}', '[{]}', '[1', '["a]', '[nul]', `[${'1,'.repeat(50_000)}]`])(
  'is no JSON with the list %.20s',
  (list) => {
    for (const cuts of [[], [12], [15, 16, 17]])
      expect(() => JSON.parse(read(`{"long":{"a":${list}}}`, cuts).line.rest())).toThrow()
  },
)
