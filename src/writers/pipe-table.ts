import type { PrintedColumn } from './first-rows.ts'
import { alignRight, widest } from './width.ts'

/** Columns as a table, escaped. */
export function pipeTable(given: readonly PrintedColumn[]): string {
  const columns = given.map(({ name, cells }) => [name, ...cells].map(escapeMarkdown))
  const widths = columns.map((cells) => Math.max(3, widest(cells)))
  const line = (row: number) =>
    `| ${columns.map((cells, i) => alignRight(cells[row]!, widths[i]!)).join(' | ')} |\n`
  let text = `${line(0)}| ${widths.map((width) => `${'-'.repeat(width - 1)}:`).join(' | ')} |\n`
  for (let row = 1; row < columns[0]!.length; row++) text += line(row)
  return text
}

/** Underscores inside a word, as in loss_0, mean nothing to GitHub and stay. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*~<>&|[\]]|(?<!\w)_|_(?!\w)/g, '\\$&')
}
