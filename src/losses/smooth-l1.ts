import { addPairs, dividePairs, low, multiplyPairs, twoSum } from '../numerics/double-double.ts'
import { real } from '../options.ts'
import { loss, numbers } from './loss.ts'
import { each, number } from './takes.ts'

/** d loss / d x: d / beta within beta, the sign of d from there on. */
const slope =
  (sign: 1 | -1) =>
  ({ beta }: { beta: number }) =>
  (x: number, t: number): number => {
    const difference = twoSum(x, -t)
    if (!(Math.abs(difference) < beta)) return sign * (Math.sign(difference) || (beta && difference))
    return sign * dividePairs(difference, low[0]!, beta, 0)
  }

/**
 * Squared error near 0, absolute error beyond beta, joined without a corner: huber with delta = beta, divided by beta.
 * With beta 0 it is l1. The square is taken as (z / beta) z, which does not overflow.
 */
export const smoothL1Numbers = /* @__PURE__ */ numbers({
  name: 'smooth-l1',
  one: 'element',
  takes: { input: each(number), target: each(number) },
  shapes: 'broadcast',
  options: {
    beta: real({ default: 1, min: 0, below: Infinity, help: 'from here on the loss is absolute; 0 is l1' }),
  },
  working:
    ({ beta }) =>
    (x, t) => {
      const difference = twoSum(x, -t)
      const z = Math.abs(difference)
      const zLow = difference < 0 ? -low[0]! : low[0]!
      if (!(z < beta)) return { difference, z, loss: addPairs(z, zLow, -beta / 2, 0) }
      const share = dividePairs(z, zLow, beta, 0)
      return { difference, z, loss: multiplyPairs(share, low[0]!, z / 2, zLow / 2) }
    },
  gradient: { input: slope(1), target: slope(-1) },
})

export const smoothL1 = /* @__PURE__ */ loss(smoothL1Numbers, () => ({
  summary: {
    en: 'Smooth L1: squared near 0, absolute beyond beta',
    zh: '平滑 L1 损失：误差小于 beta 时取平方，否则取绝对值',
  },
  formula: 'loss = z^2 / (2 beta) if z < beta, else z - beta / 2; z = |x - t|',
  latex: String.raw`\ell = \begin{cases} z^2/(2\beta) & z < \beta \\ z - \beta/2 & \text{otherwise} \end{cases},\quad z = |x - t|`,
  torch: 'torch.nn.functional.smooth_l1_loss',
  source: 'torch.nn.SmoothL1Loss; Girshick 2015, Fast R-CNN, arXiv:1504.08083, equation 3',
  unit: 'error',
  stable: {
    z: '|x - t|',
    loss: [{ if: 'z < beta', formula: '(z / beta)(z / 2)' }, { formula: 'z - beta / 2' }],
  },
  steps: {
    difference: { formula: 'x - t', latex: 'd = x - t' },
    z: { formula: '|difference|', latex: 'z = |d|', means: { en: 'size of the error', zh: '误差的大小' } },
    loss: {
      cases: [
        { if: 'z < beta', formula: 'z^2 / (2 beta)', latex: String.raw`\frac{z^2}{2\beta}` },
        { formula: 'z - beta / 2', latex: String.raw`z - \frac{\beta}{2}` },
      ],
    },
  },
}))
