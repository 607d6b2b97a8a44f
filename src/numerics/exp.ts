import { powerOfTwo } from './bits.ts'
import { low, quickTwoSum } from './double-double.ts'
import { EXP_TABLE } from './tables.ts'

const PER_LN2 = 128 * Math.LOG2E
/** ln2/128: the high part ends in 17 zero bits, so a whole number of them is exact. */
const STEP = 0.005415212348111709
const STEP_LOW = 1.2864023111638346e-14
/** Adding and taking away 1.5 * 2^52 rounds to an integer, ties to even. */
const ROUND = 6755399441055744

/** Below this e^x rounds to 0; above the other it overflows. */
const UNDERFLOW = -745.2
const OVERFLOW = 709.79

/**
 * e^(x + xLow) as a pair: returns the high part, leaves the low one in `low[0]`; good to 2^-59.
 * The low part is 0 where the result is subnormal, zero or infinite.
 *
 * Table of 2^(i/128) and a polynomial for the rest: the scheme of ARM's optimized routines, exp.c.
 */
export function expPair(x: number, xLow: number): number {
  if (!(x > UNDERFLOW && x < OVERFLOW)) {
    low[0] = 0
    return Number.isNaN(x) ? x : x > 0 ? Infinity : 0
  }
  const kd = x * PER_LN2 + ROUND - ROUND
  const k = kd | 0
  const i = k & 127
  const r = x - kd * STEP - kd * STEP_LOW + xLow
  const r2 = r * r
  const near = EXP_TABLE[2 * i]!
  const lost = EXP_TABLE[2 * i + 1]!
  const p =
    lost +
    r +
    r2 * (0.49999999999996786 + r * 0.16666666666665886) +
    r2 * r2 * (0.0416666808410674 + r * 0.008333335853059549)
  const high = quickTwoSum(near, near * p)
  const exponent = (k - i) >> 7
  if (exponent > (high < 1 ? -1022 : -1023) && exponent < 1024) {
    const scale = powerOfTwo(exponent)
    low[0] = low[0]! * scale
    return high * scale
  }
  if (exponent >= 1024) {
    low[0] = 0
    return high * 2 ** 1000 * powerOfTwo(exponent - 1000)
  }
  // Round once at the place of the last subnormal bit, which adding 2^52 of them moves to the end of the word.
  const last = powerOfTwo(52 - 1074 - exponent)
  const rounded = quickTwoSum(last, high)
  const result = rounded + (low[0]! + (near * p - (high - near)))
  low[0] = 0
  return (result - last) * powerOfTwo(exponent + 600) * 2 ** -600
}

/** e^x, at most 0.52 ulp off, subnormals included. */
export function exp(x: number): number {
  return expPair(x, 0)
}
