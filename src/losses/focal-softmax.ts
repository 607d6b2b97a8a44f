import {
  addPairs,
  dividePairs,
  low,
  multiplyPairs,
  multiplyThree,
  twoProduct,
} from '../numerics/double-double.ts'
import { Softmax } from '../numerics/softmax.ts'
import { gamma } from './focal-sigmoid.ts'
import { ofGivenClasses } from './given-classes.ts'
import { loss } from './loss.ts'
import { classes, classWeight, ignoreIndex, index, labelSmoothing, logit, looseProbability } from './takes.ts'
import { minusTimes, softmaxParts, softmaxSteps, stableCost, whereY, whereYLatex } from './softmax-lesson.ts'
import { SmoothedTarget } from './label-smoothing.ts'
import { alphaOf, areFactors, lossOverClasses, modulator, softmaxGradient } from './softmax-loss.ts'

/**
 * Softmax focal loss: cross entropy whose every class term is shrunk by (1 - p_c)^gamma.
 * gamma 0 is exactly `ce` with the same options, denominators included. alpha only multiplies.
 * kornia's and MONAI's background alpha is the list 1-alpha, alpha, alpha, ...; their mean over N C is not offered.
 */
export const focalSoftmax = /* @__PURE__ */ loss({
  name: 'focal',
  one: 'row',
  unit: 'nats',
  summary: { en: 'Focal loss of logits against class indices', zh: 'logits 的 focal loss，目标为类别索引' },
  formula:
    'loss = -sum_c alpha_c w_c y_c modulator_c logSoftmax_c; modulator = (1 - softmax)^gamma, y as in ce',
  latex: String.raw`\ell = -\sum_c [alpha|\alpha_c\,][w|w_c\,]y_c (1-p_c)^{\gamma} \ln p_c,\quad p_c = \frac{e^{x_c}}{\sum_j e^{x_j}},${whereYLatex}`,
  torch: 'torch.nn.functional.cross_entropy with (1 - p)^gamma composed into it',
  source: 'Lin et al. 2017, arXiv:1708.02002, equation 5, with softmax',
  takes: { input: classes(logit), target: index().or(classes(looseProbability)) },
  from: (own) => ({ probs: ofGivenClasses(own, false), 'log-probs': ofGivenClasses(own, true) }),
  options: {
    gamma,
    alpha: {
      type: 'scale',
      default: undefined,
      min: 0,
      off: -1,
      lists: true,
      help: 'multiplies each class; one number for all or a list per class',
    },
    weight: classWeight({ divides: true }),
    ignoreIndex,
    labelSmoothing,
  },
  traits: {
    applies: 'softmax',
    mistakenAs: 'focused softmax',
    plainAt: { option: 'gamma', value: 0, loss: 'ce' },
    usual: true,
  },
  loop: {
    name: 'focusedCrossEntropy',
    numbers: ({ gamma, alpha, weight, labelSmoothing }) =>
      labelSmoothing === 0 && areFactors(gamma) && areFactors(alpha) && areFactors(weight)
        ? [gamma]
        : undefined,
    perClass: ({ alpha, weight }, classes) => {
      const scales = new Float64Array(2 * classes)
      for (let c = 0; c < classes; c++) {
        const scale = twoProduct(weight?.data[c] ?? 1, alphaOf(alpha, c))
        scales.set([scale, low[0]!], 2 * c)
      }
      return scales
    },
  },
  differentiable: ['input'],
  working: (options, classes) => {
    const { gamma, alpha } = options
    const softmax = new Softmax(classes)
    const ofIndex = (c: number, weight: number) => {
      const shrink = modulator(softmax, c, gamma)
      const shrinkLow = low[0]!
      const cost = softmax.minusLog(c)
      const costLow = low[0]!
      const scale = twoProduct(weight, alphaOf(alpha, c))
      return multiplyThree(scale, low[0]!, shrink, shrinkLow, cost, costLow)
    }
    return lossOverClasses(softmax, classes, options, ofIndex, (a) => {
      for (let c = 0; c < classes; c++) {
        if (a.high[c] === 0) continue
        a.scale(c, modulator(softmax, c, gamma), low[0]!)
        a.scale(c, alphaOf(alpha, c), 0)
      }
    })
  },
  // As ce's with b_c = alpha_c a_c f_c; f_c = (1-p)^gamma (gamma p (-ln p) / (1-p) + 1).
  gradient: ({ gamma, alpha, weight, labelSmoothing }, classes) => {
    const softmax = new Softmax(classes)
    const b = new SmoothedTarget(classes, weight, labelSmoothing)
    return ({ input, target }, out) => {
      softmax.read(input)
      b.read(target)
      for (let c = 0; c < classes; c++) {
        if (b.high[c] === 0) continue
        const shrink = modulator(softmax, c, gamma)
        b.scale(c, shrink, low[0]!)
        b.scale(c, alphaOf(alpha, c), 0)
        const bend = shrink === 0 ? 0 : bendOf(softmax, c)
        const bendLow = low[0]!
        const scaled = multiplyPairs(bend, bend === 0 ? 0 : bendLow, gamma, 0)
        const factor = addPairs(scaled, low[0]!, 1, 0)
        b.scale(c, factor, low[0]!)
      }
      softmaxGradient(softmax, b, out.input!)
    }
  },
  heading: `loss = -sum_c [alpha|alpha_c ][w|w_c ]y_c modulator_c logSoftmax_c; modulator = (1 - softmax)^gamma, ${whereY}`,
  stable: stableCost('[alpha|alpha_t ]miss_t^gamma ', '[alpha|alpha ]miss^gamma '),
  steps: {
    ...softmaxSteps,
    miss: { formula: '1 - softmax', latex: '1-p_c' },
    modulator: { formula: 'miss^gamma', latex: String.raw`(1-p_c)^{\gamma}` },
    terms: {
      formula: '-[alpha|alpha ][w|w ]y modulator logSoftmax',
      latex: String.raw`\ell_c = -[alpha|\alpha_c\,][w|w_c\,]y_c (1-p_c)^{\gamma} \ln p_c`,
    },
    loss: { formula: 'sum(terms)', latex: String.raw`\ell = \sum_c \ell_c` },
  },
  more: ({ gamma, alpha, weight, labelSmoothing }, classes) => {
    const parts = softmaxParts(classes, labelSmoothing)
    return ({ input, target }) => {
      const { modulators, ...found } = parts(input, target)
      const modulator = modulators(gamma)
      const terms = found.y.map((y, c) => {
        const scale = alphaOf(alpha, c) * (weight?.data[c] ?? 1) * y
        return minusTimes(scale * modulator[c]!, found.logSoftmax[c]!)
      })
      return { ...found, modulator, terms }
    }
  },
})

/** p (-ln p) / (1 - p) as a pair; 0 where p is, and 1, the limit, where p is 1. */
function bendOf(softmax: Softmax, c: number): number {
  const share = softmax.share(c)
  if (share === 0) return 0
  const shareLow = low[0]!
  const others = softmax.otherShares(c)
  // So near 1 that a quotient by the rest would underflow; half of the rest is what the limit is off by.
  if (others < 2 ** -900) {
    low[0] = 0
    return 1
  }
  const odds = dividePairs(share, shareLow, others, low[0]!)
  const oddsLow = low[0]!
  const cost = softmax.minusLog(c)
  return multiplyPairs(odds, oddsLow, cost, low[0]!)
}
