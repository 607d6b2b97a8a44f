import { DOT, LOWER_E, MINUS, NEWLINE, NUL, PLUS, QUOTE, RETURN, SPACE, TAB, UPPER_E, ZERO } from './bytes'
import { decimalToDouble, exactPower } from './decimal'

/** Why parsing stopped; kernel.ts gives the host the same numbers by name. */
export const STOP_NONE: i32 = 0
export const STOP_NOT_A_NUMBER: i32 = 1
export const STOP_EMPTY_FIELD: i32 = 2
export const STOP_QUOTE: i32 = 3
export const STOP_RAGGED_ROW: i32 = 4
export const STOP_BLANK_LINE: i32 = 5
export const STOP_BARE_RETURN: i32 = 6
export const STOP_NUL: i32 = 7

/** Where the last parseRows or parseSelected stopped; meaningful unless stopKind is STOP_NONE. */
export let stopKind: i32 = STOP_NONE
/** Address of the first byte of the row that stopped it. */
export let stopRow: usize = 0
/** Address of the text in the field that stopped it, behind blanks; in a ragged row, where a column is off. */
export let stopField: usize = 0
/** Its column, counted from 0. */
export let stopColumn: i32 = 0
/** For a ragged row: the number of columns it has. */
export let stopColumnsFound: i32 = 0

/** Implemented by the host: Number() of the text at `address`, for the few literals undecided here. */
@external("host", "slowNumber")
declare function slowNumber(address: usize, length: i32): f64

/**
 * Numbers of up to this many digits need one exact division: a double holds 15 digits and 10^15 exactly.
 */
const PLAIN_DIGITS: i32 = 15
/** A u64 holds every number of this many digits. */
const MAX_DIGITS: i32 = 19
/** Exponents from here on go to the host, so that adding up exponents cannot overflow. */
const HUGE_EXPONENT: i32 = 9999

/**
 * Second result of readField and skipFields: the address of the delimiter or newline that ends the field
 * (CR LF counts as its newline).
 */
let fieldEnd: usize = 0
/** Third result of skipFields: how many fields it went over, fewer than asked for if the row ended. */
let fieldsSkipped: i32 = 0

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

/** Why the field at `start` is not a plain number. */
function reasonToStop(start: usize, delimiter: u32): i32 {
  let empty = true
  for (let p = start; ; p++) {
    const byte: u32 = load<u8>(p)
    if (byte == delimiter || byte == NEWLINE) break
    if (byte == QUOTE) return STOP_QUOTE
    if (byte == NUL) return STOP_NUL
    if (byte == RETURN) {
      if (load<u8>(p, 1) == NEWLINE) break
      return STOP_BARE_RETURN
    }
    if (byte != SPACE && byte != TAB) empty = false
  }
  return empty ? STOP_EMPTY_FIELD : STOP_NOT_A_NUMBER
}

/**
 * Reads the field at `start`, which does not begin with a blank, by the whole grammar and stores its value at
 * `out`: '+', the words for NaN and infinity, any number of digits, blanks behind them, CR LF. Returns
 * STOP_NONE with fieldEnd set, or why not.
 */
function readField(start: usize, out: usize, delimiter: u32): i32 {
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
    if (digitCount == 0) return reasonToStop(start, delimiter)
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
      if (p == exponentStart) return reasonToStop(start, delimiter)
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
  if (terminator != delimiter && terminator != NEWLINE) return reasonToStop(start, delimiter)
  store<f64>(out, value)
  fieldEnd = p
  return STOP_NONE
}

/**
 * Goes over `count` fields without reading them, or to the end of the row if it has fewer. Returns STOP_NONE
 * with fieldEnd and fieldsSkipped set; or, at a byte that only a real CSV parser understands, why it stopped,
 * with fieldEnd at the start of that field.
 */
function skipFields(start: usize, count: i32, delimiter: u32): i32 {
  const delimiters = i8x16.splat(i8(delimiter))
  const quotes = i8x16.splat(i8(QUOTE))
  const controls = i8x16.splat(i8(RETURN))
  fieldsSkipped = 0
  fieldEnd = start
  let block = start
  while (true) {
    const bytes = v128.load(block)
    // Control characters up to CR: newline, CR and NUL among them; the others are text and passed over.
    const found = v128.or(
      v128.or(i8x16.eq(bytes, delimiters), i8x16.eq(bytes, quotes)),
      i8x16.le_u(bytes, controls),
    )
    for (let matches = i8x16.bitmask(found); matches != 0; matches &= matches - 1) {
      const p = block + ctz(matches)
      const byte: u32 = load<u8>(p)
      if (byte == delimiter) {
        if (++fieldsSkipped == count) {
          fieldEnd = p
          return STOP_NONE
        }
        fieldEnd = p + 1
      } else if (byte == NEWLINE || (byte == RETURN && load<u8>(p, 1) == NEWLINE)) {
        fieldsSkipped++
        fieldEnd = byte == NEWLINE ? p : p + 1
        return STOP_NONE
      } else if (byte == QUOTE) {
        return STOP_QUOTE
      } else if (byte == RETURN) {
        return STOP_BARE_RETURN
      } else if (byte == NUL) {
        return STOP_NUL
      }
    }
    block += 16
  }
}

/** Records why and where parsing stopped; returns `rows`, the number of complete rows before. */
function stop(kind: i32, rows: i32, row: usize, field: usize, column: i32, delimiter: u32): i32 {
  stopKind = kind
  stopRow = row
  stopField = field
  stopColumn = column
  stopColumnsFound = 0
  const first: u32 = load<u8>(row)
  if (first == NEWLINE || (first == RETURN && load<u8>(row, 1) == NEWLINE)) {
    stopKind = STOP_BLANK_LINE
  } else if (kind == STOP_RAGGED_ROW) {
    let found = 1
    for (let p = row; load<u8>(p) != NEWLINE; p++) {
      // The delimiters may stand in quotes: only a real CSV parser can count these columns.
      if (load<u8>(p) == QUOTE) stopKind = STOP_QUOTE
      found += i32(load<u8>(p) == delimiter)
    }
    stopColumnsFound = found
  }
  return rows
}

/** Both exported parsers; `selecting` is constant in each, so the one without a mask pays nothing for it. */
@inline
function parse(
  start: usize,
  end: usize,
  out: usize,
  columns: i32,
  delimiter: u32,
  mask: usize,
  selecting: bool,
): i32 {
  // Bytes are compared after subtracting '0', the form in which a digit is one comparison.
  const separator = delimiter - ZERO
  let p = start
  let o = out
  let rows: i32 = 0
  while (p < end) {
    const row = p
    let left = columns
    let digit: u32 = 0
    do {
      const field = p
      if (selecting && load<u8>(mask + usize(columns - left)) == 0) {
        let run: i32 = 1
        while (run < left && load<u8>(mask + usize(columns - left + run)) == 0) run++
        const kind = skipFields(p, run, delimiter)
        p = fieldEnd
        if (kind != STOP_NONE) return stop(kind, rows, row, p, columns - left + fieldsSkipped, delimiter)
        left -= fieldsSkipped - 1
        digit = u32(load<u8>(p)) - ZERO
      } else {
        const negative = u64(load<u8>(p) == MINUS)
        p += usize(negative)
        const digitsStart = p
        let m: u64 = 0
        let exponent: i32 = 0
        digit = u32(load<u8>(p)) - ZERO
        while (digit < 10) {
          m = m * 10 + digit
          p++
          digit = u32(load<u8>(p)) - ZERO
        }
        let digitCount = i32(p - digitsStart)
        if (digit == DOT - ZERO) {
          p++
          const fraction = p
          digit = u32(load<u8>(p)) - ZERO
          while (digit < 10) {
            m = m * 10 + digit
            p++
            digit = u32(load<u8>(p)) - ZERO
          }
          exponent = i32(fraction - p)
          digitCount -= exponent
        }
        if (u32(digitCount - 1) < u32(PLAIN_DIGITS) && (digit == separator || digit == NEWLINE - ZERO)) {
          const value = f64(i64(m)) / exactPower(-exponent)
          store<u64>(o, reinterpret<u64>(value) | (negative << 63))
        } else {
          if (digitCount > MAX_DIGITS || (digit != separator && digit != NEWLINE - ZERO)) {
            if (p == field && isBlank(digit + ZERO, delimiter)) {
              // The same column once more, behind the blank: "1.5, 2.5" is too common for the slow way.
              p++
              digit = separator
              continue
            }
            if (digit == LOWER_E - ZERO || digit == UPPER_E - ZERO) {
              p++
              const below = load<u8>(p) == MINUS
              if (below || load<u8>(p) == PLUS) p++
              const exponentStart = p
              let written: i32 = 0
              digit = u32(load<u8>(p)) - ZERO
              while (digit < 10) {
                written = min(written * 10 + i32(digit), HUGE_EXPONENT)
                p++
                digit = u32(load<u8>(p)) - ZERO
              }
              if (p == exponentStart || written == HUGE_EXPONENT) digitCount = 0
              exponent += below ? -written : written
            }
            while (isBlank(digit + ZERO, delimiter)) digit = u32(load<u8>(++p)) - ZERO
            if (digit == RETURN - ZERO && load<u8>(p, 1) == NEWLINE) {
              p++
              digit = NEWLINE - ZERO
            }
            if (digitCount > MAX_DIGITS) {
              // Leading zeros do not fill m: 0.0001234567890123456 has 20 digits but 16 significant ones.
              for (let z = digitsStart; z < p; z++) {
                const byte: u32 = load<u8>(z)
                if (byte == ZERO) digitCount--
                else if (byte != DOT) break
              }
            }
          }
          let value: f64 = NaN
          if (u32(digitCount - 1) < u32(MAX_DIGITS) && (digit == separator || digit == NEWLINE - ZERO)) {
            value = decimalToDouble(m, exponent)
          }
          if (value == value) {
            store<u64>(o, reinterpret<u64>(value) | (negative << 63))
          } else {
            const kind = readField(field, o, delimiter)
            if (kind != STOP_NONE) return stop(kind, rows, row, field, columns - left, delimiter)
            p = fieldEnd
            digit = u32(load<u8>(p)) - ZERO
          }
        }
        o += 8
      }
      p++
      left--
    } while (left != 0 && digit == separator)
    if (left != 0 || digit != NEWLINE - ZERO) {
      return stop(STOP_RAGGED_ROW, rows, row, p - 1, columns - left, delimiter)
    }
    rows++
  }
  stopKind = STOP_NONE
  return rows
}

/**
 * Reads the rows of [start, end), the last byte of which must be a newline, and stores the values of all
 * `columns` columns as doubles at `out`, row after row. Returns the number of complete rows; stopKind tells
 * whether that is all of them.
 */
export function parseRows(start: usize, end: usize, out: usize, columns: i32, delimiter: i32): i32 {
  return parse(start, end, out, columns, delimiter, 0, false)
}

/**
 * Like parseRows, but stores only the columns whose byte at `mask` is not 0; the others may hold any
 * unquoted text.
 */
export function parseSelected(
  start: usize,
  end: usize,
  out: usize,
  columns: i32,
  delimiter: i32,
  mask: usize,
): i32 {
  return parse(start, end, out, columns, delimiter, mask, true)
}
