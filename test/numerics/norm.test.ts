import { expect, it } from 'vitest'
import { dividePairs, low } from '../../src/numerics/double-double.ts'
import { Norm } from '../../src/numerics/norm.ts'

/** A norm as a pair, and its slopes; `lows` beside the components, each as large as the last digit of a pair. */
function normOf(p: number, high: readonly number[], lows: readonly number[] = high.map(() => 0)) {
  const norm = new Norm(p, high.length)
  const d = { high: Float64Array.from(high), low: Float64Array.from(lows) }
  low[0] = 7
  const value = [norm.read(d), low[0] + 0]
  norm.slopes(d)
  const slopes = Array.from(norm.slope.high, (x) => x + 0)
  return { value, slopes, slopeLows: Array.from(norm.slope.low, (x) => x + 0) }
}

const all = [0, 1, 2, 3, 0.5, 1.5, -1, -2.5, Infinity, -Infinity]

it.each(all)('a %d-norm of nothing is 0, and of zeros', (p) => {
  expect(normOf(p, []).value).toEqual([0, 0])
  expect(normOf(p, [0, -0, 0])).toMatchObject({ value: [0, 0], slopes: [0, 0, 0] })
})

it.each(all)('a %d-norm counts, adds or compares what is infinite', (p) => {
  // Of one side only the finite ones count.
  const [beside, alone] = p === 0 ? [2, 2] : p > 0 ? [Infinity, Infinity] : [3, Infinity]
  expect(normOf(p, [-Infinity, 3]).value).toEqual([beside, 0])
  expect(normOf(p, [Infinity, -Infinity]).value).toEqual([alone, 0])
})

it.each(all)('a %d-norm with NaN is NaN, or counts it', (p) => {
  for (const d of [
    [NaN, 0, 1],
    [0, 1, NaN],
  ])
    expect(normOf(p, d).value).toEqual([p === 0 ? 2 : NaN, 0])
})

it('the slopes of a 2-norm are quotients to the last digit of a pair', () => {
  const { slopes, slopeLows } = normOf(2, [3, -4, 0])
  for (const [i, x] of [3, -4, 0].entries())
    expect([slopes[i], slopeLows[i]]).toEqual([dividePairs(x, 0, 5, 0), low[0]! + 0])
})

it.each([
  // Exact where the numbers are.
  [1, [3, -1, 1], [5, 0], [1, -1, 1]],
  [2, [3, -4], [5, 0], [3 / 5, -4 / 5]],
  [0.5, [1, 0, -1], [4, 0], [2, 0, -2]],
  [0, [0, 3, 0, -2], [2, 0], [0, 0, 0, 0]],
  [-1, [0, 2], [0, 0], [0, 0]],
  // The largest and the smallest are shared.
  [Infinity, [2, -3, 3, 0], [3, 0], [0, -1 / 2, 1 / 2, 0]],
  [-Infinity, [-2, 3, 2, 2], [2, 0], [-1 / 3, 0, 1 / 3, 1 / 3]],
  // Powers of ratios that vanish or overflow.
  [3, [1e300, -1e-300], [1e300, 0], [1, 0]],
  [3, [1e-300, -1e300], [1e300, 0], [0, -1]],
  [-1, [1e300, -1e-300], [1e-300, 0], [0, -1]],
  [3, [1, -(2 ** -400)], [1, 0], [1, -(2 ** -800)]],
  // Scaled: nothing overflows before the norm does.
  [2, [3 * 2 ** 1000, 4 * 2 ** 1000], [5 * 2 ** 1000, 0], [3 / 5, 4 / 5]],
  [2, [3 * 2 ** -1070, 4 * 2 ** -1070], [5 * 2 ** -1070, 0], [3 / 5, 4 / 5]],
  [1.5, [1.5e308, 1.5e308], [Infinity, 0], [0, 0]],
] as const)('the %d-norm of %j is %j', (p, d, value, slopes) => {
  const found = normOf(p, d)
  expect(found).toMatchObject({ value, slopes })
})

it.each([3, 1.5, -1])('a %d-norm near the smallest numbers is rounded to one double', (p) => {
  const { value, slopes } = normOf(p, [3e-300, -3e-300])
  const root = 2 ** (1 / p)
  expect(Math.abs(value[0]! / (3e-300 * root) - 1)).toBeLessThan(2 ** -51)
  expect(value[1]).toBe(0)
  const share = root ** (1 - p)
  expect(Math.abs(slopes[0]! / share - 1)).toBeLessThan(2 ** -51)
  expect(slopes[1]).toBe(-slopes[0]!)
})

it('numbers that differ in their low parts alone are told apart', () => {
  const tiny = 2 ** -60
  for (const sign of [1, -1]) {
    const d = [[sign, -1, 1] as const, [sign * tiny, 0, -tiny] as const] as const
    expect(normOf(Infinity, ...d)).toMatchObject({ value: [1, tiny], slopes: [sign, 0, 0] })
    expect(normOf(-Infinity, ...d)).toMatchObject({ value: [1, -tiny], slopes: [0, 0, 1] })
    const back = [[...d[0]].reverse(), [...d[1]].reverse()] as const
    expect(normOf(Infinity, ...back)).toMatchObject({ value: [1, tiny], slopes: [0, 0, sign] })
    expect(normOf(-Infinity, ...back)).toMatchObject({ value: [1, -tiny], slopes: [1, 0, 0] })
  }
})

it('an order beside 1 is not 1', () => {
  for (const e of [-(2 ** -52), 2 ** -53]) {
    const { value } = normOf(1 - e, [1, 1])
    // 2^(1 / (1 - e)) is 2 + 2 e ln 2, but for e^2.
    expect(Math.abs((value[0]! - 2 + value[1]!) / (2 * e * Math.LN2) - 1)).toBeLessThan(1e-14)
  }
})
