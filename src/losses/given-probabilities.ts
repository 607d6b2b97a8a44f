import { logOf } from '../numerics/class-logs.ts'
import { addPairs, low, multiplyPairs, twoProduct, twoSum } from '../numerics/double-double.ts'
import { log, log1p } from '../numerics/log.ts'
import { powerOfLog } from '../numerics/power.ts'
import type { Tensor } from '../tensor.ts'
import { elementLoss, type ElementLoss, probability } from './loss.ts'
import { focalHeading, focalSteps } from './sigmoid-lesson.ts'

interface Options {
  readonly gamma?: number
  readonly alpha?: number | undefined
  readonly posWeight?: Tensor | undefined
}

const ofInput = '-([p|p ]t ln(x) + (1 - t) ln(1 - x))'
const ofInputLatex = String.raw`-\left([p|p\,]t \ln x + (1-t) \ln(1-x)\right)`

/**
 * A binary loss of inputs that went through the sigmoid already. As exact as its twin of logits; a probability of 0
 * or 1 on the wrong side costs Infinity, without torch's floor of the logarithm.
 */
export function ofGivenProbabilities({
  name,
  summary,
  torch,
  source,
  weightedMeanBy,
  options,
}: ElementLoss): ElementLoss {
  const focal = 'gamma' in options
  return elementLoss({
    name: `${name} --from probs`,
    summary,
    torch,
    source,
    weightedMeanBy,
    options,
    formula: focal
      ? 'loss = alphaT modulator ce; modulator = miss^gamma, miss = 1 - pT'
      : 'loss = -(p t ln(x) + (1 - t) ln(1 - x)); p = pos_weight',
    latex: focal
      ? String.raw`\ell = [alphaT|\alpha_t\,](1-p_t)^{\gamma}\,\mathrm{ce}`
      : String.raw`\ell = -\left([p|p\,]t \ln x + (1-t) \ln(1-x)\right)`,
    input: probability,
    target: probability,
    steps: { ce: '-(p t ln x + (1 - t) ln(1 - x))', modulator: 'miss^gamma', loss: 'side modulator ce' },
    working: ({ gamma = 0, alpha }: Options) => {
      return (x, t, p) => {
        const ce = cost(x, t, p)
        const modulator = gamma === 0 ? 1 : missPower(x, t, gamma)
        const side = alpha === undefined ? 1 : alpha * t + (1 - alpha) * (1 - t)
        return { ce, modulator, loss: side === 0 && ce === Infinity ? 0 : side * modulator * ce }
      }
    },
    lesson: focal
      ? {
          heading: focalHeading,
          steps: {
            pT: { formula: 't x + (1 - t)(1 - x)', latex: String.raw`p_t = t\,x + (1-t)(1-x)` },
            ce: { formula: ofInput, latex: String.raw`\mathrm{ce} = ${ofInputLatex}` },
            ...focalSteps,
          },
          more: ({ alpha }: Options) => {
            return (x, t) => ({
              pT: t * x + (1 - t) * (1 - x),
              miss: missPower(x, t, 1),
              alphaT: alpha === undefined ? undefined : alpha * t + (1 - alpha) * (1 - t),
            })
          },
        }
      : {
          heading: `loss = ${ofInput}`,
          steps: {
            lnRight: { formula: 'ln(x)', latex: String.raw`\ln x` },
            lnWrong: { formula: 'ln(1 - x)', latex: String.raw`\ln(1-x)` },
            positive: { formula: '[p|p ]t lnRight', latex: String.raw`[p|p\,]t \ln x` },
            negative: { formula: '(1 - t) lnWrong', latex: String.raw`(1-t) \ln(1-x)` },
            loss: { formula: '-(positive + negative)', latex: String.raw`\ell = ${ofInputLatex}` },
          },
          more: () => (x, t, p) => {
            const [lnRight, lnWrong] = [log(x), log1p(-x)]
            return {
              lnRight,
              lnWrong,
              positive: t === 0 ? 0 : p * t * lnRight,
              negative: t === 1 ? 0 : (1 - t) * lnWrong,
            }
          },
        },
    gradient: ({ gamma = 0, alpha }: Options) => {
      return (x, t, p) => {
        const slope = (t === 1 ? 0 : (1 - t) / (1 - x)) - (t === 0 ? 0 : (p * t) / x)
        const side = alpha === undefined ? 1 : alpha * t + (1 - alpha) * (1 - t)
        if (gamma === 0) return side * slope
        const modulator = missPower(x, t, gamma)
        if (modulator === 0) return 0
        const miss = t * (1 - x) + (1 - t) * x
        return side * modulator * (slope + (gamma * cost(x, t, p) * (1 - 2 * t)) / miss)
      }
    },
  })
}

/** -(p t ln x + (1-t) ln(1-x)), rounded once; a side that does not count costs nothing, though its log be infinite. */
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

/** (1 - p_t)^gamma, p_t = x t + (1-x)(1-t). */
function missPower(x: number, t: number, gamma: number): number {
  const other = twoSum(1, -x)
  const otherLow = low[0]!
  const right = multiplyPairs(other, otherLow, t, 0)
  const rightLow = low[0]!
  const notT = twoSum(1, -t)
  const wrong = multiplyPairs(notT, low[0]!, x, 0)
  const miss = addPairs(right, rightLow, wrong, low[0]!)
  const ln = logOf(miss, low[0]!)
  return powerOfLog(ln, low[0]!, gamma)
}
