import fc from 'fast-check'
import { expect, it } from 'vitest'
import { draws } from '../draws.ts'
import { SmoothedTarget } from '../../src/losses/label-smoothing.ts'
import { softmaxGradient } from '../../src/losses/softmax-loss.ts'
import {
  addPairs,
  dividePairs,
  low,
  multiplyPairs,
  twoProduct,
  twoSum,
} from '../../src/numerics/double-double.ts'
import { expPair } from '../../src/numerics/exp.ts'
import { logitSlope } from '../../src/numerics/logistic.ts'
import { Softmax } from '../../src/numerics/softmax.ts'

const pair = (high: number): [number, number] => [high, low[0]!]
const logit = fc.oneof(
  fc.double({ min: -30, max: 30, noNaN: true }),
  fc.double({ min: -1500, max: 1500, noNaN: true }),
  fc.constantFrom(0, -0, Infinity, -Infinity, Number.NaN, 667.7, -667.7, 745, -745, 5e-324, 1e308),
)

it('the slope of a hard target has the bits of the formula for any', () => {
  const any = (x: number, t: number, weight: number) => {
    const e = pair(expPair(-Math.abs(x), 0))
    const negative = pair(twoSum(1, -t))
    const positive = pair(twoProduct(weight, t))
    const shrunk = pair(multiplyPairs(...(x >= 0 ? positive : negative), ...e))
    const slope =
      x >= 0
        ? pair(addPairs(...negative, -shrunk[0], -shrunk[1]))
        : pair(addPairs(...shrunk, -positive[0], -positive[1]))
    const below = pair(twoSum(1, e[0]))
    return pair(dividePairs(...slope, below[0], below[1] + e[1]))
  }
  const targets = fc.constantFrom(0, 1, -0, 0.25, 2, Number.NaN)
  fc.assert(
    fc.property(logit, targets, fc.constantFrom(1, 0, 2.5), (x, t, weight) => {
      expect(pair(logitSlope(x, t, weight))).toEqual(any(x, t, weight))
    }),
    { numRuns: draws(5000) },
  )
})

it('the slopes of classes without a coefficient have the bits of the formula for any', () => {
  const any = (softmax: Softmax, b: SmoothedTarget, classes: number) => {
    let sum: [number, number] = [0, 0]
    for (let c = 0; c < classes; c++) sum = pair(addPairs(...sum, b.high[c]!, b.low[c]!))
    const normaliser = pair(twoSum(1, softmax.s))
    return Array.from({ length: classes }, (_, j) => {
      const others = pair(addPairs(...sum, -b.high[j]!, -b.low[j]!))
      const pull = pair(multiplyPairs(...others, ...pair(softmax.share(j))))
      const push = pair(multiplyPairs(b.high[j]!, b.low[j]!, ...pair(softmax.otherShares(j))))
      const slope = pair(addPairs(...pull, -push[0], -push[1]))
      if (Math.abs(slope[0]) < 2 ** -98 * Math.abs(pull[0])) return 0
      return dividePairs(...slope, normaliser[0], normaliser[1] + softmax.sLow)
    })
  }
  const weight = fc.oneof(
    fc.double({ min: 0, max: 3, noNaN: true }),
    fc.constantFrom(0, -0, -1, Number.NaN, Infinity, 1e-310, 1e120, 1e300),
  )
  const cases = fc.integer({ min: 1, max: 6 }).chain((classes) =>
    fc.record({
      row: fc.array(logit, { minLength: classes, maxLength: classes }),
      weights: fc.option(fc.array(weight, { minLength: classes, maxLength: classes })),
      index: fc.integer({ min: -1, max: classes - 1 }),
      smoothing: fc.constantFrom(0, 0, 0.1, 1),
    }),
  )
  fc.assert(
    fc.property(cases, ({ row, weights, index, smoothing }) => {
      const data = Float64Array.from(row)
      const [softmax, out] = [new Softmax(data.length), new Float64Array(data.length)]
      const scale = weights ? { data: Float64Array.from(weights), shape: [data.length] } : undefined
      const b = new SmoothedTarget(data.length, scale, smoothing)
      softmax.read({ data, start: 0, length: data.length })
      b.read({ index, probabilities: undefined })
      softmaxGradient(softmax, b, out)
      expect([...out]).toEqual(any(softmax, b, data.length))
    }),
    { numRuns: draws(5000) },
  )
})
