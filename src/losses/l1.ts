import { loss, numbers } from './loss.ts'
import { each, elementWeight, number } from './takes.ts'

/**
 * Absolute error, |x - t| in units of the input. Exact except for one rounding; a sum that overflows on the way still has
 * its mean. The mean of a weighted loss divides by the sum of the weights. The gradient is 0 where x = t.
 */
export const l1Numbers = /* @__PURE__ */ numbers({
  name: 'l1',
  one: 'element',
  takes: { input: each(number), target: each(number) },
  shapes: 'broadcast',
  options: { weight: elementWeight({ divides: true, exact: true }) },
  working: () => (x, t) => {
    const difference = x - t
    return { difference, loss: Math.abs(difference) }
  },
  gradient: {
    input: () => (x, t) => (x > t ? 1 : x < t ? -1 : 0),
    target: () => (x, t) => (x > t ? -1 : x < t ? 1 : 0),
  },
})

export const l1 = /* @__PURE__ */ loss(l1Numbers, () => ({
  elsewhere: ['mae', 'mean-absolute-error'],
  summary: { en: 'Mean absolute error', zh: '平均绝对误差' },
  formula: 'loss = |x - t|',
  latex: String.raw`\ell = |x - t|`,
  torch: 'torch.nn.functional.l1_loss',
  source: 'torch.nn.L1Loss',
  unit: 'error',
  stable: 'steps',
  steps: {
    difference: { formula: 'x - t', latex: 'd = x - t' },
    loss: { formula: '|difference|', latex: String.raw`\ell = |d|` },
  },
}))
