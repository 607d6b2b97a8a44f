import { hasHan } from '../locale/han.ts'
import { fit, joined } from './fold.ts'
import { displayWidth } from './width.ts'

const indentOf = (line: string): number => /^ */.exec(line)![0].length
const cellsOf = (line: string): string[] => line.trim().split(/ {2,}/)
/** What ends a sentence or begins a list: the next line is no part of it. */
const ENDED = /[.:。：]$/
/** A table of fewer columns is a list of entries. */
const COLUMNS = 4

/** A help topic for a terminal, in whole lines if it is too wide for that. */
export function layTopic(text: string, width: number): string {
  const fits = text.split('\n').every((line) => displayWidth(line) <= width)
  return fits ? text : fit(wholeLines(text).join('\n'), width)
}

/** The lines of a topic, each with those that it goes on in, and a table of many columns as a list. */
export function wholeLines(text: string): string[] {
  const lines = text.split('\n')
  const laid: string[] = []
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!
    if (cellsOf(line).length >= COLUMNS) {
      const end = lines.findIndex((other, j) => j > i && indentOf(other) < indentOf(line))
      laid.push(...listOf(lines.slice(i, end)))
      i = end - 1
      continue
    }
    const [, second] = cellsOf(line)
    const column =
      second === undefined ? indentOf(line) : displayWidth(line.slice(0, line.lastIndexOf(second)))
    let whole = line
    const goesOn = (next: string | undefined) =>
      next !== undefined &&
      column > 0 &&
      indentOf(next) === column &&
      cellsOf(next).length === 1 &&
      (second !== undefined || !ENDED.test(whole))
    while (goesOn(lines[i + 1])) whole = joined(whole, lines[++i]!.trim())
    laid.push(whole)
  }
  return laid
}

/** The rows of a table under their first cells, each with what the head says of the last two. */
function listOf([head, ...rows]: readonly string[]): string[] {
  const margin = ' '.repeat(indentOf(head!))
  const starts = cellsOf(head!).map((cell) => displayWidth(head!.slice(0, head!.indexOf(cell))))
  const names = cellsOf(head!)
  const [open, colon, semicolon, shut] = hasHan(names[0]!)
    ? ['（', '：', '；', '）']
    : [' (', ': ', '; ', ')']
  const list: string[] = []
  let begun = ''
  for (const row of rows) {
    const [what, from, ...others] = starts.map((start, c) => slice(row, start, starts[c + 1]).trim()) as [
      string,
      string,
      ...string[],
    ]
    if (what !== '') list.push(`${margin}${what}`)
    const said = begun === '' ? from : joined(begun, from)
    const beside = others.flatMap((cell, c) =>
      cell === '' || cell === '-' ? [] : [`${names[c + 2]}${colon}${cell}`],
    )
    // A cell that goes on in the next row.
    begun = others.every((cell) => cell === '') ? said : ''
    if (begun === '')
      list.push(`${margin}  ${said}${beside.length > 0 ? `${open}${beside.join(semicolon)}${shut}` : ''}`)
  }
  return list
}

/** The part of a line between two columns of a terminal. */
function slice(line: string, start: number, end = Infinity): string {
  let at = 0
  let part = ''
  for (const character of line) {
    if (at >= start && at < end) part += character
    at += displayWidth(character)
  }
  return part
}
