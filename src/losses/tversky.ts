import { choice, real } from '../options.ts'
import { loss } from './loss.ts'
import { overlapOptions, overlapParts } from './overlap.ts'

/**
 * Tversky loss, 1 - TP / (TP + alpha FP + beta FN) of soft counts: TP is the sum of p t, FP of p (1 - t), FN of
 * (1 - p) t. alpha and beta of 1/2 are dice, of 1 jaccard. keras names them the other way round.
 * The sums are those of one class over the batch (smp), of each image and class (monai), or of an image (kornia), as
 * `convention` says; smoothing, weights and absent classes follow it too. The loss is computed from what differs, not as
 * 1 - score, so that a score near 1 keeps its digits.
 */
export const tversky = /* @__PURE__ */ loss({
  name: 'tversky',
  elsewhere: ['focal-tversky'],
  summary: {
    en: 'Tversky loss of masks: dice with weights for false positives and negatives',
    zh: 'Tversky 损失（带假阳性与假阴性权重的 Dice 损失）',
  },
  formula:
    'loss = (1 - TP / (TP + alpha FP + beta FN))^gamma; TP = sum(p t), FP = sum(p (1 - t)), FN = sum((1 - p) t)',
  heading: 'loss = [logLoss|-ln(score)][!logLoss|1 - score]; score = TP / (TP + alpha FP + beta FN)',
  latex: String.raw`\ell = 1 - \frac{\mathrm{TP}}{\mathrm{TP} + \alpha\,\mathrm{FP} + \beta\,\mathrm{FN}}`,
  source: 'Salehi et al. 2017, arXiv:1706.05721; segmentation_models.pytorch, MONAI and kornia: TverskyLoss',
  ...overlapParts('tversky', {
    formula:
      'sum of [smp|alpha max(p - t, 0) + beta max(t - p, 0)][product|alpha p (1 - t) + beta (1 - p) t]',
    latex: String.raw`D = \sum \left([smp|\alpha \max(p-t, 0) + \beta \max(t-p, 0)][product|\alpha\,p(1-t) + \beta\,(1-p)t]\right)`,
  }),
  options: {
    convention: choice(['smp', 'monai', 'kornia'], {
      default: 'smp',
      help: 'whose sums, smoothing and weights',
    }),
    alpha: real({ default: 0.5, min: 0, below: Infinity, help: 'weight of false positives' }),
    beta: real({ default: 0.5, min: 0, below: Infinity, help: 'weight of false negatives' }),
    gamma: real({ default: 1, above: 0, below: Infinity, help: 'power of the mean (smp; focal Tversky)' }),
    ...overlapOptions,
  },
})
