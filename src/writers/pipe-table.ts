import type { PrintedColumn } from './first-rows.ts'
import { inPieces } from './grid.ts'
import { alignRight, displayWidth } from './width.ts'

export const pipeTable = (columns: readonly PrintedColumn[]): string => [...pipeText(columns)].join('')

/** The same in pieces: some lines each. */
export function* pipeText(columns: readonly PrintedColumn[]): Generator<string> {
  const widths = columns.map(({ name, cells }) => {
    let width = Math.max(3, displayWidth(escapeMarkdown(name)))
    for (const cell of cells) width = Math.max(width, displayWidth(escapeMarkdown(cell)))
    return width
  })
  const line = (textOf: (column: PrintedColumn) => string) =>
    `| ${columns.map((column, i) => alignRight(escapeMarkdown(textOf(column)), widths[i]!)).join(' | ')} |\n`
  yield `${line(({ name }) => name)}| ${widths.map((width) => `${'-'.repeat(width - 1)}:`).join(' | ')} |\n`
  yield* inPieces(columns[0]!.cells.length, (row) => line(({ cells }) => cells.at(row)!))
}

/** Underscores inside a word, as in loss_0, mean nothing to GitHub and stay. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*~<>&|[\]]|(?<!\w)_|_(?!\w)/g, '\\$&')
}
