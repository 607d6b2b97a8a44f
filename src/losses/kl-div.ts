import { logMinus } from '../numerics/cancelling.ts'
import { addPairs, low, multiplyPairs, quickTwoSum, scalePair, twoSum } from '../numerics/double-double.ts'
import { logOf } from '../numerics/class-logs.ts'
import { exp, expPair } from '../numerics/exp.ts'
import { log } from '../numerics/log.ts'
import { flag } from '../options.ts'
import { alsoFrom, type ElementLoss, loss, numbers } from './loss.ts'
import { divergenceOfProbabilities } from './given-divergence.ts'
import { countNumbers, countRows, many, missesOne } from './counts.ts'
import { domain, each, logProbability } from './takes.ts'

const positive = domain({ what: 'probability', min: 0 })

type Parts = {
  readonly p: number
  readonly lnP: number
  readonly gap: number
  readonly loss: number
  readonly rest: number
}

/** t (ln t - x). */
function ofProbabilities(x: number, t: number): Parts {
  if (!(t > 0 && t < Infinity)) {
    const lnP = logOf(t, 0)
    const loss = t === 0 && !Number.isNaN(x) ? 0 : t * (lnP - x)
    return { p: t, lnP, gap: lnP - x, loss, rest: 0 }
  }
  const gap = logMinus(t, x, 0)
  const loss = scalePair(t, gap, low[0]!)
  const rest = low[0]!
  return { p: t, lnP: log(t), gap, loss, rest }
}

/** Below this e^t is subnormal, or too small for a double though a large gap may bring the product back. */
const SUBNORMAL = -708

/** e^t (t - x - xLow). */
function ofLogs(x: number, xLow: number, t: number): Parts {
  const gap = addPairs(t, 0, -x, -xLow)
  const gapLow = low[0]!
  if (t < SUBNORMAL && Number.isFinite(gap)) {
    const root = expPair(t / 2, 0)
    const rootLow = low[0]!
    const half = multiplyPairs(root, rootLow, gap, gapLow)
    return { p: exp(t), lnP: t, gap, loss: multiplyPairs(half, low[0]!, root, rootLow), rest: 0 }
  }
  const p = expPair(t, 0)
  const pLow = low[0]!
  const product = p === 0 && !Number.isNaN(x) ? 0 : scalePair(p, gap, gapLow)
  const left = Number.isFinite(product) && product !== 0 ? low[0]! + pLow * gap : 0
  const loss = quickTwoSum(product, left)
  return { p, lnP: t, gap, loss, rest: low[0]! }
}

/**
 * Kullback-Leibler divergence, one term per class: t (ln t - x) of log-probabilities x and probabilities t, or
 * e^t (t - x) with `logTarget`. Where x is nearly ln t, ln t is taken with as many digits as the difference needs; torch
 * prints 0 or noise there. A target of probability 0 costs 0, also where x is -Infinity (torch: NaN).
 * `mean` divides by the number of elements, as torch does; the divergence of the distributions is `batchmean`.
 */
export const klDivNumbers = /* @__PURE__ */ numbers({
  name: 'kl-div',
  one: 'element',
  takes: {
    input: each(logProbability),
    target: each(positive, { given: ({ logTarget }) => (logTarget ? logProbability : positive) }),
  },
  shapes: 'broadcast',
  batchmean: true,
  options: { logTarget: flag({ default: false, help: 'targets are log-probabilities too' }) },
  working:
    ({ logTarget }) =>
    (x, t) =>
      logTarget ? ofLogs(x, 0, t) : ofProbabilities(x, t),
  gradient: {
    input:
      ({ logTarget }) =>
      (_x, t) =>
        logTarget ? -exp(t) : -t,
    target:
      ({ logTarget }) =>
      (x, t) => {
        const less = twoSum(x, -1)
        const lessLow = low[0]!
        // At a probability of 0 torch says NaN.
        if (!logTarget) return t > 0 && t < Infinity ? logMinus(t, less, lessLow) : Number.NaN
        if (t === -Infinity) return Number.NaN
        return ofLogs(less, lessLow, t).loss
      },
  },
})

const klDivOfLogs = /* @__PURE__ */ loss(klDivNumbers, () => ({
  elsewhere: ['kl-divergence', 'kullback-leibler-divergence'],
  summary: { en: 'Kullback-Leibler divergence of log-probabilities', zh: 'KL 散度损失（输入为对数概率）' },
  formula: 'loss = t (ln(t) - x); with log-target: e^t (t - x)',
  latex: String.raw`\ell = [logTarget|e^t (t - x)][!logTarget|t\,(\ln t - x)]`,
  heading: 'loss = [logTarget|e^t (t - x)][!logTarget|t (ln(t) - x)]',
  torch: 'torch.nn.functional.kl_div',
  source: 'torch.nn.KLDivLoss',
  unit: 'nats',
  warns: [
    {
      code: 'W412',
      count: ({ args: { input, target }, options }) =>
        countNumbers(input!, (x) => x > 0) + (options.logTarget ? countNumbers(target!, (t) => t > 0) : 0),
      says: (n) =>
        `${many(n, 'log-probability is', 'log-probabilities are')} above 0, as no logarithm of a probability is`,
      // Logits are no probabilities, and targets that are logarithms have no form of their own.
      tries: ({ logTarget }, unit) => [
        ...(unit && !logTarget ? ['--from probs'] : []),
        'take the log-softmax of logits first',
      ],
    },
    {
      code: 'W404',
      count: ({ args: { target }, options: { logTarget } }) =>
        target!.shape.length === 2
          ? countRows(target!, (...row) => missesOne(...row, logTarget === true))
          : logTarget
            ? 0
            : countNumbers(target!, (t) => t > 1),
      says: (n) =>
        `${many(n, 'target is', 'targets are')} no distribution: a row that does not sum to 1, or a number above 1`,
    },
    {
      code: 'W420',
      when: ({ shapes: { input }, reduction }) =>
        reduction === 'mean' && input!.length > 1 && input!.at(-1)! > 1,
      says: () =>
        'the mean is over all elements, as in torch; the divergence of the distributions divides by their number',
      tries: ['--reduction batchmean'],
    },
  ],
  stable: {
    p: '[logTarget|e^(t)][!logTarget|t]',
    gap: '[logTarget|t - x][!logTarget|ln(t) - x]',
    loss: [{ if: 'p = 0', formula: '0' }, { formula: 'p gap' }],
  },
  steps: {
    p: {
      formula: '[logTarget|e^(t)][!logTarget|t]',
      latex: String.raw`p = [logTarget|e^{t}][!logTarget|t]`,
      means: { en: 'target probability', zh: '目标概率' },
    },
    lnP: {
      formula: '[logTarget|t][!logTarget|ln(p)]',
      latex: String.raw`\ln p`,
      means: { en: 'its logarithm', zh: '目标概率的对数' },
    },
    gap: {
      formula: 'lnP - x',
      latex: String.raw`g = \ln p - x`,
      means: { en: 'how much less likely the input finds it', zh: '输入认为它小多少（对数）' },
    },
    loss: {
      cases: [
        { if: 'p = 0', formula: '0', latex: '0' },
        { formula: 'p gap', latex: String.raw`p\,g` },
      ],
    },
  },
}))

export const klDiv = /* @__PURE__ */ alsoFrom(klDivOfLogs, (own: ElementLoss) => ({
  probs: divergenceOfProbabilities(own),
}))
