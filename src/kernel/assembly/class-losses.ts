import { expOrZero, SMALLEST_PRODUCT } from './losses'
import { addPairs, EXP_LOWEST, EXP_ZERO, expPair, log1pPair, logPair, lowLanes, multiplyPairs, twoProduct, twoSum } from './math'

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

/** The classes j and j + 1 of a row; the first one in place of one after the end. */
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
 * apart, as the plain loop does. False if a number is NaN, the largest infinite or an exponential subnormal.
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

/** The predicted class of two rows, and the probability of their targets; `gap` is largest less target. */
// @ts-ignore: decorator
@inline
function tell(at: usize, gap: v128, gapLow: v128, shares: v128, predicted: usize, pTarget: usize): void {
  const share = expOrZero(f64x2.neg(gap), f64x2.neg(gapLow))
  const p = f64x2.div(share, f64x2.add(f64x2.splat(1), shares))
  v128.store(predicted, ofRows(at, PREDICTED))
  v128.store(pTarget, p)
}

/** Losses of two rows, and what else is told of them. */
// @ts-ignore: decorator
@inline
function finishRows(at: usize, out: usize, predicted: usize, pTarget: usize): void {
  const shares = addPairs(ofRows(at, 0), ofRows(at, LOW), ofRows(at, 8), ofRows(at, LOW + 8))
  const lse = log1pPair(shares, lowLanes)
  const lseLow = lowLanes
  const gap = twoSum(ofRows(at, LARGEST), f64x2.neg(ofRows(at, OF_TARGET)))
  const gapLow = lowLanes
  v128.store(out, addPairs(gap, gapLow, lse, lseLow))
  if (predicted != 0) tell(at, gap, gapLow, shares, predicted, pTarget)
}

/** The same with coefficients of all classes: those of targets, and of others. */
// @ts-ignore: decorator
@inline
function finishSmoothed(
  at: usize,
  first: usize,
  second: usize,
  indices: v128,
  classes: i32,
  coefficients: usize,
  out: usize,
  predicted: usize,
  pTarget: usize,
): void {
  const shares = addPairs(ofRows(at, 0), ofRows(at, LOW), ofRows(at, 8), ofRows(at, LOW + 8))
  const lse = log1pPair(shares, lowLanes)
  const lseLow = lowLanes
  const largest = ofRows(at, LARGEST)
  let total = f64x2.splat(0)
  let totalLow = f64x2.splat(0)
  let c: i32 = 0
  do {
    const behind = usize(c) << 3
    const x = v128.load64_lane(second + behind, v128.load64_zero(first + behind), 1)
    const gap = twoSum(largest, f64x2.neg(x))
    const cost = addPairs(gap, lowLanes, lse, lseLow)
    const costLow = lowLanes
    const own = coefficients + (usize(c) << 5)
    const isTarget = f64x2.eq(indices, f64x2.splat(f64(c)))
    const a = v128.bitselect(v128.load64_splat(own), v128.load64_splat(own, 16), isTarget)
    const aLow = v128.bitselect(v128.load64_splat(own, 8), v128.load64_splat(own, 24), isTarget)
    const term = multiplyPairs(a, aLow, cost, costLow)
    total = addPairs(total, totalLow, term, lowLanes)
    totalLow = lowLanes
    c++
  } while (c < classes)
  v128.store(out, total)
  if (predicted == 0) return
  const gap = twoSum(largest, f64x2.neg(ofRows(at, OF_TARGET)))
  tell(at, gap, lowLanes, shares, predicted, pTarget)
}

/** Focal losses of two rows; bit i of the result tells whether the ith is one that only the plain loop does. */
// @ts-ignore: decorator
@inline
function finishFocused(
  at: usize,
  indices: v128,
  gamma: f64,
  scale: v128,
  scaleLow: v128,
  out: usize,
  predicted: usize,
  pTarget: usize,
): i32 {
  const shares = addPairs(ofRows(at, 0), ofRows(at, LOW), ofRows(at, 8), ofRows(at, LOW + 8))
  const sharesLow = lowLanes
  const lse = log1pPair(shares, sharesLow)
  const lseLow = lowLanes
  const gap = twoSum(ofRows(at, LARGEST), f64x2.neg(ofRows(at, OF_TARGET)))
  const gapLow = lowLanes
  const cost = addPairs(gap, gapLow, lse, lseLow)
  const costLow = lowLanes
  // What the classes other than the target share.
  const isLargest = f64x2.eq(indices, ofRows(at, PREDICTED))
  const e = expOrZero(f64x2.neg(gap), f64x2.neg(gapLow))
  const rest = addPairs(shares, sharesLow, f64x2.neg(e), f64x2.neg(lowLanes))
  const withLargest = addPairs(f64x2.splat(1), f64x2.splat(0), rest, lowLanes)
  const withLargestLow = lowLanes
  const others = v128.bitselect(shares, withLargest, isLargest)
  const othersLow = v128.bitselect(sharesLow, withLargestLow, isLargest)
  const lnOthers = logPair(others, othersLow)
  const ln = addPairs(lnOthers, lowLanes, f64x2.neg(lse), f64x2.neg(lseLow))
  const lnLow = lowLanes
  const exponent = f64x2.splat(gamma)
  const power = twoProduct(exponent, ln)
  const powerLow = f64x2.add(lowLanes, f64x2.mul(exponent, lnLow))
  const shrink = expOrZero(power, powerLow)
  const shrinkLow = lowLanes
  const plain = f64x2.mul(f64x2.mul(scale, shrink), cost)
  const ab = multiplyPairs(scale, scaleLow, shrink, shrinkLow)
  const exact = multiplyPairs(ab, lowLanes, cost, costLow)
  const large = f64x2.gt(f64x2.abs(plain), f64x2.splat(SMALLEST_PRODUCT))
  v128.store(out, v128.bitselect(exact, plain, large))
  if (predicted != 0) tell(at, gap, gapLow, shares, predicted, pTarget)
  const usual = v128.or(f64x2.le(power, f64x2.splat(EXP_ZERO)), f64x2.gt(power, f64x2.splat(EXP_LOWEST)))
  const sound = v128.and(f64x2.ge(others, f64x2.splat(SMALLEST_OTHERS)), usual)
  return i64x2.bitmask(sound) ^ 3
}

/** Shares of others below are left to the plain loop, which knows subnormals. */
const SMALLEST_OTHERS: f64 = 1e-290
/** Costs beyond would overflow when they are split. */
const LARGEST_COST: f64 = 1e100

/** Notes what must be known of some rows; how many of them the loops can do. Once for all losses: it is long. */
function prepare(x: usize, t: usize, wanted: i32, classes: i32, ignored: f64, all: bool, most: f64): i32 {
  const width = usize(classes) << 3
  let found: i32 = 0
  for (; found < wanted; found++) {
    const target = load<f64>(t + (usize(found) << 3))
    const index = i32(target)
    if (f64(index) != target || index < 0 || index >= classes || target == ignored) break
    const row = x + usize(found) * width
    const at = known + (usize(found) << 6)
    findExtremes(row, classes, at)
    store<f64>(at, load<f64>(row + (usize(index) << 3)), OF_TARGET)
  }
  let done: i32 = 0
  for (; done < found; done++) {
    const at = known + (usize(done) << 6)
    const farthest = load<f64>(at, LARGEST) - (all ? load<f64>(at, SMALLEST) : load<f64>(at, OF_TARGET))
    // Where it is NaN, the sum below tells.
    if (farthest >= most) break
    if (!sumExponentials(x + usize(done) * width, classes, at)) break
  }
  return done
}

/** Which loss: cross entropy, the same with label smoothing, softmax focal loss. */
const PLAIN: i32 = 0
const SMOOTHED: i32 = 1
const FOCUSED: i32 = 2

/** Losses of rows, two at a time; how many were done. Compiled for each of them. */
// @ts-ignore: decorator
@inline
function lossesOf(
  which: i32,
  x: usize,
  t: usize,
  out: usize,
  rows: i32,
  classes: i32,
  ignored: f64,
  predicted: usize,
  pTarget: usize,
  ofClasses: usize,
  gamma: f64,
): i32 {
  const width = usize(classes) << 3
  const most = which == PLAIN ? Infinity : LARGEST_COST
  for (let from: i32 = 0; from < rows; from += BATCH) {
    const wanted = min(BATCH, rows - from)
    const done = prepare(x + usize(from) * width, t + (usize(from) << 3), wanted, classes, ignored, which == SMOOTHED, most)
    for (let i: i32 = 0; i < done; i += 2) {
      const behind = usize(from + i) << 3
      const at = known + (usize(i) << 6)
      const told = predicted == 0 ? 0 : predicted + behind
      if (which == PLAIN) finishRows(at, out + behind, told, pTarget + behind)
      else if (which == SMOOTHED) {
        const row = x + usize(from + i) * width
        const next = i + 1 < done ? row + width : row
        finishSmoothed(at, row, next, v128.load(t + behind), classes, ofClasses, out + behind, told, pTarget + behind)
      } else {
        const first = ofClasses + (usize(load<f64>(t + behind)) << 4)
        const second = i + 1 < done ? ofClasses + (usize(load<f64>(t + behind, 8)) << 4) : first
        const scale = v128.load64_lane(second, v128.load64_zero(first), 1)
        const scaleLow = v128.load64_lane(second + 8, v128.load64_zero(first + 8), 1)
        const odd = finishFocused(at, v128.load(t + behind), gamma, scale, scaleLow, out + behind, told, pTarget + behind)
        if ((odd & 1) != 0) return from + i
        if ((odd & 2) != 0 && i + 1 < done) return from + i + 1
      }
    }
    if (done < wanted) return from + done
  }
  return rows
}

/**
 * Cross entropy of rows of logits against class indices. Where `predicted` is not 0 it writes the predicted class
 * of each row there, and the probability of its target to `pTarget`.
 */
export function crossEntropy(x: usize, t: usize, out: usize, rows: i32, classes: i32, ignored: f64, predicted: usize, pTarget: usize): i32 {
  return lossesOf(PLAIN, x, t, out, rows, classes, ignored, predicted, pTarget, 0, 0)
}

/**
 * Cross entropy with label smoothing: four numbers at `coefficients` for each class, the pair of one that is the target
 * and that of one that is not.
 */
export function smoothedCrossEntropy(x: usize, t: usize, out: usize, rows: i32, classes: i32, ignored: f64, predicted: usize, pTarget: usize, coefficients: usize): i32 {
  return lossesOf(SMOOTHED, x, t, out, rows, classes, ignored, predicted, pTarget, coefficients, 0)
}

/** Softmax focal loss; two numbers at `scales` for each class, the pair by which its losses are multiplied. */
export function focusedCrossEntropy(x: usize, t: usize, out: usize, rows: i32, classes: i32, ignored: f64, predicted: usize, pTarget: usize, scales: usize, gamma: f64): i32 {
  return lossesOf(FOCUSED, x, t, out, rows, classes, ignored, predicted, pTarget, scales, gamma)
}
