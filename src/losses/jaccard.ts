import { choice, flag } from '../options.ts'
import { loss } from './loss.ts'
import { overlapOptions, overlapParts } from './overlap.ts'

/**
 * Jaccard (IoU) loss, 1 - TP / (TP + FP + FN) of soft counts: TP is the sum of p t, FP of p (1 - t), FN of (1 - p) t.
 * The sums are those of one class over the batch (smp) or of each image and class (monai), as
 * `convention` says; smoothing, weights and absent classes follow it too. The loss is computed from what differs, not as
 * 1 - score, so that a score near 1 keeps its digits.
 */
export const jaccard = /* @__PURE__ */ loss({
  name: 'jaccard',
  elsewhere: ['iou', 'soft-iou'],
  summary: { en: 'Jaccard (IoU) loss of masks', zh: 'Jaccard 损失（交并比，用于分割）' },
  formula: 'loss = 1 - TP / (TP + FP + FN); TP = sum(p t), FP = sum(p (1 - t)), FN = sum((1 - p) t)',
  heading: 'loss = [logLoss|-ln(score)][!logLoss|1 - score]; score = TP / (TP + FP + FN)',
  latex: String.raw`\ell = 1 - \frac{\mathrm{TP}}{\mathrm{TP} + \mathrm{FP} + \mathrm{FN}}`,
  source:
    'Rahman and Wang 2016, doi:10.1007/978-3-319-50835-1_22; segmentation_models.pytorch: JaccardLoss, MONAI: DiceLoss(jaccard=True)',
  ...overlapParts('jaccard', {
    formula: 'sum of [smp||p - t|][squared|2 (p - t)^2][product|2 (p (1 - t) + (1 - p) t)]',
    latex: String.raw`D = \sum [smp||p - t|][squared|2 (p - t)^2][product|2 \left(p(1-t) + (1-p)t\right)]`,
  }),
  options: {
    convention: choice(['smp', 'monai'], { default: 'smp', help: 'whose sums, smoothing and weights' }),
    squared: flag({ default: false, help: 'squares in the denominator (monai)' }),
    ...overlapOptions,
  },
})
