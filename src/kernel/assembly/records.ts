import { NEWLINE, QUOTE, RETURN, SPACE, TAB } from './bytes'
import { readFields } from './fields'
import { BLOCK, CHUNK, bitmask, endFields, entries } from './rows'

/*
 * Records of RFC 4180: cells may be quoted, and then hold delimiters, newlines and doubled quotes. What is not that
 * (a quote within an unquoted cell, text after a closing quote, a bare carriage return as a line end) stops the
 * parser before its record, so that a slower one can judge.
 */

/** What is read of a column, bits to be combined; parse-types.ts has the same numbers. */
const NUMBER: u32 = 1
const TEXT: u32 = 2
const MAY_BE_BLANK: u32 = 4

/**
 * Implemented by the host: whether the cell [start, end) is a number in a spelling that only the host knows; it then
 * stores it at `out`.
 */
@external("host", "readCell")
declare function readCell(start: usize, end: usize, out: usize): bool

/** Second result of parseRecords: where the first record begins that it does not read, or the end. */
export let recordsEnd: usize = 0

/** Entries of the fields that hold numbers, side by side. */
const numbers: usize = memory.data(i32((CHUNK + BLOCK + 4) * 8), 16)

/** Further results of findCells: how many of the cells end at a newline, and the first byte that is not RFC 4180. */
let newlinesFound: i32 = 0
let oddAddress: usize = 0

/** Bit i of the result is the parity of the bits 0 to i. */
@inline
function parity(bits: u64): u64 {
  bits ^= bits << 1
  bits ^= bits << 2
  bits ^= bits << 4
  bits ^= bits << 8
  bits ^= bits << 16
  return bits ^ (bits << 32)
}

/** Bit i of the result tells whether byte i of the 64 at `block` is the given one, in each lane of `bytes`. */
@inline
function matches(block: usize, bytes: v128): u64 {
  return (
    bitmask(i8x16.eq(v128.load(block), bytes)) |
    (bitmask(i8x16.eq(v128.load(block, 16), bytes)) << 16) |
    (bitmask(i8x16.eq(v128.load(block, 32), bytes)) << 32) |
    (bitmask(i8x16.eq(v128.load(block, 48), bytes)) << 48)
  )
}

/**
 * Finds the cells that end in the chunk at `start`, where a cell begins, at least one however long it is. Returns the
 * end of their entries: the first one if the text ends within quotes, or a byte at oddAddress is not RFC 4180; that
 * ends them in any case.
 */
function findCells(start: usize, end: usize, delimiter: u32): usize {
  const delimiters = i8x16.splat(i8(delimiter))
  const newlines = i8x16.splat(i8(NEWLINE))
  const quotes = i8x16.splat(i8(QUOTE))
  const returns = i8x16.splat(i8(RETURN))
  let smallest = i8x16.splat(-1)
  let entry = entries
  store<u32>(entry, u32(start))
  newlinesFound = 0
  oddAddress = 0
  let block = start
  /** All ones where the block begins within quotes. */
  let inside: u64 = 0
  /** Bit 0: the byte before is one that a quoted cell may follow; a closing quote; a carriage return. */
  let mayOpen: u64 = 1
  let closedBefore: u64 = 0
  let returnBefore: u64 = 0
  do {
    smallest = i8x16.min_u(
      smallest,
      i8x16.min_u(
        i8x16.min_u(v128.load(block), v128.load(block, 16)),
        i8x16.min_u(v128.load(block, 32), v128.load(block, 48)),
      ),
    )
    const all: u64 = end - block < BLOCK ? (u64(1) << (end - block)) - 1 : u64.MAX_VALUE
    const quoteBits = matches(block, quotes) & all
    let newlineBits = matches(block, newlines) & all
    let separators = newlineBits | (matches(block, delimiters) & all)
    let returnBits = matches(block, returns) & all
    let odd: u64 = 0
    if ((quoteBits | inside | closedBefore) != 0) {
      // Set from each opening quote on, up to the byte before the closing one.
      const quoted = parity(quoteBits) ^ inside
      inside = u64(i64(quoted) >> 63)
      separators &= ~quoted
      newlineBits &= ~quoted
      returnBits &= ~quoted
      const opening = quoteBits & quoted
      const closing = quoteBits & ~quoted
      const opens = separators | closing
      const afterClosing = (closing << 1) | closedBefore
      odd = (opening & ~((opens << 1) | mayOpen)) | (afterClosing & all & ~(separators | returnBits | opening))
      mayOpen = opens >> 63
      closedBefore = closing >> 63
    } else mayOpen = separators >> 63
    odd |= ((returnBits << 1) | returnBefore) & all & ~newlineBits
    returnBefore = returnBits >> 63
    if (odd != 0) {
      const first = odd & -odd
      oddAddress = block + usize(ctz(odd))
      separators &= first - 1
      newlineBits &= first - 1
    }
    newlinesFound += i32(popcnt(newlineBits))
    entry = endFields(entry, block, separators)
    block += BLOCK
  } while (oddAddress == 0 && block < end && (block - start < CHUNK || entry == entries))
  return i8x16.all_true(smallest) ? entry : beforeNul(start, min(block, end), entry)
}

/** The cells before the first NUL of [start, end), which is odd. */
function beforeNul(start: usize, end: usize, last: usize): usize {
  let nul = start
  while (nul < end && load<u8>(nul) != 0) nul++
  if (nul == end || (oddAddress != 0 && oddAddress < nul)) return last
  oddAddress = nul
  newlinesFound = 0
  let entry = entries
  for (; entry < last && load<u32>(entry, 4) < nul; entry += 8) {
    newlinesFound += i32(load<u8>(load<u32>(entry, 4)) == NEWLINE)
  }
  return entry
}

/** As in rows.ts: whether the cells end as their columns must; takes the carriage return of CR LF out of the entries. */
function areRecords(last: usize, columns: i32, column: i32): bool {
  const count = i32((last - entries) >> 3)
  let rows: i32 = 0
  for (let i = columns - column - 1; i < count; i += columns) {
    const entry = entries + (usize(i) << 3)
    const end = usize(load<u32>(entry, 4))
    if (load<u8>(end) != NEWLINE) return false
    if (load<u8>(end - 1) == RETURN && end > usize(load<u32>(entry))) store<u32>(entry, u32(end - 1), 4)
    rows++
  }
  return rows == newlinesFound
}

/** The first entry before `last` that does not end as its column must, or last. */
function findMisfit(last: usize, columns: i32, column: i32): usize {
  if (areRecords(last, columns, column)) return last
  let left = columns - column
  let entry = entries
  while (entry < last) {
    // A carriage return was taken out of some entries: the separator is where the next one begins.
    if ((load<u8>(load<u32>(entry, 8) - 1) != NEWLINE) != (left != 1)) break
    left = left == 1 ? columns : left - 1
    entry += 8
  }
  return entry
}

/** Whether the cell has nothing but blanks, between quotes or without. */
function isBlankCell(entry: usize): bool {
  let p = usize(load<u32>(entry))
  let end = usize(load<u32>(entry, 4))
  if (p < end && load<u8>(p) == QUOTE) {
    p++
    end--
  }
  while (p < end && (load<u8>(p) == SPACE || load<u8>(p) == TAB || load<u8>(p) == RETURN)) p++
  return p == end
}

/** Whether the cell can have nothing but blanks: a quick look. */
@inline
function mayBeBlank(entry: usize): bool {
  const start = usize(load<u32>(entry))
  const first: u32 = load<u8>(start)
  const second: u32 = load<u8>(start, 1)
  return first <= SPACE || usize(load<u32>(entry, 4)) == start || (first == QUOTE && (second <= SPACE || second == QUOTE))
}

/** Whether the cell is all of a line, which must not be blank. */
@inline
function isLine(entry: usize, columns: i32): bool {
  return columns == 1 && load<u8>(load<u32>(entry)) != QUOTE
}

/** As readFields of the entries [numbers, last), but those that only the host knows are read with its help. */
function readNumbers(last: usize, out: usize, delimiter: u32): usize {
  const shift = out - numbers
  let entry = readFields(numbers, last, out, delimiter)
  while (entry < last && readCell(load<u32>(entry), load<u32>(entry, 4), entry + shift))
    entry = readFields(entry + 8, last, entry + 8 + shift, delimiter)
  return entry
}

/**
 * Reads the records of [start, end), which begins with one and ends with a newline. The byte of a column at `roles`
 * says what is read of it, in bits: its numbers, as doubles at `out`, record after record; its texts, at `texts`, as two
 * u32: where the cell begins and ends, with the quotes around it. A text of nothing but blanks stops unless it may be. Returns the number of complete
 * records.
 */
export function parseRecords(
  start: usize,
  end: usize,
  columns: i32,
  delimiter: i32,
  roles: usize,
  out: usize,
  texts: usize,
): i32 {
  let p = start
  let rows: i32 = 0
  /** Of the cell at p. */
  let column: i32 = 0
  let rowStart = start
  while (p < end) {
    const last = findCells(p, end, delimiter)
    if (last == entries) break
    const misfit = findMisfit(last, columns, column)
    // What comes before a misfit is read first, and it is itself read.
    const wanted = min(misfit + 8, last)
    let kept = numbers
    let blank: usize = 0
    let c = column
    for (let entry = entries; entry < wanted; entry += 8) {
      const role: u32 = load<u8>(roles + usize(c))
      if (role & NUMBER) {
        const field = load<u64>(entry)
        const from = u32(field)
        const quoted = u64(load<u8>(from) == QUOTE)
        // One more at the start, one less at the end.
        store<u64>(kept, field + quoted - (quoted << 32))
        kept += 8
      }
      if (role & TEXT) {
        store<u64>(texts, load<u64>(entry))
        texts += 8
      }
      const filled = (role & (TEXT | MAY_BE_BLANK)) == TEXT
      if (mayBeBlank(entry) && (filled || (role != NUMBER && isLine(entry, columns))) && isBlankCell(entry)) {
        blank = entry
        break
      }
      if (++c == columns) c = 0
    }
    const odd = readNumbers(kept, out, delimiter)
    if (odd < kept || blank != 0 || misfit < last) {
      const field = usize(odd < kept ? load<u32>(odd) : blank != 0 ? load<u32>(blank) : load<u32>(misfit, 4))
      // Back to the cell, and to the first of its record.
      let entry = entries
      while (entry + 8 < last && usize(load<u32>(entry, 8)) <= field) entry += 8
      const before = column + i32((entry - entries) >> 3)
      const first = before - (before % columns)
      if (first >= column && first > 0) rowStart = load<u32>(entries + (usize(first - column) << 3))
      rows += before / columns
      break
    }
    out += kept - numbers
    p = usize(load<u32>(last))
    const count = column + i32((last - entries) >> 3)
    rows += count / columns
    const left = count % columns
    if (count >= columns) rowStart = usize(load<u32>(last - (usize(left) << 3)))
    column = left
    if (oddAddress != 0) break
  }
  recordsEnd = rowStart
  return rows
}

/** Second result of findRecords: how many records end there. */
export let recordsFound: i32 = 0

/**
 * The address after the last record, but at most the first `most`, that ends in [start, end), where one begins; start if
 * none does. Records are told from each other by newlines outside quotes, whatever else is wrong with them.
 */
export function findRecords(start: usize, end: usize, most: i32): usize {
  const newlines = i8x16.splat(i8(NEWLINE))
  const quotes = i8x16.splat(i8(QUOTE))
  let inside: u64 = 0
  let found: i32 = 0
  let after = start
  for (let block = start; block < end; block += BLOCK) {
    const all: u64 = end - block < BLOCK ? (u64(1) << (end - block)) - 1 : u64.MAX_VALUE
    const quoteBits = matches(block, quotes) & all
    let newlineBits = matches(block, newlines) & all
    if ((quoteBits | inside) != 0) {
      const quoted = parity(quoteBits) ^ inside
      inside = u64(i64(quoted) >> 63)
      newlineBits &= ~quoted
    }
    const count = i32(popcnt(newlineBits))
    if (found + count >= most) {
      for (let i = most - found; i > 1; i--) newlineBits &= newlineBits - 1
      recordsFound = most
      return block + usize(ctz(newlineBits)) + 1
    }
    found += count
    if (count > 0) after = block + 64 - usize(clz(newlineBits))
  }
  recordsFound = found
  return after
}
