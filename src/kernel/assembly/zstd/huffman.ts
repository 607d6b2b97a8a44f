/* Literals in Huffman codes: https://www.rfc-editor.org/rfc/rfc8878#name-huffman-coding */
import { bitsAt, firstPlace, highest, width } from './bits'
import { buildStates, countsEnd, countsLog, countsSymbols, readCounts } from './states'
import { COUNTS, HUFFMAN, NEXT, WEIGHT_STATES, WEIGHTS, work } from './workspace'

const MOST_BITS: u32 = 11

/** Bits of the longest code of the table; 0 if there is none. */
export let huffmanBits: u32 = 0

export function forgetCodes(): void {
  huffmanBits = 0
}

/** Reads the codes of literals; where their description ends, 0 if it is malformed. */
export function readCodes(at: usize, end: usize): usize {
  huffmanBits = 0
  if (at >= end) return 0
  const size = usize(load<u8>(at++))
  let count: u32
  if (size < 128) {
    if (size > end - at) return 0
    count = packedWeights(at, at + size)
    at += size
  } else {
    count = u32(size) - 127
    const bytes = usize((count + 1) >> 1)
    if (bytes > end - at) return 0
    for (let i: u32 = 0; i < count; i++) {
      const two = load<u8>(at + usize(i >> 1))
      store<u8>(work + WEIGHTS + usize(i), (i & 1) == 0 ? two >> 4 : two & 15)
    }
    at += bytes
  }
  return count > 0 && buildCodes(count) ? at : 0
}

/** Weights by two states in turn; how many there are, 0 if they are malformed. */
function packedWeights(at: usize, end: usize): u32 {
  readCounts(at, end, 255, 6)
  if (countsEnd == 0) return 0
  const states = work + WEIGHT_STATES
  const log = countsLog
  buildStates(work + COUNTS, countsSymbols, log, 0, states)
  const start = countsEnd
  let place = firstPlace(start, end)
  if (place < i32(log << 1)) return 0
  let first = highest(bitsAt(start, place), log)
  place -= i32(log)
  let second = highest(bitsAt(start, place), log)
  place -= i32(log)
  const out = work + WEIGHTS
  for (let count: u32 = 0; count < 254;) {
    const entry = states + (usize(first) << 3)
    store<u8>(out + usize(count++), load<u8>(entry))
    const bits = u32(load<u8>(entry, 6))
    if (i32(bits) > place) {
      store<u8>(out + usize(count++), load<u8>(states + (usize(second) << 3)))
      return count
    }
    const next = u32(load<u16>(entry, 4)) + highest(bitsAt(start, place), bits)
    place -= i32(bits)
    // The states take turns.
    first = second
    second = next
  }
  return 0
}

/** Builds the table of so many weights; that of the last symbol is what is missing. */
function buildCodes(count: u32): bool {
  const weights = work + WEIGHTS
  const starts = work + NEXT
  let sum: u32 = 0
  for (let w: usize = 0; w <= 16; w++) store<u16>(starts + (w << 1), 0)
  for (let i: u32 = 0; i < count; i++) {
    const weight = u32(load<u8>(weights + usize(i)))
    if (weight > MOST_BITS) return false
    if (weight > 0) sum += 1 << (weight - 1)
  }
  if (sum == 0) return false
  const bits = width(sum)
  if (bits > MOST_BITS) return false
  const left = (1 << bits) - sum
  if ((left & (left - 1)) != 0) return false
  store<u8>(weights + usize(count++), u8(width(left)))
  for (let i: u32 = 0; i < count; i++) {
    const at = starts + (usize(load<u8>(weights + usize(i))) << 1)
    store<u16>(at, load<u16>(at) + 1)
  }
  // Longest codes first.
  let next: u32 = 0
  for (let w: u32 = 1; w <= bits; w++) {
    const at = starts + (usize(w) << 1)
    const codes = u32(load<u16>(at))
    store<u16>(at, u16(next))
    next += codes << (w - 1)
  }
  for (let i: u32 = 0; i < count; i++) {
    const weight = u32(load<u8>(weights + usize(i)))
    if (weight == 0) continue
    const at = starts + (usize(weight) << 1)
    const from = u32(load<u16>(at))
    const end = from + (1 << (weight - 1))
    const entry = u16(i) | u16((bits + 1 - weight) << 8)
    for (let code = from; code < end; code++) store<u16>(work + HUFFMAN + (usize(code) << 1), entry)
    store<u16>(at, u16(end))
  }
  huffmanBits = bits
  return true
}

/** One stream of codes to [out, outEnd); false if it has not exactly as many. */
export function decodeStream(start: usize, end: usize, out: usize, outEnd: usize): bool {
  return decodeRest(start, firstPlace(start, end), out, outEnd)
}

function decodeRest(start: usize, place: i32, out: usize, outEnd: usize): bool {
  const table = work + HUFFMAN
  const shift = u64(64 - huffmanBits)
  while (out < outEnd) {
    if (place <= 0) return false
    const entry = load<u16>(table + (usize(bitsAt(start, place) >> shift) << 1))
    store<u8>(out++, u8(entry))
    place -= i32(entry >> 8)
  }
  return place == 0
}

/** Four streams side by side, after their lengths. */
export function decodeFourStreams(at: usize, end: usize, out: usize, size: usize): bool {
  if (end - at < 10) return false
  const start1 = at + 6
  const start2 = start1 + usize(load<u16>(at))
  const start3 = start2 + usize(load<u16>(at, 2))
  const start4 = start3 + usize(load<u16>(at, 4))
  if (start4 >= end) return false
  const part = (size + 3) >> 2
  if (part * 3 > size) return false
  let place1 = firstPlace(start1, start2)
  let place2 = firstPlace(start2, start3)
  let place3 = firstPlace(start3, start4)
  let place4 = firstPlace(start4, end)
  if (place1 < 0 || place2 < 0 || place3 < 0 || place4 < 0) return false
  const table = work + HUFFMAN
  const shift = u64(64 - huffmanBits)
  const out2 = out + part
  const out3 = out2 + part
  const out4 = out3 + part
  const last = size - part * 3
  let i: usize = 0
  for (; i + 5 <= last; i += 5) {
    if (place1 < 0 || place2 < 0 || place3 < 0 || place4 < 0) return false
    let bits1 = bitsAt(start1, place1)
    let bits2 = bitsAt(start2, place2)
    let bits3 = bitsAt(start3, place3)
    let bits4 = bitsAt(start4, place4)
    for (let k: usize = 0; k < 5; k++) {
      const entry1 = u32(load<u16>(table + (usize(bits1 >> shift) << 1)))
      const entry2 = u32(load<u16>(table + (usize(bits2 >> shift) << 1)))
      const entry3 = u32(load<u16>(table + (usize(bits3 >> shift) << 1)))
      const entry4 = u32(load<u16>(table + (usize(bits4 >> shift) << 1)))
      store<u8>(out + i + k, u8(entry1))
      store<u8>(out2 + i + k, u8(entry2))
      store<u8>(out3 + i + k, u8(entry3))
      store<u8>(out4 + i + k, u8(entry4))
      bits1 <<= u64(entry1 >> 8)
      bits2 <<= u64(entry2 >> 8)
      bits3 <<= u64(entry3 >> 8)
      bits4 <<= u64(entry4 >> 8)
      place1 -= i32(entry1 >> 8)
      place2 -= i32(entry2 >> 8)
      place3 -= i32(entry3 >> 8)
      place4 -= i32(entry4 >> 8)
    }
  }
  return (
    decodeRest(start1, place1, out + i, out2) &&
    decodeRest(start2, place2, out2 + i, out3) &&
    decodeRest(start3, place3, out3 + i, out4) &&
    decodeRest(start4, place4, out4 + i, out + size)
  )
}
