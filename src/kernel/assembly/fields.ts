import { DOT, LOWER_E, MINUS, NEWLINE, NINE, PLUS, QUOTE, RETURN, SPACE, TAB, UPPER_E, ZERO } from './bytes'
import { decides, decimalToDouble, roundedProduct, upperProduct } from './decimal'
import { LAST_EXACT_POWER, MIN_POWER, ensurePowers } from './powers'

/** Implemented by the host: Number() of the text at `address`, for the few literals undecided here. */
@external("host", "slowNumber")
declare function slowNumber(address: usize, length: i32): f64

/** A u64 holds every number of this many digits. */
const MAX_DIGITS: i32 = 19
/** Exponents from here on go to the host, so that adding up exponents cannot overflow. */
const HUGE_EXPONENT: i32 = 9999

@inline
function isBlank(byte: u32, delimiter: u32): bool {
  return (byte == SPACE || byte == TAB) && byte != delimiter
}

/**
 * Length of the word for NaN or infinity at p, or 0. Only the spellings that programs write: Python, numpy
 * and pandas (nan, inf), JavaScript and JSON dumps (NaN, Infinity), R and C (NaN, Inf, NAN, INF), torch.
 */
function wordLength(p: usize): i32 {
  switch (load<u32>(p) & 0xffffff) {
    case 0x6e616e: // nan
    case 0x4e614e: // NaN
    case 0x4e414e: // NAN
    case 0x464e49: // INF
      return 3
    case 0x666e69: // inf
    case 0x666e49: // Inf
      return load<u32>(p, 3) == 0x74696e69 /* init */ && load<u8>(p, 7) == 0x79 /* y */ ? 8 : 3
    default:
      return 0
  }
}

/**
 * Reads the field at `start`, which does not begin with a blank, by the whole grammar and stores its value at
 * `out`: '+', the words for NaN and infinity, any number of digits, blanks after them, CR LF. It ends at a
 * separator, or at `end` before a closing quote. False if it is no number.
 */
function readByGrammar(start: usize, end: usize, out: usize, delimiter: u32): bool {
  let p = start
  const negative = load<u8>(p) == MINUS
  if (negative || load<u8>(p) == PLUS) p++
  let value: f64
  const word = wordLength(p)
  if (word != 0) {
    value = (load<u8>(p) | 0x20) == 0x6e /* n */ ? NaN : negative ? -Infinity : Infinity
    p += word
  } else {
    let m: u64 = 0
    let exponent: i32 = 0
    let significant: i32 = 0
    let lost: u32 = 0
    const digitsStart = p
    let digit = u32(load<u8>(p)) - ZERO
    for (; digit < 10; digit = u32(load<u8>(++p)) - ZERO) {
      if (significant < MAX_DIGITS) {
        m = m * 10 + digit
        significant += i32(m != 0)
      } else {
        lost |= digit
        exponent++
      }
    }
    let digitCount = i32(p - digitsStart)
    if (digit == DOT - ZERO) {
      const fraction = ++p
      digit = u32(load<u8>(p)) - ZERO
      for (; digit < 10; digit = u32(load<u8>(++p)) - ZERO) {
        if (significant < MAX_DIGITS) {
          m = m * 10 + digit
          significant += i32(m != 0)
          exponent--
        } else {
          lost |= digit
        }
      }
      digitCount += i32(p - fraction)
    }
    if (digitCount == 0) return false
    let huge = false
    if (digit == LOWER_E - ZERO || digit == UPPER_E - ZERO) {
      p++
      const below = load<u8>(p) == MINUS
      if (below || load<u8>(p) == PLUS) p++
      const exponentStart = p
      let written: i32 = 0
      for (digit = u32(load<u8>(p)) - ZERO; digit < 10; digit = u32(load<u8>(++p)) - ZERO) {
        written = min(written * 10 + i32(digit), HUGE_EXPONENT)
      }
      if (p == exponentStart) return false
      huge = written == HUGE_EXPONENT
      exponent += below ? -written : written
    }
    value = huge ? NaN : decimalToDouble(m, exponent)
    // With digits left out the number lies between m and m + 1: decided if both round to the same double.
    if (lost != 0 && value != decimalToDouble(m + 1, exponent)) value = NaN
    if (value != value) value = slowNumber(start, i32(p - start))
    else if (negative) value = -value
  }
  while (isBlank(load<u8>(p), delimiter)) p++
  if (load<u8>(p) == RETURN && load<u8>(p, 1) == NEWLINE) p++
  const terminator: u32 = load<u8>(p)
  // Before the end, within quotes, a delimiter or newline ends nothing.
  if (p < end || (terminator != delimiter && terminator != NEWLINE && terminator != QUOTE)) return false
  store<f64>(out, value)
  return true
}

/** Literals of at most so many digits are read by SIMD; of at most so many bytes after the sign, by two. */
const MAX_SIMD_DIGITS: u32 = 24
const MAX_PAIR_LENGTH: u32 = 9
/** A power of two. */
const MAX_CLASS_DIGITS: usize = 4

/** 32 bytes of zeros, then 32 of ones. */
const lanes: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 255,
])

/** Ones in those of 16 lanes that are among the last `n` when `behind` more lanes follow; n - behind <= 32. */
@inline
function lastLanes(n: u32, behind: i32): v128 {
  return v128.load(lanes + usize(16 - behind) + usize(n))
}

/** Constants in memory: V8 would make a literal v128 again, in three instructions, each time round a loop. */
const constants: usize = memory.data<u8>(
  [
    // 0: '0'
    48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48,
    // 16: '.'
    46, 46, 46, 46, 46, 46, 46, 46, 46, 46, 46, 46, 46, 46, 46, 46,
    // 32: '.' ^ '0'
    30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    // 48: added to a byte above 9 it gives more than 127
    118, 118, 118, 118, 118, 118, 118, 118, 118, 118, 118, 118, 118, 118, 118, 118,
    // 64: as 16-bit lanes 10 * 256 + 1
    1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10,
    // 80: 100 and 1, 16-bit lanes
    100, 0, 1, 0, 100, 0, 1, 0, 100, 0, 1, 0, 100, 0, 1, 0,
    // 96: 10000 and 1
    16, 39, 1, 0, 16, 39, 1, 0, 16, 39, 1, 0, 16, 39, 1, 0,
    // 112: the digits of 1
    0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1,
    // 128: the first of eight lanes
    255, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0,
    // 144: all but the last of eight lanes
    255, 255, 255, 255, 255, 255, 255, 0, 255, 255, 255, 255, 255, 255, 255, 0,
    // 160: the bit by which lower case differs
    32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32,
    // 176: 'e'
    101, 101, 101, 101, 101, 101, 101, 101, 101, 101, 101, 101, 101, 101, 101, 101,
  ],
  16,
)

/** The low half of `a`, then that of `b`. */
@inline
function lowHalves(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23)
}

/** Every lane moved down by one. */
@inline
function nextLanes(a: v128): v128 {
  return i8x16.shuffle(a, a, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0)
}

/** The high half of `a`, then the low. */
@inline
export function highHalfFirst(a: v128): v128 {
  return i8x16.shuffle(a, a, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7)
}

/** The numbers that every four digits make, as 32-bit lanes. */
@inline
function byFours(digits: v128): v128 {
  const twos = i16x8.shr_u(i16x8.mul(digits, v128.load(constants, 64)), 8)
  return i32x4.dot_i16x8_s(twos, v128.load(constants, 80))
}

/** The numbers that every eight digits make, from those of every four: two of `a`, then two of `b`. */
@inline
function byEights(a: v128, b: v128): v128 {
  return i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(a, b), v128.load(constants, 96))
}

@inline
function areDigits(bytes: v128): bool {
  return i8x16.bitmask(i8x16.add_sat_u(bytes, v128.load(constants, 48))) == 0
}

@inline
function fourOf(a: usize, b: usize, c: usize, d: usize): v128 {
  return v128.load32_lane(d, v128.load32_lane(c, v128.load32_lane(b, v128.load32_zero(a), 1), 2), 3)
}

/** Reads fields four by four as long as they are 1 to 4 digits. Returns the first entry that is not read. */
function readClasses(first: usize, last: usize, shift: usize): usize {
  const zeros = v128.load(constants)
  const masks = lanes + 32 - MAX_CLASS_DIGITS
  let entry = first
  for (; entry + 24 < last; entry += 32) {
    const endA = usize(load<u32>(entry, 4))
    const endB = usize(load<u32>(entry, 12))
    const endC = usize(load<u32>(entry, 20))
    const endD = usize(load<u32>(entry, 28))
    const lengthA = endA - usize(load<u32>(entry))
    const lengthB = endB - usize(load<u32>(entry, 8))
    const lengthC = endC - usize(load<u32>(entry, 16))
    const lengthD = endD - usize(load<u32>(entry, 24))
    // None is 0, none above 4.
    if (((lengthA - 1) | (lengthB - 1) | (lengthC - 1) | (lengthD - 1)) >= MAX_CLASS_DIGITS) break
    const texts = fourOf(endA - 4, endB - 4, endC - 4, endD - 4)
    const wanted = fourOf(masks + lengthA, masks + lengthB, masks + lengthC, masks + lengthD)
    const digits = v128.and(v128.xor(texts, zeros), wanted)
    if (!areDigits(digits)) break
    const numbers = byFours(digits)
    v128.store(entry + shift, f64x2.convert_low_i32x4_s(numbers))
    v128.store(entry + shift, f64x2.convert_low_i32x4_s(highHalfFirst(numbers)), 16)
  }
  return entry
}

/**
 * Reads fields two by two as long as they are plain: a '-' perhaps, then at most 8 digits, and a '.' perhaps before
 * the last of them. Returns the first entry that is not read.
 */
function readPairs(first: usize, last: usize, shift: usize): usize {
  const zeros = v128.load(constants)
  const points = v128.load(constants, 32)
  const one = v128.load(constants, 112)
  const firstLane = v128.load(constants, 128)
  const notLastLane = v128.load(constants, 144)
  const none = i64x2.splat(0)
  let entry = first
  for (; entry + 8 < last; entry += 16) {
    const startA = usize(load<u32>(entry))
    const endA = usize(load<u32>(entry, 4))
    const startB = usize(load<u32>(entry, 8))
    const endB = usize(load<u32>(entry, 12))
    const negativeA = u32(load<u8>(startA) == MINUS)
    const negativeB = u32(load<u8>(startB) == MINUS)
    const lengthA = u32(endA - startA) - negativeA
    const lengthB = u32(endB - startB) - negativeB
    if (lengthA - 1 >= MAX_PAIR_LENGTH) break
    if (lengthB - 1 >= MAX_PAIR_LENGTH) break
    // The nine bytes before each end, as digits; zeros before the start. Below, eight lanes for each field.
    const textA = v128.and(v128.xor(v128.load(endA - 9), zeros), lastLanes(lengthA, -7))
    const textB = v128.and(v128.xor(v128.load(endB - 9), zeros), lastLanes(lengthB, -7))
    const before = lowHalves(textA, textB)
    const text = lowHalves(nextLanes(textA), nextLanes(textB))
    const point = v128.and(i8x16.eq(text, points), notLastLane)
    const pointless = i64x2.eq(point, none)
    // A 1 in the lane of the first point. Up to there the digits are those of one byte earlier; without a point
    // they nowhere are, and a ninth byte that is not a zero must not get lost: it makes a lane no digit.
    const pointOne = v128.and(point, i64x2.sub(none, point))
    const upToPoint = i64x2.add(i64x2.shl(pointOne, 8), v128.not(pointless))
    const ninth = v128.and(v128.and(before, pointless), firstLane)
    const wrong = v128.or(ninth, i16x8.shl(ninth, 4))
    const digits = v128.or(v128.bitselect(before, text, upToPoint), wrong)
    if (!areDigits(digits)) break
    // Read as digits, that 1 is the power of ten to divide by.
    const power = v128.or(pointOne, v128.and(pointless, one))
    const numbers = byEights(byFours(digits), byFours(power))
    const value = f64x2.div(
      f64x2.convert_low_i32x4_s(numbers),
      f64x2.convert_low_i32x4_s(highHalfFirst(numbers)),
    )
    const sign = i64x2.replace_lane(i64x2.splat(i64(negativeA) << 63), 1, i64(negativeB) << 63)
    v128.store(entry + shift, v128.or(value, sign))
  }
  return entry
}

/** Takes the blanks around the field out of its entry; whether it had any. */
function trim(entry: usize, delimiter: u32): bool {
  const start = usize(load<u32>(entry))
  const end = usize(load<u32>(entry, 4))
  let first = start
  let last = end
  while (isBlank(load<u8>(first), delimiter)) first++
  while (last > first && isBlank(load<u8>(last - 1), delimiter)) last--
  store<u32>(entry, u32(first))
  store<u32>(entry, u32(last), 4)
  return first != start || last != end
}

/** The number that 16 digits make. */
@inline
function sixteenDigits(digits: v128): u64 {
  const fours = byFours(digits)
  const eights = u64(i64x2.extract_lane(byEights(fours, fours), 0))
  return (eights & 0xffffffff) * 100000000 + (eights >> 32)
}

/** Bits of letters, which no other byte of a number has. */
const LETTER_BITS: u64 = 0x4040404040404040
/** Second result of readExponent. */
let exponentLength: usize = 0

/** The exponent of the literal [start, end); exponentLength is 0 if there is none that powers of ten are known for. */
@inline
function readExponent(start: usize, end: usize): i32 {
  const letters = i8x16.eq(v128.or(v128.load(end - 16), v128.load(constants, 160)), v128.load(constants, 176))
  const length = usize(clz((i8x16.bitmask(letters) << 16) | 1))
  exponentLength = 0
  if (length > 4 || length >= end - start) return 0
  let p = end - length
  const below = load<u8>(p) == MINUS
  p += usize(below) | usize(load<u8>(p) == PLUS)
  if (p == end) return 0
  let exponent: i32 = 0
  for (; p < end; p++) {
    const digit = u32(load<u8>(p)) - ZERO
    if (digit > 9) return 0
    exponent = exponent * 10 + digit
  }
  if (below) exponent = -exponent
  // A point moves it down by up to as many digits as are read.
  if (exponent < MIN_POWER + i32(MAX_SIMD_DIGITS) || exponent > LAST_EXACT_POWER) return 0
  exponentLength = length + 1
  return exponent
}

/**
 * Reads fields as long as they are literals without '+' before them, of at most 24 digits, 19 of them significant; the
 * first one, and those after it that are too long for readPairs. Returns the first entry that is not read.
 */
function readDecimals(first: usize, last: usize, shift: usize): usize {
  ensurePowers()
  const zeros = v128.load(constants)
  const dots = v128.load(constants, 16)
  let entry = first
  let read: u32
  do {
    const start = usize(load<u32>(entry))
    let end = usize(load<u32>(entry, 4))
    const negative = usize(load<u8>(start) == MINUS)
    let exponent: i32 = 0
    if ((load<u64>(end - 8) & LETTER_BITS) != 0) {
      exponent = readExponent(start + negative, end)
      end -= exponentLength
    }
    const length = u32(end - start) - u32(negative)
    const tail = v128.load(end - 16)
    const head = v128.load(end - 32)
    const point = u32(
      clz((i8x16.bitmask(i8x16.eq(tail, dots)) << 16) | i8x16.bitmask(i8x16.eq(head, dots))),
    )
    const hasPoint = u32(point < length)
    const count = length - hasPoint
    // Before the point the digits are those of one byte earlier.
    const tailText = v128.bitselect(tail, v128.load(end - 17), lastLanes(point, 0))
    const tailDigits = v128.and(i8x16.sub(tailText, zeros), lastLanes(count, 0))
    const headText = v128.bitselect(head, v128.load(end - 33), lastLanes(point, 16))
    const headDigits = v128.and(i8x16.sub(headText, zeros), lastLanes(count, 16))
    // Eight digits, the first four of them in the upper half: below 1000 if these, and the next one, are zeros.
    const high = rotl(u64(i64x2.extract_lane(byFours(headDigits), 1)), 32)
    const m = high * 10000000000000000 + sixteenDigits(tailDigits)
    const q = exponent - i32(hasPoint * point)
    const leadingZeros = i32(clz(m))
    const product = upperProduct(m << leadingZeros, q)
    const value = roundedProduct(product, leadingZeros, q)
    store<u64>(entry + shift, value | (u64(negative) << 63))
    read =
      u32(areDigits(i8x16.max_u(tailDigits, headDigits))) &
      u32(count - 1 < MAX_SIMD_DIGITS) &
      u32(high < 1000) &
      u32(m != 0) &
      u32(decides(product))
    entry += 8
  } while (read & u32(entry < last) & u32(load<u32>(entry, 4) - load<u32>(entry) > MAX_PAIR_LENGTH + 1))
  return read ? entry : entry - 8
}

/**
 * Reads the fields of the entries [first, last) and stores their values at `out`. An entry is two u32: the address
 * of the first byte and that of the byte after the last: the separator, a closing quote, or blanks before it. Blanks are taken out
 * of the entries. Returns the first entry that is no number, or last.
 */
export function readFields(first: usize, last: usize, out: usize, delimiter: u32): usize {
  // Values are as long as entries.
  const shift = out - first
  let entry = first
  while (entry < last) {
    const length = load<u32>(entry, 4) - load<u32>(entry)
    if (length <= MAX_CLASS_DIGITS) entry = readClasses(entry, last, shift)
    if (length <= MAX_PAIR_LENGTH + 1) entry = readPairs(entry, last, shift)
    if (entry == last) break
    const start = usize(load<u32>(entry))
    const byte: u32 = load<u8>(start)
    if ((byte <= SPACE || load<u8>(load<u32>(entry, 4) - 1) <= SPACE) && trim(entry, delimiter)) {
      // Once more, and without blanks in the field that would make a pair with it.
      if (entry + 8 < last) trim(entry + 8, delimiter)
      continue
    }
    const read = byte > NINE ? entry : readDecimals(entry, last, shift)
    if (read == entry) {
      if (!readByGrammar(start, load<u32>(entry, 4), entry + shift, delimiter)) return entry
      entry += 8
    } else entry = read
  }
  return last
}

/** The number [start, end), which is one, by the host. */
export function readWhole(start: usize, end: usize): f64 {
  return slowNumber(start, i32(end - start))
}
