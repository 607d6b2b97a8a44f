import { addPairs, low, scalePair, squarePair, twoSum } from '../numerics/double-double.ts'
import { real } from '../options.ts'
import { loss, numbers } from './loss.ts'
import { each, elementWeight, number } from './takes.ts'

/**
 * Squared error up to delta, from there on linear with slope delta: delta times smooth-l1 with beta = delta.
 * A weighted mean divides by the number of elements, not by the weights (torch's l1 does the other).
 */
export const huberNumbers = /* @__PURE__ */ numbers({
  name: 'huber',
  one: 'element',
  takes: { input: each(number), target: each(number) },
  shapes: 'broadcast',
  options: {
    delta: real({ default: 1, above: 0, help: 'from here on the loss is linear' }),
    weight: elementWeight({ divides: false, exact: true }),
  },
  working:
    ({ delta }) =>
    (x, t) => {
      const difference = twoSum(x, -t)
      const z = Math.abs(difference)
      const zLow = difference < 0 ? -low[0]! : low[0]!
      if (z <= delta) {
        // Half of a large square may be a number though the square is none.
        const loss = z > 1 ? 2 * squarePair(z / 2, zLow / 2) : squarePair(z, zLow) / 2
        return { difference, z, loss }
      }
      const beyond = addPairs(z, zLow, -delta / 2, 0)
      return { difference, z, loss: scalePair(delta, beyond, low[0]!) }
    },
  gradient: {
    input:
      ({ delta }) =>
      (x, t) =>
        Math.max(-delta, Math.min(delta, x - t)),
    target:
      ({ delta }) =>
      (x, t) =>
        Math.max(-delta, Math.min(delta, t - x)),
  },
})

export const huber = /* @__PURE__ */ loss(huberNumbers, () => ({
  summary: {
    en: 'Huber loss: squared near 0, linear beyond delta',
    zh: 'Huber 损失：误差不超过 delta 时取平方，否则线性增长',
  },
  formula: 'loss = z^2 / 2 if z <= delta, else delta (z - delta / 2); z = |x - t|',
  latex: String.raw`\ell = \begin{cases} z^2/2 & z \le \delta \\ \delta(z - \delta/2) & \text{otherwise} \end{cases},\quad z = |x - t|`,
  torch: 'torch.nn.functional.huber_loss',
  source: 'torch.nn.HuberLoss; Huber 1964, doi:10.1214/aoms/1177703732',
  unit: 'error',
  stable: 'steps',
  steps: {
    difference: { formula: 'x - t', latex: 'd = x - t' },
    z: { formula: '|difference|', latex: 'z = |d|', means: { en: 'size of the error', zh: '误差的大小' } },
    loss: {
      cases: [
        { if: 'z <= delta', formula: 'z^2 / 2', latex: String.raw`\frac{z^2}{2}` },
        { formula: 'delta (z - delta / 2)', latex: String.raw`\delta\left(z - \frac{\delta}{2}\right)` },
      ],
    },
  },
}))
