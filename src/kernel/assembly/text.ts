import { DOT, LOWER_E, MINUS, NEWLINE, PLUS, ZERO } from './bytes'
import { ensurePowers, mulHigh, powerOfTen } from './powers'

/**
 * Digits of the number being written, right-aligned at digitsEnd after as many zeros as a text may begin with;
 * copies may read past it.
 */
const digits: usize = memory.data(64)
const digitsEnd: usize = digits + 32
/** Eight digits '0'. */
const ZEROS: u64 = 0x3030303030303030

const NAN_TEXT: u32 = 0x004e614e
const INFINITY_TEXT: u64 = 0x7974696e69666e49

/** Second result of shortestDecimal: the exponent of ten that belongs to its digits. */
let decimalExponent: i32 = 0

/** Schubfach's "round to odd" of a product over 2^128, given its upper words: keeps what later comparisons need. */
@inline
function roundToOdd(high: u64, middle: u64): u64 {
  return high | u64(middle > 1)
}

/** Upper words of g * factor + (g << shift) over three words of 64 bits, rounded to odd. */
@inline
function productAbove(high: u64, middle: u64, low: u64, gHigh: u64, gLow: u64, shift: i32): u64 {
  const addend = (gHigh << shift) | (gLow >> (64 - shift))
  const carry = u64(low + (gLow << shift) < low)
  const partial = middle + addend
  const sum = partial + carry
  return roundToOdd(high + (gHigh >> (64 - shift)) + u64(partial < middle) + u64(sum < carry), sum)
}

/** The same of g * factor - (g << shift). */
@inline
function productBelow(high: u64, middle: u64, low: u64, gHigh: u64, gLow: u64, shift: i32): u64 {
  const subtrahend = (gHigh << shift) | (gLow >> (64 - shift))
  const borrow = u64(low < gLow << shift)
  const partial = middle - subtrahend
  const difference = partial - borrow
  return roundToOdd(
    high - (gHigh >> (64 - shift)) - u64(middle < subtrahend) - u64(partial < borrow),
    difference,
  )
}

/**
 * Shortest decimal that reads back as v, the closest one if there are several (Raffaello Giulietti,
 * "The Schubfach way to render doubles"): returns its digits as an integer and sets decimalExponent.
 * v must be finite and positive.
 */
function shortestDecimal(v: f64): u64 {
  const bits = reinterpret<u64>(v)
  const fraction = bits & 0xfffffffffffff
  const biased = i32(bits >> 52)
  let c = fraction
  let q = -1074
  if (biased != 0) {
    c |= 1 << 52
    q = biased - 1075
    if (u32(-q) < 53 && (c & ((u64(1) << -q) - 1)) == 0) {
      decimalExponent = 0
      return c >> -q
    }
  }
  const odd = c & 1
  // At a power of two the next double below is only half as far away as the one above.
  const narrowBelow = u64(fraction == 0 && biased > 1)
  const quadruple = c << 2
  // Logarithms in fixed point: floor(log10(2^q)), of 3/4 * 2^q at a power of two, and floor(log2(10^-k)).
  const k = (q * 1262611 - (narrowBelow ? 524031 : 0)) >> 22
  const h = q + ((-k * 1741647) >> 19) + 1
  const power = powerOfTen(-k)
  const gHigh = load<u64>(power)
  const gLow = load<u64>(power, 8)
  // g * 4c in three words; its neighbours g * (4c - 2), g * (4c - 1) and g * (4c + 2) are that and g shifted.
  const factor = quadruple << h
  const low = gLow * factor
  const highLow = gHigh * factor
  const next = highLow + mulHigh(gLow, factor)
  const high = mulHigh(gHigh, factor) + u64(next < highLow)
  const lower = productBelow(high, next, low, gHigh, gLow, h + 1 - i32(narrowBelow)) + odd
  const middle = roundToOdd(high, next)
  const upper = productAbove(high, next, low, gHigh, gLow, h + 1) - odd
  const s = middle >> 2
  // One digit fewer if exactly one of its two candidates reads back as v; without branches, which nobody could predict.
  const tenth = s / 10
  const tenthUp = u64(40 * tenth + 40 <= upper)
  const shorter = i32(s >= 10) & (i32(lower <= 40 * tenth) ^ i32(tenthUp))
  const upFits = i32(4 * s + 4 <= upper)
  const half = 4 * s + 2
  const nearerUp = i32(middle > half) | (i32(middle == half) & i32(s))
  const up = select<i32>(upFits, nearerUp, i32(lower <= 4 * s) ^ upFits)
  decimalExponent = k + shorter
  return select<u64>(tenth + tenthUp, s + u64(up), shorter)
}

/** Eight digits of a number below 10^8, as their text: divides by 10^4, 10^2 and 10, all parts at a time. */
@inline
function eightDigits(value: u32): u64 {
  const upper = value / 10000
  const fours = u64(upper) | (u64(value - upper * 10000) << 32)
  const hundreds = ((fours * 5243) >> 19) & 0x0000007f0000007f
  const pairs = hundreds | ((fours - hundreds * 100) << 16)
  const tens = ((pairs * 103) >> 10) & 0x000f000f000f000f
  return (tens | ((pairs - tens * 10) << 8)) | ZEROS
}

/** Second result of writeDigits: how many zeros the digits end with. */
let trailingZeros: i32 = 0

/** 10^0 to 10^17. */
const wholePowers: usize = memory.data<u64>([
  1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000,
  1000000000000, 10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000,
])

/** Writes 0 < m < 10^17 right-aligned at digitsEnd; returns how many digits it has. */
@inline
function writeDigits(m: u64): i32 {
  const upper = u32(m / 100000000)
  const first = upper / 100000000
  const middle = eightDigits(upper - first * 100000000)
  const last = eightDigits(u32(m - u64(upper) * 100000000))
  store<u64>(digitsEnd - 24, ZEROS | (u64(first) << 56))
  store<u64>(digitsEnd - 16, middle)
  store<u64>(digitsEnd - 8, last)
  const lastZeros = i32(clz(last ^ ZEROS) >> 3)
  trailingZeros = lastZeros < 8 ? lastZeros : 8 + i32(clz(middle ^ ZEROS) >> 3)
  // log10(2) in fixed point, and one more from the next power of ten on.
  const log = ((64 - i32(clz(m))) * 1233) >> 12
  return log + i32(m >= load<u64>(wholePowers + (usize(log) << 3)))
}

/** Writes a number below 10^8 and returns the address after it. */
@inline
function writeSmall(value: u32, out: usize): usize {
  const text = eightDigits(value)
  const leading = min(ctz(text ^ ZEROS) >> 3, 7)
  store<u64>(out, text >> (leading << 3))
  return out + 8 - usize(leading)
}

/** Writes whole below 2^32 and returns the address after it: row numbers and class indices, most of all. */
@inline
function writeWhole(whole: u32, out: usize): usize {
  if (whole < 100000000) return writeSmall(whole, out)
  const upper = whole / 100000000
  const o = writeSmall(upper, out)
  store<u64>(o, eightDigits(whole - upper * 100000000))
  return o + 8
}

/** Copies 24 bytes, more than any double's 17 digits with the zeros before them. */
@inline
function copyDigits(to: usize, from: usize): void {
  v128.store(to, v128.load(from))
  store<u64>(to, load<u64>(from, 16), 16)
}

/**
 * Writes v as JavaScript's String(v) does and returns the address after it. At most 25 bytes belong to
 * the text, but up to 48 bytes at `out` are overwritten: whole blocks are copied.
 */
@inline
export function writeNumber(v: f64, out: usize): usize {
  let o = out
  if (v < 0) {
    store<u8>(o++, MINUS)
    v = -v
  }
  const whole = u32(v)
  if (f64(whole) == v) return writeWhole(whole, o)
  if (v != v) {
    store<u32>(o, NAN_TEXT)
    return o + 3
  }
  if (v == Infinity) {
    store<u64>(o, INFINITY_TEXT)
    return o + 8
  }
  const total = writeDigits(shortestDecimal(v))
  const count = total - trailingZeros
  // v = 0.ddd * 10^point
  const point = total + decimalExponent
  if (point > -6 && point <= 21) {
    // "0.00": digits before the point, and zeros after it, that v lacks.
    const missing = max(1 - point, 0)
    const first = digitsEnd - (total + missing)
    const whole = usize(point + missing)
    copyDigits(o, first)
    if (count <= point) {
      o += count
      for (let zeros = point - count; zeros > 0; zeros--) store<u8>(o++, ZERO)
      return o
    }
    store<u8>(o + whole, DOT)
    copyDigits(o + whole + 1, first + whole)
    return o + count + missing + 1
  }
  const first = digitsEnd - total
  store<u8>(o++, load<u8>(first))
  if (count > 1) {
    store<u8>(o, DOT)
    v128.store(o + 1, v128.load(first + 1))
    o += count
  }
  store<u8>(o++, LOWER_E)
  let exponent = point - 1
  store<u8>(o++, exponent < 0 ? MINUS : PLUS)
  exponent = abs(exponent)
  if (exponent >= 100) {
    store<u8>(o++, ZERO + exponent / 100)
    exponent %= 100
    store<u8>(o++, ZERO + exponent / 10)
  } else if (exponent >= 10) {
    store<u8>(o++, ZERO + exponent / 10)
  }
  store<u8>(o++, ZERO + (exponent % 10))
  return o
}

/**
 * Writes rows * columns doubles from `values` as lines of text: String(v) of each, `delimiter` between the
 * columns, a newline after every row. Returns the address after the text.
 */
export function formatRows(values: usize, rows: i32, columns: i32, delimiter: i32, out: usize): usize {
  ensurePowers()
  let p = values
  let o = out
  for (let row = 0; row < rows; row++) {
    for (let left = columns; left > 0; left--) {
      o = writeNumber(load<f64>(p), o)
      p += 8
      store<u8>(o++, left > 1 ? delimiter : NEWLINE)
    }
  }
  return o
}

/** How many rows the last formatObjects wrote. */
export let objectsWritten: i32 = 0

/**
 * Writes rows of doubles as lines of fixed texts with the numbers between them. `texts` holds an address and a length,
 * 4 bytes each, for the text before every column and for the one after the last. Stops before a row with a number
 * that is not finite; returns the address after the text. Reads and writes up to 16 bytes after each text.
 */
export function formatObjects(values: usize, rows: i32, columns: i32, texts: usize, out: usize): usize {
  ensurePowers()
  const width = usize(columns) << 3
  let o = out
  for (objectsWritten = 0; objectsWritten < rows; objectsWritten++) {
    for (let c: usize = 0; c < width; c += 8) if (!(abs(load<f64>(values + c)) < Infinity)) return o
    for (let c: usize = 0; c < width; c += 8) {
      o = copyText(texts + c, o)
      o = writeNumber(load<f64>(values + c), o)
    }
    o = copyText(texts + width, o)
    values += width
  }
  return o
}

/** Copies a text by its address and length; reads and writes up to 15 bytes after it. */
@inline
export function copyText(entry: usize, out: usize): usize {
  const from = usize(load<u32>(entry))
  const length = usize(load<u32>(entry, 4))
  for (let i: usize = 0; i < length; i += 16) v128.store(out + i, v128.load(from + i))
  return out + length
}
