import { normDistance } from '../numerics/distances.ts'
import { real } from '../options.ts'
import { loss } from './loss.ts'
import {
  tripletLoss,
  tripletMargin as margin,
  tripletMeans,
  TripletOf,
  tripletSwap as swap,
} from './triplet.ts'
import { number, vector } from './takes.ts'

/**
 * Triplet margin: the positive should be nearer to the anchor than the negative by `margin`. A distance is the p-norm of
 * a difference with eps added to every component, with its sign, as torch has it: d(x, y) is not d(y, x).
 * Distances are taken in pairs of doubles and without overflow, so that nearly equal ones keep the digits of their
 * difference; for p other than 1, 2 and Infinity each is good to 4 ulp at least. Where the loss is just 0 the slope passes.
 */
export const tripletMargin = loss({
  name: 'triplet-margin',
  elsewhere: ['triplet'],
  summary: {
    en: 'Triplet margin loss of anchor, positive and negative',
    zh: '三元组间隔损失（锚点、正样本、负样本）',
  },
  formula: 'loss = max(0, margin + d(anchor, positive) - d(anchor, negative)); d(x, y) = norm_p(x - y + eps)',
  latex: String.raw`\ell = \max(0, m + d(a, p) - d(a, n)),\quad d(x, y) = \lVert x - y + \varepsilon \rVert_p`,
  torch: 'torch.nn.functional.triplet_margin_loss',
  source: 'torch.nn.TripletMarginLoss; swap: Balntas et al. 2016, doi:10.5244/C.30.119',
  unit: 'error',
  one: 'row',
  takes: { anchor: vector(number), positive: vector(number), negative: vector(number) },
  shapes: 'broadcast',
  sameRank: true,
  options: {
    margin,
    p: real({ default: 2, above: 0, help: 'which norm; Infinity is the largest component' }),
    swap,
    eps: real({ default: 1e-6, min: 0, below: Infinity, help: 'added to every component of a difference' }),
  },
  steps: {
    dPositive: {
      formula: '||A - P + eps||_p',
      latex: String.raw`d_p = \lVert a - p + \varepsilon \rVert_p`,
      means: tripletMeans.dPositive,
    },
    dNegative: {
      formula: '||A - N + eps||_p',
      latex: String.raw`d_n = \lVert a - n + \varepsilon \rVert_p`,
      means: tripletMeans.dNegative,
    },
    dSwap: {
      formula: '||P - N + eps||_p',
      latex: String.raw`d_{pn} = \lVert p - n + \varepsilon \rVert_p`,
      means: tripletMeans.dSwap,
    },
    loss: tripletLoss,
  },
  differentiable: ['anchor', 'positive', 'negative'],
  working: (options, size) => {
    const triplet = new TripletOf(options, () => normDistance(size, options.p, options.eps))
    return (row) => {
      const loss = triplet.read(row)
      const { dPositive, dNegative, dSwap } = triplet
      return { dPositive, dNegative, dSwap, loss }
    }
  },
  gradient: (options, size) => {
    const triplet = new TripletOf(options, () => normDistance(size, options.p, options.eps))
    return (row, out) => {
      triplet.read(row)
      triplet.slopes(out.anchor!, out.positive!, out.negative!)
    }
  },
})
