import { LossError } from '../../error.ts'
import { textOf } from '../bytes/bytes.ts'
import { countLineEnds } from './record-end.ts'

const NEWLINE = 0x0a
const RETURN = 0x0d
const QUOTE = 0x22
/** Lines that a cell within quotes has at most where it is this long. */
const MOST_LINES = 1000

/**
 * Refuses a record whose last cell opens a quote and goes on over line after line: the rest of the file, in all
 * likelihood. `lines` stand before the record, whose end was not met.
 *
 * @throws LossError E204 where that quote stands
 */
export function refuseEndless(name: string, record: Uint8Array, delimiter: number, lines: number): void {
  const open = openQuote(record, delimiter)
  if (open === undefined || countLineEnds(record.subarray(open)) < MOST_LINES) return
  const start = record.lastIndexOf(NEWLINE, open) + 1
  const source = textOf(record.subarray(start, record.indexOf(NEWLINE, open))).replace(/\r$/, '')
  throw new LossError('E204', 'a quote is never closed', {
    at: {
      file: name,
      line: lines + countLineEnds(record.subarray(0, open)) + 1,
      column: textOf(record.subarray(start, open)).length + 1,
      source,
    },
    why: `its cell goes on for more than ${record.length >> 20} MiB; a quote inside a quoted cell is doubled`,
  })
}

/** Where the cell begins that a text ends in, if it is within quotes that stand as RFC 4180 has them. */
function openQuote(text: Uint8Array, delimiter: number): number | undefined {
  for (let at = 0; at < text.length;) {
    if (text[at] === QUOTE) {
      const open = at
      do at = text.indexOf(QUOTE, at + 1) + 1
      while (at > 0 && text[at] === QUOTE)
      if (at === 0) return open
      if (text[at] !== delimiter) return undefined
    }
    for (; text[at] !== delimiter; at++)
      if (at === text.length || text[at] === NEWLINE || text[at] === RETURN) return undefined
    at++
  }
  return undefined
}
