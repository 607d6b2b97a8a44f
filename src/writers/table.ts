import { FirstRows } from './first-rows.ts'
import { grid, matrices, moreRows } from './grid.ts'
import { quiet } from './quiet.ts'
import { summarize } from './summary.ts'
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
      const { loss, torch, input, target, result, working, full, gradient } = summarize(report, precision)
      const files = `${input.file} ${input.shape}, ${target.file} ${target.shape}`
      let text = `${color.strong(loss)} ${color.dim(`(${torch})`)}   ${files}\n\n`

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
      if (report.grad) text += `\n${gradient}\n${matrices(report.grad, rows || Infinity, precision, color)}`
      return text
    },
  }
}
