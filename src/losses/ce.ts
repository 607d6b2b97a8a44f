import { Softmax } from '../numerics/softmax.ts'
import { ofGivenClasses } from './given-classes.ts'
import { classLoss, classWeight, ignoreIndex, labelSmoothing, logit, looseProbability } from './loss.ts'
import { minusTimes, softmaxParts, softmaxSteps, whereY, whereYLatex } from './softmax-lesson.ts'
import { Coefficients, softmaxGradient, weightedCost } from './softmax-loss.ts'

/**
 * Cross entropy of logits against class indices or probabilities: log-softmax and nll in one.
 * Keeps its digits for confident right answers, where torch prints 0. With indices the mean divides by the
 * weights of the targets; with probabilities by the number of rows, weights or not.
 */
export const crossEntropy = classLoss({
  name: 'ce',
  summary: 'Cross entropy of logits (log-softmax and nll)',
  formula:
    'loss = -sum_c w_c y_c logSoftmax_c; y = (1 - smoothing) t + smoothing / C, t one-hot or probabilities',
  latex: String.raw`\ell = -\sum_c [w|w_c\,]y_c \ln p_c,\quad p_c = \frac{e^{x_c}}{\sum_j e^{x_j}},${whereYLatex}`,
  torch: 'torch.nn.functional.cross_entropy',
  source: 'torch.nn.CrossEntropyLoss; label smoothing: Szegedy et al. 2015, arXiv:1512.00567, section 7',
  input: logit,
  target: looseProbability,
  targets: 'indices or probabilities',
  from: (own) => ({ probs: ofGivenClasses(own, false), 'log-probs': ofGivenClasses(own, true) }),
  options: { weight: classWeight, ignoreIndex, labelSmoothing },
  steps: {
    e: 'exp(x_j - max x) for the other classes',
    s: 'sum of e',
    a: 'coefficient of each class',
    loss: 'sum_c a_c ((max x - x_c) + ln(1 + s))',
  },
  working: ({ weight, labelSmoothing }, classes) => {
    const softmax = new Softmax(classes)
    const a = new Coefficients(classes, weight, labelSmoothing)
    return (row, target) => {
      softmax.read(row)
      const { index } = target
      const share = index >= 0 && weight ? weight.data[index]! : 1
      let loss: number
      if (index >= 0 && labelSmoothing === 0) loss = share * softmax.minusLog(index)
      else {
        a.read(target)
        loss = weightedCost(softmax, a)
      }
      const { e, s, k } = softmax
      const pTarget = index >= 0 ? softmax.probability(index) : Number.NaN
      return { e, s, a: a.high, loss, share, predicted: k, pTarget }
    }
  },
  gradient: ({ weight, labelSmoothing }, classes) => {
    const softmax = new Softmax(classes)
    const a = new Coefficients(classes, weight, labelSmoothing)
    return (row, target, out) => {
      softmax.read(row)
      a.read(target)
      softmaxGradient(softmax, a, out)
    }
  },
  lesson: {
    heading: `loss = -sum_c [w|w_c ]y_c logSoftmax_c; logSoftmax = ln(softmax), ${whereY}`,
    steps: {
      ...softmaxSteps,
      terms: {
        formula: '-[w|w ]y logSoftmax',
        latex: String.raw`\ell_c = -[w|w_c\,]y_c \ln p_c`,
      },
      loss: { formula: 'sum(terms)', latex: String.raw`\ell = \sum_c \ell_c` },
    },
    more: ({ weight, labelSmoothing }, classes) => {
      const parts = softmaxParts(classes, labelSmoothing)
      return (row, target) => {
        const { modulators: _, ...found } = parts(row, target)
        const terms = found.y.map((y, c) => minusTimes((weight?.data[c] ?? 1) * y, found.logSoftmax[c]!))
        return { ...found, terms }
      }
    },
  },
})
