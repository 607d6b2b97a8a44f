import { noPaint } from './color.ts'
import { type Column, FirstRows } from './first-rows.ts'
import { matrices, moreRows } from './grid.ts'
import { quiet } from './quiet.ts'
import { summarize } from './summary.ts'
import { surveyText } from './survey.ts'
import { alignRight, widest } from './text.ts'
import type { MakeWriter } from './writer.ts'

/** For issues and pull requests on GitHub: a table of the first samples and a line with the value. */
export const markdown: MakeWriter = (options) => {
  if (options.quiet) return quiet(options)
  const { rows, precision = 4 } = options
  const first = new FirstRows(rows)
  return {
    samples(batch) {
      first.add(batch)
      return ''
    },
    end(report) {
      const { loss, torch, args, leftOut, result, working, full, gradient } = summarize(report, precision)
      let text = ''

      const columns = first.columns(precision)
      if (columns.length > 0) {
        text += pipeTable(columns)
        const more = report.survey?.top ? '' : moreRows(first.hidden(report.samples), 'csv')
        text += more === '' ? '\n' : `\n${more}\n\n`
      }

      const files = args.map(({ file, shape }) => `${escapeMarkdown(file)} ${shape}`).join(', ')
      text += `**${result}**${working && ` ${working}`}${full === undefined ? '' : ` (full: ${full})`}`
      text += `; ${loss} (\`${torch}\`) of ${files}${escapeMarkdown(leftOut)}\n`
      const { lines, tables } = surveyText(report, precision)
      if (lines.length > 0) text += `\n${lines.map((line) => `- ${escapeMarkdown(line)}\n`).join('')}`
      for (const { title, columns } of tables) text += `\n${escapeMarkdown(title)}:\n\n${pipeTable(columns)}`
      for (const [name, grad] of Object.entries(report.grads ?? {})) {
        const matrix = matrices(grad, rows || Infinity, precision, noPaint)
        text += `\n${gradient} ${name}:\n\n\`\`\`text\n${matrix}\`\`\`\n`
      }
      return text
    },
  }
}

function pipeTable(given: readonly Column[]): string {
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
