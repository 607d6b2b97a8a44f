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
import { makeSoftplusTable, softplusOfMinus } from './softplus'

/*
 * Loops of losses, with the bits of the kernels in src/losses. Each returns how many elements (or rows) it did: it
 * stops at what only the plain kernel does - soft targets, numbers that are not finite, exponentials that are
 * subnormal - and the host goes on from there. Something may be written behind where it stopped, and behind the end.
 *
 * They ask at their end whether to go on, and leave from there alone: else V8 makes constants anew in every step.
 */

/** How many of n elements are done; the pair before the offset is the last one, and maybe not ordinary. */
// @ts-ignore: decorator
@inline
function doneOf(n: i32, at: usize, ordinary: bool): i32 {
  return ordinary ? n : i32(at >> 3) - 2
}

/** (x - t)^2; does them all. */
export function squaredErrors(x: usize, t: usize, out: usize, n: i32): i32 {
  const end = out + (usize(n) << 3)
  for (; out < end; out += 16, x += 16, t += 16) {
    const difference = f64x2.sub(v128.load(x), v128.load(t))
    v128.store(out, f64x2.mul(difference, difference))
  }
  return n
}

/** Which lanes have a hard target and an ordinary logit, of which a is the absolute value. */
// @ts-ignore: decorator
@inline
function areOrdinary(a: v128, t: v128): v128 {
  const hard = v128.or(f64x2.eq(t, f64x2.splat(0)), f64x2.eq(t, f64x2.splat(1)))
  return v128.and(hard, f64x2.lt(a, f64x2.splat(-EXP_LOWEST)))
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
  makeSoftplusTable()
  let ordinary: bool
  let at: usize = 0
  do {
    const logits = v128.load(x + at)
    const targets = v128.load(t + at)
    const a = f64x2.abs(logits)
    ordinary = i64x2.all_true(areOrdinary(a, targets))
    const log1p = softplusOfMinus(a)
    const log1pLow = lowLanes
    const sum = twoSum(farPart(logits, a, targets), log1p)
    v128.store(out + at, f64x2.add(sum, f64x2.add(lowLanes, log1pLow)))
    at += 16
  } while (ordinary && at < usize(n) << 3)
  return doneOf(n, at, ordinary)
}

/** Beyond, a product could overflow, which only the plain kernel guards against. */
const LARGEST_FACTOR: f64 = 1e100

/** Binary cross-entropy of logits against any targets, with a weight of the positive side per element. */
export function weightedBceWithLogits(x: usize, t: usize, p: usize, out: usize, n: i32): i32 {
  makeSoftplusTable()
  const zero = f64x2.splat(0)
  const largest = f64x2.splat(LARGEST_FACTOR)
  let ordinary: bool
  let at: usize = 0
  do {
    const logits = v128.load(x + at)
    const targets = v128.load(t + at)
    const weights = v128.load(p + at)
    const a = f64x2.abs(logits)
    const factors = v128.and(f64x2.lt(f64x2.abs(targets), largest), f64x2.lt(f64x2.abs(weights), largest))
    ordinary = i64x2.all_true(v128.and(factors, f64x2.lt(a, f64x2.splat(-EXP_LOWEST))))
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
    v128.store(out + at, v128.bitselect(near, sum, f64x2.eq(side, zero)))
    at += 16
  } while (ordinary && at < usize(n) << 3)
  return doneOf(n, at, ordinary)
}

/** The smallest normal number. */
const MIN_NORMAL: f64 = 2.2250738585072014e-308

/** Binary cross-entropy of probabilities in [0, 1]. */
export function binaryCrossEntropy(x: usize, t: usize, out: usize, n: i32): i32 {
  const zero = f64x2.splat(0)
  const one = f64x2.splat(1)
  const floor = f64x2.splat(-100)
  let ordinary: bool
  let at: usize = 0
  do {
    const p = v128.load(x + at)
    const targets = v128.load(t + at)
    const isZero = f64x2.eq(p, zero)
    const inside = v128.and(f64x2.ge(p, f64x2.splat(MIN_NORMAL)), f64x2.le(p, one))
    ordinary = i64x2.all_true(v128.or(isZero, inside))
    // What comes of the logarithm of 0 is not taken.
    const lnX = v128.bitselect(floor, f64x2.pmax(logPair(p, zero), floor), isZero)
    const rest = quickTwoSum(one, f64x2.neg(p))
    const lnRest = f64x2.pmax(logPair(rest, lowLanes), floor)
    const lnNotX = v128.bitselect(floor, lnRest, f64x2.eq(rest, zero))
    const loss = f64x2.sub(f64x2.mul(f64x2.sub(targets, one), lnNotX), f64x2.mul(targets, lnX))
    v128.store(out + at, loss)
    at += 16
  } while (ordinary && at < usize(n) << 3)
  return doneOf(n, at, ordinary)
}

/** Below this a product's low part may be lost; as in src/numerics/double-double.ts. */
const SMALLEST_PRODUCT: f64 = 1e-290

/** Elements whose focal loss is done in two steps, so that a step need not wait for the one before. */
const FOCAL_BLOCK: i32 = 64
/** Costs of as many, and the powers of e that shrink them, each with its low part. */
const costs = memory.data(FOCAL_BLOCK << 3, 16)
const costsLow = memory.data(FOCAL_BLOCK << 3, 16)
const powers = memory.data(FOCAL_BLOCK << 3, 16)
const powersLow = memory.data(FOCAL_BLOCK << 3, 16)

/** e^(x + xLow), or 0 where it vanishes; for lanes that are not in between. */
// @ts-ignore: decorator
@inline
function expOrZero(x: v128, xLow: v128): v128 {
  const vanishes = f64x2.le(x, f64x2.splat(EXP_ZERO))
  const e = v128.andnot(expPair(x, xLow), vanishes)
  lowLanes = v128.andnot(lowLanes, vanishes)
  return e
}

/** Sigmoid focal loss against hard targets; sides are the weights of targets 0 and 1. */
export function focal(x: usize, t: usize, out: usize, n: i32, gamma: f64, side0: f64, side1: f64): i32 {
  makeSoftplusTable()
  for (let from: i32 = 0; from < n; from += FOCAL_BLOCK) {
    const behind = usize(from) << 3
    const wanted = min(FOCAL_BLOCK, n - from)
    const found = focalCosts(x + behind, t + behind, wanted, gamma)
    if (found > 0) focalLosses(t + behind, out + behind, found, side0, side1)
    if (found < wanted) return from + found
  }
  return n
}

// @ts-ignore: decorator
@inline
function focalCosts(x: usize, t: usize, n: i32, gamma: f64): i32 {
  const minusGamma = f64x2.splat(-gamma)
  let ordinary: bool
  let at: usize = 0
  do {
    const logits = v128.load(x + at)
    const targets = v128.load(t + at)
    const a = f64x2.abs(logits)
    // What the wrong and the right answer of this certainty cost: a + near and near.
    const near = softplusOfMinus(a)
    const nearLow = lowLanes
    const sum = twoSum(a, near)
    const far = quickTwoSum(sum, f64x2.add(lowLanes, nearLow))
    const farLow = lowLanes
    const wrong = v128.xor(f64x2.gt(logits, f64x2.splat(0)), f64x2.eq(targets, f64x2.splat(1)))
    v128.store(costs + at, v128.bitselect(far, near, wrong))
    v128.store(costsLow + at, v128.bitselect(farLow, nearLow, wrong))
    // -ln of the other side's probability is what the other answer costs.
    const power = twoProduct(minusGamma, v128.bitselect(near, far, wrong))
    const otherLow = v128.bitselect(nearLow, farLow, wrong)
    v128.store(powers + at, power)
    v128.store(powersLow + at, f64x2.add(lowLanes, f64x2.mul(minusGamma, otherLow)))
    const normal = f64x2.gt(power, f64x2.splat(EXP_LOWEST))
    const usual = v128.or(f64x2.le(power, f64x2.splat(EXP_ZERO)), normal)
    ordinary = i64x2.all_true(v128.and(usual, areOrdinary(a, targets)))
    at += 16
  } while (ordinary && at < usize(n) << 3)
  return doneOf(n, at, ordinary)
}

// @ts-ignore: decorator
@inline
function focalLosses(t: usize, out: usize, n: i32, side0: f64, side1: f64): void {
  let at: usize = 0
  do {
    const ce = v128.load(costs + at)
    const modulator = expOrZero(v128.load(powers + at), v128.load(powersLow + at))
    const modulatorLow = lowLanes
    const positive = f64x2.eq(v128.load(t + at), f64x2.splat(1))
    const side = v128.bitselect(f64x2.splat(side1), f64x2.splat(side0), positive)
    const plain = f64x2.mul(modulator, ce)
    const exact = multiplyPairs(modulator, modulatorLow, ce, v128.load(costsLow + at))
    const small = f64x2.le(plain, f64x2.splat(SMALLEST_PRODUCT))
    v128.store(out + at, f64x2.mul(side, v128.bitselect(plain, exact, small)))
    at += 16
  } while (at < usize(n) << 3)
}

/*
 * Cross entropy goes over some rows step by step, so that within a step no row waits for another one's result. What is
 * known of a row, in 64 bytes: sums of the exponentials of even and odd classes, their low parts, the largest and the
 * smallest logit, the class of the largest, and the logit of the target.
 */
const BATCH: i32 = 32
const LOW: usize = 16
const LARGEST: usize = 32
const SMALLEST: usize = 40
const PREDICTED: usize = 48
const OF_TARGET: usize = 56
const known = memory.data(BATCH << 6, 16)

// @ts-ignore: decorator
@inline
function swap(lanes: v128): v128 {
  return v128.shuffle<f64>(lanes, lanes, 1, 0)
}

/** The classes j and j + 1 of a row; the first one in place of one behind the end. */
// @ts-ignore: decorator
@inline
function classPair(row: usize, j: i32, classes: i32): v128 {
  const pair = v128.load(row + (usize(j) << 3))
  return j + 1 == classes ? v128.load64_lane(row, pair, 1) : pair
}

/** Notes the largest number of a row, where it is first, and the smallest; anything if one is NaN. */
// @ts-ignore: decorator
@inline
function findExtremes(row: usize, classes: i32, at: usize): void {
  let most = v128.load64_splat(row)
  let least = most
  let where = i64x2.splat(0)
  let index = i64x2(0, 1)
  let j: i32 = 0
  do {
    const pair = classPair(row, j, classes)
    where = v128.bitselect(index, where, f64x2.gt(pair, most))
    most = f64x2.pmax(most, pair)
    least = f64x2.pmin(least, pair)
    index = i64x2.add(index, i64x2.splat(2))
    j += 2
  } while (j < classes)
  const earlier = v128.and(f64x2.eq(swap(most), most), i64x2.lt_s(swap(where), where))
  const better = v128.or(f64x2.gt(swap(most), most), earlier)
  store<f64>(at, f64x2.extract_lane(f64x2.pmax(most, swap(most)), 0), LARGEST)
  store<f64>(at, f64x2.extract_lane(f64x2.pmin(least, swap(least)), 0), SMALLEST)
  store<f64>(at, f64(i64x2.extract_lane(v128.bitselect(swap(where), where, better), 0)), PREDICTED)
}

/**
 * Notes the sum of e^(x_j - largest) over the classes of a row but the predicted one; even and odd classes are summed
 * apart, as the plain kernel does. False if a number is NaN, the largest infinite or an exponential subnormal.
 */
// @ts-ignore: decorator
@inline
function sumExponentials(row: usize, classes: i32, at: usize): bool {
  const largest = load<f64>(at, LARGEST)
  const minusMax = f64x2.splat(-largest)
  const k = i64x2.splat(i64(load<f64>(at, PREDICTED)))
  const deep = !(load<f64>(at, SMALLEST) - largest > EXP_LOWEST)
  let index = i64x2(0, 1)
  let sum = f64x2.splat(0)
  let sumLow = f64x2.splat(0)
  let sound = i64x2.splat(-1)
  let j: i32 = 0
  do {
    const gap = twoSum(classPair(row, j, classes), minusMax)
    const gapLow = lowLanes
    let absent = i64x2.eq(index, k)
    if (j + 1 == classes) absent = i64x2.replace_lane(absent, 1, -1)
    if (deep) {
      const vanishes = f64x2.le(gap, f64x2.splat(EXP_ZERO))
      sound = v128.and(sound, v128.or(vanishes, f64x2.gt(gap, f64x2.splat(EXP_LOWEST))))
      absent = v128.or(absent, vanishes)
    }
    const e = v128.andnot(expPair(gap, gapLow), absent)
    const eLow = v128.andnot(lowLanes, absent)
    sum = twoSum(sum, e)
    sumLow = f64x2.add(sumLow, f64x2.add(lowLanes, eLow))
    index = i64x2.add(index, i64x2.splat(2))
    j += 2
  } while (j < classes)
  v128.store(at, sum)
  v128.store(at, sumLow, LOW)
  return i64x2.all_true(v128.and(sound, f64x2.eq(sum, sum)))
}

/** Numbers that are noted of two rows, one below the other. */
// @ts-ignore: decorator
@inline
function ofRows(at: usize, what: usize): v128 {
  return v128.load64_lane(at + 64 + what, v128.load64_zero(at + what), 1)
}

/** Losses of two rows, and what else is told of them. */
// @ts-ignore: decorator
@inline
function finishRows(at: usize, out: usize, details: usize): void {
  const shares = addPairs(ofRows(at, 0), ofRows(at, LOW), ofRows(at, 8), ofRows(at, LOW + 8))
  const lse = log1pPair(shares, lowLanes)
  const lseLow = lowLanes
  const largest = ofRows(at, LARGEST)
  const ofTarget = ofRows(at, OF_TARGET)
  const gap = twoSum(largest, f64x2.neg(ofTarget))
  const gapLow = lowLanes
  v128.store(out, addPairs(gap, gapLow, lse, lseLow))
  if (details == 0) return
  const k = ofRows(at, PREDICTED)
  const share = expOrZero(f64x2.neg(gap), f64x2.neg(gapLow))
  const p = f64x2.div(share, f64x2.add(f64x2.splat(1), shares))
  v128.store(details, v128.shuffle<f64>(k, p, 0, 2))
  v128.store(details, v128.shuffle<f64>(k, p, 1, 3), 16)
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
  const width = usize(classes) << 3
  for (let from: i32 = 0; from < rows; from += BATCH) {
    const wanted = min(BATCH, rows - from)
    let found: i32 = 0
    for (; found < wanted; found++) {
      const target = load<f64>(t + (usize(from + found) << 3))
      const index = i32(target)
      if (f64(index) != target || index < 0 || index >= classes || target == ignored) break
      const row = x + usize(from + found) * width
      const at = known + (usize(found) << 6)
      findExtremes(row, classes, at)
      store<f64>(at, load<f64>(row + (usize(index) << 3)), OF_TARGET)
    }
    let done: i32 = 0
    for (; done < found; done++) {
      const at = known + (usize(done) << 6)
      if (load<f64>(at, LARGEST) - load<f64>(at, OF_TARGET) == Infinity) break
      if (!sumExponentials(x + usize(from + done) * width, classes, at)) break
    }
    for (let i: i32 = 0; i < done; i += 2) {
      const behind = usize(from + i) << 3
      finishRows(known + (usize(i) << 6), out + behind, details == 0 ? 0 : details + 2 * behind)
    }
    if (done < wanted) return from + done
  }
  return rows
}
