import { expPair, log1pPair, lowLanes, quickTwoSum, softplusTable, twoSum } from './math'

/*
 * softplus(-a) of two numbers at a time: the operations of src/numerics/softplus.ts, which says how it works, in the
 * same order.
 */

const FAR: f64 = 32
const SMALL: f64 = 7.5
const DENSITY: f64 = 64
const SEVENTH_IN_FIFTH: f64 = 0.9 / (4 * DENSITY * DENSITY)
const ROUND: f64 = 6755399441055744

/** Where the table is made. */
let madeAt: usize = 0

/** Makes the table, 2049 entries of 64 bytes, where that is not done. */
export function makeSoftplusTable(): void {
  if (madeAt == softplusTable) return
  madeAt = softplusTable
  for (let node: i32 = 0; node <= i32(FAR * DENSITY); node++) fill(node)
}

/** softplus(-a) for lanes in [0, 708.3]. */
// @ts-ignore: decorator
@inline
export function softplusOfMinus(a: v128): v128 {
  const isFar = f64x2.ge(a, f64x2.splat(FAR))
  const near = nearSoftplus(f64x2.pmin(f64x2.splat(FAR), a))
  if (!v128.any_true(isFar)) return near
  const nearLow = lowLanes
  const far = logSeries(f64x2.neg(a))
  lowLanes = v128.bitselect(lowLanes, nearLow, isFar)
  return v128.bitselect(far, near, isFar)
}

// @ts-ignore: decorator
@inline
function nearSoftplus(a: v128): v128 {
  const shifted = f64x2.add(f64x2.mul(a, f64x2.splat(DENSITY)), f64x2.splat(ROUND))
  const entry0 = softplusTable + (usize(i32x4.extract_lane(shifted, 0)) << 6)
  const entry1 = softplusTable + (usize(i32x4.extract_lane(shifted, 2)) << 6)
  const node = f64x2.sub(shifted, f64x2.splat(ROUND))
  const r = f64x2.sub(a, f64x2.mul(node, f64x2.splat(1 / DENSITY)))
  const c56 = v128.load(entry0, 48)
  const d56 = v128.load(entry1, 48)
  const c34 = v128.load(entry0, 32)
  const d34 = v128.load(entry1, 32)
  const c12 = v128.load(entry0, 16)
  const d12 = v128.load(entry1, 16)
  const pair0 = v128.load(entry0)
  const pair1 = v128.load(entry1)
  const r2 = f64x2.mul(r, r)
  const p23 = f64x2.add(v128.shuffle<f64>(c12, d12, 1, 3), f64x2.mul(r, v128.shuffle<f64>(c34, d34, 0, 2)))
  const p45 = f64x2.add(v128.shuffle<f64>(c34, d34, 1, 3), f64x2.mul(r, v128.shuffle<f64>(c56, d56, 0, 2)))
  const p456 = f64x2.add(p45, f64x2.mul(r2, v128.shuffle<f64>(c56, d56, 1, 3)))
  const bend = f64x2.mul(r2, f64x2.add(p23, f64x2.mul(r2, p456)))
  const slope = f64x2.mul(r, v128.shuffle<f64>(c12, d12, 0, 2))
  const rest = f64x2.add(f64x2.add(v128.shuffle<f64>(pair0, pair1, 1, 3), bend), slope)
  return quickTwoSum(v128.shuffle<f64>(pair0, pair1, 0, 2), rest)
}

/** ln(1 + e^x) where e^x is below 2^-10. */
// @ts-ignore: decorator
@inline
function logSeries(x: v128): v128 {
  const e = expPair(x, f64x2.splat(0))
  let sum = f64x2.sub(f64x2.splat(1 / 5.0), f64x2.mul(e, f64x2.splat(1 / 6.0)))
  sum = f64x2.sub(f64x2.splat(1 / 4.0), f64x2.mul(e, sum))
  sum = f64x2.sub(f64x2.splat(1 / 3.0), f64x2.mul(e, sum))
  sum = f64x2.sub(f64x2.splat(1 / 2.0), f64x2.mul(e, sum))
  return quickTwoSum(e, f64x2.sub(lowLanes, f64x2.mul(f64x2.mul(e, e), sum)))
}

function fill(node: i32): void {
  const c = f64(node) / DENSITY
  const minusC = f64x2.splat(-c)
  const zero = f64x2.splat(0)
  const ln = c < SMALL ? log1pPair(expPair(minusC, zero), lowLanes) : logSeries(minusC)
  const lnLow = lowLanes
  const lnS = twoSum(minusC, f64x2.neg(ln))
  const s = f64x2.extract_lane(expPair(lnS, f64x2.sub(lowLanes, lnLow)), 0)
  const u = s * (1 - s)
  const v = s - (1 - s)
  const seventh = (u * v * (1 - 60 * u + 360 * u * u)) / 5040
  const entry = softplusTable + (usize(node) << 6)
  store<f64>(entry, f64x2.extract_lane(ln, 0))
  store<f64>(entry, f64x2.extract_lane(lnLow, 0), 8)
  store<f64>(entry, -s, 16)
  store<f64>(entry, u / 2, 24)
  store<f64>(entry, (u * v) / 6, 32)
  store<f64>(entry, (u * (1 - 6 * u)) / 24, 40)
  store<f64>(entry, (u * v * (1 - 12 * u)) / 120 + seventh * SEVENTH_IN_FIFTH, 48)
  store<f64>(entry, (u * (1 - 30 * u + 120 * u * u)) / 720, 56)
}
