import { log, log1p } from '../numerics/log.ts'
import { bceWithLogits } from './bce-logits.ts'
import { alsoFrom, type ElementLoss, loss, numbers } from './loss.ts'
import { bit, each, elementWeight, logit, probability } from './takes.ts'

/** torch's floor of a logarithm: a probability of 0 costs 100, not Infinity. */
const LOG_FLOOR = -100
/** The smallest probability whose logarithm is above the floor: e^-100, rounded up. */
const UNCUT = 3.720075976020836e-44
/** torch's floor of p(1-p) in the gradient: 1e-12 as a float32. */
const SLOPE_FLOOR = Math.fround(1e-12)

/** Binary cross-entropy of a probability; ln(1-x) as log1p(-x), so that a tiny x keeps its digits. */
export const bceNumbers = /* @__PURE__ */ numbers({
  name: 'bce',
  one: 'element',
  takes: { input: each(probability), target: each(bit) },
  options: { weight: elementWeight() },
  working: () => (x, t) => {
    const lnX = Math.max(log(x), LOG_FLOOR)
    const lnNotX = Math.max(log1p(-x), LOG_FLOOR)
    return { lnX, lnNotX, loss: (t - 1) * lnNotX - t * lnX }
  },
  gradient: { input: () => (x, t) => (x - t) / Math.max(x * (1 - x), SLOPE_FLOOR) },
})

const bceOfProbabilities = /* @__PURE__ */ loss(bceNumbers, () => ({
  unit: 'nats',
  summary: { en: 'Binary cross-entropy of probabilities', zh: '概率的二分类交叉熵' },
  formula: 'loss = -(t lnX + (1 - t) lnNotX); lnX = max(ln(x), -100), lnNotX = max(ln(1 - x), -100)',
  latex: String.raw`\ell = -\left(t \max(\ln x, -100) + (1-t) \max(\ln(1-x), -100)\right)`,
  torch: 'torch.nn.functional.binary_cross_entropy',
  source: 'torch.nn.BCELoss',
  elsewhere: ['binary_crossentropy', 'BinaryCrossentropy', 'log_loss'],
  traits: {
    chance: true,
    mistakenAs: 'binary of probabilities',
    related: { logits: 'bce-logits', classes: 'ce' },
    usual: true,
  },
  compat: {
    sklearn: { from: 'probs', eps: String(Number.EPSILON) },
    keras: { from: 'probs', eps: '1e-7', meanBy: 'elements' },
    tfjs: { from: 'probs', eps: '1e-7', meanBy: 'elements' },
  },
  loop: { name: 'binaryCrossEntropy' },
  clamped: (x, t) => (t > 0 && x < UNCUT) || (t < 1 && x === 1),
  stable: { lnX: 'max(ln(x), -100)', lnNotX: 'max(log1p(-x), -100)', loss: '(t - 1) lnNotX - t lnX' },
  steps: {
    lnX: { formula: 'max(ln(x), -100)', latex: String.raw`\lambda_1 = \max(\ln x, -100)` },
    lnNotX: { formula: 'max(ln(1 - x), -100)', latex: String.raw`\lambda_0 = \max(\ln(1-x), -100)` },
    positive: { formula: 't lnX', latex: String.raw`t\,\lambda_1` },
    negative: { formula: '(1 - t) lnNotX', latex: String.raw`(1-t)\,\lambda_0` },
    loss: { formula: '-(positive + negative)', latex: String.raw`\ell = -(t\,\lambda_1 + (1-t)\,\lambda_0)` },
  },
  more: () => (x, t) => ({
    positive: t * Math.max(log(x), LOG_FLOOR),
    negative: (1 - t) * Math.max(log1p(-x), LOG_FLOOR),
  }),
}))

export const bce = /* @__PURE__ */ alsoFrom(bceOfProbabilities, ({ options }: ElementLoss) => ({
  logits: {
    ...bceWithLogits,
    name: 'bce --from logits',
    takes: { input: each(logit), target: each(bit) },
    options,
    traits: {},
  },
}))
