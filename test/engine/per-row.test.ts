import { expect, it } from 'vitest'
import { perRow } from '../../src/engine/per-row.ts'

type Results = Parameters<typeof perRow>[0]

/** Of two numbers per row: their sums, and what they add to the divisor. */
function found(results: Partial<Record<keyof Results, readonly number[]>>, rows: number, weights?: number[]) {
  const typed = Object.fromEntries(
    Object.entries(results).map(([name, list]) => [name, Float64Array.from(list)]),
  ) as unknown as Results
  const pair = {
    args: {},
    firstRow: 0,
    whole: true,
    ...(weights && { weights: { data: Float64Array.from(weights), shape: [rows] } }),
  }
  const { sums, divisors } = perRow(typed, rows, pair)
  return [[...sums], [...divisors]]
}

it('a row of one number adds it, without the sign of -0, and 1 or its divisor', () => {
  expect(found({ values: [2, -0, 3] }, 3)).toEqual([
    [2, 0, 3],
    [1, 1, 1],
  ])
  expect(found({ values: [2, -0], divisors: [5, 0.5] }, 2)).toEqual([
    [2, 0],
    [5, 0.5],
  ])
  expect(found({ values: [2, 4], parts: [7, 8], divisors: [5, 0.5] }, 2)).toEqual([
    [7, 8],
    [5, 0.5],
  ])
})

it('a row of more adds all of them, and their number or their divisors', () => {
  expect(found({ values: [1, 2, 3, 4, 5, 6] }, 2)).toEqual([
    [6, 15],
    [3, 3],
  ])
  expect(found({ values: [1, 2, 3, 4], divisors: [1, 0, 0.5, 2] }, 2)).toEqual([
    [3, 7],
    [1, 2.5],
  ])
})

it('a weight of the row multiplies both', () => {
  expect(found({ values: [1, 2, 3, 4], divisors: [1, 0, 0.5, 2] }, 2, [2, 10])).toEqual([
    [6, 70],
    [2, 25],
  ])
  expect(found({ values: [3, 4] }, 2, [2, 0])).toEqual([
    [6, 0],
    [2, 0],
  ])
})

it('no row adds nothing', () => {
  expect(found({ values: [] }, 0)).toEqual([[], []])
  expect(found({ values: [] }, 0, [])).toEqual([[], []])
})
