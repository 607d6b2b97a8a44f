import { choice, flag } from '../options.ts'
import { loss } from './loss.ts'
import { overlapOf, overlapOptions } from './overlap.ts'
import { logit, number, probability, whole } from './takes.ts'

/**
 * Dice loss, 1 - 2 TP / (2 TP + FP + FN) of soft counts: TP is the sum of p t, FP of p (1 - t), FN of (1 - p) t.
 * The sums are those of one class over the batch (smp), of each image and class (monai), or of an image (kornia), as
 * `convention` says; smoothing, weights and absent classes follow it too. The loss is computed from what differs, not as
 * 1 - score, so that a score near 1 keeps its digits.
 */
export const dice = loss({
  name: 'dice',
  elsewhere: ['f1', 'soft-dice', 'sorensen-dice'],
  summary: { en: 'Dice loss of masks (soft F1)', zh: 'Dice 损失（软 F1，用于分割）' },
  formula: 'loss = 1 - 2 TP / (2 TP + FP + FN); TP = sum(p t), FP = sum(p (1 - t)), FN = sum((1 - p) t)',
  heading: 'loss = [logLoss|-ln(score)][!logLoss|1 - score]; score = 2 TP / (2 TP + FP + FN)',
  latex: String.raw`\ell = 1 - \frac{2\,\mathrm{TP}}{2\,\mathrm{TP} + \mathrm{FP} + \mathrm{FN}}`,
  torch: undefined,
  source: 'Milletari et al. 2016, arXiv:1606.04797; segmentation_models.pytorch, MONAI and kornia: DiceLoss',
  unit: 'error',
  one: 'batch',
  takes: {
    input: whole(logit, { given: ({ probabilities }) => (probabilities ? probability : logit) }),
    target: whole(number),
  },
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
  steps: {
    shared: {
      formula: 'sum of p t for each sum',
      latex: String.raw`S = \sum p\,t`,
      means: { en: 'what prediction and target share', zh: '预测与目标的重叠' },
    },
    differs: {
      formula: 'sum of (p (1 - t) + (1 - p) t) / 2',
      latex: String.raw`D = \tfrac12 \sum \left(p(1-t) + (1-p)t\right)`,
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
    const { gradient: _, ...found } = overlapOf('dice', options, args)
    return found
  },
  gradient: (options) => (args, reduction, out) => {
    overlapOf('dice', options, args).gradient(reduction, out.input)
  },
})
