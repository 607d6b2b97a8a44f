import { FirstRows } from './first-rows.ts'
import { grid, matrices, moreRows } from './grid.ts'
import { quiet } from './quiet.ts'
import { filesOf, summarize } from './summary.ts'
import { surveyText } from './survey.ts'
import type { MakeWriter } from './writer.ts'

/** For people: what ran, the first samples, the value and how it came about. */
export const table: MakeWriter = (options) => {
  if (options.quiet) return quiet(options)
  const { color, rows, precision = 4 } = options
  const first = new FirstRows(rows)
  return {
    samples(batch) {
      first.add(batch)
      return ''
    },
    end(report) {
      const summary = summarize(report, precision)
      const { loss, torch, result, working, full, gradient } = summary
      let text = `${color.strong(loss)} ${color.dim(`(${torch})`)}   ${filesOf(summary)}\n\n`

      const columns = first.columns(precision)
      if (columns.length > 0) {
        const more = report.survey?.top ? '' : moreRows(first.hidden(report.samples), 'csv')
        text += `${grid(columns, color)}${more && ` ${color.dim(more)}\n`}\n`
      }

      text += `${color.strong(result)}${working && `   ${color.dim(working)}`}\n`
      if (full !== undefined) text += `${color.dim('full:')} ${full}\n`
      const { lines, tables } = surveyText(report, precision)
      for (const line of lines) text += `${line}\n`
      for (const { title, columns } of tables) text += `\n${title}\n${grid(columns, color)}`
      for (const [name, grad] of Object.entries(report.grads ?? {})) {
        text += `\n${gradient} ${name}\n${matrices(grad, rows || Infinity, precision, color)}`
      }
      return text
    },
  }
}
