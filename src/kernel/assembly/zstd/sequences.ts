/* Literals and copies of what was written before: https://www.rfc-editor.org/rfc/rfc8878#name-sequences-section */
import { bitsAt, firstPlace, highest } from './bits'
import { buildStates, countsEnd, countsLog, countsSymbols, readCounts, singleState } from './states'
import {
  COUNTS,
  LITERAL_CODES,
  LITERAL_COUNTS,
  LITERAL_STATES,
  MATCH_CODES,
  MATCH_COUNTS,
  MATCH_STATES,
  OFFSET_CODES,
  OFFSET_COUNTS,
  OFFSET_STATES,
  work,
} from './workspace'

/** Bits of the three tables; 255 where there is none yet. */
let literalLog: u32 = 255
let offsetLog: u32 = 255
let matchLog: u32 = 255
/** The last three offsets. */
let offset1: u32 = 1
let offset2: u32 = 4
let offset3: u32 = 8

export function forgetSequences(): void {
  literalLog = offsetLog = matchLog = 255
  offset1 = 1
  offset2 = 4
  offset3 = 8
}

/** Where the description of a table ends, and its bits; 0 if it is malformed. */
let tableEnd: usize = 0

function readTable(
  mode: u32,
  at: usize,
  end: usize,
  known: u32,
  defaults: usize,
  defaultSymbols: u32,
  defaultLog: u32,
  codes: usize,
  mostSymbol: u32,
  mostLog: u32,
  states: usize,
): u32 {
  tableEnd = at
  if (mode == 0) {
    buildStates(work + defaults, defaultSymbols, defaultLog, work + codes, work + states)
    return defaultLog
  }
  if (mode == 1) {
    const symbol = u32(load<u8>(at))
    tableEnd = at < end && symbol <= mostSymbol ? at + 1 : 0
    if (tableEnd != 0) singleState(symbol, work + codes, work + states)
    return 0
  }
  if (mode == 2) {
    readCounts(at, end, mostSymbol, mostLog)
    tableEnd = countsEnd
    if (tableEnd != 0) buildStates(work + COUNTS, countsSymbols, countsLog, work + codes, work + states)
    return countsLog
  }
  if (known == 255) tableEnd = 0
  return known
}

/** Bytes that a copy may go beyond its end. */
// @ts-ignore: decorator
@inline
function copyWide(from: usize, to: usize, length: usize): void {
  v128.store(to, v128.load(from))
  for (let i: usize = 16; i < length; i += 16) v128.store(to + i, v128.load(from + i))
}

/**
 * Writes what the sequences in [at, end) say, with literals from [literals, literalsEnd), to [out, outEnd); `first` is
 * where the frame began. The address after the last byte, 0 if they are malformed.
 */
export function runSequences(
  at: usize,
  end: usize,
  literals: usize,
  literalsEnd: usize,
  first: usize,
  out: usize,
  outEnd: usize,
): usize {
  if (at >= end) return 0
  let count = u32(load<u8>(at++))
  if (count >= 128) {
    if (count == 255) {
      if (end - at < 2) return 0
      count = u32(load<u16>(at)) + 0x7f00
      at += 2
    } else {
      if (at >= end) return 0
      count = ((count - 128) << 8) + u32(load<u8>(at++))
    }
  }
  if (count == 0) {
    if (at != end) return 0
    return lastLiterals(literals, literalsEnd, out, outEnd)
  }
  if (at >= end) return 0
  const modes = u32(load<u8>(at++))
  if ((modes & 3) != 0) return 0
  literalLog = readTable(modes >> 6, at, end, literalLog, LITERAL_COUNTS, 36, 6, LITERAL_CODES, 35, 9, LITERAL_STATES)
  if (tableEnd == 0) return 0
  offsetLog = readTable((modes >> 4) & 3, tableEnd, end, offsetLog, OFFSET_COUNTS, 29, 5, OFFSET_CODES, 31, 8, OFFSET_STATES)
  if (tableEnd == 0) return 0
  matchLog = readTable((modes >> 2) & 3, tableEnd, end, matchLog, MATCH_COUNTS, 53, 6, MATCH_CODES, 52, 9, MATCH_STATES)
  if (tableEnd == 0) return 0
  return copySequences(tableEnd, end, count, literals, literalsEnd, first, out, outEnd)
}

function lastLiterals(from: usize, end: usize, out: usize, outEnd: usize): usize {
  const length = end - from
  if (length > outEnd - out) return 0
  memory.copy(out, from, length)
  return out + length
}

function copySequences(
  start: usize,
  end: usize,
  count: u32,
  literals: usize,
  literalsEnd: usize,
  first: usize,
  out: usize,
  outEnd: usize,
): usize {
  const literalStates = work + LITERAL_STATES
  const offsetStates = work + OFFSET_STATES
  const matchStates = work + MATCH_STATES
  let rep1 = offset1
  let rep2 = offset2
  let rep3 = offset3
  let place = firstPlace(start, end)
  if (place < 0) return 0
  let bits = bitsAt(start, place)
  let literalState = highest(bits, literalLog)
  bits <<= u64(literalLog)
  let offsetState = highest(bits, offsetLog)
  bits <<= u64(offsetLog)
  let matchState = highest(bits, matchLog)
  place -= i32(literalLog + offsetLog + matchLog)
  for (;;) {
    if (place < 0) return 0
    const l = load<u64>(literalStates + (usize(literalState) << 3))
    const o = load<u64>(offsetStates + (usize(offsetState) << 3))
    const m = load<u64>(matchStates + (usize(matchState) << 3))
    const literalExtra = u32(l >> 56)
    const offsetExtra = u32(o >> 56)
    const matchExtra = u32(m >> 56)
    const extra = offsetExtra + matchExtra + literalExtra
    bits = bitsAt(start, place)
    let offset = u32(o) + highest(bits, offsetExtra)
    // What all take may be more than was loaded.
    if (extra > 30) bits = bitsAt(start, place - i32(offsetExtra))
    else bits <<= u64(offsetExtra)
    const match = usize(u32(m) + highest(bits, matchExtra))
    bits <<= u64(matchExtra)
    const length = usize(u32(l) + highest(bits, literalExtra))
    place -= i32(extra)
    if (extra > 30) bits = bitsAt(start, place)
    else bits <<= u64(literalExtra)

    if (offset > 3) {
      offset -= 3
      rep3 = rep2
      rep2 = rep1
      rep1 = offset
    } else {
      const which = length == 0 ? offset + 1 : offset
      if (which == 1) offset = rep1
      else {
        offset = which == 2 ? rep2 : which == 3 ? rep3 : rep1 - 1
        if (which != 2) rep3 = rep2
        rep2 = rep1
        rep1 = offset
      }
    }

    if (length > literalsEnd - literals || length + match > outEnd - out) return 0
    copyWide(literals, out, length)
    literals += length
    out += length
    const distance = usize(offset)
    if (distance == 0 || distance > out - first) return 0
    const from = out - distance
    if (distance >= 16) copyWide(from, out, match)
    else if (distance >= 8) for (let i: usize = 0; i < match; i += 8) store<u64>(out + i, load<u64>(from + i))
    else for (let i: usize = 0; i < match; i++) store<u8>(out + i, load<u8>(from + i))
    out += match

    if (--count == 0) break
    const literalBits = u32(l >> 48) & 0xff
    const matchBits = u32(m >> 48) & 0xff
    const offsetBits = u32(o >> 48) & 0xff
    literalState = (u32(l >> 32) & 0xffff) + highest(bits, literalBits)
    bits <<= u64(literalBits)
    matchState = (u32(m >> 32) & 0xffff) + highest(bits, matchBits)
    bits <<= u64(matchBits)
    offsetState = (u32(o >> 32) & 0xffff) + highest(bits, offsetBits)
    place -= i32(literalBits + matchBits + offsetBits)
  }
  if (place != 0) return 0
  offset1 = rep1
  offset2 = rep2
  offset3 = rep3
  return lastLiterals(literals, literalsEnd, out, outEnd)
}
