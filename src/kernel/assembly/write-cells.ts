import { ensurePowers } from './powers'
import { copyText, writeNumber } from './text'

/*
 * Lines from columns, with fixed texts between them. What is known of a column, four unsigned 32-bit integers: what it holds, and addresses.
 *  numbers: doubles; where the texts of NaN, Infinity and -Infinity begin and end
 *  named: doubles, the numbers of names; where these begin and end; how many there are. Any other number is the last.
 *  cells of CSV: where each begins and ends, from an address on that is the third
 *  texts: the same, that are copied as they are
 */
const NUMBERS: u32 = 0
const NAMED: u32 = 1
const TEXTS: u32 = 3
const ENTRY: usize = 16
const QUOTE: u8 = 0x22

@inline
function isBlank(byte: u8): bool {
  return byte == 0x20 || byte == 0x09 || byte == 0x0d
}

/** Copies a text; up to 15 bytes after it are touched. */
@inline
function copy(from: usize, end: usize, out: usize): usize {
  const length = end - from
  for (let i: usize = 0; i < length; i += 16) v128.store(out + i, v128.load(from + i))
  return out + length
}

/** Whether a text holds a byte that a cell has in quotes only. */
@inline
function needsQuotes(from: usize, end: usize): bool {
  for (; from < end; from += 16) {
    const bytes = v128.load(from)
    const found = v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x2c))),
      v128.or(i8x16.eq(bytes, i8x16.splat(0x0a)), i8x16.eq(bytes, i8x16.splat(0x0d))),
    )
    let mask = i8x16.bitmask(found)
    if (end - from < 16) mask &= (1 << i32(end - from)) - 1
    if (mask != 0) return true
  }
  return false
}

/** A cell of CSV without the blanks around it, in quotes where it needs them. */
@inline
function writeCell(from: usize, end: usize, out: usize): usize {
  if (from < end && load<u8>(from) == QUOTE) {
    from++
    end--
  }
  while (from < end && isBlank(load<u8>(from))) from++
  while (end > from && isBlank(load<u8>(end - 1))) end--
  if (!needsQuotes(from, end)) return copy(from, end, out)
  store<u8>(out, QUOTE)
  out = copy(from, end, out + 1)
  store<u8>(out, QUOTE)
  return out + 1
}

/** Writes rows of `count` columns, with `texts` as formatObjects has them; returns the address after them. */
export function formatCells(columns: usize, count: i32, rows: i32, texts: usize, out: usize): usize {
  ensurePowers()
  const last = columns + usize(count) * ENTRY
  for (let row: usize = 0; row < usize(rows); row++) {
    let text = texts
    for (let column = columns; column < last; column += ENTRY, text += 8) {
      out = copyText(text, out)
      const kind = load<u32>(column)
      const place = usize(load<u32>(column, 4)) + (row << 3)
      const second = usize(load<u32>(column, 8))
      let from = second + usize(load<u32>(place))
      let end = second + usize(load<u32>(place, 4))
      if (kind <= NAMED) {
        const number = load<f64>(place)
        let name = load<u32>(column, 12) - 1
        if (kind == NUMBERS) {
          if (abs(number) < Infinity) {
            out = writeNumber(number, out)
            continue
          }
          name = number != number ? 0 : number > 0 ? 1 : 2
        } else if (number >= 0 && number < f64(name)) name = u32(number)
        const entry = second + (usize(name) << 3)
        from = usize(load<u32>(entry))
        end = usize(load<u32>(entry, 4))
      } else if (kind != TEXTS) {
        out = writeCell(from, end, out)
        continue
      }
      out = copy(from, end, out)
    }
    out = copyText(text, out)
  }
  return out
}
