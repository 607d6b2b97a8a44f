import { expect, it } from 'vitest'
import { Ctc } from '../../src/numerics/ctc.ts'

/** Equal log-probabilities at all times, a row [blank, label]. */
function sampleOf(times: number, row: readonly number[], labels: readonly number[]) {
  const classes = row.length
  const data = Float64Array.from({ length: times * classes }, (_, i) => row[i % classes]!)
  return { data, start: 0, step: classes, times, classes, labels, blank: 0 }
}

it('the loss of thousands of times neither overflows nor vanishes', () => {
  const [blank, label] = [Math.log(0.75), Math.log(0.25)]
  // Without labels there is one alignment: the blank, at all times.
  const alone = new Ctc(sampleOf(6000, [blank, label], []))
  expect(Math.abs(alone.loss / (-6000 * blank) - 1)).toBeLessThan(2 ** -52)
  // One label: a run of it anywhere, sum over lengths n of (T - n + 1) p^n q^(T - n).
  const [times, q, p] = [3000, 0.75, 0.25]
  const ratio = p / q
  let sum = 0
  for (let n = 1; n <= 60; n++) sum += (times - n + 1) * ratio ** n
  const want = -(times * Math.log(q) + Math.log(sum))
  expect(Math.abs(new Ctc(sampleOf(times, [blank, label], [1])).loss / want - 1)).toBeLessThan(1e-14)
})

it('the shares of a time add up to 1, however unlikely the target', () => {
  const [times, row] = [400, [-3, -0.5]] as const
  const sample = sampleOf(times, row, [1, 1])
  const slopes = new Float64Array(2 * times)
  new Ctc(sample).gradient(slopes, 1)
  const whole = Math.exp(row[0]) + Math.exp(row[1])
  for (let t = 0; t < times; t++) expect(slopes[2 * t]! + slopes[2 * t + 1]!).toBeCloseTo(whole - 1, 12)
})

it.each([
  ['a probability of 0 on the only alignment', [-Infinity, 0], [], Infinity],
  ['no time for a label', [-1, -1], [1], Infinity],
  ['no time and no label', [-1, -1], [], 0],
] as const)('%s costs %4$s', (what, row, labels, want) => {
  expect(new Ctc(sampleOf(what.startsWith('no time') ? 0 : 3, row, labels)).loss).toBe(want)
})

it.each([2 ** -30, 2 ** -47, 2 ** -60, 2 ** -100, 2 ** -300, 1e-90, 1e-200, 1e-300, 2 ** -1060, 5e-324])(
  'a target that is certain but for %d costs that, and twice that in two times',
  (x) => {
    // Of the blank alone: the label is never seen.
    const [once, twice] = [1, 2].map((times) => new Ctc(sampleOf(times, [-x, -Infinity], [])))
    expect([once!.loss, twice!.loss]).toEqual([x, 2 * x])
    const slopes = new Float64Array(2)
    once!.gradient(slopes, 1)
    expect(slopes).toEqual(Float64Array.of(Math.expm1(-x), NaN))
  },
)

it.each([NaN, Infinity])('a log-probability of %d costs NaN, and has no slope', (lp) => {
  const ctc = new Ctc(sampleOf(2, [-1, lp], [1]))
  expect(ctc.loss).toBe(NaN)
  const slopes = new Float64Array(4)
  ctc.gradient(slopes, 1)
  expect(slopes).toEqual(new Float64Array(4).fill(NaN))
})

it.each([1e5, 1e9, 1e13, 1e30, 1e300])(
  'a mask of -%d costs as much where every alignment passes it',
  (mask) => {
    const sample = (rows: readonly number[], labels: readonly number[]) => ({
      ...{ data: Float64Array.from(rows), start: 0, step: 3, times: 2, classes: 3, labels, blank: 0 },
    })
    const one = new Ctc(sample([-mask, -mask, 0, -1, -2, -0.629], [1]))
    const rest = 2 - Math.log(2 + Math.E)
    expect(Math.abs(one.loss / (mask + rest) - 1)).toBeLessThan(2 ** -51)
    const slopes = new Float64Array(6)
    one.gradient(slopes, 1)
    // Of 1e30 no double has the digits after the point, on which the shares depend.
    const share = -1 / (2 + Math.E)
    if (mask < 1e15) expect(Math.abs(slopes[0]! / share - 1)).toBeLessThan(1e-13)
    else expect(slopes).toEqual(new Float64Array(6).fill(NaN))
    // A target that is certain beside the mask is computed in long numbers.
    const sure = new Ctc(sample([-mask, 0, -mask, -mask, -1e-20, Math.log(1e-20)], [1]))
    expect(sure.loss).toBe(1e-20)
    sure.gradient(slopes, 1)
    expect(slopes.subarray(0, 5)).toEqual(Float64Array.of(0, 0, 0, 0, -1e-20))
  },
)
