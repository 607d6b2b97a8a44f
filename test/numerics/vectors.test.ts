import fc from 'fast-check'
import { expect, it } from 'vitest'
import { difference, exponentOf, pairs, shifted } from '../../src/numerics/vectors.ts'

/** significand * 2^power, rounded once to a double, by whole numbers alone. */
function exactly(significand: number, power: number): number {
  if (power >= 0) return significand * 2 ** power
  if (power >= -1074) return significand * 2 ** (power + 60) * 2 ** -60
  const drop = BigInt(-1074 - power)
  const [head, rest] = [BigInt(significand) >> drop, BigInt.asUintN(Number(drop), BigInt(significand))]
  const half = 1n << (drop - 1n)
  return Number(rest > half || (rest === half && head % 2n === 1n) ? head + 1n : head) * Number.MIN_VALUE
}

it('x 2^k is rounded once, wherever x and the result lie', () => {
  const significands = fc.oneof(
    fc.integer({ min: 1, max: 15 }),
    fc.integer({ min: 2 ** 52, max: 2 ** 53 - 1 }),
  )
  fc.assert(
    fc.property(
      significands,
      fc.integer({ min: -1074, max: 970 }),
      fc.integer({ min: -1140, max: 971 }),
      (significand, from, to) => {
        const x = exactly(significand, from)
        fc.pre(Number.isFinite(x))
        expect(shifted(x, to - from)).toBe(exactly(significand, to))
        expect(shifted(-x, to - from)).toBe(-exactly(significand, to))
      },
    ),
    { numRuns: 2000 },
  )
})

it.each([
  [5e-324, 0, 5e-324],
  [1, 1023, 2 ** 1023],
  [1, 1024, Infinity],
  [1, -1022, 2 ** -1022],
  [1, -1074, 5e-324],
  [1, -1075, 0],
  [1.5, -1075, 5e-324],
  // From one end of the doubles to the other, and beyond.
  [5e-324, 2097, 2 ** 1023],
  [2 ** 1023, -2097, 5e-324],
  [Number.MAX_VALUE, -2098, 5e-324],
  [Number.MAX_VALUE, -2099, 0],
  [5e-324, 2098, Infinity],
  [1, -1e9, 0],
  [1, -Infinity, 0],
  [1, Infinity, Infinity],
])('%d times 2^%d is %d', (x, k, want) => expect(shifted(x, k)).toBe(want))

it('the exponent is that of the power of two at or below', () => {
  for (const k of [-1022, -5, 0, 7, 1023])
    expect([exponentOf(2 ** k), exponentOf(-1.75 * 2 ** k)]).toEqual([k, k])
  expect([exponentOf(0), exponentOf(5e-324)]).toEqual([-1023, -1023])
})

it('a difference is that of windows, with what rounding lost', () => {
  const out = pairs(2)
  const window = (start: number, ...data: number[]) => ({ data: Float64Array.from(data), start, length: 2 })
  difference(window(1, 9, 1, 5), window(0, 2 ** -60, 3, 9), 2 ** -70, out)
  expect([...out.high]).toEqual([1, 2])
  expect([...out.low]).toEqual([-(2 ** -60) + 2 ** -70, 2 ** -70])
})
