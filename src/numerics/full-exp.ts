import { addPairs, low, multiplyPairs, quickTwoSum, twoProduct, twoSum } from './double-double.ts'
import { EXP_TABLE } from './tables.ts'

const PER_LN2 = 128 * Math.LOG2E
/** ln2/128 as three doubles. */
const STEP = 0.0054152123481245725
const STEP_LOW = 1.8117553233174215e-19
const STEP_LOWEST = 4.459147217512666e-36
/** 1/6, 1/24 and 1/120: what rounding lost. */
const SIXTH_LOW = 9.25185853854297e-18
const TWENTY_FOURTH_LOW = 2.3129646346357427e-18
const PART_120_LOW = 1.1564823173178714e-19

/** The power of two that belongs to the last result of `expScaled`. */
export const exponent = new Float64Array(1)

/**
 * e^(x + xLow) = m * 2^k as a pair m, good to 2^-103, where `expPair` ends at 2^-59: for sums that cancel.
 * Returns the high part of m (0.99 to 2.01), leaves the low one in `low[0]` and k in `exponent[0]`. So e^-800 keeps its
 * digits. e^-Infinity is 0; Infinity and NaN come back as they are.
 */
export function expScaled(x: number, xLow: number): number {
  if (!(Math.abs(x) < 2 ** 40)) return expFar(x)
  const kd = Math.round(x * PER_LN2)
  const i = ((kd % 128) + 128) % 128
  const step = twoProduct(kd, STEP)
  const stepLow = low[0]!
  const left = twoSum(x, -step)
  const near = addPairs(left, low[0]!, -stepLow, xLow)
  const nearLow = low[0]!
  const second = twoProduct(kd, STEP_LOW)
  const r = addPairs(near, nearLow, -second, -low[0]! - kd * STEP_LOWEST)
  const power = expm1Small(r, low[0]!)
  const powerLow = low[0]!
  const entry = EXP_TABLE[2 * i]!
  const entryLow = entry * EXP_TABLE[2 * i + 1]!
  const more = multiplyPairs(entry, entryLow, power, powerLow)
  exponent[0] = (kd - i) / 128
  return addPairs(entry, entryLow, more, low[0]!)
}

/** What is far beyond any double has digits in its power alone: a mask of -1e30 is no probability of 0. */
function expFar(x: number): number {
  const k = Number.isFinite(x) ? Math.round(x * Math.LOG2E) : 0
  const whole = twoProduct(k, 128 * STEP)
  const left = x - whole - low[0]! - k * 128 * STEP_LOW
  low[0] = 0
  exponent[0] = k
  return k === 0 ? (x === -Infinity ? 0 : x) : Math.abs(left) < 1 ? Math.exp(left) : 1
}

/** e^r - 1 as a pair for |r| < 0.0028: Taylor's series, the terms that need it in pairs. */
function expm1Small(r: number, rLow: number): number {
  const tail = 1 / 720 + r * (1 / 5040 + r * (1 / 40320 + r * (1 / 362880 + r / 3628800)))
  let sum = addPairs(1 / 120, PART_120_LOW, r * tail, 0)
  sum = multiplyPairs(sum, low[0]!, r, rLow)
  sum = addPairs(1 / 24, TWENTY_FOURTH_LOW, sum, low[0]!)
  sum = multiplyPairs(sum, low[0]!, r, rLow)
  sum = addPairs(1 / 6, SIXTH_LOW, sum, low[0]!)
  sum = multiplyPairs(sum, low[0]!, r, rLow)
  sum = addPairs(0.5, 0, sum, low[0]!)
  sum = multiplyPairs(sum, low[0]!, r, rLow)
  sum = addPairs(1, 0, sum, low[0]!)
  return multiplyPairs(sum, low[0]!, r, rLow)
}

/** e^(x + xLow) as a pair good to 2^-103, as far as the exponents of a double reach. */
export function expFull(x: number, xLow: number): number {
  const m = expScaled(x, xLow)
  const mLow = low[0]!
  const k = exponent[0]!
  if (k === 0 || !Number.isFinite(m)) return m
  // In two steps: 2^k alone may be out of range where the result is not.
  const half = Math.trunc(k / 2)
  const high = m * 2 ** half * 2 ** (k - half)
  return quickTwoSum(high, Number.isFinite(high) ? mLow * 2 ** half * 2 ** (k - half) : 0)
}
