import { bigLog } from '../numerics/big-exp.ts'
import { type Big, big, bigAdd, bigDivide, bigMultiply, bigSubtract } from '../numerics/big.ts'
import {
  HALF_LN_2PI,
  halfLn2Pi,
  halfLn2PiLow,
  keepsDigits,
  keepsFullDigits,
  pairOf,
} from '../numerics/cancelling.ts'
import { logOf } from '../numerics/class-logs.ts'
import { addPairs, dividePairs, low, multiplyPairs, twoSum } from '../numerics/double-double.ts'
import { logFull } from '../numerics/full-log.ts'
import { flag, real } from '../options.ts'
import { loss, numbers } from './loss.ts'
import { domain, each, number, overRows } from './takes.ts'

/** A slope below this share of its terms takes long numbers: quotients of pairs are good to 2^-100. */
const KEPT = 2 ** -40

/** (ln v + d^2 / v) / 2 [+ ln(2 pi) / 2] with as many digits as the terms cancel. */
function exactly(x: number, t: number, v: number, full: boolean): Big {
  const d = bigSubtract(big(x), big(t))
  const terms = bigAdd(bigLog(big(v)), bigDivide(bigMultiply(d, d), big(v)))
  const loss = bigMultiply(big(0.5), terms)
  return full ? bigAdd(loss, HALF_LN_2PI) : loss
}

/** Half the sum of two pairs [+ ln(2 pi) / 2]. */
function half(a: number, aLow: number, b: number, bLow: number, full: boolean): number {
  const sum = addPairs(a, aLow, b, bLow)
  if (full) return addPairs(sum / 2, low[0]! / 2, halfLn2Pi, halfLn2PiLow)
  low[0] = low[0]! / 2
  return sum / 2
}

/** (v - d^2) / (2 v^2), exactly except for one rounding. */
function exactSlope(x: number, t: number, v: number): Big {
  const d = bigSubtract(big(x), big(t))
  const numerator = bigSubtract(big(v), bigMultiply(d, d))
  return bigDivide(numerator, bigMultiply(big(2), bigMultiply(big(v), big(v))))
}

/** (x - t) / v. */
const slope =
  (sign: 1 | -1) =>
  ({ eps }: { eps: number }) =>
  (x: number, t: number, v: number): number => {
    const difference = twoSum(x, -t)
    return sign * dividePairs(difference, low[0]!, atLeast(eps, v), 0)
  }

/** v, but not below the floor; NaN stays. */
function atLeast(floor: number, v: number): number {
  return v < floor ? floor : v
}

/**
 * Negative log likelihood of a target under a normal distribution of mean x and variance var, without ln(2 pi) / 2 but
 * for `full`. The square is taken as (d / v) d, which has the range of the result; where ln v and d^2 / v nearly cancel,
 * they are taken with more digits. A variance below eps counts as eps, and its gradient is that at eps (torch's clamp
 * passes it).
 */
export const gaussianNllNumbers = /* @__PURE__ */ numbers({
  name: 'gaussian-nll',
  one: 'element',
  takes: {
    input: each(number),
    target: each(number),
    var: each(domain({ what: 'variance', min: 0 }), { fits: overRows }),
  },
  shapes: 'broadcast',
  options: {
    full: flag({ default: false, help: 'adds ln(2 pi) / 2' }),
    eps: real({ default: 1e-6, above: 0, below: Infinity, help: 'floor of the variance' }),
  },
  working:
    ({ full, eps }) =>
    (x, t, variance) => {
      const v = atLeast(eps, variance)
      const difference = twoSum(x, -t)
      const differenceLow = low[0]!
      const share = dividePairs(difference, differenceLow, v, 0)
      const shareLow = low[0]!
      const finite = share * difference < Infinity
      const ratio = finite ? multiplyPairs(share, shareLow, difference, differenceLow) : share * difference
      const ratioLow = finite ? low[0]! : 0
      const lnV = logOf(v, 0)
      let loss = half(lnV, low[0]!, ratio, ratioLow, full)
      let rest = low[0]!
      const terms = Math.max(Math.abs(lnV), ratio)
      if (terms < Infinity && !keepsDigits(loss, terms)) {
        loss = half(logFull(v, 0), low[0]!, ratio, ratioLow, full)
        if (!keepsFullDigits(loss, terms)) loss = pairOf(exactly(x, t, v, full))
        rest = low[0]!
      }
      return { v, difference, ratio, lnV, loss, rest }
    },
  gradient: {
    input: slope(1),
    target: slope(-1),
    var:
      ({ eps }) =>
      (x, t, variance) => {
        const v = atLeast(eps, variance)
        const difference = twoSum(x, -t)
        const share = dividePairs(difference, low[0]!, v, 0)
        const shareLow = low[0]!
        const inverse = dividePairs(1, 0, v, 0)
        const inverseLow = low[0]!
        const square = Math.abs(share) < Infinity ? multiplyPairs(share, shareLow, share, shareLow) : Infinity
        if (!(square < Infinity)) return inverse - share * share
        const result = addPairs(inverse, inverseLow, -square, -low[0]!)
        if (Math.abs(result) < KEPT * inverse && Number.isFinite(difference))
          return pairOf(exactSlope(x, t, v))
        return result / 2
      },
  },
})

export const gaussianNll = /* @__PURE__ */ loss(gaussianNllNumbers, () => ({
  elsewhere: ['normal-nll'],
  summary: {
    en: 'Negative log likelihood of a normal distribution',
    zh: '高斯负对数似然损失（输入为均值与方差）',
  },
  formula: 'loss = (ln(v) + (x - t)^2 / v) / 2 [+ ln(2 pi) / 2 if full]; v = max(var, eps)',
  heading: 'loss = (ln(v) + (x - t)^2 / v) / 2[full| + ln(2 pi) / 2]; v = max(var, eps)',
  latex: String.raw`\ell = \tfrac12\left(\ln v + \frac{(x - t)^2}{v}\right)[full| + \tfrac12 \ln 2\pi],\quad v = \max(\mathrm{var}, \varepsilon)`,
  torch: 'torch.nn.functional.gaussian_nll_loss',
  source: 'torch.nn.GaussianNLLLoss; Nix and Weigend 1994, doi:10.1109/ICNN.1994.374138',
  unit: 'nats',
  warns: [
    {
      code: 'W418',
      when: ({ shapes }) => {
        const { input, var: variance } = shapes
        return input!.length === 2 && input![0] === input![1] && input![0]! > 1 && variance!.length === 1
      },
      says: () =>
        'the input is square, and var is taken as one variance per row, not per column, as in torch',
    },
  ],
  stable: {
    v: 'max(var, eps)',
    difference: 'x - t',
    ratio: '(difference / v) difference',
    loss: '(ln(v) + ratio) / 2[full| + 0.9189385332046728]',
  },
  steps: {
    v: {
      formula: 'max(var, eps)',
      latex: String.raw`v = \max(\mathrm{var}, \varepsilon)`,
      means: { en: 'variance', zh: '方差' },
    },
    difference: { formula: 'x - t', latex: 'd = x - t' },
    ratio: {
      formula: 'difference^2 / v',
      latex: String.raw`r = \frac{d^2}{v}`,
      means: { en: 'squared error in units of the variance', zh: '以方差为单位的平方误差' },
    },
    lnV: {
      formula: 'ln(v)',
      latex: String.raw`\ln v`,
      means: { en: 'logarithm of the variance', zh: '方差的对数' },
    },
    loss: {
      formula: '(lnV + ratio) / 2[full| + ln(2 pi) / 2]',
      latex: String.raw`\ell = \tfrac12(\ln v + r)[full| + \tfrac12 \ln 2\pi]`,
    },
  },
}))
