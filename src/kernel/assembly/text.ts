import { DOT, LOWER_E, MINUS, NEWLINE, PLUS, ZERO } from './bytes'
import { ensurePowers, mulHigh, powerOfTen } from './powers'

/** "00" to "99": two digits per division when writing. Filled on the first call of formatRows. */
const digitPairs: usize = memory.data(200)
let digitPairsFilled: bool = false

/** Digits of the number being written, right-aligned at digitsEnd; 16-byte copies may read past it. */
const digits: usize = memory.data(64)
const digitsEnd: usize = digits + 24

const NAN_TEXT: u32 = 0x004e614e
const INFINITY_TEXT: u64 = 0x7974696e69666e49
const ZERO_DOT_ZEROS: u64 = 0x3030303030302e30

/** Second result of shortestDecimal: the exponent of ten that belongs to its digits. */
let decimalExponent: i32 = 0

/** Schubfach's "round to odd" of g * c / 2^128, g given in two halves: keeps what later comparisons need. */
@inline
function roundToOdd(gHigh: u64, gLow: u64, c: u64): u64 {
  const carry = mulHigh(gLow, c)
  const sum = gHigh * c + carry
  return (mulHigh(gHigh, c) + u64(sum < carry)) | u64(sum > 1)
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
  const lower = roundToOdd(gHigh, gLow, (quadruple - 2 + narrowBelow) << h) + odd
  const middle = roundToOdd(gHigh, gLow, quadruple << h)
  const upper = roundToOdd(gHigh, gLow, (quadruple + 2) << h) - odd
  const s = middle >> 2
  if (s >= 10) {
    const tenth = s / 10
    const downFits = lower <= 40 * tenth
    const upFits = 40 * tenth + 40 <= upper
    if (downFits != upFits) {
      decimalExponent = k + 1
      return tenth + u64(upFits)
    }
  }
  decimalExponent = k
  const downFits = lower <= 4 * s
  const upFits = 4 * s + 4 <= upper
  if (downFits != upFits) return s + u64(upFits)
  const half = 4 * s + 2
  return s + u64(middle > half || (middle == half && (s & 1) != 0))
}

@inline
function storePair(address: usize, value: u32): void {
  store<u16>(address, load<u16>(digitPairs + (usize(value) << 1)))
}

/** Writes m > 0 right-aligned at digitsEnd; returns the address of its first digit. */
@inline
function writeDigits(m: u64): usize {
  let p = digitsEnd
  while (m >= 100000000) {
    const rest = m / 100000000
    const eight = u32(m - rest * 100000000)
    m = rest
    const upper = eight / 10000
    const lower = eight % 10000
    p -= 8
    storePair(p, upper / 100)
    storePair(p + 2, upper % 100)
    storePair(p + 4, lower / 100)
    storePair(p + 6, lower % 100)
  }
  let left = u32(m)
  while (left >= 100) {
    p -= 2
    storePair(p, left % 100)
    left /= 100
  }
  if (left >= 10) {
    p -= 2
    storePair(p, left)
  } else {
    p -= 1
    store<u8>(p, ZERO + left)
  }
  return p
}

/** Writes whole below 2^32 and returns the address after it: row numbers and class indices, most of all. */
@inline
function writeWhole(whole: u32, out: usize): usize {
  let p = digitsEnd
  while (whole >= 100) {
    const rest = whole / 100
    p -= 2
    storePair(p, whole - rest * 100)
    whole = rest
  }
  if (whole >= 10) {
    p -= 2
    storePair(p, whole)
  } else {
    p -= 1
    store<u8>(p, ZERO + whole)
  }
  v128.store(out, v128.load(p))
  return out + (digitsEnd - p)
}

/** Copies 24 bytes, more than any double's 17 digits or 21-digit integer's significant ones. */
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
function writeNumber(v: f64, out: usize): usize {
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
  let m = shortestDecimal(v)
  let trailing = decimalExponent
  for (let tenth = m / 10; tenth * 10 == m; tenth = m / 10) {
    m = tenth
    trailing++
  }
  const first = writeDigits(m)
  const count = i32(digitsEnd - first)
  // v = 0.ddd * 10^point
  const point = count + trailing
  if (point > 0 && point <= 21) {
    copyDigits(o, first)
    if (trailing >= 0) {
      o += count
      for (; trailing > 0; trailing--) store<u8>(o++, ZERO)
      return o
    }
    store<u8>(o + point, DOT)
    // At least one of the 17 digits stands before the point.
    v128.store(o + point + 1, v128.load(first + point))
    return o + count + 1
  }
  if (point <= 0 && point > -6) {
    store<u64>(o, ZERO_DOT_ZEROS)
    o += 2 - point
    copyDigits(o, first)
    return o + count
  }
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

function fillTables(): void {
  ensurePowers()
  if (digitPairsFilled) return
  for (let i = 0; i < 100; i++) {
    store<u8>(digitPairs + 2 * i, ZERO + i / 10)
    store<u8>(digitPairs + 2 * i, ZERO + (i % 10), 1)
  }
  digitPairsFilled = true
}

/**
 * Writes rows * columns doubles from `values` as lines of text: String(v) of each, `delimiter` between the
 * columns, a newline after every row. Returns the address after the text.
 */
export function formatRows(values: usize, rows: i32, columns: i32, delimiter: i32, out: usize): usize {
  fillTables()
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
 * 4 bytes each, for the text before every column and for the one behind the last. Stops before a row with a number
 * that is not finite; returns the address after the text. Reads and writes up to 16 bytes behind each text.
 */
export function formatObjects(values: usize, rows: i32, columns: i32, texts: usize, out: usize): usize {
  fillTables()
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

@inline
function copyText(entry: usize, out: usize): usize {
  const from = usize(load<u32>(entry))
  const length = usize(load<u32>(entry, 4))
  for (let i: usize = 0; i < length; i += 16) v128.store(out + i, v128.load(from + i))
  return out + length
}
