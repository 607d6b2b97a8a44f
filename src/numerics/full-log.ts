import { addPairs, dividePairs, low, multiplyPairs, twoSum } from './double-double.ts'
import { expScaled, exponent } from './full-exp.ts'
import { log } from './log.ts'

/** Nearer to 1 than this the series of the inverse hyperbolic tangent keeps the digits that ln x has. */
const NEAR = 2 ** -6
/** 1/3, 1/5, 1/7 and 1/9 as pairs. */
const THIRD_LOW = 1.850371707708594e-17
const FIFTH_LOW = -1.1102230246251566e-17
const SEVENTH_LOW = 7.93016446160826e-18
const NINTH_LOW = 6.1679056923619804e-18

/**
 * ln(x + xLow) as a pair for x > 0 and finite: good to 2^-98 relative to the result, near 1 too, where `logPair` ends
 * at 2^-65. For differences with another number that cancel.
 */
export function logFull(x: number, xLow: number): number {
  if (Math.abs(x - 1) < NEAR) {
    const less = addPairs(x, xLow, -1, 0)
    const lessLow = low[0]!
    const more = addPairs(x, xLow, 1, 0)
    return logOfQuotient(less, lessLow, more, low[0]!)
  }
  // One step of Newton: ln x = y + ln(x e^-y), the second of which is tiny.
  const y = log(x)
  const power = expScaled(-y, 0)
  const k = exponent[0]!
  const half = Math.trunc(k / 2)
  const product = multiplyPairs(
    x * 2 ** (k - half),
    xLow * 2 ** (k - half),
    power * 2 ** half,
    low[0]! * 2 ** half,
  )
  const productLow = low[0]!
  const over = twoSum(product, -1)
  const rest = over + (low[0]! + productLow)
  return twoSum(y, rest - (rest * rest) / 2)
}

/**
 * ln((sum + difference) / (sum - difference)) of two pairs, for |difference| < sum / 100: twice the inverse hyperbolic
 * tangent of their quotient, by its series.
 */
export function logOfQuotient(
  difference: number,
  differenceLow: number,
  sum: number,
  sumLow: number,
): number {
  const s = dividePairs(difference, differenceLow, sum, sumLow)
  const sLow = low[0]!
  const s2 = multiplyPairs(s, sLow, s, sLow)
  const s2Low = low[0]!
  const tail = 1 / 11 + s2 * (1 / 13 + s2 * (1 / 15 + s2 * (1 / 17)))
  let series = addPairs(1 / 9, NINTH_LOW, s2 * tail, 0)
  series = multiplyPairs(series, low[0]!, s2, s2Low)
  series = addPairs(1 / 7, SEVENTH_LOW, series, low[0]!)
  series = multiplyPairs(series, low[0]!, s2, s2Low)
  series = addPairs(1 / 5, FIFTH_LOW, series, low[0]!)
  series = multiplyPairs(series, low[0]!, s2, s2Low)
  series = addPairs(1 / 3, THIRD_LOW, series, low[0]!)
  series = multiplyPairs(series, low[0]!, s2, s2Low)
  series = addPairs(1, 0, series, low[0]!)
  return multiplyPairs(series, low[0]!, 2 * s, 2 * sLow)
}
