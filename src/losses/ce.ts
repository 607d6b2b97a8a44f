import { Softmax } from '../numerics/softmax.ts'
import { ofGivenClasses } from './given-classes.ts'
import { alsoFrom, loss, numbers, type RowLoss } from './loss.ts'
import { classes, classWeight, ignoreIndex, index, labelSmoothing, logit, looseProbability } from './takes.ts'
import { minusTimes, softmaxParts, softmaxSteps, stableCost, whereY, whereYLatex } from './softmax-lesson.ts'
import { SmoothedTarget } from './label-smoothing.ts'
import { areFactors, lossOverClasses, softmaxGradient } from './softmax-loss.ts'

/**
 * Cross entropy of logits against class indices or probabilities: log-softmax and nll in one.
 * Keeps its digits for confident right answers, where torch prints 0. With indices the mean divides by the
 * weights of the targets; with probabilities by the number of rows, weights or not.
 */
export const crossEntropyNumbers = /* @__PURE__ */ numbers({
  name: 'ce',
  one: 'row',
  takes: { input: classes(logit), target: index().or(classes(looseProbability)) },
  options: { weight: classWeight({ divides: true }), ignoreIndex, labelSmoothing },
  differentiable: ['input'],
  working: (options, classes) => {
    const softmax = new Softmax(classes)
    return lossOverClasses(softmax, classes, options, (c, weight) => weight * softmax.minusLog(c))
  },
  gradient: ({ weight, labelSmoothing }, classes) => {
    const softmax = new Softmax(classes)
    const a = new SmoothedTarget(classes, weight, labelSmoothing)
    return ({ input, target }, out) => {
      softmax.read(input)
      a.read(target)
      softmaxGradient(softmax, a, out.input!)
    }
  },
})

const crossEntropyOfLogits = /* @__PURE__ */ loss(crossEntropyNumbers, () => ({
  unit: 'nats',
  summary: {
    en: 'Cross entropy of logits (log-softmax and nll)',
    zh: 'logits 的交叉熵（log-softmax 加 nll）',
  },
  formula:
    'loss = -sum_c w_c y_c logSoftmax_c; y = (1 - smoothing) t + smoothing / C, t one-hot or probabilities',
  latex: String.raw`\ell = -\sum_c [w|w_c\,]y_c \ln p_c,\quad p_c = \frac{e^{x_c}}{\sum_j e^{x_j}},${whereYLatex}`,
  torch: 'torch.nn.functional.cross_entropy',
  source: 'torch.nn.CrossEntropyLoss; label smoothing: Szegedy et al. 2015, arXiv:1512.00567, section 7',
  elsewhere: [
    'categorical_crossentropy',
    'CategoricalCrossentropy',
    'sparse_categorical_crossentropy',
    'softmax_cross_entropy',
  ],
  traits: {
    applies: 'softmax',
    chance: true,
    mistakenAs: 'classes of logits',
    related: { 'log-probs': 'nll', labels: 'bce-logits' },
    usual: true,
  },
  compat: {
    sklearn: { from: 'probs', eps: String(Number.EPSILON) },
    keras: [
      { from: 'probs', normalize: true, eps: '1e-7', meanBy: 'elements' },
      { from: 'logits', meanBy: 'elements' },
    ],
    tfjs: [
      { from: 'probs', normalize: true, eps: '1e-7', meanBy: 'elements' },
      { from: 'logits', meanBy: 'elements' },
    ],
    optax: { meanBy: 'elements' },
  },
  loop: {
    name: 'crossEntropy',
    numbers: ({ labelSmoothing, weight }) => (labelSmoothing === 0 || areFactors(weight) ? [] : undefined),
    perClass: ({ labelSmoothing, weight }, classes) =>
      labelSmoothing === 0 ? undefined : new SmoothedTarget(classes, weight, labelSmoothing).ofIndices(),
  },
  heading: `loss = -sum_c [w|w_c ]y_c logSoftmax_c; logSoftmax = ln(softmax), ${whereY}`,
  stable: stableCost('', ''),
  steps: {
    ...softmaxSteps,
    terms: { formula: '-[w|w ]y logSoftmax', latex: String.raw`\ell_c = -[w|w_c\,]y_c \ln p_c` },
    loss: { formula: 'sum(terms)', latex: String.raw`\ell = \sum_c \ell_c` },
  },
  more: ({ weight, labelSmoothing }, classes) => {
    const parts = softmaxParts(classes, labelSmoothing)
    return ({ input, target }) => {
      const { modulators: _, ...found } = parts(input, target)
      const terms = found.y.map((y, c) => minusTimes((weight?.data[c] ?? 1) * y, found.logSoftmax[c]!))
      return { ...found, terms }
    }
  },
}))

export const crossEntropy = /* @__PURE__ */ alsoFrom(crossEntropyOfLogits, (own: RowLoss) => ({
  probs: ofGivenClasses(own, false),
  'log-probs': ofGivenClasses(own, true),
}))
