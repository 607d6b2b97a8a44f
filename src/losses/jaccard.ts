import { choice, flag } from '../options.ts'
import { loss } from './loss.ts'
import { overlapOf, overlapOptions } from './overlap.ts'
import { logit, number, probability, whole } from './takes.ts'

/**
 * Jaccard (IoU) loss, 1 - TP / (TP + FP + FN) of soft counts: TP is the sum of p t, FP of p (1 - t), FN of (1 - p) t.
 * The sums are those of one class over the batch (smp) or of each image and class (monai), as
 * `convention` says; smoothing, weights and absent classes follow it too. The loss is computed from what differs, not as
 * 1 - score, so that a score near 1 keeps its digits.
 */
export const jaccard = loss({
  name: 'jaccard',
  elsewhere: ['iou', 'soft-iou'],
  summary: { en: 'Jaccard (IoU) loss of masks', zh: 'Jaccard 损失（交并比，用于分割）' },
  formula: 'loss = 1 - TP / (TP + FP + FN); TP = sum(p t), FP = sum(p (1 - t)), FN = sum((1 - p) t)',
  heading: 'loss = [logLoss|-ln(score)][!logLoss|1 - score]; score = TP / (TP + FP + FN)',
  latex: String.raw`\ell = 1 - \frac{\mathrm{TP}}{\mathrm{TP} + \mathrm{FP} + \mathrm{FN}}`,
  torch: undefined,
  source:
    'Rahman and Wang 2016, doi:10.1007/978-3-319-50835-1_22; segmentation_models.pytorch: JaccardLoss, MONAI: DiceLoss(jaccard=True)',
  unit: 'error',
  one: 'batch',
  takes: {
    input: whole(logit, { given: ({ probabilities }) => (probabilities ? probability : logit) }),
    target: whole(number),
  },
  options: {
    convention: choice(['smp', 'monai'], { default: 'smp', help: 'whose sums, smoothing and weights' }),
    squared: flag({ default: false, help: 'squares in the denominator (monai)' }),
    ...overlapOptions,
  },
  steps: {
    shared: {
      formula: 'sum of p t for each sum',
      latex: String.raw`S = \sum p\,t`,
      means: { en: 'what prediction and target share', zh: '预测与目标的重叠' },
    },
    differs: {
      formula: 'sum of p (1 - t) + (1 - p) t',
      latex: String.raw`D = \sum \left(p(1-t) + (1-p)t\right)`,
      means: { en: 'what only one of them has', zh: '只属于其中之一的部分' },
    },
    score: {
      formula: 'shared / (shared + differs)',
      latex: String.raw`s = \frac{S}{S + D}`,
      means: { en: 'share of the whole that is common', zh: '重叠部分所占的比例' },
    },
    loss: {
      formula: '[logLoss|-ln(score)][!logLoss|1 - score]',
      latex: String.raw`\ell = [logLoss|-\ln s][!logLoss|1 - s]`,
    },
  },
  differentiable: ['input'],
  working: (options) => (args) => {
    const { gradient: _, ...found } = overlapOf('jaccard', options, args)
    return found
  },
  gradient: (options) => (args, reduction, out) => {
    overlapOf('jaccard', options, args).gradient(reduction, out.input)
  },
})
