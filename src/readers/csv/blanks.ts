import { LossError, through } from '../../error.ts'
import type { Bytes } from '../bytes/bytes.ts'
import { trimmed } from '../missing.ts'
import { LONGEST_LINE, tooLong } from './dialect.ts'

/** The delimiter of texts whose cells are separated by any number of blanks, as MATLAB and Fortran write them. */
export const BLANKS = '  '

export function cellsOf(line: string): string[] {
  const cells = trimmed(line)
  // Most lines have none, and the pattern is compiled where it is used.
  return cells.includes(' ') || cells.includes('\t') ? cells.split(/[ \t]+/) : [cells]
}

/** Where the c-th cell of such a line starts, and how wide it is; after the end if there is none. */
export function cellAt(line: string, c: number): { start: number; width: number } {
  const found = [...line.matchAll(/[^ \t\r\n]+/g)][c]
  return found ? { start: found.index, width: found[0].length } : { start: line.length, width: 1 }
}

interface BlankLine {
  readonly cells: readonly string[]
  readonly text: string
  readonly number: number
}

/** @throws LossError E202 */
export function refuseBlank(name: string, line: number): never {
  throw new LossError('E202', 'an empty line between rows', {
    at: { file: name, line, column: 1, source: '' },
    why: 'an empty cell is not 0, and rows must not shift',
    tries: [through("sed '/^[[:space:]]*$/d' FILE |", name)],
  })
}

/** The lines of a text, blank ones at its end and comments left out. @throws LossError E202, E204 */
export async function* blankLines(
  name: string,
  bytes: Bytes,
  before: number,
  comment: string | undefined,
): AsyncGenerator<BlankLine> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let rest = ''
  let number = before
  let blank: number | undefined
  const lineOf = (text: string): BlankLine | undefined => {
    number++
    if (trimmed(text) === '') blank ??= number
    else if (blank !== undefined) refuseBlank(name, blank)
    else if (comment === undefined || !text.startsWith(comment)) return { cells: cellsOf(text), text, number }
    return undefined
  }
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop()!
    if (rest.length > LONGEST_LINE) throw tooLong(name, number + 1)
    for (const text of lines) {
      const line = lineOf(text.replace(/\r$/, ''))
      if (line) yield line
    }
  }
  rest += decoder.decode()
  if (rest !== '') {
    const line = lineOf(rest.replace(/\r$/, ''))
    if (line) yield line
  }
}
