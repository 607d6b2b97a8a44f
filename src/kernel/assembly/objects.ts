import { DOT, LOWER_E, MINUS, PLUS, QUOTE, SPACE, UPPER_E, ZERO } from './bytes'
import { readFields, readWhole } from './fields'

/*
 * Records of JSON that are spelled alike: what stands between their values is the same, byte for byte. Whether a record
 * is one of them is all that is asked of it; any other is left to a parser of JSON.
 */

/** What is read of a value; kernel.ts has the same numbers. */
const PASS: u32 = 0
const NUMBER: u32 = 1
const TEXT: u32 = 2
const MAY_BE_NULL: u32 = 4

/** Numbers that are located before they are read. */
const MOST: usize = 4096
const entries: usize = memory.data(i32((MOST + 4) * 8), 16)

/** Second result of parseObjects: where the first record begins that is not read. */
export let objectsEnd: usize = 0

const BACKSLASH: u32 = 0x5c
/** The texts null, true and false, as little-endian words of four bytes. */
const NULL_WORD: u32 = 0x6c6c756e
const TRUE_WORD: u32 = 0x65757274
const FALSE_WORD: u32 = 0x736c6166

/** A signalling mark in place of a number that is null; kernel.ts has it too. */
const MISSING: u64 = 0x7ff800009e3779b9

/** Whether the bytes at both addresses are the same; after each lie at least seven more. */
@inline
function areSame(a: usize, b: usize, length: usize): bool {
  let i: usize = 0
  for (; i + 8 <= length; i += 8) if (load<u64>(a + i) != load<u64>(b + i)) return false
  const rest = length - i
  if (rest == 0) return true
  return (load<u64>(a + i) ^ load<u64>(b + i)) << (u64(8 - rest) << 3) == 0
}

@inline
function digitAt(p: usize): u32 {
  return u32(load<u8>(p)) - ZERO
}

/** Where the number of JSON at p ends; 0 if there is none. */
@inline
function numberEnd(start: usize): usize {
  let p = start
  if (load<u8>(p) == MINUS) p++
  const first = digitAt(p)
  if (first > 9) return 0
  p++
  if (first != 0) while (digitAt(p) < 10) p++
  let byte: u32 = load<u8>(p)
  if (byte == DOT) {
    if (digitAt(++p) > 9) return 0
    do p++
    while (digitAt(p) < 10)
    byte = load<u8>(p)
  }
  if (byte == LOWER_E || byte == UPPER_E) {
    byte = load<u8>(++p)
    if (byte == MINUS || byte == PLUS) p++
    if (digitAt(p) > 9) return 0
    do p++
    while (digitAt(p) < 10)
  }
  return p
}

/** Where the text after a quote ends, without escapes; 0 if it has some, or does not end. */
@inline
function textEnd(start: usize): usize {
  const quotes = i8x16.splat(i8(QUOTE))
  const backslashes = i8x16.splat(i8(BACKSLASH))
  const controls = i8x16.splat(i8(SPACE))
  for (let p = start; ; p += 16) {
    const bytes = v128.load(p)
    const odd = v128.or(i8x16.eq(bytes, backslashes), i8x16.lt_u(bytes, controls))
    const found = i8x16.bitmask(v128.or(odd, i8x16.eq(bytes, quotes)))
    if (found == 0) continue
    const end = p + usize(ctz(found))
    return load<u8>(end) == QUOTE ? end : 0
  }
}

/** Where true, false or null at p ends; 0 if it is none. */
@inline
function wordEnd(p: usize): usize {
  const four = load<u32>(p)
  if (four == NULL_WORD || four == TRUE_WORD) return p + 4
  return four == FALSE_WORD && load<u8>(p, 4) == 0x65 ? p + 5 : 0
}

/**
 * Reads the records of [start, end), the last byte of which is a newline, as long as they are like the shape: four
 * u32 for each value (where the bytes before it are, how many, what is read of it), then the same for those after the
 * last. Numbers go to `out`, a double each; of texts the address of the first byte and that after the last go to
 * `texts`. Returns the number of records.
 */
export function parseObjects(start: usize, end: usize, shape: usize, count: i32, out: usize, texts: usize): i32 {
  const shapeEnd = shape + (usize(count) << 4)
  let numbers: usize = 0
  for (let at = shape; at < shapeEnd; at += 16) numbers += usize(load<u32>(at, 8) & NUMBER) << 3
  const last = entries + (MOST << 3) - numbers
  let rows: i32 = 0
  let record = start
  let entry = entries
  let missing = false
  let text = texts
  while (record < end) {
    let p = record
    let next = entry
    let nextText = text
    let at = shape
    for (; at < shapeEnd; at += 16) {
      const length = usize(load<u32>(at, 4))
      if (!areSame(p, load<u32>(at), length)) break
      p += length
      const role = load<u32>(at, 8)
      const byte: u32 = load<u8>(p)
      let from = p
      let to: usize
      if (byte == QUOTE) {
        if ((role & NUMBER) != 0) break
        from++
        to = textEnd(from)
        if (to == 0) break
        p = to + 1
      } else {
        to = numberEnd(p)
        if (to == 0) {
          to = wordEnd(p)
          if (to == 0) break
          if (role != PASS) {
            const isNull = load<u32>(p) == NULL_WORD
            if (isNull && (role & MAY_BE_NULL) == 0) break
            if (!isNull && (role & NUMBER) != 0) break
            if (isNull) from = 0
            missing = missing || isNull
          }
        }
        p = to
        if (from == 0) to = 0
      }
      if ((role & NUMBER) != 0) {
        store<u32>(next, u32(from))
        store<u32>(next, u32(to), 4)
        next += 8
      }
      if ((role & TEXT) != 0) {
        store<u32>(nextText, u32(from))
        store<u32>(nextText, u32(to), 4)
        nextText += 8
      }
    }
    if (at != shapeEnd) break
    const length = usize(load<u32>(at, 4))
    if (!areSame(p, load<u32>(at), length)) break
    record = p + length
    rows++
    entry = next
    text = nextText
    if (entry > last) {
      out = readEntries(entry, out, missing)
      entry = entries
      missing = false
    }
  }
  readEntries(entry, out, missing)
  objectsEnd = record
  return rows
}

/** Reads the numbers that were located. Returns the address after them. */
function readEntries(end: usize, out: usize, missing: bool): usize {
  let first: usize = entries
  while (first < end) {
    let last = end
    if (missing) {
      // One that is null has no bytes.
      last = first
      while (last < end && load<u32>(last) != load<u32>(last, 4)) last += 8
    }
    const odd = last == first ? last : readFields(first, last, out, 0x2c)
    out += odd - first
    first = odd + 8
    if (odd == end) break
    // Undecided, and not followed by a comma: whole numbers of JSON are all that lies here.
    if (odd < last) store<f64>(out, readWhole(load<u32>(odd), load<u32>(odd, 4)))
    else store<u64>(out, MISSING)
    out += 8
  }
  return out
}
