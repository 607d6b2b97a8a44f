import { normDistance } from '../numerics/distances.ts'
import { real } from '../options.ts'
import { loss, numbers } from './loss.ts'
import {
  tripletMargin as margin,
  tripletParts,
  tripletSteps,
  tripletSwap as swap,
  type TripletOptions,
} from './triplet.ts'

/**
 * Triplet margin: the positive should be nearer to the anchor than the negative by `margin`. A distance is the p-norm of
 * a difference with eps added to every component, with its sign, as torch has it: d(x, y) is not d(y, x).
 * Distances are taken in pairs of doubles and without overflow, so that nearly equal ones keep the digits of their
 * difference; for p other than 1, 2 and Infinity each is good to 4 ulp at least. Where the loss is just 0 the slope passes.
 */
export const tripletMarginNumbers = /* @__PURE__ */ numbers({
  name: 'triplet-margin',
  options: {
    margin,
    p: real({ default: 2, above: 0, help: 'which norm; Infinity is the largest component' }),
    swap,
    eps: real({ default: 1e-6, min: 0, below: Infinity, help: 'added to every component of a difference' }),
  },
  ...tripletParts(({ p, eps }: TripletOptions & { readonly p: number; readonly eps: number }, size) =>
    normDistance(size, p, eps),
  ),
})

export const tripletMargin = /* @__PURE__ */ loss(tripletMarginNumbers, () => ({
  unit: 'error',
  elsewhere: ['triplet'],
  summary: {
    en: 'Triplet margin loss of anchor, positive and negative',
    zh: '三元组间隔损失（锚点、正样本、负样本）',
  },
  formula: 'loss = max(0, margin + d(anchor, positive) - d(anchor, negative)); d(x, y) = norm_p(x - y + eps)',
  latex: String.raw`\ell = \max(0, m + d(a, p) - d(a, n)),\quad d(x, y) = \lVert x - y + \varepsilon \rVert_p`,
  torch: 'torch.nn.functional.triplet_margin_loss',
  source: 'torch.nn.TripletMarginLoss; swap: Balntas et al. 2016, doi:10.5244/C.30.119',
  steps: tripletSteps(
    { formula: '||A - P + eps||_p', latex: String.raw`d_p = \lVert a - p + \varepsilon \rVert_p` },
    { formula: '||A - N + eps||_p', latex: String.raw`d_n = \lVert a - n + \varepsilon \rVert_p` },
    { formula: '||P - N + eps||_p', latex: String.raw`d_{pn} = \lVert p - n + \varepsilon \rVert_p` },
  ),
}))
