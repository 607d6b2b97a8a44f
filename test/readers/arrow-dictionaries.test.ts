import { expect, it } from 'vitest'
import { ArrowDecoder } from '../../src/readers/columnar/arrow-dictionaries.ts'
import { type ArrowMessage, streamMessages } from '../../src/readers/columnar/arrow-messages.ts'
import { fixture, stdin } from './reading.ts'

/** A schema and three batches, each behind two dictionaries: of texts, replaced and then made longer; of numbers. */
const messages: ArrowMessage[] = []
for await (const message of streamMessages(stdin(fixture('dictionaries.arrows')).stdin))
  messages.push(message)

/** What a stream of these messages holds, and how often the bytes of a dictionary were asked for. */
function decoded(numbers: readonly number[]) {
  const decoder = new ArrowDecoder(messages[0]!.bytes)
  const cells: unknown[][] = []
  let asked = 0
  for (const number of numbers) {
    const { bytes, ...message } = messages[number]!
    if (message.kind === 'records') {
      const table = decoder.decode(bytes)
      cells.push(...[0, 1].map((row) => [0, 1].map((column) => table.getChildAt(column)!.at(row))))
    } else {
      decoder.add({
        ...message,
        get bytes() {
          asked++
          return bytes
        },
      })
    }
  }
  return { cells, asked }
}

const all = [1, 2, 3, 4, 5, 6, 7, 8, 9]
const last = [
  ['d', 2.5],
  ['b', 2.5],
]

it.each([
  ['replaced', all, [['b', 0.5], ['a', 0.5], ['b', 1.5], ['c', 0.5], ...last]],
  [
    'made longer',
    [1, 2, 3, 4, 5, 6, 7, 5, 6],
    [
      ['b', 0.5],
      ['a', 0.5],
      ['b', 1.5],
      ['c', 0.5],
      ['b', 1.5],
      ['c', 0.5],
    ],
  ],
  ['left alone', [4, 7, 8, 9, 9, 9], [...last, ...last, ...last]],
])('dictionaries that are %s are decoded once, not with each batch', (_, numbers, cells) => {
  const dictionaries = numbers.filter((number) => messages[number]!.kind === 'dictionary')
  expect(decoded(numbers)).toEqual({ cells, asked: dictionaries.length })
})

it.each([
  ['is missing', [2, 3]],
  ['begins in the middle', [7, 8, 9]],
])('a dictionary that %s is refused', (_, numbers) => {
  expect(() => decoded(numbers)).toThrow('the dictionary 0 is missing')
})
