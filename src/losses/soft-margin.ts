import { sigmoid, softplus } from '../numerics/logistic.ts'
import { loss, numbers } from './loss.ts'
import { each, logit, plusMinus } from './takes.ts'

/**
 * Soft margin: ln(1 + e^(-t x)), the logistic loss of a score with labels -1 and 1; as bce-logits with labels 0 and 1.
 * Written with max(z, 0) + ln(1 + e^-|z|), which does not overflow; torch prints Infinity for t x < -709.
 */
export const softMarginNumbers = /* @__PURE__ */ numbers({
  name: 'soft-margin',
  one: 'element',
  takes: { input: each(logit), target: each(plusMinus) },
  shapes: 'into input',
  options: {},
  working: () => (x, t) => {
    const wrong = -t * x
    return { wrong, loss: softplus(wrong) }
  },
  // Where the loss is infinite it has no slope, as in torch.
  gradient: { input: () => (x, t) => (-t * x === Infinity ? Number.NaN : -t * sigmoid(-t * x)) },
})

export const softMargin = /* @__PURE__ */ loss(softMarginNumbers, () => ({
  elsewhere: ['logistic'],
  summary: { en: 'Soft margin loss of scores with labels -1 and 1', zh: '软间隔损失（标签为 -1 或 1）' },
  formula: 'loss = ln(1 + e^(-t x))',
  latex: String.raw`\ell = \ln\left(1 + e^{-t x}\right)`,
  torch: 'torch.nn.functional.soft_margin_loss',
  source: 'torch.nn.SoftMarginLoss',
  unit: 'nats',
  traits: { applies: 'sigmoid' },
  stable: { wrong: '-t x', loss: 'max(wrong, 0) + log1p(e^(-|wrong|))' },
  steps: {
    wrong: {
      formula: '-t x',
      latex: 'z = -t x',
      means: { en: 'score of the wrong side', zh: '错误一侧的得分' },
    },
    loss: { formula: 'ln(1 + e^(wrong))', latex: String.raw`\ell = \ln(1 + e^{z})` },
  },
}))
