import {
  addPairs,
  EXP_LOWEST,
  EXP_ZERO,
  expPair,
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
 * stops at what only the plain loop does - soft targets, numbers that are not finite, exponentials that are
 * subnormal - and the host goes on from there. Something may be written after where it stopped, and after the end.
 *
 * They ask at their end whether to go on, and leave from there alone: else V8 makes constants again in every step.
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

/** Beyond, a product could overflow, which only the plain loop guards against. */
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
export const SMALLEST_PRODUCT: f64 = 1e-290

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
export function expOrZero(x: v128, xLow: v128): v128 {
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
