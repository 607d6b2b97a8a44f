import { labelled } from './text.ts'
import { english } from '../locale/say.ts'
import { noPaint } from './paint.ts'
import type { PrintedColumn } from './first-rows.ts'
import { forPeople } from './for-people.ts'
import { matrices } from './grid.ts'
import { alignRight, widest } from './width.ts'

/** For issues and pull requests on GitHub: a table of the first samples and a line with the value. */
export const markdown = forPeople((parts, { rows, precision = 4, say = english }) => {
  const { loss, torch, args, leftOut, columns, more, result, working, full, lines, tables, report } = parts
  const sample = columns.length > 0 ? `${pipeTable(columns)}\n${more && `${more}\n\n`}` : ''
  const files = args.map(({ file, shape }) => `${escapeMarkdown(file)} ${shape}`).join(', ')
  let text = `${sample}**${result}**${working && ` ${working}`}${full === undefined ? '' : ` (${labelled(say('full:'), full)})`}`
  text += `; ${loss} (\`${torch}\`) of ${files}${escapeMarkdown(leftOut)}\n`
  if (lines.length > 0) text += `\n${lines.map((line) => `- ${escapeMarkdown(line)}\n`).join('')}`
  for (const { title, columns } of tables) text += `\n${escapeMarkdown(title)}:\n\n${pipeTable(columns)}`
  for (const [name, grad] of Object.entries(report.grads ?? {})) {
    const matrix = matrices(grad, rows || Infinity, precision, noPaint)
    text += `\n${say(`${parts.gradient} ${name}`)}:\n\n\`\`\`text\n${matrix}\`\`\`\n`
  }
  return text
})

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
