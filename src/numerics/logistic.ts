import { addPairs, dividePairs, low, multiplyPairs, twoProduct, twoSum } from './double-double.ts'
import { expPair } from './exp.ts'
import { softplusOfMinus } from './softplus.ts'

/** 1 / (1 + e^-x), at most 1 ulp off on both sides. */
export function sigmoid(x: number): number {
  const e = expPair(-Math.abs(x), 0)
  const eLow = low[0]!
  const below = twoSum(1, e)
  const belowLow = low[0]! + eLow
  return x >= 0 ? dividePairs(1, 0, below, belowLow) : dividePairs(e, eLow, below, belowLow)
}

/** ln(1 + e^x), at most 1 ulp off over the whole range; Infinity at Infinity. */
export function softplus(x: number): number {
  const log1p = softplusOfMinus(Math.abs(x))
  return x > 0 ? addPairs(x, 0, log1p, low[0]!) : log1p
}

/**
 * posWeight t softplus(-x) + (1 - t) softplus(x) as a pair, the cost of a logit.
 * For t in {0, 1} and posWeight 1 nothing is rounded but the result.
 */
export function logitCost(x: number, t: number, posWeight: number): number {
  const a = Math.abs(x)
  const log1p = softplusOfMinus(a)
  const log1pLow = low[0]!
  const negative = twoSum(1, -t)
  const negativeLow = low[0]!
  const positive = twoProduct(posWeight, t)
  const positiveLow = low[0]!
  if (Math.abs(positive) === Infinity) {
    low[0] = 0
    return positive * (x > 0 ? log1p : 1)
  }
  const both = addPairs(negative, negativeLow, positive, positiveLow)
  const near = multiplyPairs(both, low[0]!, log1p, log1pLow)
  const nearLow = low[0]!
  const side = x > 0 ? negative : positive
  // 0 * Infinity: the limit of a side that does not count is 0.
  if (side === 0) {
    low[0] = nearLow
    return Number.isNaN(x) ? x : near
  }
  if (a === Infinity) {
    low[0] = 0
    return side * a
  }
  const far = multiplyPairs(a, 0, side, x > 0 ? negativeLow : positiveLow)
  return addPairs(far, low[0]!, near, nearLow)
}

/** From here on e^x and its low part are normal numbers. */
const SMALLEST = 1e-290

/** (1 - t) sigmoid(x) - posWeight t sigmoid(-x), the slope of `logitCost`, as a pair. */
export function logitSlope(x: number, t: number, posWeight: number): number {
  const e = expPair(-Math.abs(x), 0)
  const eLow = low[0]!
  const below = twoSum(1, e)
  const belowLow = low[0]! + eLow
  // What follows gives the same for a hard target, to the bit.
  if (posWeight === 1 && e > SMALLEST && (t === 0 || t === 1)) {
    const side = t === 0 ? 1 : -1
    return x >= 0 === (t === 0)
      ? dividePairs(side, 0, below, belowLow)
      : dividePairs(side * e, side * eLow, below, belowLow)
  }
  const negative = twoSum(1, -t)
  const negativeLow = low[0]!
  const positive = twoProduct(posWeight, t)
  const positiveLow = low[0]!
  let slope: number
  if (x >= 0) {
    const shrunk = multiplyPairs(positive, positiveLow, e, eLow)
    slope = addPairs(negative, negativeLow, -shrunk, -low[0]!)
  } else {
    const shrunk = multiplyPairs(negative, negativeLow, e, eLow)
    slope = addPairs(shrunk, low[0]!, -positive, -positiveLow)
  }
  return dividePairs(slope, low[0]!, below, belowLow)
}
