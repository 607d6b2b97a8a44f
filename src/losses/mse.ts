import { loss } from './loss.ts'
import { each, elementWeight, number } from './takes.ts'

/**
 * Squared error. A target of another shape is broadcast with a warning, as torch does; the mean of a weighted
 * loss divides by the sum of the weights.
 */
export const mse = loss({
  name: 'mse',
  one: 'element',
  unit: 'error',
  summary: { en: 'Mean squared error', zh: '均方误差' },
  formula: 'loss = (x - t)^2',
  latex: String.raw`\ell = (x - t)^2`,
  torch: 'torch.nn.functional.mse_loss',
  source: 'torch.nn.MSELoss',
  takes: { input: each(number), target: each(number) },
  shapes: 'broadcast',
  options: { weight: elementWeight({ divides: true, exact: true }) },
  elsewhere: ['mean_squared_error', 'MeanSquaredError', 'squared_error', 'l2'],
  traits: { mistakenAs: 'square', related: { classes: 'ce' }, usual: true },
  compat: { sklearn: {}, keras: { meanBy: 'elements' }, tfjs: { meanBy: 'elements' }, optax: {} },
  working: () => (x, t) => {
    const difference = x - t
    return { difference, loss: difference * difference }
  },
  loop: { name: 'squaredErrors' },
  gradient: { input: () => (x, t) => 2 * (x - t) },
  stable: 'steps',
  steps: {
    difference: { formula: 'x - t', latex: 'd = x - t' },
    loss: { formula: 'difference^2', latex: String.raw`\ell = d^2` },
  },
})
