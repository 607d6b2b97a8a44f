import { loss, numbers } from './loss.ts'
import { each, elementWeight, number } from './takes.ts'

/**
 * Squared error. A target of another shape is broadcast with a warning, as torch does; the mean of a weighted
 * loss divides by the sum of the weights.
 */
export const mseNumbers = /* @__PURE__ */ numbers({
  name: 'mse',
  one: 'element',
  takes: { input: each(number), target: each(number) },
  shapes: 'broadcast',
  options: { weight: elementWeight({ divides: true, exact: true }) },
  working: () => (x, t) => {
    const difference = x - t
    return { difference, loss: difference * difference }
  },
  gradient: { input: () => (x, t) => 2 * (x - t) },
})

export const mse = /* @__PURE__ */ loss(mseNumbers, () => ({
  unit: 'error',
  summary: { en: 'Mean squared error', zh: '均方误差' },
  formula: 'loss = (x - t)^2',
  latex: String.raw`\ell = (x - t)^2`,
  torch: 'torch.nn.functional.mse_loss',
  source: 'torch.nn.MSELoss',
  elsewhere: ['mean_squared_error', 'MeanSquaredError', 'squared_error', 'l2'],
  traits: { mistakenAs: 'square', related: { classes: 'ce' }, usual: true },
  compat: { sklearn: {}, keras: { meanBy: 'elements' }, tfjs: { meanBy: 'elements' }, optax: {} },
  loop: { name: 'squaredErrors' },
  stable: 'steps',
  steps: {
    difference: { formula: 'x - t', latex: 'd = x - t' },
    loss: { formula: 'difference^2', latex: String.raw`\ell = d^2` },
  },
}))
