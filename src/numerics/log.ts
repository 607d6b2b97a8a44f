import { double, words } from './bits.ts'
import { low, quickTwoSum, twoSum } from './double-double.ts'
import { LOG_TABLE } from './tables.ts'

/** High words: the table's first double, 0.706, and the mask of sign and exponent. */
const TABLE_START = 0x3fe69555
const EXPONENT = 0xfff00000 | 0
/** ln2 to 43 bits, so that a whole number of them is exact, and the rest. */
const LN2 = 0.6931471805598903
const LN2_LOW = 5.497923018708371e-14
const MIN_NORMAL = 2 ** -1022

/**
 * ln(x + xLow) as a pair, for x > 0 and finite, |xLow| <= ulp(x): returns the high part, leaves the low one in
 * `low[0]`; good to 2^-65 relative to the result, near 1 too.
 *
 * Table of ln c and a polynomial in z/c - 1: the scheme of ARM's optimized routines, log_inline in pow.c.
 */
export function logPair(x: number, xLow: number): number {
  let shift = 0
  if (x < MIN_NORMAL) {
    x *= 2 ** 54
    xLow *= 2 ** 54
    shift = 54
  }
  double[0] = x
  const offset = (words[1]! - TABLE_START) | 0
  const i = 3 * ((offset >> 13) & 127)
  const k = offset >> 20
  words[1] = words[1]! - (offset & EXPONENT)
  const z = double[0]!
  // The high 21 bits of z, so that their product with 1/c is exact.
  words[1] = words[1]! + (words[0]! >>> 31)
  words[0] = 0
  const zHigh = double[0]!
  words[1] = (1023 - k) << 20
  const scale = k < 1023 ? double[0]! : 2 ** -1022 / 2 ** (k - 1022)
  const inverse = LOG_TABLE[i]!
  const rHigh = zHigh * inverse - 1
  const rLow = quickTwoSum((z - zHigh) * inverse, xLow * scale * inverse)
  const rLowest = low[0]!
  const r = rHigh + rLow
  const rLost = rHigh - r + rLow
  const kd = k - shift
  const t1 = kd * LN2 + LOG_TABLE[i + 1]!
  const t2 = t1 + r
  const lost1 = kd * LN2_LOW + LOG_TABLE[i + 2]!
  const lost2 = t1 - t2 + r
  const ar = -0.5 * r
  const ar2 = r * ar
  const ar3 = r * ar2
  const arHigh = -0.5 * rHigh
  const arHigh2 = rHigh * arHigh
  const high = t2 + arHigh2
  const lost3 = rLow * (ar + arHigh)
  const lost4 = t2 - high + arHigh2
  const p =
    ar3 *
    (-0.6666666666666679 +
      r * 0.5000000000000007 +
      ar2 *
        (0.7999999995323976 + r * -0.6666666663487739 + ar2 * (-1.142909628459501 + r * 1.0000415263675542)))
  return quickTwoSum(high, lost1 + lost2 + lost3 + lost4 + p + (rLost + rLowest))
}

/** ln x, at most 0.52 ulp off; -Infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0 && x < Infinity)) return x === 0 ? -Infinity : x === Infinity ? x : Number.NaN
  return logPair(x, 0)
}

/** ln(1 + x + xLow) as a pair, for x >= 0; below 2^-50 what xLow adds is rounded to the last bit of x. */
export function log1pPair(x: number, xLow: number): number {
  if (!(x < Infinity)) {
    low[0] = 0
    return x
  }
  const u = twoSum(1, x)
  return logPair(u, low[0]! + xLow)
}

/** ln(1 + x), at most 0.52 ulp off; -Infinity at -1, NaN below. */
export function log1p(x: number): number {
  if (!(x > -1 && x < Infinity)) return x === -1 ? -Infinity : x === Infinity ? x : Number.NaN
  if (x === 0) return x
  const u = twoSum(1, x)
  return logPair(u, low[0]!)
}
