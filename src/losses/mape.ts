import { dividePairs, low, scalePair, twoSum } from '../numerics/double-double.ts'
import { choice } from '../options.ts'
import { loss, numbers } from './loss.ts'
import { countNumbers, many } from './counts.ts'
import { each, number } from './takes.ts'

/** What |t| is at least, so that a target of 0 does not divide by 0; and what the ratio is multiplied by. */
const CONVENTIONS = {
  sklearn: { floor: 2 ** -52, percent: 1 },
  keras: { floor: 1e-7, percent: 100 },
} as const

/**
 * Absolute error as a share of the target: a fraction (sklearn), or percent (keras). A target near 0 is arbitrary: the
 * error is divided by a floor.
 */
export const mapeNumbers = /* @__PURE__ */ numbers({
  name: 'mape',
  one: 'element',
  takes: { input: each(number), target: each(number) },
  shapes: 'broadcast',
  options: {
    convention: choice(['sklearn', 'keras'], {
      default: 'sklearn',
      help: 'sklearn: a fraction, floor 2.2e-16; keras: percent, floor 1e-7',
    }),
  },
  working: ({ convention }) => {
    const { floor, percent } = CONVENTIONS[convention]
    return (x, t) => {
      const difference = twoSum(x, -t)
      const error = Math.abs(difference)
      const errorLow = difference < 0 ? -low[0]! : low[0]!
      const scale = Math.max(Math.abs(t), floor)
      const share = dividePairs(error, errorLow, scale, 0)
      const loss = scalePair(percent, share, low[0]!)
      return { error, scale, loss }
    }
  },
  gradient: {
    input: ({ convention }) => {
      const { floor, percent } = CONVENTIONS[convention]
      return (x, t) => (x > t ? 1 : x < t ? -1 : 0) * (percent / Math.max(Math.abs(t), floor))
    },
    // |x / t - 1| moves with t by -sign(x / t - 1) x / t^2; within the floor by the sign alone.
    target: ({ convention }) => {
      const { floor, percent } = CONVENTIONS[convention]
      return (x, t) => {
        const sign = x > t ? -1 : x < t ? 1 : 0
        if (Math.abs(t) < floor) return sign * (percent / floor)
        const share = dividePairs(percent * x, 0, t, 0)
        return sign === 0 ? 0 : sign * Math.sign(t) * dividePairs(share, low[0]!, t, 0)
      }
    },
  },
})

export const mape = /* @__PURE__ */ loss(mapeNumbers, () => ({
  elsewhere: ['mean-absolute-percentage-error'],
  summary: { en: 'Mean absolute percentage error', zh: '平均绝对百分比误差' },
  formula: 'loss = |x - t| / max(|t|, floor); keras: times 100',
  heading: 'loss = [keras|100 ]|x - t| / max(|t|, floor)',
  latex: String.raw`\ell = [keras|100\,]\frac{|x - t|}{\max(|t|, \varepsilon)}`,
  torch: undefined,
  source: 'sklearn.metrics.mean_absolute_percentage_error; keras.losses.MeanAbsolutePercentageError',
  unit: 'error',
  example: {
    input: [
      [2.5, 0.5, 8],
      [3.2, -1, 6.4],
      [1.1, 4, 0.9],
    ],
    target: [
      [3, 0.4, 7],
      [3, -2, 8],
      [1, 5, 1.2],
    ],
  },
  warns: [
    {
      code: 'W419',
      count: ({ args }) => countNumbers(args.target!, (t) => t === 0),
      says: (n) =>
        `${many(n, 'target is', 'targets are')} 0: the error is divided by a floor instead, and the loss is arbitrary`,
    },
  ],
  stable: {
    error: '|x - t|',
    scale: '[keras|max(|t|, 1e-7)][!keras|max(|t|, 2.220446049250313e-16)]',
    loss: '[keras|100 (error / scale)][!keras|error / scale]',
  },
  steps: {
    error: { formula: '|x - t|', latex: 'e = |x - t|', means: { en: 'size of the error', zh: '误差的大小' } },
    scale: {
      formula: '[keras|max(|t|, 1e-7)][!keras|max(|t|, 2.2e-16)]',
      latex: String.raw`s = \max(|t|, \varepsilon)`,
      means: { en: 'size of the target', zh: '目标的大小' },
    },
    loss: { formula: '[keras|100 ]error / scale', latex: String.raw`\ell = [keras|100\,]\frac{e}{s}` },
  },
}))
