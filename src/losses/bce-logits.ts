import { logitCost, logitSlope } from '../numerics/logistic.ts'
import { ofGivenProbabilities } from './given-probabilities.ts'
import { alsoFrom, type ElementLoss, loss, numbers } from './loss.ts'
import { each, elementWeight, logit, looseProbability, posWeight } from './takes.ts'
import { sides, timesLog } from './sigmoid-lesson.ts'

/**
 * Binary cross-entropy of a logit: sigmoid and bce in one, without the cancellation of 1 - sigmoid(x).
 * Keeps its digits where torch prints 0 (x < -37, t = 0). The mean divides by the number of elements,
 * whatever the weights; targets outside [0, 1] are computed with a warning.
 */
export const bceWithLogitsNumbers = /* @__PURE__ */ numbers({
  name: 'bce-logits',
  one: 'element',
  takes: { input: each(logit), target: each(looseProbability) },
  options: { weight: elementWeight(), posWeight },
  // `bce --from logits` has no pos_weight to give.
  working:
    () =>
    (x, t, p = 1) => ({ loss: logitCost(x, t, p) }),
  gradient: {
    input:
      () =>
      (x, t, p = 1) =>
        logitSlope(x, t, p),
  },
})

const bceOfLogits = /* @__PURE__ */ loss(bceWithLogitsNumbers, () => ({
  unit: 'nats',
  summary: {
    en: 'Binary cross-entropy of logits (sigmoid built in)',
    zh: 'logits 的二分类交叉熵（内含 sigmoid）',
  },
  formula: 'loss = -(p t ln(sigmoid) + (1 - t) ln(1 - sigmoid)); sigmoid = 1 / (1 + e^(-x)), p = pos_weight',
  latex: String.raw`\ell = -\left([p|p\,]t \ln\sigma(x) + (1-t) \ln(1-\sigma(x))\right)`,
  torch: 'torch.nn.functional.binary_cross_entropy_with_logits',
  source: 'torch.nn.BCEWithLogitsLoss',
  elsewhere: ['sigmoid_cross_entropy', 'sigmoidCrossEntropy', 'sigmoid_binary_cross_entropy'],
  traits: {
    applies: 'sigmoid',
    chance: true,
    mistakenAs: 'binary of logits',
    related: { probs: 'bce', classes: 'ce' },
    usual: true,
  },
  compat: { keras: { meanBy: 'elements' }, tfjs: { meanBy: 'elements' }, optax: {} },
  loop: { name: 'bceWithLogits' },
  heading: 'loss = -([p|p ]t ln(sigmoid) + (1 - t) ln(1 - sigmoid)); sigmoid = 1 / (1 + e^(-x))',
  stable: {
    rest: 'log1p(e^(-|x|))',
    loss: 'counts([p|p ]t, max(-x, 0)) + counts(1 - t, max(x, 0)) + (1 - t + [p|p ]t) rest',
  },
  steps: {
    sigmoid: { formula: '1 / (1 + e^(-x))', latex: String.raw`\sigma(x) = \frac{1}{1+e^{-x}}` },
    notSigmoid: { formula: '1 - sigmoid', latex: String.raw`1-\sigma(x)` },
    lnSigmoid: { formula: 'ln(sigmoid)', latex: String.raw`\ln\sigma(x)` },
    lnNotSigmoid: { formula: 'ln(notSigmoid)', latex: String.raw`\ln(1-\sigma(x))` },
    positive: { formula: '[p|p ]t lnSigmoid', latex: String.raw`[p|p\,]t \ln\sigma(x)` },
    negative: { formula: '(1 - t) lnNotSigmoid', latex: String.raw`(1-t) \ln(1-\sigma(x))` },
    loss: {
      formula: '-(positive + negative)',
      latex: String.raw`\ell = -\left([p|p\,]t \ln\sigma(x) + (1-t) \ln(1-\sigma(x))\right)`,
    },
  },
  more:
    () =>
    (x, t, p = 1) => ({ ...sides(x), positive: timesLog(p * t, -x), negative: timesLog(1 - t, x) }),
}))

export const bceWithLogits = /* @__PURE__ */ alsoFrom(bceOfLogits, (own: ElementLoss) => ({
  probs: ofGivenProbabilities(own),
}))
