import { sumOfThree } from '../numerics/cancelling.ts'
import {
  addPairs,
  dividePairs,
  low,
  multiplyPairs,
  scalePair,
  squarePair,
} from '../numerics/double-double.ts'
import { oneOf, real } from '../options.ts'
import type { Row } from '../tensor.ts'
import { indexOfMax } from '../numerics/index-of-max.ts'
import { loss, numbers } from './loss.ts'
import { classes, classWeight, index, number } from './takes.ts'

/** Scores whose sum overflows are made smaller by this. */
const SMALLER = 2 ** -64

/**
 * Multi-class margin: every other class that comes nearer to the right one than `margin` costs what it lacks, or its
 * square with p = 2; the sum is divided by the number of classes. The weight of the right class multiplies, and the mean
 * divides by the rows. At the margin itself the slope is 0; a score that is NaN costs 0, both as in torch.
 */
export const multiMarginNumbers = /* @__PURE__ */ numbers({
  name: 'multi-margin',
  one: 'row',
  takes: { input: classes(number), target: index() },
  ranks: [0, 1, 2],
  options: {
    p: oneOf([1, 2], { default: 1, help: 'power of what a class lacks' }),
    margin: real({ default: 1, min: 0, below: Infinity, help: 'by how much the right class should win' }),
    weight: classWeight({ divides: false }),
  },
  differentiable: ['input'],
  working: ({ p, margin, weight }, size) => {
    const lacking = new Float64Array(size)
    const costs = new Float64Array(size)
    const wrong = new Float64Array(size)
    let total = 0
    const square = p === 2 ? 1 : undefined
    const cost = ({ data, start }: Row, index: number, scale: number): number => {
      let sum = 0
      let sumLow = 0
      for (let c = 0; c < size; c++) {
        const open = sumOfThree(scale * margin, -scale * data[start + index]!, scale * data[start + c]!)
        lacking[c] = open / scale
        costs[c] = 0
        wrong[c] = c === index ? 0 : 1
        if (c === index || !(open > 0)) continue
        const term = p === 2 ? squarePair(open, low[0]!) : open
        costs[c] = term / scale ** p
        sum = addPairs(sum, sumLow, term, low[0]!)
        sumLow = low[0]!
      }
      total = sum / scale ** p
      const average = dividePairs(sum, sumLow, size, 0)
      // No weight, not even an infinite one, counts where no class costs anything.
      const loss = weight && sum !== 0 ? scalePair(weight.data[index]!, average, low[0]!) : average
      return loss / scale ** p
    }
    return ({ input, target: { index } }) => {
      let loss = cost(input, index, 1)
      if (Math.abs(loss) === Infinity) loss = cost(input, index, SMALLER)
      const { data, start } = input
      return {
        right: data[start + index]!,
        lacking,
        wrong,
        costs,
        total,
        square,
        C: size,
        loss,
        predicted: indexOfMax(data, start, size),
      }
    }
  },
  gradient: ({ p, margin, weight }, size) => {
    return ({ input: { data, start }, target: { index } }, out) => {
      const share = dividePairs(weight?.data[index] ?? 1, 0, size / p, 0)
      const shareLow = low[0]!
      let sum = 0
      let sumLow = 0
      let plain = 0
      for (let c = 0; c < size; c++) {
        const open = sumOfThree(margin, -data[start + index]!, data[start + c]!)
        if (c === index || !(open > 0)) {
          out.input[c] = 0
          continue
        }
        const size1 = p === 2 ? open : 1
        const slope = multiplyPairs(share, shareLow, size1, p === 2 ? low[0]! : 0)
        sum = addPairs(sum, sumLow, slope, low[0]!)
        sumLow = low[0]!
        // The low parts of what is infinite are no numbers.
        out.input[c] = Number.isNaN(slope) ? share * size1 : slope
        plain += out.input[c]!
      }
      out.input[index] = 0 - (Number.isNaN(sum) ? plain : sum)
    }
  },
})

export const multiMargin = /* @__PURE__ */ loss(multiMarginNumbers, () => ({
  elsewhere: ['multiclass-hinge', 'categorical-hinge'],
  summary: { en: 'Multi-class margin loss (hinge) of scores', zh: '多分类间隔损失（hinge 损失）' },
  formula: 'loss = w_t sum_(c != t) max(0, margin - x_t + x_c)^p / C',
  heading: 'loss = [w|w_t ]sum_(c != t) max(0, margin - x_t + x_c)^p / C',
  latex: String.raw`\ell = [w|w_t\,]\frac{1}{C} \sum_{c \ne t} \max(0, m - x_t + x_c)^p`,
  torch: 'torch.nn.functional.multi_margin_loss',
  source: 'torch.nn.MultiMarginLoss',
  unit: 'error',
  steps: {
    right: { formula: 'x_t', latex: 'x_t', means: { en: 'score of the right class', zh: '正确类别的得分' } },
    lacking: {
      formula: 'margin - right + x',
      latex: 'z_c = m - x_t + x_c',
      means: { en: 'how far each class comes within the margin', zh: '各类别侵入间隔的程度' },
    },
    wrong: {
      formula: '1{c != t}',
      latex: String.raw`\mathbf{1}_{c \ne t}`,
      means: { en: '1 for the wrong classes', zh: '错误类别为 1' },
    },
    costs: {
      formula: 'wrong max(0, lacking)[square|^2]',
      latex: String.raw`c_c = \mathbf{1}_{c \ne t} \max(0, z_c)[square|^2]`,
      means: { en: 'cost of each class', zh: '各类别的代价' },
    },
    total: {
      formula: 'sum(costs)',
      latex: String.raw`s = \sum_c c_c`,
      means: { en: 'their sum', zh: '代价之和' },
    },
    loss: { formula: '[w|w_t ]total / C', latex: String.raw`\ell = [w|w_t\,]\frac{s}{C}` },
  },
}))
