import { low } from '../numerics/double-double.ts'
import { powerOfLog } from '../numerics/power.ts'
import { Softmax } from '../numerics/softmax.ts'
import type { Tensor } from '../tensor.ts'
import { gamma } from './focal.ts'
import { classLoss, classWeight, ignoreIndex, labelSmoothing, logit, looseProbability } from './loss.ts'
import { coefficients, softmaxGradient, weightedCost } from './softmax-loss.ts'

function alphaOf(alpha: number | Tensor | undefined, c: number): number {
  return alpha === undefined ? 1 : typeof alpha === 'number' ? alpha : alpha.data[c]!
}

/** (1 - p_c)^gamma, from the logarithm of the other classes' shares. */
function modulatorOf(softmax: Softmax, c: number, gamma: number): number {
  const ln = softmax.logOthers(c)
  return powerOfLog(ln, low[0]!, gamma)
}

/**
 * Softmax focal loss: cross entropy whose every class term is shrunk by (1 - p_c)^gamma.
 * gamma 0 is exactly `ce` with the same options, denominators included. alpha only multiplies.
 * kornia's and MONAI's background alpha is the list 1-alpha, alpha, alpha, ...; their mean over N C is not offered.
 */
export const focalSoftmax = classLoss({
  name: 'focal',
  summary: 'Focal loss of logits against class indices',
  formula: 'l = sum_c alpha_c a_c (1 - p_c)^gamma (-ln p_c), p = softmax(x), a_c as in ce',
  latex: String.raw`\ell = \sum_c \alpha_c\,a_c\,(1-p_c)^{\gamma}\,(-\ln p_c)`,
  torch: 'torch.nn.functional.cross_entropy with (1 - p)^gamma composed into it',
  source: 'Lin et al. 2017, arXiv:1708.02002, equation 5, with softmax',
  input: logit,
  target: looseProbability,
  targets: 'indices or probabilities',
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
    weight: classWeight,
    ignoreIndex,
    labelSmoothing,
  },
  steps: {
    e: 'exp(x_j - max x) for the other classes',
    s: 'sum of e',
    a: 'alpha_c a_c (1 - p_c)^gamma of each class',
    loss: 'sum_c a_c ((max x - x_c) + ln(1 + s))',
  },
  working: ({ gamma, alpha, weight, labelSmoothing }, classes) => {
    const softmax = new Softmax(classes)
    const a = new Float64Array(classes)
    return (row, target) => {
      softmax.read(row)
      coefficients(weight, labelSmoothing, target, a)
      const { index } = target
      let loss: number
      if (index >= 0 && labelSmoothing === 0) {
        a[index]! *= alphaOf(alpha, index) * modulatorOf(softmax, index, gamma)
        loss = a[index]! * softmax.minusLog(index)
      } else {
        for (let c = 0; c < classes; c++) {
          if (a[c] !== 0) a[c]! *= alphaOf(alpha, c) * modulatorOf(softmax, c, gamma)
        }
        loss = weightedCost(softmax, a)
      }
      const { e, s, k } = softmax
      const share = index >= 0 && weight ? weight.data[index]! : 1
      const pTarget = index >= 0 ? softmax.probability(index) : Number.NaN
      return { e, s, a, loss, share, predicted: k, pTarget }
    }
  },
  // As ce's with b_c = alpha_c a_c f_c; f_c = (1-p)^gamma (gamma p (-ln p) / (1-p) + 1).
  gradient: ({ gamma, alpha, weight, labelSmoothing }, classes) => {
    const softmax = new Softmax(classes)
    const b = new Float64Array(classes)
    return (row, target, out) => {
      softmax.read(row)
      coefficients(weight, labelSmoothing, target, b)
      for (let c = 0; c < classes; c++) {
        if (b[c] === 0) continue
        const modulator = modulatorOf(softmax, c, gamma)
        const share = softmax.share(c)
        const others = softmax.otherShares(c)
        const bend = share === 0 || modulator === 0 ? 0 : gamma * (share / others) * softmax.minusLog(c)
        b[c]! *= alphaOf(alpha, c) * modulator * (bend + 1)
      }
      softmaxGradient(softmax, b, out)
    }
  },
})
