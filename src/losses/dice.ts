import { choice, flag } from '../options.ts'
import { loss } from './loss.ts'
import { overlapOptions, overlapParts } from './overlap.ts'

/**
 * Dice loss, 1 - 2 TP / (2 TP + FP + FN) of soft counts: TP is the sum of p t, FP of p (1 - t), FN of (1 - p) t.
 * The sums are those of one class over the batch (smp), of each image and class (monai), or of an image (kornia), as
 * `convention` says; smoothing, weights and absent classes follow it too. The loss is computed from what differs, not as
 * 1 - score, so that a score near 1 keeps its digits.
 */
export const dice = /* @__PURE__ */ loss({
  name: 'dice',
  elsewhere: ['f1', 'soft-dice', 'sorensen-dice'],
  summary: { en: 'Dice loss of masks (soft F1)', zh: 'Dice 损失（软 F1，用于分割）' },
  formula: 'loss = 1 - 2 TP / (2 TP + FP + FN); TP = sum(p t), FP = sum(p (1 - t)), FN = sum((1 - p) t)',
  heading: 'loss = [logLoss|-ln(score)][!logLoss|1 - score]; score = 2 TP / (2 TP + FP + FN)',
  latex: String.raw`\ell = 1 - \frac{2\,\mathrm{TP}}{2\,\mathrm{TP} + \mathrm{FP} + \mathrm{FN}}`,
  source: 'Milletari et al. 2016, arXiv:1606.04797; segmentation_models.pytorch, MONAI and kornia: DiceLoss',
  ...overlapParts('dice', {
    formula: 'sum of [smp||p - t| / 2][squared|(p - t)^2][product|p (1 - t) + (1 - p) t]',
    latex: String.raw`D = \sum [smp|\tfrac12 |p - t|][squared|(p - t)^2][product|\left(p(1-t) + (1-p)t\right)]`,
  }),
  options: {
    convention: choice(['smp', 'monai', 'kornia'], {
      default: 'smp',
      help: 'whose sums, smoothing and weights',
    }),
    average: choice(['micro', 'macro'], {
      default: 'micro',
      help: 'sums over the classes, or the mean of theirs (kornia)',
    }),
    squared: flag({ default: false, help: 'squares in the denominator (monai)' }),
    ...overlapOptions,
  },
})
