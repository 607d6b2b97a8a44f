/** A cell without the blanks around it: only space, tab and carriage return are blank, as in CSV and JSON. */
export function trimmed(cell: string): string {
  let start = 0
  let end = cell.length
  while (start < end && isBlank(cell.charCodeAt(start))) start++
  while (end > start && isBlank(cell.charCodeAt(end - 1))) end--
  return start === 0 && end === cell.length ? cell : cell.slice(start, end)
}

const [BLANK, QUOTE] = [0x20, 0x22]

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0d

/** As pandas reads a missing value, databases export one, and spreadsheets fail to compute one. NaN is a number too, so that it only counts where rows are skipped. */
const MISSING =
  /^(?:|NA|N\/A|n\/a|#N\/A(?: N\/A)?|#NA|<NA>|null|NULL|None|NaT|\\N|#(?:DIV\/0|VALUE|REF|NUM|NULL)!|#NAME\?|-?1\.#(?:IND|QNAN)|[+-]?nan|[+-]?NaN|NAN)$/

/** Cells that stand for no value, where rows without one are skipped. */
export const isMissing = (cell: string): boolean => MISSING.test(trimmed(cell))

/** The most letters of what stands for no value, but for blanks and quotes around. */
const LONGEST = 8

/** How many texts are missing: those that are too long for that are not made. */
export function countGaps(
  bytes: Uint8Array,
  places: Uint32Array,
  offset: number,
  textAt: (row: number) => string | undefined,
): number {
  let gaps = 0
  for (let i = 0; i < places.length; i += 2) {
    const [start, end] = [offset + places[i]!, offset + places[i + 1]!]
    const other = end - start > LONGEST && bytes[start]! > QUOTE && bytes[end - 1]! > BLANK
    if (!other && textAt(i / 2) === undefined) gaps++
  }
  return gaps
}

/** What people and programs write where a number should be, though a text of it may be a class. */
const NO_NUMBER = /^(?:missing|unknown|undefined|none|nil|\(null\)|n\.a\.|-nan\(ind\)|-+|\.|\?|\*)$/i

export const isNoNumber = (cell: string): boolean => isMissing(cell) || NO_NUMBER.test(trimmed(cell))
