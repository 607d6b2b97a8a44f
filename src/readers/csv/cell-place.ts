import type { Place } from '../../error.ts'
import { BLANKS, cellAt } from './blanks.ts'

const QUOTE = 0x22

/** A line (or a record of several), and where it stands: lines count from 1, rows from 0. */
export interface PlacedLine {
  readonly text: string
  readonly number: number
  readonly row: number
}

/** Where the c-th cell of a line stands. */
export function cellPlace(
  file: string,
  line: PlacedLine,
  c: number,
  delimiter: string,
  names?: readonly string[],
): Place {
  const { text } = line
  const { start, width } = delimiter === BLANKS ? cellAt(text, c) : delimitedCell(text, c, delimiter)
  const before = text.slice(0, start)
  const breaks = before.match(/\r\n|\n|\r/g)?.length ?? 0
  const lineStart = breaks > 0 ? Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1 : 0
  return {
    file,
    line: line.number + breaks,
    column: start - lineStart + 1,
    row: line.row,
    field: names?.[c] ?? String(c),
    ...(!/[\r\n]/.test(text) && { source: text, width }),
  }
}

function delimitedCell(text: string, c: number, delimiter: string): { start: number; width: number } {
  const start = startOfCell(text, c, delimiter)
  return { start, width: Math.max(1, startOfCell(text, c + 1, delimiter) - 1 - start) }
}

/** Where the c-th cell of a record starts in its text; after its end if there is none. */
function startOfCell(text: string, c: number, delimiter: string): number {
  const between = delimiter.charCodeAt(0)
  let quoted = false
  for (let i = 0; i < text.length && c > 0; i++) {
    const code = text.charCodeAt(i)
    if (code === QUOTE) quoted = !quoted
    else if (code === between && !quoted && --c === 0) return i + 1
  }
  return c === 0 ? 0 : text.length + 1
}
