import { addPairs, dividePairs, low, squarePair, twoSum } from '../numerics/double-double.ts'
import { logOf } from '../numerics/class-logs.ts'
import { logOfQuotient } from '../numerics/full-log.ts'
import { log1p } from '../numerics/log.ts'
import { type AnyOptionValues, choice } from '../options.ts'
import { loss, numbers } from './loss.ts'
import { domain, each, number } from './takes.ts'

/** keras takes nothing smaller. */
const FLOOR = 1e-7
/** Ratios nearer to 1 than this are taken from the difference of input and target. */
const NEAR = 0.01

const above = domain({ what: 'value', above: -1 })
/** keras takes any number, as its floor holds it. */
const given = ({ convention }: AnyOptionValues) => (convention === 'keras' ? number : above)

type MsleLibrary = 'sklearn' | 'keras'

/** What the logarithm is taken of, less 1. */
function floored(convention: MsleLibrary, v: number): number {
  return convention === 'keras' && v < FLOOR ? FLOOR : v
}

/** ln((1 + x) / (1 + t)) as a pair. */
function logRatio(x: number, t: number): number {
  const difference = twoSum(x, -t)
  const differenceLow = low[0]!
  const more = twoSum(x, t)
  const sum = addPairs(more, low[0]!, 2, 0)
  if (Math.abs(difference) < NEAR * sum) return logOfQuotient(difference, differenceLow, sum, low[0]!)
  const over = twoSum(1, x)
  const overLow = low[0]!
  const below = twoSum(1, t)
  const belowLow = low[0]!
  const ratio = dividePairs(over, overLow, below, belowLow)
  if (ratio > 1e-290 && ratio < Infinity) return logOf(ratio, low[0]!)
  const ln = logOf(over, overLow)
  const lnLow = low[0]!
  const other = logOf(below, belowLow)
  return addPairs(ln, lnLow, -other, -low[0]!)
}

/** 2 ln((1 + x) / (1 + t)) / (1 + v), v the side that is moved; 0 where keras' floor holds it. */
function slope(sign: 1 | -1, convention: MsleLibrary, x: number, t: number): number {
  const moved = sign === 1 ? x : t
  if (convention === 'keras' && moved < FLOOR) return 0
  const ln = logRatio(floored(convention, x), floored(convention, t))
  const lnLow = low[0]!
  const below = twoSum(1, moved)
  return sign * dividePairs(2 * ln, 2 * lnLow, below, low[0]!)
}

/**
 * Squared difference of ln(1 + x) and ln(1 + t): as one logarithm of their ratio, from x - t where that is near 1, so
 * that it keeps the digits of small differences and small values. keras floors both at 1e-7.
 */
export const msleNumbers = /* @__PURE__ */ numbers({
  name: 'msle',
  one: 'element',
  takes: {
    input: each(above, { given, means: { en: 'predictions', zh: '预测值' } }),
    target: each(above, { given }),
  },
  shapes: 'broadcast',
  options: {
    convention: choice(['sklearn', 'keras'], {
      default: 'sklearn',
      help: 'whose floor: none, or 1e-7 as keras has it',
    }),
  },
  working:
    ({ convention }) =>
    (x, t) => {
      const [a, b] = [floored(convention, x), floored(convention, t)]
      const difference = logRatio(a, b)
      const loss = squarePair(difference, low[0]!)
      return { logX: log1p(a), logT: log1p(b), difference, loss }
    },
  gradient: {
    input:
      ({ convention }) =>
      (x, t) =>
        slope(1, convention, x, t),
    target:
      ({ convention }) =>
      (x, t) =>
        slope(-1, convention, x, t),
  },
})

export const msle = /* @__PURE__ */ loss(msleNumbers, () => ({
  elsewhere: ['mean-squared-logarithmic-error', 'mean-squared-log-error'],
  summary: { en: 'Mean squared logarithmic error', zh: '均方对数误差' },
  formula: 'loss = (ln(1 + x) - ln(1 + t))^2; keras: x and t at least 1e-7',
  heading: 'loss = (ln(1 + x) - ln(1 + t))^2[keras|; x and t at least 1e-7]',
  latex: String.raw`\ell = \left(\ln(1 + x) - \ln(1 + t)\right)^2`,
  torch: undefined,
  source: 'sklearn.metrics.mean_squared_log_error; keras.losses.MeanSquaredLogarithmicError',
  unit: 'error',
  stable: {
    a: '[keras|max(x, 1e-7)][!keras|x]',
    b: '[keras|max(t, 1e-7)][!keras|t]',
    gap: 'a - b',
    below: '1 + b',
    difference: [
      { if: '|gap| < below / 2', formula: 'log1p(gap / below)' },
      { formula: 'ln((1 + a) / below)' },
    ],
    loss: 'difference^2',
  },
  steps: {
    logX: {
      formula: '[keras|ln(1 + max(x, 1e-7))][!keras|ln(1 + x)]',
      latex: String.raw`\ln(1 + x)`,
      means: { en: 'the prediction on a logarithmic scale', zh: '对数尺度上的预测值' },
    },
    logT: {
      formula: '[keras|ln(1 + max(t, 1e-7))][!keras|ln(1 + t)]',
      latex: String.raw`\ln(1 + t)`,
      means: { en: 'the target on a logarithmic scale', zh: '对数尺度上的目标值' },
    },
    difference: { formula: 'logX - logT', latex: String.raw`d = \ln(1 + x) - \ln(1 + t)` },
    loss: { formula: 'difference^2', latex: String.raw`\ell = d^2` },
  },
}))
