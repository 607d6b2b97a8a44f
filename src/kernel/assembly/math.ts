/**
 * exp and log of two numbers at a time: the operations of src/numerics/exp.ts and log.ts in the same order, so that
 * each lane has their bits. Each returns the high part and leaves the low one in `lowLanes`.
 */

/** Low parts of the last result. */
export let lowLanes: v128 = f64x2.splat(0)

/** Addresses of EXP_TABLE and LOG_TABLE, which the host writes, and of room for the table of softplus. */
let expTable: usize = 0
let logTable: usize = 0
export let softplusTable: usize = 0

export function setTables(exp: usize, log: usize, softplus: usize): void {
  expTable = exp
  logTable = log
  softplusTable = softplus
}

/** Between these e^x is a normal number. */
export const EXP_LOWEST: f64 = -708.3
/** From here down e^x rounds to 0. */
export const EXP_ZERO: f64 = -745.2

/** Bits of a double's sign and exponent, and of 1. */
const EXPONENT: i64 = 0xfff0000000000000
const ONE: i64 = 0x3ff0000000000000
const ROUND: f64 = 6755399441055744
const PER_LN2: f64 = 128 * 1.4426950408889634
const STEP: f64 = 0.005415212348111709
const STEP_LOW: f64 = 1.2864023111638346e-14

/** a + b, the rest in lowLanes; finite lanes only. */
// @ts-ignore: decorator
@inline
export function twoSum(a: v128, b: v128): v128 {
  const sum = f64x2.add(a, b)
  const shadow = f64x2.sub(sum, a)
  lowLanes = f64x2.add(f64x2.sub(a, f64x2.sub(sum, shadow)), f64x2.sub(b, shadow))
  return sum
}

// @ts-ignore: decorator
@inline
export function quickTwoSum(a: v128, b: v128): v128 {
  const sum = f64x2.add(a, b)
  lowLanes = f64x2.sub(b, f64x2.sub(sum, a))
  return sum
}

// @ts-ignore: decorator
@inline
export function twoProduct(a: v128, b: v128): v128 {
  const splitter = f64x2.splat(134217729)
  const product = f64x2.mul(a, b)
  const bigA = f64x2.mul(splitter, a)
  const bigB = f64x2.mul(splitter, b)
  const headA = f64x2.sub(bigA, f64x2.sub(bigA, a))
  const headB = f64x2.sub(bigB, f64x2.sub(bigB, b))
  const tailA = f64x2.sub(a, headA)
  const tailB = f64x2.sub(b, headB)
  lowLanes = f64x2.sub(
    f64x2.mul(tailA, tailB),
    f64x2.sub(
      f64x2.sub(f64x2.sub(product, f64x2.mul(headA, headB)), f64x2.mul(tailA, headB)),
      f64x2.mul(headA, tailB),
    ),
  )
  return product
}

// @ts-ignore: decorator
@inline
export function addPairs(a: v128, aLow: v128, b: v128, bLow: v128): v128 {
  const sum = twoSum(a, b)
  const rest = lowLanes
  const sumLow = twoSum(aLow, bLow)
  const restLow = lowLanes
  const head = quickTwoSum(sum, f64x2.add(rest, sumLow))
  return quickTwoSum(head, f64x2.add(lowLanes, restLow))
}

// @ts-ignore: decorator
@inline
export function multiplyPairs(a: v128, aLow: v128, b: v128, bLow: v128): v128 {
  const product = twoProduct(a, b)
  return quickTwoSum(
    product,
    f64x2.add(lowLanes, f64x2.add(f64x2.mul(a, bLow), f64x2.mul(aLow, b))),
  )
}

/** e^(x + xLow) for lanes in [EXP_LOWEST, 709]; what comes of others is for the caller to mask. */
// @ts-ignore: decorator
@inline
export function expPair(x: v128, xLow: v128): v128 {
  const shifted = f64x2.add(f64x2.mul(x, f64x2.splat(PER_LN2)), f64x2.splat(ROUND))
  const kd = f64x2.sub(shifted, f64x2.splat(ROUND))
  const i0 = usize(i32x4.extract_lane(shifted, 0) & 127) << 4
  const i1 = usize(i32x4.extract_lane(shifted, 2) & 127) << 4
  const entry0 = v128.load(expTable + i0)
  const entry1 = v128.load(expTable + i1)
  const near = v128.shuffle<f64>(entry0, entry1, 0, 2)
  const lost = v128.shuffle<f64>(entry0, entry1, 1, 3)
  const scale = i64x2.add(v128.and(i64x2.shl(shifted, 45), i64x2.splat(EXPONENT)), i64x2.splat(ONE))
  const r = f64x2.add(
    f64x2.sub(f64x2.sub(x, f64x2.mul(kd, f64x2.splat(STEP))), f64x2.mul(kd, f64x2.splat(STEP_LOW))),
    xLow,
  )
  const r2 = f64x2.mul(r, r)
  const c23 = f64x2.add(f64x2.splat(0.49999999999996786), f64x2.mul(r, f64x2.splat(0.16666666666665886)))
  const c45 = f64x2.add(f64x2.splat(0.0416666808410674), f64x2.mul(r, f64x2.splat(0.008333335853059549)))
  const p = f64x2.add(
    f64x2.add(f64x2.add(lost, r), f64x2.mul(r2, c23)),
    f64x2.mul(f64x2.mul(r2, r2), c45),
  )
  const high = quickTwoSum(near, f64x2.mul(near, p))
  lowLanes = f64x2.mul(lowLanes, scale)
  return f64x2.mul(high, scale)
}

const TABLE_START: i64 = 0x3fe6955500000000

/** ln(x + xLow) for normal lanes > 0. */
// @ts-ignore: decorator
@inline
export function logPair(x: v128, xLow: v128): v128 {
  const offset = i64x2.sub(x, i64x2.splat(TABLE_START))
  const i0 = logTable + usize((i32x4.extract_lane(offset, 1) >> 13) & 127) * 24
  const i1 = logTable + usize((i32x4.extract_lane(offset, 3) >> 13) & 127) * 24
  const first0 = v128.load(i0)
  const first1 = v128.load(i1)
  const inverse = v128.shuffle<f64>(first0, first1, 0, 2)
  const lnc = v128.shuffle<f64>(first0, first1, 1, 3)
  const lncLow = f64x2.replace_lane(f64x2.splat(load<f64>(i0, 16)), 1, load<f64>(i1, 16))
  const power = v128.and(offset, i64x2.splat(EXPONENT))
  const z = i64x2.sub(x, power)
  const zHigh = v128.and(i64x2.add(z, i64x2.splat(0x80000000)), i64x2.splat(0xffffffff00000000))
  const scale = i64x2.sub(i64x2.splat(ONE), power)
  const kd = f64x2.convert_low_i32x4_s(i32x4.shr_s(v128.shuffle<i32>(offset, offset, 1, 3, 1, 3), 20))
  const one = f64x2.splat(1)
  const half = f64x2.splat(-0.5)
  const rHigh = f64x2.sub(f64x2.mul(zHigh, inverse), one)
  const rLow = quickTwoSum(
    f64x2.mul(f64x2.sub(z, zHigh), inverse),
    f64x2.mul(f64x2.mul(xLow, scale), inverse),
  )
  const rLowest = lowLanes
  const r = f64x2.add(rHigh, rLow)
  const rLost = f64x2.add(f64x2.sub(rHigh, r), rLow)
  const t1 = f64x2.add(f64x2.mul(kd, f64x2.splat(0.6931471805598903)), lnc)
  const t2 = f64x2.add(t1, r)
  const lost1 = f64x2.add(f64x2.mul(kd, f64x2.splat(5.497923018708371e-14)), lncLow)
  const lost2 = f64x2.add(f64x2.sub(t1, t2), r)
  const ar = f64x2.mul(half, r)
  const ar2 = f64x2.mul(r, ar)
  const ar3 = f64x2.mul(r, ar2)
  const arHigh = f64x2.mul(half, rHigh)
  const arHigh2 = f64x2.mul(rHigh, arHigh)
  const high = f64x2.add(t2, arHigh2)
  const lost3 = f64x2.mul(rLow, f64x2.add(ar, arHigh))
  const lost4 = f64x2.add(f64x2.sub(t2, high), arHigh2)
  const c56 = f64x2.add(f64x2.splat(-1.142909628459501), f64x2.mul(r, f64x2.splat(1.0000415263675542)))
  const c34 = f64x2.add(
    f64x2.add(f64x2.splat(0.7999999995323976), f64x2.mul(r, f64x2.splat(-0.6666666663487739))),
    f64x2.mul(ar2, c56),
  )
  const c12 = f64x2.add(
    f64x2.add(f64x2.splat(-0.6666666666666679), f64x2.mul(r, f64x2.splat(0.5000000000000007))),
    f64x2.mul(ar2, c34),
  )
  const p = f64x2.mul(ar3, c12)
  const lost = f64x2.add(
    f64x2.add(f64x2.add(f64x2.add(f64x2.add(lost1, lost2), lost3), lost4), p),
    f64x2.add(rLost, rLowest),
  )
  return quickTwoSum(high, lost)
}

/** ln(1 + x + xLow) for lanes >= 0. */
// @ts-ignore: decorator
@inline
export function log1pPair(x: v128, xLow: v128): v128 {
  const u = twoSum(f64x2.splat(1), x)
  return logPair(u, f64x2.add(lowLanes, xLow))
}
