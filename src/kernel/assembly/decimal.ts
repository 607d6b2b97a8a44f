import { LAST_EXACT_POWER, MIN_POWER, ensurePowers, mulHigh, powerOfTen } from './powers'

/** 10^0 to 10^22: the powers of ten that a double holds exactly. */
const exactPowers: usize = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
  1e19, 1e20, 1e21, 1e22,
])
const LAST_EXACT_DOUBLE_POWER: i32 = 22

/** 10^q as a double, for 0 <= q <= 22. */
@inline
function exactPower(q: i32): f64 {
  return load<f64>(exactPowers + (usize(q) << 3))
}

/** The double nearest to m * 10^q (ties to even), or NaN where only a longer computation can tell. */
export function decimalToDouble(m: u64, q: i32): f64 {
  // Clinger's shortcut: m and the power are exact doubles, so that one operation rounds once.
  if (m >> 53 == 0) {
    const value = f64(i64(m))
    if (u32(q + LAST_EXACT_DOUBLE_POWER) <= u32(LAST_EXACT_DOUBLE_POWER)) return value / exactPower(-q)
    if (u32(q) <= u32(LAST_EXACT_DOUBLE_POWER)) return value * exactPower(q)
    if (m == 0) return 0
  }
  return eiselLemire(m, q)
}

/*
 * The same in steps for numbers of many digits, where the product decides: without Clinger's shortcut, which such
 * numbers take or not at random, and with three short products instead of the two long ones of eiselLemire.
 */

/**
 * The high half of w * 10^q, w being m without leading zeros, rounded down, or up to 3 less: carries of at most 2 and
 * what the low half of the power adds, less than 1, are left out. ensurePowers() must have run.
 */
@inline
export function upperProduct(w: u64, q: i32): u64 {
  const power = powerOfTen(q)
  const wHigh = w >> 32
  const powerHigh = u64(load<u32>(power, 4))
  const cross = (wHigh * u64(load<u32>(power))) >> 32
  return wHigh * powerHigh + cross + (((w & 0xffffffff) * powerHigh) >> 32)
}

/** Whether that little more could not change the rounding: it does just below half a last place; at it is a tie. */
@inline
export function decides(product: u64): bool {
  const half = u64(512) << (product >> 63)
  return ((product - half + 3) & (2 * half - 1)) > 3
}

/** The bits of the double next to such a product. */
@inline
export function roundedProduct(product: u64, leadingZeros: i32, q: i32): u64 {
  const upperBit = product >> 63
  const mantissa = ((product >> (upperBit + 9)) + 1) >> 1
  // (217706 * q) >> 16 is floor(q * log2(10)) in this range.
  const exponent = ((217706 * q) >> 16) + 63 + i32(upperBit) - leadingZeros + 1022
  // Added to the exponent's bits, not put beside them: 2^52 is the implicit bit, 2^53 rounded up to the next power.
  return mantissa + (u64(exponent) << 52)
}

/**
 * The Eisel-Lemire algorithm for m > 0: one or two 64 x 64 bit products with a 128-bit power of ten.
 * Exponents outside the range give NaN. Inside it the result is always a normal double, so neither
 * overflow nor subnormals occur here; above LAST_EXACT_POWER the table is rounded the other way.
 */
@inline
function eiselLemire(m: u64, q: i32): f64 {
  if (q < MIN_POWER || q > LAST_EXACT_POWER) return NaN
  ensurePowers()
  const leadingZeros = clz(m)
  const w = m << leadingZeros
  const power = powerOfTen(q)
  const powerHigh = load<u64>(power)
  let high = mulHigh(w, powerHigh)
  let low = w * powerHigh
  // The nine bits below the result's are all ones: the low half of the power may still carry into them.
  if ((high & 0x1ff) == 0x1ff) {
    const carry = mulHigh(w, load<u64>(power, 8))
    low += carry
    if (low < carry) high++
    if (low == u64.MAX_VALUE) return NaN
  }
  const upperBit = high >> 63
  const shift = upperBit + 9
  let mantissa = high >> shift
  // (217706 * q) >> 16 is floor(q * log2(10)) in this range.
  let exponent = ((217706 * q) >> 16) + 63 + i32(upperBit) - i32(leadingZeros) + 1023
  // Exactly half way between two doubles (possible for these q only): make the rounding below go to even.
  if (low <= 1 && q >= -4 && q <= 23 && (mantissa & 3) == 1 && mantissa << shift == high) {
    mantissa &= ~u64(1)
  }
  mantissa += mantissa & 1
  mantissa >>= 1
  if (mantissa >> 53 != 0) {
    mantissa = u64(1) << 52
    exponent++
  }
  return reinterpret<f64>((mantissa & 0xfffffffffffff) | (u64(exponent) << 52))
}
