import { sumOfThree } from '../numerics/cancelling.ts'
import { addPairs, dividePairs, low } from '../numerics/double-double.ts'
import { LossError } from '../error.ts'
import type { Row, Tensor } from '../tensor.ts'
import { loss, numbers } from './loss.ts'
import { countRows, many } from './counts.ts'
import { domain, number, vector } from './takes.ts'

/** How often each class is named before the first -1. */
function named({ data, start, length }: Row, times: Float64Array): void {
  times.fill(0)
  for (let i = 0; i < length && data[start + i]! >= 0; i++) times[data[start + i]!]! += 1
}

/** Whether a row looks like a 0 or 1 per class. */
function isMarked(data: Float64Array, start: number, length: number): boolean {
  return data.subarray(start, start + length).every((t) => t === 0 || t === 1)
}

/** Whether a class is named twice before the first -1. */
function namesTwice(data: Float64Array, start: number, length: number): boolean {
  const row = data.subarray(start, start + length)
  const end = row.indexOf(-1)
  const classes = end < 0 ? row : row.subarray(0, end)
  return new Set(classes).size < classes.length
}

/** @throws LossError E306 for an index into a row that is not below its length */
function checkBelow(argument: string, size: number, { data, place }: Tensor): void {
  const at = data.findIndex((index) => index >= size)
  if (at < 0) return
  throw new LossError(
    'E306',
    `class index ${data[at]} is out of range: multilabel-margin has ${size} classes, 0 to ${size - 1}`,
    {
      at: place?.(at),
      why: `every ${argument} of a row is checked, though what follows the first -1 is not read`,
    },
  )
}

/** Scores whose sum overflows are made smaller by this. */
const SMALLER = 2 ** -64

/** The sum of what the pairs of classes lack, divided by the number of classes, of scores times `scale`. */
function average(
  { data, start, length }: Row,
  times: Float64Array,
  costs: Float64Array,
  scale: number,
): number {
  let sum = 0
  let sumLow = 0
  costs.fill(0)
  const classes = Array.from(times.keys()).filter((y) => times[y]! > 0)
  for (let c = 0; c < length; c++) {
    if (times[c]! > 0) continue
    for (const y of classes) {
      const open = sumOfThree(scale, -scale * data[start + y]!, scale * data[start + c]!)
      if (!(open > 0)) continue
      sum = addPairs(sum, sumLow, times[y]! * open, times[y]! * low[0]!)
      sumLow = low[0]!
      costs[c]! += (times[y]! * open) / scale
    }
  }
  return dividePairs(sum, sumLow, length, 0)
}

/**
 * Multi-label margin: every class that is named should win over every one that is not, by 1; the sum of what the pairs
 * lack is divided by the number of classes. The target lists classes, and ends at the first -1. At the margin itself the
 * slope is 0; a score that is NaN costs 0, both as in torch.
 */
export const multilabelMarginNumbers = /* @__PURE__ */ numbers({
  name: 'multilabel-margin',
  one: 'row',
  takes: {
    input: vector(number),
    target: vector(domain({ what: 'class index', whole: true, min: -1, indices: checkBelow })),
  },
  ranks: [0, 1, 2],
  options: {},
  differentiable: ['input'],
  working: (_options, size) => {
    const times = new Float64Array(size)
    const costs = new Float64Array(size)
    return ({ input, target }) => {
      named(target, times)
      let loss = average(input, times, costs, 1)
      if (loss === Infinity) loss = average(input, times, costs, SMALLER) / SMALLER
      return { named: times, costs, total: loss * size, C: size, loss }
    }
  },
  gradient: (_options, size) => {
    const times = new Float64Array(size)
    return ({ input: { data, start }, target }, out) => {
      named(target, times)
      out.input.fill(0)
      for (let c = 0; c < size; c++) {
        if (times[c]! > 0) continue
        for (let y = 0; y < size; y++) {
          if (times[y] === 0 || !(sumOfThree(1, -data[start + y]!, data[start + c]!) > 0)) continue
          out.input[c]! += times[y]!
          out.input[y]! -= times[y]!
        }
      }
      for (let c = 0; c < size; c++) out.input[c]! /= size
    }
  },
})

export const multilabelMargin = /* @__PURE__ */ loss(multilabelMarginNumbers, () => ({
  summary: {
    en: 'Multi-label margin loss of scores against lists of classes',
    zh: '多标签间隔损失（目标为类别列表）',
  },
  formula:
    'loss = sum_(y in T) sum_(c not in T) max(0, 1 - x_y + x_c) / C; T: the classes in t before the first -1',
  latex: String.raw`\ell = \frac{1}{C} \sum_{y \in T} \sum_{c \notin T} \max(0, 1 - x_y + x_c)`,
  torch: 'torch.nn.functional.multilabel_margin_loss',
  source: 'torch.nn.MultiLabelMarginLoss',
  unit: 'error',
  warns: [
    {
      code: 'W413',
      count: ({ args }) => countRows(args.target!, isMarked),
      says: (n) =>
        `${many(n, 'target row holds only 0 and 1, and is', 'target rows hold only 0 and 1, and are')} read as a list of the classes 0 and 1`,
      tries: ['multilabel-soft-margin, for a 0 or 1 per class'],
    },
    {
      code: 'W414',
      count: ({ args }) => countRows(args.target!, (...row) => !isMarked(...row) && namesTwice(...row)),
      says: (n) =>
        `${many(n, 'target row names', 'target rows name')} a class twice, which then counts twice, as in torch`,
    },
    {
      code: 'W415',
      count: ({ args }) => countRows(args.target!, (data, start) => data[start] === -1),
      says: (n) =>
        `${many(n, 'target row starts with -1 and so names', 'target rows start with -1 and so name')} no class: the loss is 0`,
    },
  ],
  steps: {
    named: {
      formula: '1{c in T}',
      latex: String.raw`\mathbf{1}_{c \in T}`,
      means: {
        en: 'which classes the target names before its first -1',
        zh: '目标在第一个 -1 之前列出的类别',
      },
    },
    costs: {
      cases: [
        {
          if: 'named = 0',
          formula: 'sum_(y in T) max(0, 1 - x_y + x_c)',
          latex: String.raw`\sum_{y \in T} \max(0, 1 - x_y + x_c)`,
        },
        { formula: '0', latex: '0' },
      ],
      means: { en: 'cost of each class that is not named', zh: '各未列出类别的代价' },
    },
    total: {
      formula: 'sum(costs)',
      latex: String.raw`s = \sum_c c_c`,
      means: { en: 'their sum', zh: '代价之和' },
    },
    loss: { formula: 'total / C', latex: String.raw`\ell = \frac{s}{C}` },
  },
}))
