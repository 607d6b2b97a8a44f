import fc from 'fast-check'
import { expect, it } from 'vitest'
import { selectColumns } from '../../src/data/column-selectors.ts'
import { LossError } from '../../src/error.ts'

const letters = (all: string, minLength: number) =>
  fc.string({ unit: fc.constantFrom(...all), minLength, maxLength: 7 })

it('a pattern takes the names that it takes as a regular expression, in their order', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(letters('ab', 1), { minLength: 1, maxLength: 12 }),
      letters('ab*', 1),
      (names, text) => {
        fc.pre(text.includes('*'))
        const columns = names.map((name) => ({ name, type: 'number' }) as const)
        const like = new RegExp(`^${text.replaceAll('*', '.*')}$`)
        const want = [...names.keys()].filter((i) => like.test(names[i]!))
        if (want.length > 0) expect(selectColumns(text, { columns, name: 't.csv' })).toEqual(want)
        else expect(() => selectColumns(text, { columns, name: 't.csv' })).toThrow(LossError)
      },
    ),
    { numRuns: 300 },
  )
})

it('a column that is not there is told with the first twenty names, and how many more', () => {
  const told = (count: number) => {
    const columns = Array.from({ length: count }, (_, i) => ({ name: `c${i}`, type: 'number' }) as const)
    try {
      selectColumns('zz', { columns, name: 't.csv' })
    } catch (error) {
      if (error instanceof LossError) return error.details.why
    }
    return undefined
  }
  const first = Array.from({ length: 20 }, (_, i) => `c${i}`).join(', ')
  expect(told(19)).toBe(`its columns: ${first.slice(0, -5)}`)
  expect(told(20)).toBe(`its columns: ${first}`)
  expect(told(23)).toBe(`its columns: ${first}, ... 3 more`)
})
