import { choice, real } from '../options.ts'
import { loss } from './loss.ts'
import { overlapOf, overlapOptions } from './overlap.ts'
import { logit, number, probability, whole } from './takes.ts'

/**
 * Tversky loss, 1 - TP / (TP + alpha FP + beta FN) of soft counts: TP is the sum of p t, FP of p (1 - t), FN of
 * (1 - p) t. alpha and beta of 1/2 are dice, of 1 jaccard. keras names them the other way round.
 * The sums are those of one class over the batch (smp), of each image and class (monai), or of an image (kornia), as
 * `convention` says; smoothing, weights and absent classes follow it too. The loss is computed from what differs, not as
 * 1 - score, so that a score near 1 keeps its digits.
 */
export const tversky = loss({
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
  torch: undefined,
  source: 'Salehi et al. 2017, arXiv:1706.05721; segmentation_models.pytorch, MONAI and kornia: TverskyLoss',
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
    alpha: real({ default: 0.5, min: 0, below: Infinity, help: 'weight of false positives' }),
    beta: real({ default: 0.5, min: 0, below: Infinity, help: 'weight of false negatives' }),
    gamma: real({ default: 1, above: 0, below: Infinity, help: 'power of the mean (smp; focal Tversky)' }),
    ...overlapOptions,
  },
  steps: {
    shared: {
      formula: 'sum of p t for each sum',
      latex: String.raw`S = \sum p\,t`,
      means: { en: 'what prediction and target share', zh: '预测与目标的重叠' },
    },
    differs: {
      formula: 'sum of alpha p (1 - t) + beta (1 - p) t',
      latex: String.raw`D = \sum \left(\alpha\,p(1-t) + \beta\,(1-p)t\right)`,
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
    const { gradient: _, ...found } = overlapOf('tversky', options, args)
    return found
  },
  gradient: (options) => (args, reduction, out) => {
    overlapOf('tversky', options, args).gradient(reduction, out.input)
  },
})
