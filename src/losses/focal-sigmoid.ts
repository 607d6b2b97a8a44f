import {
  addPairs,
  dividePairs,
  low,
  multiplyPairs,
  multiplyThree,
  twoSum,
} from '../numerics/double-double.ts'
import { expPair } from '../numerics/exp.ts'
import { logPair } from '../numerics/log.ts'
import { logitCost, logitSlope } from '../numerics/logistic.ts'
import { powerOfLog } from '../numerics/power.ts'
import { softplusOfMinus } from '../numerics/softplus.ts'
import { ofGivenProbabilities } from './given-probabilities.ts'
import { loss } from './loss.ts'
import { modulated, sideWeight } from './modulated.ts'
import { bit, each, elementWeight, logit, posWeight } from './takes.ts'
import { focalHeading, focalSteps, sides } from './sigmoid-lesson.ts'

/** The focusing power, the same in both forms. */
export const gamma = {
  type: 'number',
  default: 2,
  min: 0,
  help: 'focusing power; 0 is plain cross-entropy',
} as const

/**
 * ln(1 - p_t) as a pair, p_t = p t + (1-p)(1-t): the logarithm of the probability given to the wrong side.
 * Over e = exp(-|x|) it is ln(t e + (1-t)) - ln(1+e) for x >= 0, ln((1-t) e + t) - ln(1+e) below;
 * where a hard target leaves e alone, ln e is -|x| exactly.
 */
function logMiss(x: number, t: number): number {
  const a = Math.abs(x)
  const notT = twoSum(1, -t)
  const notTLow = low[0]!
  // Of the two sides, t is exact and 1 - t a pair.
  const [shrunk, shrunkLow, whole, wholeLow] = x >= 0 ? [t, 0, notT, notTLow] : [notT, notTLow, t, 0]
  let ln: number
  if (whole === 0) {
    ln = -a
    low[0] = 0
  } else {
    const e = expPair(-a, 0)
    const small = multiplyPairs(shrunk, shrunkLow, e, low[0]!)
    const sum = addPairs(whole, wholeLow, small, low[0]!)
    ln = logPair(sum, low[0]!)
  }
  if (ln === -Infinity) return ln
  const lnLow = low[0]!
  const log1p = softplusOfMinus(a)
  return addPairs(ln, lnLow, -log1p, -low[0]!)
}

/**
 * Sigmoid focal loss: binary cross-entropy of a logit, shrunk where the model is already right.
 * `miss` comes from logarithms, without 1 - p, so that confident answers keep their digits.
 * alpha weighs the positive side; the mean is over the elements.
 */
export const focalSigmoid = /* @__PURE__ */ loss({
  name: 'focal',
  one: 'element',
  unit: 'nats',
  summary: {
    en: 'Focal loss of logits against targets in the same shape',
    zh: 'logits 的 focal loss，目标与输入形状相同',
  },
  formula:
    'loss = alphaT modulator ce; modulator = miss^gamma, miss = 1 - pT, pT = probability of the right side',
  latex: String.raw`\ell = [alpha|\alpha_t\,](1-p_t)^{\gamma}\,\mathrm{ce}`,
  torch: 'torchvision.ops.sigmoid_focal_loss',
  torchReduction: 'none',
  source: 'Lin et al. 2017, arXiv:1708.02002, equation 5',
  takes: { input: each(logit), target: each(bit) },
  from: (own) => ({ probs: ofGivenProbabilities(own) }),
  options: {
    gamma,
    alpha: {
      type: 'scale',
      default: 0.25,
      min: 0,
      max: 1,
      off: -1,
      lists: false,
      help: 'weight of the positive side; the other side gets 1 - alpha',
    },
    weight: elementWeight(),
    posWeight,
  },
  traits: {
    applies: 'sigmoid',
    mistakenAs: 'focused sigmoid',
    plainAt: { option: 'gamma', value: 0, loss: 'bce-logits' },
    related: { classes: 'ce' },
    usual: true,
  },
  loop: {
    name: 'focused',
    // Beyond, the product with a logarithm overflows, which only the plain loop guards against.
    numbers: ({ gamma, alpha }) =>
      gamma > 1e290 ? undefined : typeof alpha === 'number' ? [gamma, 1 - alpha, alpha] : [gamma, 1, 1],
  },
  working: ({ gamma, alpha }) => {
    return (x, t, p) => {
      const ce = logitCost(x, t, p)
      const ceLow = low[0]!
      const lnMiss = logMiss(x, t)
      const modulator = powerOfLog(lnMiss, low[0]!, gamma)
      const modulatorLow = low[0]!
      const side = sideWeight(alpha, t)
      const loss = modulated(t, side, low[0]!, modulator, modulatorLow, ce, ceLow)
      return { ce, lnMiss, modulator, side, loss }
    }
  },
  // side miss^gamma (slope of ce + gamma ce slope of lnMiss); both terms have one sign for hard targets.
  gradient: {
    input: ({ gamma, alpha }) => {
      return (x, t, p) => {
        const side = sideWeight(alpha, t)
        const sideLow = low[0]!
        const slope = logitSlope(x, t, p)
        const slopeLow = low[0]!
        const ln = logMiss(x, t)
        const modulator = powerOfLog(ln, low[0]!, gamma)
        const modulatorLow = low[0]!
        if (gamma === 0 || modulator === 0)
          return multiplyThree(side, sideLow, modulator, modulatorLow, slope, slopeLow)
        const bend = missSlope(x, t)
        const bendLow = low[0]!
        const ce = logitCost(x, t, p)
        const bent = multiplyPairs(bend, bendLow, ce, low[0]!)
        const scaled = multiplyPairs(bent, low[0]!, gamma, 0)
        const total = addPairs(scaled, low[0]!, slope, slopeLow)
        return multiplyThree(side, sideLow, modulator, modulatorLow, total, low[0]!)
      }
    },
  },
  heading: focalHeading,
  stable: {
    far: 'e^(-|x|)',
    rest: 'log1p(far)',
    ce: 'counts([p|p ]t, max(-x, 0)) + counts(1 - t, max(x, 0)) + (1 - t + [p|p ]t) rest',
    sigmoid: [{ if: 'x > 0', formula: '1 / (1 + far)' }, { formula: 'far / (1 + far)' }],
    notSigmoid: [{ if: 'x > 0', formula: 'far / (1 + far)' }, { formula: '1 / (1 + far)' }],
    miss: 't notSigmoid + (1 - t) sigmoid',
    alphaT: 'alpha t + (1 - alpha)(1 - t)',
    loss: '[alpha|counts(alphaT, ce)][!alpha|ce] miss^gamma',
  },
  steps: {
    sigmoid: { formula: '1 / (1 + e^(-x))', latex: String.raw`\sigma(x) = \frac{1}{1+e^{-x}}` },
    notSigmoid: { formula: '1 - sigmoid', latex: String.raw`1-\sigma(x)` },
    pT: {
      formula: 't sigmoid + (1 - t) notSigmoid',
      latex: String.raw`p_t = t\,\sigma(x) + (1-t)(1-\sigma(x))`,
    },
    ce: {
      formula: '-([p|p ]t ln(sigmoid) + (1 - t) ln(notSigmoid))',
      latex: String.raw`\mathrm{ce} = -\left([p|p\,]t \ln\sigma(x) + (1-t) \ln(1-\sigma(x))\right)`,
    },
    ...focalSteps,
  },
  more: ({ alpha }) => {
    return (x, t) => {
      const { sigmoid, notSigmoid } = sides(x)
      const miss = powerOfLog(logMiss(x, t), low[0]!, 1)
      const pT = t * sigmoid + (1 - t) * notSigmoid
      return { sigmoid, notSigmoid, pT, miss, alphaT: alpha === undefined ? undefined : sideWeight(alpha, t) }
    }
  },
})

/** d ln(1 - p_t) / dx = (1-2t) s(x) s(-x) / (1 - p_t) as a pair, over e = exp(-|x|). */
function missSlope(x: number, t: number): number {
  const e = expPair(-Math.abs(x), 0)
  const eLow = low[0]!
  const notT = twoSum(1, -t)
  const notTLow = low[0]!
  const [shrunk, shrunkLow, whole, wholeLow] = x >= 0 ? [t, 0, notT, notTLow] : [notT, notTLow, t, 0]
  const below = twoSum(1, e)
  const belowLow = low[0]! + eLow
  if (shrunk === 1 && shrunkLow === 0) return dividePairs(1 - 2 * t, 0, below, belowLow)
  const small = multiplyPairs(shrunk, shrunkLow, e, eLow)
  const sum = addPairs(whole, wholeLow, small, low[0]!)
  const divisor = multiplyPairs(sum, low[0]!, below, belowLow)
  const divisorLow = low[0]!
  const sign = twoSum(1, -2 * t)
  const numerator = multiplyPairs(sign, low[0]!, e, eLow)
  return dividePairs(numerator, low[0]!, divisor, divisorLow)
}
