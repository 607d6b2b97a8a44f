import { expect, it } from 'vitest'
import type { Group } from '../../src/survey.ts'
import { groupsList } from '../../src/writers/survey.ts'

const groupsOf = (names: (i: number) => string, accuracy: (i: number) => number | undefined): Group[] =>
  Array.from({ length: 5000 }, (_, i) => {
    const judged = accuracy(i)
    const numbers = { count: i + 1, mean: Math.sin(i) * 10 ** ((i % 60) - 30), sum: -0, share: 1 / (i + 1) }
    return { name: names(i), ...numbers, ...(judged !== undefined && { accuracy: judged }) }
  })

const textOf = (groups: readonly Group[]) =>
  Array.from(groupsList(groups), (piece) =>
    typeof piece === 'string' ? piece : Buffer.from(piece).toString(),
  ).join('')

it.each([
  ['plain names', (i: number) => `user_${i}`, () => 0.1],
  [
    'names that JSON escapes',
    (i: number) => ['', '"', '\\', '\u009b', '猫', '\ud800', '\n'][i % 7]!,
    () => 1,
  ],
  ['an accuracy of some', (i: number) => `é${i}`, (i: number) => (i % 2 === 0 ? i : undefined)],
])('many groups are written as JSON.stringify writes them: %s', (_, names, accuracy) => {
  const groups = groupsOf(names, accuracy)
  expect(JSON.stringify(JSON.parse(textOf(groups)))).toBe(JSON.stringify(groups))
  expect(textOf(groups).startsWith(textOf(groups.slice(0, 100)).slice(0, -1))).toBe(true)
})

it('numbers that JSON lacks have their names', () => {
  const groups = groupsOf(String, () => undefined).map((group, i) => ({
    ...group,
    mean: i === 4500 ? NaN : 1,
  }))
  const read = JSON.parse(textOf(groups)) as Record<string, unknown>[]
  expect(read[4500]).toMatchObject({ mean: null, mean_text: 'NaN' })
  expect(read[4501]).toEqual({ ...groups[4501], sum: 0 })
})
