import { NEWLINE, RETURN, ZERO } from './bytes'
import { highHalfFirst, readFields } from './fields'
import { countNewlines } from './lines'

/** Second result of parseRows: where the first row begins that it does not read, or the end. */
export let rowsEnd: usize = 0

/** Stops before the row of `field`. Returns the number of complete rows before. */
function stop(field: usize, start: usize): i32 {
  rowsEnd = field
  while (rowsEnd > start && load<u8>(rowsEnd - 1) != NEWLINE) rowsEnd--
  return countNewlines(start, rowsEnd)
}

export const BLOCK: usize = 64
/** How far fields are looked for before they are read: few enough bytes to stay in the first-level cache. */
export const CHUNK: usize = 2048
/** The fields that end in a chunk, as readFields takes them; findFields may write four entries too many. */
export const entries: usize = memory.data(i32((CHUNK + BLOCK + 4) * 8), 16)

/** Second result of findFields: how many of the fields end at a newline; in the last chunk perhaps more. */
let newlinesFound: i32 = 0

@inline
export function bitmask(matches: v128): u64 {
  return u64(u32(i8x16.bitmask(matches)))
}

/** Completes the entry of the field that ends at `separator`, and begins the next. */
@inline
function endField(entry: usize, separator: usize): void {
  store<u32>(entry, u32(separator), 4)
  store<u32>(entry, u32(separator + 1), 8)
}

/** Completes an entry for each of the separators, bits of the bytes of a block; the entry after them. */
@inline
export function endFields(first: usize, block: usize, separators: u64): usize {
  const next = first + (usize(popcnt(separators)) << 3)
  let left = separators
  for (let entry = first; left != 0; entry += 32) {
    // Four at a time, so that the number of times is easy to predict; what is too many is overwritten.
    endField(entry, block + usize(ctz(left)))
    left &= left - 1
    endField(entry + 8, block + usize(ctz(left)))
    left &= left - 1
    endField(entry + 16, block + usize(ctz(left)))
    left &= left - 1
    endField(entry + 24, block + usize(ctz(left)))
    left &= left - 1
  }
  return next
}

/**
 * Finds the fields that end in the chunk at `start`, at least one however long it is, by their separators alone:
 * quotes mean nothing here, since parsing stops at any. Returns the end of their entries.
 */
function findFields(start: usize, end: usize, delimiter: u32): usize {
  const delimiters = i8x16.splat(i8(delimiter))
  const newlines = i8x16.splat(i8(NEWLINE))
  let newlineCounts = i8x16.splat(0)
  let entry = entries
  store<u32>(entry, u32(start))
  let block = start
  do {
    const a = v128.load(block)
    const b = v128.load(block, 16)
    const c = v128.load(block, 32)
    const d = v128.load(block, 48)
    const newlinesA = i8x16.eq(a, newlines)
    const newlinesB = i8x16.eq(b, newlines)
    const newlinesC = i8x16.eq(c, newlines)
    const newlinesD = i8x16.eq(d, newlines)
    const newlinesAll = i8x16.add(i8x16.add(newlinesA, newlinesB), i8x16.add(newlinesC, newlinesD))
    // A match is -1: at most 128 for all blocks of a chunk, and blocks beyond are without any.
    newlineCounts = i8x16.sub(newlineCounts, newlinesAll)
    let separators =
      bitmask(v128.or(i8x16.eq(a, delimiters), newlinesA)) |
      (bitmask(v128.or(i8x16.eq(b, delimiters), newlinesB)) << 16) |
      (bitmask(v128.or(i8x16.eq(c, delimiters), newlinesC)) << 32) |
      (bitmask(v128.or(i8x16.eq(d, delimiters), newlinesD)) << 48)
    if (end - block < BLOCK) separators &= (u64(1) << (end - block)) - 1
    entry = endFields(entry, block, separators)
    block += BLOCK
  } while (block < end && (block - start < CHUNK || entry == entries))
  const sums = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(newlineCounts))
  newlinesFound =
    i32x4.extract_lane(sums, 0) +
    i32x4.extract_lane(sums, 1) +
    i32x4.extract_lane(sums, 2) +
    i32x4.extract_lane(sums, 3)
  return entry
}

/**
 * Whether the fields before `last` end at a newline where they are the last of `columns`, and nowhere else; the
 * first is in `column`. Takes the carriage return of CR LF out of the entries. May be false in the last chunk.
 */
function areRows(last: usize, columns: i32, column: i32): bool {
  const count = i32((last - entries) >> 3)
  let rows: i32 = 0
  for (let i = columns - column - 1; i < count; i += columns) {
    const entry = entries + (usize(i) << 3)
    const end = usize(load<u32>(entry, 4))
    if (load<u8>(end) != NEWLINE) return false
    if (load<u8>(end - 1) == RETURN) store<u32>(entry, u32(end - 1), 4)
    rows++
  }
  return rows == newlinesFound
}

/** The first entry before `last` whose field does not end as its column must, or last. */
function findMisfit(last: usize, columns: i32, column: i32, delimiter: u32): usize {
  if (areRows(last, columns, column)) return last
  let left = columns - column
  let entry = entries
  while (entry < last && (load<u8>(load<u32>(entry, 4)) == delimiter) == (left != 1)) {
    left = left == 1 ? columns : left - 1
    entry += 8
  }
  return entry
}

/**
 * Reads on at `start`, before which there are `columns` fields of one digit each, 8 fields at a time: as long as
 * they are one digit too, after each the separator of the field above. Returns where that ends.
 */
function readSingleDigits(start: usize, end: usize, out: usize, columns: i32): usize {
  const rowLength = usize(columns) << 1
  let p = start
  let o = out
  for (; p + 16 <= end; p += 16) {
    const wanted = v128.or(v128.and(v128.load(p - rowLength), i16x8.splat(-256)), i16x8.splat(i16(ZERO)))
    const digits = i8x16.sub(v128.load(p), wanted)
    // 127 is reached by a digit of 9 and a difference of 0.
    if (i8x16.bitmask(i8x16.add_sat_u(digits, i16x8.splat(0x7f76))) != 0) break
    const low = i32x4.extend_low_i16x8_u(digits)
    const high = i32x4.extend_high_i16x8_u(digits)
    v128.store(o, f64x2.convert_low_i32x4_s(low))
    v128.store(o, f64x2.convert_low_i32x4_s(highHalfFirst(low)), 16)
    v128.store(o, f64x2.convert_low_i32x4_s(high), 32)
    v128.store(o, f64x2.convert_low_i32x4_s(highHalfFirst(high)), 48)
    o += 64
  }
  return p
}

/**
 * Reads the rows of [start, end), the last byte of which must be a newline, and stores the values of all
 * `columns` columns as doubles at `out`, row after row, up to a row that is anything else. Returns how many it reads.
 */
export function parseRows(start: usize, end: usize, out: usize, columns: i32, delimiter: u32): i32 {
  let p = start
  let o = out
  let rows: i32 = 0
  // Of the field at p.
  let column: i32 = 0
  while (p < end) {
    const chunk = p
    const last = findFields(p, end, delimiter)
    p = load<u32>(last - 4) + 1
    const misfit = findMisfit(last, columns, column, delimiter)
    const misfitEnd = load<u32>(misfit, 4)
    // Whatever is wrong with a field, what comes before it is read first, and a misfit is itself read.
    const wanted = min(misfit + 8, last)
    const odd = readFields(entries, wanted, o, delimiter)
    if (odd < wanted) return stop(load<u32>(odd), start)
    if (misfit < last) return stop(misfitEnd, start)
    o += wanted - entries
    let count = i32((last - entries) >> 3)
    if (p - chunk == usize(count) << 1 && count >= columns) {
      const next = readSingleDigits(p, end, o, columns)
      const more = (next - p) >> 1
      o += more << 3
      count += i32(more)
      p = next
    }
    rows += (column + count) / columns
    column = (column + count) % columns
  }
  rowsEnd = end
  return rows
}
