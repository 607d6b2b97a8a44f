import {
  addPairs,
  dividePairs,
  low,
  multiplyPairs,
  quickTwoSum,
  squarePair,
  twoSum,
} from './double-double.ts'
import { expPair } from './exp.ts'
import { logPair } from './log.ts'
import { softplusOfMinus } from './softplus.ts'

/** Below this the series of tanh is good to 2^-59. */
const SMALL = 2 ** -5
/** Coefficients of r, r^2, ... in the series of 1/2 - ln cosh(d) / d^2, r = d^2: good to 2^-59 below LOG_SMALL. */
const BEND = [1 / 12, 1 / 45, 17 / 2520, 31 / 14175, 691 / 935550, 10922 / 42567525, 929569 / 10216206000]
/** From here on 2 sinh^2(d/2) keeps its digits. */
const LOG_SMALL = 2 ** -3
/** From here on ln cosh d is taken from its asymptote d - ln 2. */
const LARGE = 2
const LN2 = 0.6931471805599453
const LN2_LOW = 2.3190468138462996e-17

/** ln cosh(d + dLow) as a pair, good to 2^-54: near 0 by its series, then as ln(1 + 2 sinh^2(d/2)). */
export function logCosh(d: number, dLow: number): number {
  const a = Math.abs(d)
  const aLow = d < 0 ? -dLow : dLow
  if (a < LOG_SMALL) {
    const r = squarePair(a, aLow)
    let bend = 0
    for (let i = BEND.length - 1; i >= 0; i--) bend = BEND[i]! - r * bend
    return quickTwoSum(r / 2, low[0]! / 2 - r * r * bend)
  }
  if (a >= LARGE) {
    if (a === Infinity) {
      low[0] = 0
      return a
    }
    const log1p = softplusOfMinus(2 * a)
    const over = addPairs(log1p, low[0]!, -LN2, -LN2_LOW)
    return addPairs(over, low[0]!, a, aLow)
  }
  const up = expPair(a / 2, aLow / 2)
  const upLow = low[0]!
  const down = dividePairs(1, 0, up, upLow)
  // 2 sinh^2(d/2) = (e^(d/2) - e^(-d/2))^2 / 2
  const twiceSinh = addPairs(up, upLow, -down, -low[0]!)
  const square = multiplyPairs(twiceSinh, low[0]!, twiceSinh / 2, low[0]! / 2)
  const squareLow = low[0]!
  const cosh = twoSum(1, square)
  return Number.isNaN(cosh) ? cosh : logPair(cosh, low[0]! + squareLow)
}

/** tanh(d + dLow), at most 1 ulp off. */
export function tanh(d: number, dLow: number): number {
  const a = Math.abs(d)
  const aLow = d < 0 ? -dLow : dLow
  const sign = d < 0 ? -1 : 1
  if (a < SMALL) {
    const r = a * a
    const bend = r * (1 / 3 - r * (2 / 15 - r * (17 / 315 - r * (62 / 2835 - r * (1382 / 155925)))))
    return sign * (a + (aLow - a * bend))
  }
  const e = expPair(-2 * a, -2 * aLow)
  const eLow = low[0]!
  const over = twoSum(1, -e)
  const overLow = low[0]! - eLow
  const below = twoSum(1, e)
  return sign * dividePairs(over, overLow, below, low[0]! + eLow)
}
