import type { ExplainedRow, Report } from '../../report.ts'
import type { Words } from '../../locale/en.ts'
import type { Paint } from '../../writers/paint.ts'
import { exact, type Precision, short } from '../../writers/number.ts'
import { filesOf, summarize } from '../../writers/summary.ts'
import { alignRight, displayWidth, widest } from '../../writers/width.ts'
import {
  blocksInNumbers,
  meaning,
  reductionLines,
  rowLines,
  rowsLeft,
  rowTitle,
  shownColumns,
  stepNumbers,
  type WorkedLine,
} from './worked.ts'
import type { MakeWriter } from '../../writers/writer.ts'

/** A worked example in a fixed-width layout. */
export const workedTable =
  (words: Words): MakeWriter =>
  ({ color, precision = 4 }) => ({
    end(report) {
      const summary = summarize(report, precision)
      const { loss, torch } = summary
      const explanation = report.explanation!
      const files = filesOf(summary)
      let text = `${color.strong(loss)} ${color.dim(`(${torch})`)}   ${files}\n${explanation.formula}\n`
      for (const row of explanation.rows) text += `\n${workedRow(row, report, words, precision, color)}`
      const left = rowsLeft(report, words)
      if (left !== '') text += `\n${left}\n`
      text += `\n${color.strong(words.explain.reduction[report.reduction])}\n`
      const lines = reductionLines(report, words, precision)
      text += lines.length > 0 ? equations(lines, color) : `  ${words.explain.kept}\n`
      const { value } = report
      const more = value !== undefined && exact(value) !== short(value, precision)
      return more ? `${text}${color.dim(words.explain.full)} ${exact(value)}\n` : text
    },
  })

function workedRow(
  row: ExplainedRow,
  report: Report,
  words: Words,
  precision: Precision,
  color: Paint,
): string {
  const explanation = report.explanation!
  const title = rowTitle(row, explanation, words)
  if (row.ignored) return `${color.strong(title)}\n  ${words.explain.ignored}\n`
  const { columns, more } = shownColumns(row)
  const numbers = row.steps.map((step) => stepNumbers(step, precision))
  const names = row.steps.map(({ name }) => name)
  const left = Math.max(widest(names) + 2, displayWidth(title))
  const width = Math.max(
    widest(columns.map((i) => `[${i}]`)),
    ...row.steps.map(({ each }, s) => (each ? widest(columns.map((i) => numbers[s]![i]!)) : 0)),
  )
  const across = columns.length * (width + 2) + (more > 0 ? 5 : 0)
  const formulas = widest(row.steps.map(({ formula }) => formula))
  const dots = more > 0 ? '  ...' : ''
  const heads = columns.map((i) => `  ${alignRight(`[${i}]`, width)}`).join('')
  let text = `${color.strong(alignLeft(title, left))}${color.dim(`${heads}${dots}`)}\n`
  row.steps.forEach((step, s) => {
    const cells = step.each
      ? columns.map((i) => `  ${alignRight(numbers[s]![i]!, width)}`).join('') + dots
      : alignLeft(`  = ${numbers[s]![0]!}`, across)
    const explained = `${alignLeft(step.formula, formulas)}  ${color.dim(meaning(step, explanation, words))}`
    text += `${alignLeft(`  ${step.name}`, left)}${alignLeft(cells, across)}   ${explained}`.trimEnd() + '\n'
  })
  const whole = rowLines(row, report, words, precision)
  if (whole.length > 0) text += equations(whole, color)
  for (const { title, lines } of blocksInNumbers(row, explanation, words, precision)) {
    text += `  ${color.dim(title)}\n`
    text += equations(
      lines.map((line) => ({ ...line, name: `  ${line.name}` })),
      color,
    )
  }
  return text
}

/** `name = from = value`, the signs below each other. */
function equations(lines: readonly WorkedLine[], color: Paint): string {
  const left = widest(lines.map(({ name }) => name))
  return lines
    .map(({ name, from, value }) => {
      const number = color.strong(value)
      return `  ${alignLeft(name, left)} = ${from === '' || from === value ? '' : `${from} = `}${number}\n`
    })
    .join('')
}

function alignLeft(text: string, width: number): string {
  return text + ' '.repeat(Math.max(width - displayWidth(text), 0))
}
