import {
  addPairs,
  low,
  multiplyPairs,
  multiplyThree,
  roundedProduct,
  twoProduct,
  twoSum,
} from '../numerics/double-double.ts'
import type { Tensor } from '../tensor.ts'

/** alpha t + (1 - alpha)(1 - t) as a pair; 1 without alpha. For a hard target it is alpha or 1 - alpha, a double. */
export function sideWeight(alpha: number | Tensor | undefined, t: number): number {
  low[0] = 0
  if (typeof alpha !== 'number') return 1
  if (t === 1) return alpha
  if (t === 0) return 1 - alpha
  const positive = twoProduct(alpha, t)
  const positiveLow = low[0]!
  const rest = twoSum(1, -alpha)
  const restLow = low[0]!
  const notT = twoSum(1, -t)
  const negative = multiplyPairs(rest, restLow, notT, low[0]!)
  return addPairs(positive, positiveLow, negative, low[0]!)
}

/**
 * side modulator cost: each factor a pair, and the product rounded once; with a hard target, as in the fast loop, once
 * before a side that is a double. A side with factor 0 adds 0, even where its cost is infinite.
 */
export function modulated(
  t: number,
  side: number,
  sideLow: number,
  modulator: number,
  modulatorLow: number,
  cost: number,
  costLow: number,
): number {
  if (side === 0 && cost === Infinity) return 0
  if (t === 0 || t === 1) return side * roundedProduct(modulator, modulatorLow, cost, costLow)
  return multiplyThree(side, sideLow, modulator, modulatorLow, cost, costLow)
}
