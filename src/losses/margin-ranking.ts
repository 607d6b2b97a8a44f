import { sumOfThree } from '../numerics/cancelling.ts'
import { real } from '../options.ts'
import { loss, numbers } from './loss.ts'
import { each, number, plusMinus } from './takes.ts'

/** margin - t (x1 - x2), rounded once. */
function lacking(margin: number, x1: number, x2: number, t: number): number {
  return sumOfThree(-t * x1, t * x2, margin)
}

/**
 * Margin ranking: with t = 1 the score x1 should lie above x2 by `margin`, with t = -1 below. At the margin itself the
 * slope passes: a tie at margin 0 has a gradient, as in torch 2.13 (2.15: none).
 */
export const marginRankingNumbers = /* @__PURE__ */ numbers({
  name: 'margin-ranking',
  one: 'element',
  takes: { x1: each(number), x2: each(number), target: each(plusMinus) },
  shapes: 'broadcast',
  sameRank: true,
  options: {
    margin: real({
      default: 0,
      above: -Infinity,
      below: Infinity,
      help: 'by how much the right order should hold',
    }),
  },
  working:
    ({ margin }) =>
    (x1, x2, t) => {
      const open = lacking(margin, x1, x2, t)
      return { difference: x1 - x2, lacking: open, loss: open < 0 ? 0 : open }
    },
  gradient: {
    x1:
      ({ margin }) =>
      (x1, x2, t) =>
        lacking(margin, x1, x2, t) >= 0 ? -t : 0,
    x2:
      ({ margin }) =>
      (x1, x2, t) =>
        lacking(margin, x1, x2, t) >= 0 ? t : 0,
  },
})

export const marginRanking = /* @__PURE__ */ loss(marginRankingNumbers, () => ({
  elsewhere: ['ranking', 'pairwise-hinge'],
  summary: { en: 'Margin ranking loss of two scores', zh: '间隔排序损失' },
  formula: 'loss = max(0, margin - t (x1 - x2))',
  latex: String.raw`\ell = \max(0, m - t\,(x_1 - x_2))`,
  torch: 'torch.nn.functional.margin_ranking_loss',
  source: 'torch.nn.MarginRankingLoss',
  unit: 'error',
  stable: 'steps',
  steps: {
    difference: {
      formula: 'x1 - x2',
      latex: 'd = x_1 - x_2',
      means: { en: 'first input minus the second', zh: '第一个输入减第二个' },
    },
    lacking: {
      formula: 'margin - t difference',
      latex: String.raw`m - t\,d`,
      means: { en: 'what the right order lacks to the margin', zh: '正确顺序距间隔还差多少' },
    },
    loss: { formula: 'max(0, lacking)', latex: String.raw`\ell = \max(0, m - t\,d)` },
  },
}))
