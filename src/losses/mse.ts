import { anyNumber, elementLoss } from './loss.ts'

/**
 * Squared error. A target of another shape is broadcast with a warning, as torch does; the mean of a weighted
 * loss divides by the sum of the weights.
 */
export const mse = elementLoss({
  name: 'mse',
  summary: 'Mean squared error',
  formula: 'loss = (x - t)^2',
  latex: String.raw`\ell = (x - t)^2`,
  torch: 'torch.nn.functional.mse_loss',
  source: 'torch.nn.MSELoss',
  input: anyNumber,
  target: anyNumber,
  options: { weight: { type: 'tensor', help: "rescales each element; numbers in the input's shape" } },
  weightedMeanBy: 'weights',
  broadcasts: true,
  steps: { difference: 'x - t', loss: 'difference^2' },
  working: () => (x, t) => {
    const difference = x - t
    return { difference, loss: difference * difference }
  },
  gradient: () => (x, t) => 2 * (x - t),
  lesson: {
    steps: {
      difference: { formula: 'x - t', latex: 'd = x - t' },
      loss: { formula: 'difference^2', latex: String.raw`\ell = d^2` },
    },
    more: () => () => ({}),
  },
})
