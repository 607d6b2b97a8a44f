import { low, multiplyPairs, twoSum } from '../numerics/double-double.ts'
import { real } from '../options.ts'
import { loss, numbers } from './loss.ts'
import { each, number } from './takes.ts'

/** price * size; what is free costs 0 at any size. */
function priced(price: number, priceLow: number, size: number, sizeLow: number): number {
  if (size < Infinity) return multiplyPairs(price, priceLow, size, sizeLow)
  return price === 0 && size === Infinity ? 0 : price * size
}

/**
 * Pinball loss: an input below the target costs `quantile` a unit, one above it 1 - `quantile`, so that the best
 * constant is that quantile of the targets. The gradient at a tie is 0.
 */
export const quantileNumbers = /* @__PURE__ */ numbers({
  name: 'quantile',
  one: 'element',
  takes: { input: each(number), target: each(number) },
  shapes: 'broadcast',
  options: { quantile: real({ default: 0.5, min: 0, max: 1, help: 'which quantile the input estimates' }) },
  working: ({ quantile }) => {
    const other = twoSum(1, -quantile)
    const otherLow = low[0]!
    return (x, t) => {
      const difference = twoSum(t, -x)
      const differenceLow = low[0]!
      if (difference > 0) return { difference, loss: priced(quantile, 0, difference, differenceLow) }
      return { difference, loss: priced(other, otherLow, -difference, -differenceLow) }
    }
  },
  gradient: {
    input:
      ({ quantile }) =>
      (x, t) =>
        t > x ? -quantile : x > t ? 1 - quantile : 0,
    target:
      ({ quantile }) =>
      (x, t) =>
        t > x ? quantile : x > t ? quantile - 1 : 0,
  },
})

export const quantile = /* @__PURE__ */ loss(quantileNumbers, () => ({
  elsewhere: ['pinball', 'mean-pinball-loss'],
  summary: { en: 'Quantile (pinball) loss', zh: '分位数损失（pinball 损失）' },
  formula: 'loss = quantile (t - x) if t > x, else (1 - quantile)(x - t)',
  latex: String.raw`\ell = \begin{cases} q\,(t - x) & t > x \\ (1-q)(x - t) & \text{otherwise} \end{cases}`,
  torch: undefined,
  source: 'sklearn.metrics.mean_pinball_loss; Koenker and Bassett 1978, doi:10.2307/1913643',
  unit: 'error',
  stable: {
    difference: 't - x',
    loss: [
      { if: 'difference > 0', formula: 'counts(quantile, difference)' },
      { formula: 'counts(1 - quantile, -difference)' },
    ],
  },
  steps: {
    difference: {
      formula: 't - x',
      latex: 'd = t - x',
      means: { en: 'target minus prediction', zh: '目标减预测' },
    },
    loss: {
      cases: [
        { if: 'difference > 0', formula: 'quantile difference', latex: 'q\\,d' },
        { formula: '(1 - quantile)(-difference)', latex: '(1-q)(-d)' },
      ],
    },
  },
}))
