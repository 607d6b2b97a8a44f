import {
  addPairs,
  EXP_LOWEST,
  EXP_ZERO,
  expPair,
  log1pPair,
  logPair,
  lowLanes,
  multiplyPairs,
  quickTwoSum,
  twoProduct,
  twoSum,
} from './math'
import { softplusOfMinus } from './softplus'

/*
 * Loops of losses, with the bits of the kernels in src/losses. Each returns how many elements (or rows) it did: it
 * stops before what only the plain kernel does - soft targets, numbers that are not finite, exponentials that are
 * subnormal - and the host goes on behind it.
 */

/** (x - t)^2; does them all. One element behind the end may be written. */
export function squaredErrors(x: usize, t: usize, out: usize, n: i32): i32 {
  const end = out + (usize(n) << 3)
  for (; out < end; out += 16, x += 16, t += 16) {
    const difference = f64x2.sub(v128.load(x), v128.load(t))
    v128.store(out, f64x2.mul(difference, difference))
  }
  return n
}

/** Whether both lanes have a hard target and an ordinary logit. */
// @ts-ignore: decorator
@inline
function areOrdinary(minusA: v128, t: v128): bool {
  const hard = v128.or(f64x2.eq(t, f64x2.splat(0)), f64x2.eq(t, f64x2.splat(1)))
  return i64x2.all_true(v128.and(hard, f64x2.gt(minusA, f64x2.splat(EXP_LOWEST))))
}

/** The part a of the cost: a = |x| where the sign of the logit contradicts the target, else 0. */
// @ts-ignore: decorator
@inline
function farPart(x: v128, a: v128, t: v128): v128 {
  const zero = f64x2.splat(0)
  return v128.bitselect(a, zero, v128.xor(f64x2.gt(x, zero), f64x2.eq(t, f64x2.splat(1))))
}

/** Binary cross-entropy of logits against hard targets, unweighted. */
export function bceWithLogits(x: usize, t: usize, out: usize, n: i32): i32 {
  for (let i: i32 = 0; i < n; i += 2, x += 16, t += 16, out += 16) {
    const logits = v128.load(x)
    const targets = v128.load(t)
    const a = f64x2.abs(logits)
    const minusA = f64x2.neg(a)
    if (!areOrdinary(minusA, targets)) return i
    const log1p = softplusOfMinus(a)
    const log1pLow = lowLanes
    const sum = twoSum(farPart(logits, a, targets), log1p)
    v128.store(out, f64x2.add(sum, f64x2.add(lowLanes, log1pLow)))
  }
  return n
}

/** Beyond, a product could overflow, which only the plain kernel guards against. */
const LARGEST_FACTOR: f64 = 1e100

/** Binary cross-entropy of logits against any targets, with a weight of the positive side per element. */
export function weightedBceWithLogits(x: usize, t: usize, p: usize, out: usize, n: i32): i32 {
  const zero = f64x2.splat(0)
  const largest = f64x2.splat(LARGEST_FACTOR)
  for (let i: i32 = 0; i < n; i += 2, x += 16, t += 16, p += 16, out += 16) {
    const logits = v128.load(x)
    const targets = v128.load(t)
    const weights = v128.load(p)
    const a = f64x2.abs(logits)
    const minusA = f64x2.neg(a)
    const factors = v128.and(f64x2.lt(f64x2.abs(targets), largest), f64x2.lt(f64x2.abs(weights), largest))
    if (!i64x2.all_true(v128.and(factors, f64x2.gt(minusA, f64x2.splat(EXP_LOWEST))))) return i
    const log1p = softplusOfMinus(a)
    const log1pLow = lowLanes
    const negative = twoSum(f64x2.splat(1), f64x2.neg(targets))
    const negativeLow = lowLanes
    const positive = twoProduct(weights, targets)
    const positiveLow = lowLanes
    const both = addPairs(negative, negativeLow, positive, positiveLow)
    const near = multiplyPairs(both, lowLanes, log1p, log1pLow)
    const nearLow = lowLanes
    const above = f64x2.gt(logits, zero)
    const side = v128.bitselect(negative, positive, above)
    const far = multiplyPairs(a, zero, side, v128.bitselect(negativeLow, positiveLow, above))
    const sum = addPairs(far, lowLanes, near, nearLow)
    v128.store(out, v128.bitselect(near, sum, f64x2.eq(side, zero)))
  }
  return n
}

/** The smallest normal number. */
const MIN_NORMAL: f64 = 2.2250738585072014e-308

/** Binary cross-entropy of probabilities in [0, 1]. */
export function binaryCrossEntropy(x: usize, t: usize, out: usize, n: i32): i32 {
  const zero = f64x2.splat(0)
  const one = f64x2.splat(1)
  const floor = f64x2.splat(-100)
  for (let i: i32 = 0; i < n; i += 2, x += 16, t += 16, out += 16) {
    const p = v128.load(x)
    const targets = v128.load(t)
    const isZero = f64x2.eq(p, zero)
    const inside = v128.and(f64x2.ge(p, f64x2.splat(MIN_NORMAL)), f64x2.le(p, one))
    if (!i64x2.all_true(v128.or(isZero, inside))) return i
    const ln = logPair(v128.bitselect(one, p, isZero), zero)
    const lnX = v128.bitselect(floor, f64x2.max(ln, floor), isZero)
    const rest = twoSum(one, f64x2.neg(p))
    const restLow = lowLanes
    const isOne = f64x2.eq(rest, zero)
    const lnRest = logPair(v128.bitselect(one, rest, isOne), restLow)
    const lnNot = v128.bitselect(floor, f64x2.max(lnRest, floor), isOne)
    const lnNotX = v128.bitselect(f64x2.neg(p), lnNot, isZero)
    const loss = f64x2.sub(f64x2.mul(f64x2.sub(targets, one), lnNotX), f64x2.mul(targets, lnX))
    v128.store(out, loss)
  }
  return n
}

/** Below this a product's low part may be lost; as in src/numerics/double-double.ts. */
const SMALLEST_PRODUCT: f64 = 1e-290

/** Sigmoid focal loss against hard targets; sides are the weights of targets 0 and 1. */
export function focal(x: usize, t: usize, out: usize, n: i32, gamma: f64, side0: f64, side1: f64): i32 {
  const zero = f64x2.splat(0)
  const one = f64x2.splat(1)
  for (let i: i32 = 0; i < n; i += 2, x += 16, t += 16, out += 16) {
    const logits = v128.load(x)
    const targets = v128.load(t)
    const a = f64x2.abs(logits)
    const minusA = f64x2.neg(a)
    if (!areOrdinary(minusA, targets)) return i
    const log1p = softplusOfMinus(a)
    const log1pLow = lowLanes
    const sum = twoSum(farPart(logits, a, targets), log1p)
    const ce = quickTwoSum(sum, f64x2.add(lowLanes, log1pLow))
    const ceLow = lowLanes
    let modulator = one
    let modulatorLow = zero
    if (gamma != 0) {
      // ln of the wrong side's probability: -|x| - log1p where the logit is on the target's side, else -log1p.
      const positive = f64x2.eq(targets, one)
      const right = v128.not(v128.xor(f64x2.ge(logits, zero), positive))
      const ln = addPairs(v128.and(minusA, right), zero, f64x2.neg(log1p), f64x2.neg(log1pLow))
      const lnLow = lowLanes
      const g = f64x2.splat(gamma)
      const power = twoProduct(g, ln)
      const powerLow = f64x2.add(lowLanes, f64x2.mul(g, lnLow))
      const vanishes = f64x2.le(power, f64x2.splat(EXP_ZERO))
      if (!i64x2.all_true(v128.or(vanishes, f64x2.gt(power, f64x2.splat(EXP_LOWEST))))) return i
      modulator = v128.andnot(expPair(f64x2.max(power, f64x2.splat(EXP_LOWEST)), powerLow), vanishes)
      modulatorLow = v128.andnot(lowLanes, vanishes)
    }
    const side = v128.bitselect(f64x2.splat(side1), f64x2.splat(side0), f64x2.eq(targets, one))
    const plain = f64x2.mul(modulator, ce)
    const exact = multiplyPairs(modulator, modulatorLow, ce, ceLow)
    const small = f64x2.le(plain, f64x2.splat(SMALLEST_PRODUCT))
    v128.store(out, f64x2.mul(side, v128.bitselect(plain, exact, small)))
  }
  return n
}

/** Index of the first largest of n numbers, none of which is NaN; -1 if one is, or the largest is infinite. */
// @ts-ignore: decorator
@inline
function indexOfMax(row: usize, n: i32): i32 {
  let best = load<f64>(row)
  let lanes = f64x2.splat(best)
  let sound = f64x2.eq(lanes, lanes)
  let j: i32 = 0
  for (; j + 1 < n; j += 2) {
    const pair = v128.load(row + (usize(j) << 3))
    sound = v128.and(sound, f64x2.eq(pair, pair))
    lanes = f64x2.pmax(lanes, pair)
  }
  best = max(f64x2.extract_lane(lanes, 0), f64x2.extract_lane(lanes, 1))
  if (j < n) {
    const last = load<f64>(row + (usize(j) << 3))
    if (last != last) return -1
    best = max(best, last)
  }
  if (!i64x2.all_true(sound) || abs(best) == Infinity) return -1
  let k: i32 = 0
  while (load<f64>(row + (usize(k) << 3)) != best) k++
  return k
}

/** Second result of sumOfExponentials. */
let sharesLow: v128 = f64x2.splat(0)

/**
 * Sum of e^(x_j - largest) over a row as a pair, in both lanes; even and odd classes are summed apart, as the plain
 * kernel does. Below 0 if an exponential is subnormal.
 */
// @ts-ignore: decorator
@inline
function sumOfExponentials(row: usize, classes: i32, largest: f64): v128 {
  const minusMax = f64x2.splat(-largest)
  let sum = f64x2.splat(0)
  let sumLow = f64x2.splat(0)
  for (let j: i32 = 0; j < classes; j += 2) {
    let pair = v128.load(row + (usize(j) << 3))
    if (j + 1 == classes) pair = f64x2.replace_lane(pair, 1, -Infinity)
    const gap = twoSum(pair, minusMax)
    const gapLow = lowLanes
    const vanishes = f64x2.le(gap, f64x2.splat(EXP_ZERO))
    if (!i64x2.all_true(v128.or(vanishes, f64x2.gt(gap, f64x2.splat(EXP_LOWEST))))) return f64x2.splat(-1)
    const e = v128.andnot(expPair(gap, gapLow), vanishes)
    const eLow = v128.andnot(lowLanes, vanishes)
    sum = twoSum(sum, e)
    sumLow = f64x2.add(sumLow, f64x2.add(lowLanes, eLow))
  }
  const total = addPairs(
    v128.shuffle<f64>(sum, sum, 0, 0),
    v128.shuffle<f64>(sumLow, sumLow, 0, 0),
    v128.shuffle<f64>(sum, sum, 1, 1),
    v128.shuffle<f64>(sumLow, sumLow, 1, 1),
  )
  sharesLow = lowLanes
  return total
}

/** e^(x - largest), as sumOfExponentials has it. */
// @ts-ignore: decorator
@inline
function shareOf(x: f64, largest: f64): f64 {
  const gap = twoSum(f64x2.splat(x), f64x2.splat(-largest))
  if (f64x2.extract_lane(gap, 0) <= EXP_ZERO) return 0
  return f64x2.extract_lane(expPair(gap, lowLanes), 0)
}

/**
 * Cross entropy of rows of logits against class indices. Where `details` is not 0 it writes two numbers there for
 * each row: the predicted class, and the probability of the target.
 */
export function crossEntropy(
  x: usize,
  t: usize,
  out: usize,
  rows: i32,
  classes: i32,
  ignored: f64,
  details: usize,
): i32 {
  for (let row: i32 = 0; row < rows; row++, t += 8, out += 8) {
    const target = load<f64>(t)
    const index = i32(target)
    if (f64(index) != target || index < 0 || index >= classes || target == ignored) return row
    const start = x + usize(row) * (usize(classes) << 3)
    const k = indexOfMax(start, classes)
    if (k < 0) return row
    const maxAt = start + (usize(k) << 3)
    const largest = load<f64>(maxAt)
    // The maximum itself is left out of the sum.
    store<f64>(maxAt, -Infinity)
    const shares = sumOfExponentials(start, classes, largest)
    store<f64>(maxAt, largest)
    if (f64x2.extract_lane(shares, 0) < 0) return row
    if (details != 0) {
      const target = load<f64>(start + (usize(index) << 3))
      const share = index == k ? 1 : shareOf(target, largest)
      store<f64>(details + (usize(row) << 4), k)
      store<f64>(details + (usize(row) << 4), share / (1 + f64x2.extract_lane(shares, 0)), 8)
    }
    const lse = log1pPair(shares, sharesLow)
    const lseLow = lowLanes
    if (index == k) {
      store<f64>(out, f64x2.extract_lane(lse, 0))
      continue
    }
    const gap = twoSum(f64x2.splat(largest), f64x2.splat(-load<f64>(start + (usize(index) << 3))))
    if (f64x2.extract_lane(gap, 0) == Infinity) return row
    store<f64>(out, f64x2.extract_lane(addPairs(gap, lowLanes, lse, lseLow), 0))
  }
  return rows
}
