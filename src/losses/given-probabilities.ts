import { logOf } from '../numerics/class-logs.ts'
import {
  addPairs,
  dividePairs,
  low,
  multiplyPairs,
  multiplyThree,
  twoProduct,
  twoSum,
} from '../numerics/double-double.ts'
import { log, log1p } from '../numerics/log.ts'
import { powerOfLog } from '../numerics/power.ts'
import type { Tensor } from '../tensor.ts'
import { type ElementLoss, loss } from './loss.ts'
import { modulated, sideWeight } from './modulated.ts'
import { focalHeading, focalSteps } from './sigmoid-lesson.ts'
import { bit, each, probability } from './takes.ts'

interface Options {
  readonly gamma?: number
  readonly alpha?: number | undefined
  readonly posWeight?: Tensor | undefined
}

const ofInput = '-([p|p ]t ln(x) + (1 - t) ln(1 - x))'
const ofInputLatex = String.raw`-\left([p|p\,]t \ln x + (1-t) \ln(1-x)\right)`

const lnOfBoth = { lnX: 'ln(x)', lnNotX: 'log1p(-x)' }
const costOfBoth = 'counts([p|p ]t, -lnX) + counts(1 - t, -lnNotX)'

/** The loss in formulas: for a learner, and for engines. */
const plainLesson = {
  formula: 'loss = -(p t ln(x) + (1 - t) ln(1 - x)); p = pos_weight',
  latex: String.raw`\ell = ${ofInputLatex}`,
  heading: `loss = ${ofInput}`,
  stable: { ...lnOfBoth, loss: costOfBoth },
  steps: {
    lnRight: { formula: 'ln(x)', latex: String.raw`\ln x` },
    lnWrong: { formula: 'ln(1 - x)', latex: String.raw`\ln(1-x)` },
    positive: { formula: '[p|p ]t lnRight', latex: String.raw`[p|p\,]t \ln x` },
    negative: { formula: '(1 - t) lnWrong', latex: String.raw`(1-t) \ln(1-x)` },
    loss: { formula: '-(positive + negative)', latex: String.raw`\ell = ${ofInputLatex}` },
  },
}
const focusedLesson = {
  formula: 'loss = alphaT modulator ce; modulator = miss^gamma, miss = 1 - pT',
  latex: String.raw`\ell = [alpha|\alpha_t\,](1-p_t)^{\gamma}\,\mathrm{ce}`,
  heading: focalHeading,
  stable: {
    ...lnOfBoth,
    ce: costOfBoth,
    miss: 't (1 - x) + (1 - t) x',
    alphaT: 'alpha t + (1 - alpha)(1 - t)',
    loss: '[alpha|counts(alphaT, ce)][!alpha|ce] miss^gamma',
  },
  steps: {
    pT: { formula: 't x + (1 - t)(1 - x)', latex: String.raw`p_t = t\,x + (1-t)(1-x)` },
    ce: { formula: ofInput, latex: String.raw`\mathrm{ce} = ${ofInputLatex}` },
    ...focalSteps,
  },
}

/**
 * A binary loss of inputs that went through the sigmoid already. As exact as its twin of logits; a probability of 0
 * or 1 on the wrong side costs Infinity, without torch's floor of the logarithm.
 */
export function ofGivenProbabilities({ name, summary, torch, source, options }: ElementLoss): ElementLoss {
  const focal = 'gamma' in options
  return loss({
    one: 'element',
    unit: 'nats',
    name: `${name} --from probs`,
    summary,
    torch,
    source,
    takes: { input: each(probability), target: each(bit) },
    options,
    traits: { respelled: true, related: { classes: 'ce' } },
    ...(focal ? focusedLesson : plainLesson),
    working: (own) => {
      const { gamma = 0, alpha } = own as Options
      return (x, t, p) => {
        const ce = cost(x, t, p)
        const ceLow = low[0]!
        const modulator = missPower(x, t, gamma)
        const modulatorLow = low[0]!
        const side = sideWeight(alpha, t)
        return { ce, modulator, loss: modulated(t, side, low[0]!, modulator, modulatorLow, ce, ceLow) }
      }
    },
    more: focal ? focusedMore : () => plainMore,
    gradient: { input: slopeOf },
  })
}

function focusedMore(own: object) {
  const { alpha } = own as Options
  return (x: number, t: number) => ({
    pT: t * x + (1 - t) * (1 - x),
    miss: missPower(x, t, 1),
    alphaT: alpha === undefined ? undefined : sideWeight(alpha, t),
  })
}

function plainMore(x: number, t: number, p: number) {
  const [lnRight, lnWrong] = [log(x), log1p(-x)]
  return {
    lnRight,
    lnWrong,
    positive: t === 0 ? 0 : p * t * lnRight,
    negative: t === 1 ? 0 : (1 - t) * lnWrong,
  }
}

/** d loss / d x. */
function slopeOf(own: object) {
  const { gamma = 0, alpha } = own as Options
  return (x: number, t: number, p: number): number => {
    const side = sideWeight(alpha, t)
    const sideLow = low[0]!
    const slope = costSlope(x, t, p)
    const slopeLow = low[0]!
    const modulator = missPower(x, t, gamma)
    const modulatorLow = low[0]!
    if (gamma === 0) return multiplyThree(side, sideLow, modulator, modulatorLow, slope, slopeLow)
    if (modulator === 0) return 0
    const miss = missOf(x, t)
    const missLow = low[0]!
    const ce = cost(x, t, p)
    const scaled = multiplyPairs(ce, low[0]!, gamma, 0)
    const scaledLow = low[0]!
    const sign = twoSum(1, -2 * t)
    const bent = multiplyPairs(scaled, scaledLow, sign, low[0]!)
    const bend = dividePairs(bent, low[0]!, miss, missLow)
    const total = addPairs(slope, slopeLow, bend, low[0]!)
    return multiplyThree(side, sideLow, modulator, modulatorLow, total, low[0]!)
  }
}

/** -(p t ln x + (1-t) ln(1-x)), rounded once; a side with factor 0 adds 0, even where its log is infinite. */
function cost(x: number, t: number, posWeight: number): number {
  if (Number.isNaN(x) || Number.isNaN(t)) return Number.NaN
  const positive = twoProduct(posWeight, t)
  const near = term(positive, low[0]!, x, 0)
  const nearLow = low[0]!
  const negative = twoSum(1, -t)
  const negativeLow = low[0]!
  const rest = twoSum(1, -x)
  const far = term(negative, negativeLow, rest, low[0]!)
  if (!(near < Infinity && far < Infinity)) return near + far
  return addPairs(near, nearLow, far, low[0]!)
}

/** -weight ln x as a pair. */
function term(weight: number, weightLow: number, x: number, xLow: number): number {
  const ln = logOf(x, xLow)
  if (weight === 0 || !(ln > -Infinity)) {
    low[0] = 0
    return weight === 0 ? 0 : -ln * weight
  }
  return multiplyPairs(weight, weightLow, -ln, -low[0]!)
}

/** (1-t)/(1-x) - p t/x as a pair: ((1-t) x - p t (1-x)) / (x (1-x)), in which nothing cancels away. */
function costSlope(x: number, t: number, posWeight: number): number {
  const rest = twoSum(1, -x)
  const restLow = low[0]!
  if (t === 0) return dividePairs(1, 0, rest, restLow)
  if (t === 1) return dividePairs(-posWeight, 0, x, 0)
  const notT = twoSum(1, -t)
  const pull = multiplyPairs(notT, low[0]!, x, 0)
  const pullLow = low[0]!
  const weight = twoProduct(posWeight, t)
  const push = multiplyPairs(weight, low[0]!, rest, restLow)
  const difference = addPairs(pull, pullLow, -push, -low[0]!)
  const differenceLow = low[0]!
  const divisor = multiplyPairs(x, 0, rest, restLow)
  return dividePairs(difference, differenceLow, divisor, low[0]!)
}

/** 1 - p_t as a pair, p_t = x t + (1-x)(1-t). */
function missOf(x: number, t: number): number {
  const other = twoSum(1, -x)
  const right = multiplyPairs(other, low[0]!, t, 0)
  const rightLow = low[0]!
  const notT = twoSum(1, -t)
  const wrong = multiplyPairs(notT, low[0]!, x, 0)
  return addPairs(right, rightLow, wrong, low[0]!)
}

/** (1 - p_t)^gamma as a pair. */
function missPower(x: number, t: number, gamma: number): number {
  if (gamma === 0) return powerOfLog(0, 0, 0)
  const miss = missOf(x, t)
  const ln = logOf(miss, low[0]!)
  return powerOfLog(ln, low[0]!, gamma)
}
