import { bigExp, bigLog } from '../numerics/big-exp.ts'
import { type Big, big, bigAdd, bigDivide, bigMultiply, bigSubtract } from '../numerics/big.ts'
import {
  expMinus,
  HALF_LN_2PI,
  halfLn2Pi,
  halfLn2PiLow,
  keepsDigits,
  keepsFullDigits,
  pairOf,
  sumOfThree,
} from '../numerics/cancelling.ts'
import { logOf } from '../numerics/class-logs.ts'
import {
  addPairs,
  dividePairs,
  low,
  multiplyPairs,
  scalePair,
  twoProduct,
  twoSum,
} from '../numerics/double-double.ts'
import { expPair } from '../numerics/exp.ts'
import { expFull } from '../numerics/full-exp.ts'
import { logFull } from '../numerics/full-log.ts'
import { flag, real } from '../options.ts'
import { loss, numbers } from './loss.ts'
import { countNumbers, many } from './counts.ts'
import { domain, each } from './takes.ts'

const logRate = domain({ what: 'log-rate' })
const rate = domain({ what: 'rate', min: 0 })

interface Options {
  readonly logInput: boolean
  readonly full: boolean
  readonly eps: number
}

/** Logarithm and exponential as pairs: fast ones, and those with twice the digits. */
interface Functions {
  readonly exp: (x: number, xLow: number) => number
  readonly log: (x: number, xLow: number) => number
}
const fast: Functions = { exp: expPair, log: logOf }
/** Of sums that are finite, so that their logarithms are. */
const full: Functions = { exp: expFull, log: logFull }

/** t ln t - t + ln(2 pi t) / 2 = (t + 1/2) ln t - t + ln(2 pi) / 2 as a pair. */
function stirling(t: number, { log }: Functions): number {
  const ln = log(t, 0)
  const lnLow = low[0]!
  const half = twoSum(t, 0.5)
  const product = multiplyPairs(half, low[0]!, ln, lnLow)
  const less = addPairs(product, low[0]!, -t, 0)
  return addPairs(less, low[0]!, halfLn2Pi, halfLn2PiLow)
}

interface Parts {
  readonly rate: number
  readonly lnRate: number
  readonly stirling: number | undefined
  loss: number
  rest: number
  /** |t ln(rate)|: where terms cancel it is the largest of them. */
  readonly largest: number
}

function sum(x: number, t: number, { logInput, full, eps }: Options, functions: Functions): Parts {
  const rate = logInput ? functions.exp(x, 0) : x
  const rateLow = logInput ? low[0]! : 0
  let lnRate = x
  let product: number
  if (logInput) product = twoProduct(t, x)
  else {
    const shifted = twoSum(x, eps)
    lnRate = functions.log(shifted, low[0]!)
    // No count: the limit of 0 ln 0 is 0.
    product = t === 0 && shifted === 0 ? scalePair(0, 0, 0) : scalePair(t, lnRate, low[0]!)
  }
  let loss = addPairs(rate, rateLow, -product, -low[0]!)
  let rest = low[0]!
  const largest = Math.abs(product)
  if (!full || !(t > 1)) return { rate, lnRate, stirling: full ? 0 : undefined, loss, rest, largest }
  const more = stirling(t, functions)
  loss = addPairs(loss, rest, more, low[0]!)
  rest = low[0]!
  return { rate, lnRate, stirling: more, loss, rest, largest }
}

/** The loss with as many digits as its terms cancel. */
function exactly(x: number, t: number, { logInput, full, eps }: Options): Big {
  const count = big(t)
  const rate = logInput ? bigExp(big(x)) : big(x)
  const ln = logInput ? big(x) : bigLog(bigAdd(big(x), big(eps)))
  const loss = bigSubtract(rate, bigMultiply(count, ln))
  if (!full || !(t > 1)) return loss
  const rest = bigSubtract(bigMultiply(bigAdd(count, big(0.5)), bigLog(count)), count)
  return bigAdd(loss, bigAdd(rest, HALF_LN_2PI))
}

/** Beyond, e^x is larger than t x for every number t. */
const LARGEST_RATE = 720

/** The loss of numbers of which two terms overflow: Infinity less Infinity says nothing of it. */
function beyondRange(x: number, t: number, options: Options): number {
  low[0] = 0
  return options.logInput && x > LARGEST_RATE ? Infinity : pairOf(exactly(x, t, options))
}

/** d loss / d t = [full, t > 1: ln t + 1 / (2t)] - ln(rate) with as many digits as it cancels. */
function exactTargetSlope(x: number, t: number, { logInput, eps }: Options): Big {
  const ln = logInput ? big(x) : bigLog(bigAdd(big(x), big(eps)))
  const half = bigDivide(big(0.5), big(t))
  return bigSubtract(bigAdd(bigLog(big(t)), half), ln)
}

/**
 * Negative log likelihood of a count t under Poisson's distribution of rate e^x (or x), without ln t!, which `full`
 * approximates by Stirling's formula for t > 1. Where e^x and t x nearly cancel, they are taken with more digits.
 */
export const poissonNllNumbers = /* @__PURE__ */ numbers({
  name: 'poisson-nll',
  one: 'element',
  takes: {
    input: each(logRate, {
      // Not given, it is so.
      given: ({ logInput }) => (logInput === false ? rate : logRate),
      means: { en: 'rates, or their logarithms', zh: '速率（或其对数）' },
    }),
    target: each(domain({ what: 'count', min: 0 })),
  },
  shapes: 'broadcast',
  options: {
    logInput: flag({ default: true, help: 'inputs are logarithms of rates' }),
    full: flag({ default: false, help: "adds Stirling's approximation of ln(t!)" }),
    eps: real({ default: 1e-8, min: 0, below: Infinity, help: 'added to a rate before its logarithm' }),
  },
  working: (options) => {
    return (x, t) => {
      let parts = sum(x, t, options, fast)
      if (Number.isNaN(parts.loss) && Number.isFinite(x) && Number.isFinite(t)) {
        parts.loss = beyondRange(x, t, options)
        parts.rest = low[0]!
      } else if (!keepsDigits(parts.loss, parts.largest)) {
        parts = sum(x, t, options, full)
        if (!keepsFullDigits(parts.loss, parts.largest)) {
          parts.loss = pairOf(exactly(x, t, options))
          parts.rest = low[0]!
        }
      }
      const { rate, lnRate, stirling, loss, rest } = parts
      return { rate, lnRate, stirling, loss, rest }
    }
  },
  gradient: {
    input:
      ({ logInput, eps }) =>
      (x, t) => {
        if (logInput) return expMinus(x, t)
        if (x === Infinity && t < Infinity) return 1
        const over = sumOfThree(x, eps, -t)
        const overLow = low[0]!
        const shifted = twoSum(x, eps)
        return dividePairs(over, overLow, shifted, low[0]!)
      },
    target: (options) => (x, t) => {
      const { logInput, full, eps } = options
      const shifted = logInput ? x : twoSum(x, eps)
      const lnRate = logInput ? x : logOf(shifted, low[0]!)
      const lnRateLow = logInput ? 0 : low[0]!
      if (!full || !(t > 1)) return -lnRate
      const ln = logOf(t, 0)
      const lnLow = low[0]!
      const half = dividePairs(0.5, 0, t, 0)
      const more = addPairs(ln, lnLow, half, low[0]!)
      const slope = addPairs(more, low[0]!, -lnRate, -lnRateLow)
      if (keepsDigits(slope, Math.max(ln, Math.abs(lnRate), half)) || !(t < Infinity)) return slope
      return pairOf(exactTargetSlope(x, t, options))
    },
  },
})

export const poissonNll = /* @__PURE__ */ loss(poissonNllNumbers, () => ({
  elsewhere: ['poisson'],
  summary: { en: 'Negative log likelihood of counts (Poisson)', zh: '泊松负对数似然损失（目标为计数）' },
  formula: 'loss = rate - t ln(rate) [+ t ln(t) - t + ln(2 pi t) / 2 if full and t > 1]; rate = e^x',
  heading:
    'loss = [logInput|e^x - t x][!logInput|x - t ln(x + eps)][full| + (t ln(t) - t + ln(2 pi t) / 2 if t > 1)]',
  latex: String.raw`\ell = [logInput|e^x - t x][!logInput|x - t \ln(x + \varepsilon)][full| + \mathbf{1}_{t>1}\left(t \ln t - t + \tfrac12 \ln(2\pi t)\right)]`,
  torch: 'torch.nn.functional.poisson_nll_loss',
  source: 'torch.nn.PoissonNLLLoss',
  unit: 'nats',
  warns: [
    {
      code: 'W416',
      count: ({ args }) => countNumbers(args.target!, (t) => t !== Math.trunc(t) && !Number.isNaN(t)),
      says: (n) =>
        `${many(n, 'target is not a whole number', 'targets are no whole numbers')}, as counts would be`,
    },
  ],
  stable: {
    rate: '[logInput|e^(x)][!logInput|x]',
    lnRate: '[logInput|x][!logInput|ln(x + eps)]',
    stirling: [
      { if: 't > 1', formula: '[full|(t + 0.5) ln(t) - t + 0.9189385332046728][!full|0]' },
      { formula: '0' },
    ],
    // No count of a rate of 0: the limit of 0 ln 0 is 0.
    product: [{ if: 't + [logInput|1][!logInput|x + eps] = 0', formula: '0' }, { formula: 't lnRate' }],
    loss: 'rate - product[full| + stirling]',
  },
  steps: {
    rate: {
      formula: '[logInput|e^(x)][!logInput|x]',
      latex: String.raw`\lambda = [logInput|e^x][!logInput|x]`,
      means: { en: 'expected count', zh: '期望计数' },
    },
    lnRate: {
      formula: '[logInput|x][!logInput|ln(x + eps)]',
      latex: String.raw`\ln\lambda = [logInput|x][!logInput|\ln(x + \varepsilon)]`,
      means: { en: 'logarithm of the rate', zh: '期望计数的对数' },
    },
    stirling: {
      cases: [
        {
          if: 't > 1',
          formula: 't ln(t) - t + ln(2 pi t) / 2',
          latex: String.raw`t \ln t - t + \tfrac12 \ln(2\pi t)`,
        },
        { formula: '0', latex: '0' },
      ],
      means: { en: 'about ln(t!)', zh: '约等于 ln(t!)' },
    },
    loss: {
      formula: 'rate - t lnRate[full| + stirling]',
      latex: String.raw`\ell = \lambda - t \ln\lambda[full| + s]`,
    },
  },
}))
