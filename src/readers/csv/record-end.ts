/* Where the first record ends. Cells are read in `cell-parser.ts`. */

const NEWLINE = 0x0a
const RETURN = 0x0d
const QUOTE = 0x22

/** What stands before the first row: bytes, and lines. */
export interface Begin {
  readonly bytes: number
  readonly lines: number
}

/** The length of the first record of a text, its newline included; undefined if it does not end there. */
export function recordEnd(text: Uint8Array): number | undefined {
  let quotes = 0
  for (let from = 0; ;) {
    const end = text.indexOf(NEWLINE, from)
    if (end < 0) return undefined
    // Not beyond the line: who looks for a row far down asks for each before it, and most tables have no quote.
    const line = text.subarray(from, end)
    for (let at = line.indexOf(QUOTE); at >= 0; at = line.indexOf(QUOTE, at + 1)) quotes++
    if (quotes % 2 === 0) return end + 1
    from = end + 1
  }
}

/** Whether the quotes of a record stand where RFC 4180 has them: around whole cells, and doubled within. */
export function isWellQuoted(record: string, delimiter: string): boolean {
  if (!record.includes('"')) return true
  const between = delimiter.replace(/[\\^$.*+?()[\]{}|]/, '\\$&')
  const cell = new RegExp(`(^|${between})"(?:[^"]|"")*"(?=${between}|\\r?\\n?$)`, 'g')
  return !record.replaceAll(cell, '$1').includes('"')
}

export function countLineEnds(text: Uint8Array): number {
  let ends = 0
  for (let i = 0; i < text.length; i++)
    if (text[i] === NEWLINE || (text[i] === RETURN && text[i + 1] !== NEWLINE)) ends++
  return ends
}
