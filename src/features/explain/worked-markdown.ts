import type { ExplainedRow, ExplainedStep } from '../../explanation.ts'
import type { Report } from '../../report.ts'
import { labelled } from '../../writers/text.ts'
import type { Words } from '../../locale/en.ts'
import { escapeMarkdown } from '../../writers/markdown.ts'
import { exact, type Precision, short } from '../../writers/number.ts'
import { summarize } from '../../writers/summary.ts'
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

/** A worked example for a notebook: a table per row, formulas as mathematics. */
export const workedMarkdown =
  (words: Words): MakeWriter =>
  ({ precision = 4 }) => ({
    end(report) {
      const { loss, torch, args } = summarize(report, precision)
      const explanation = report.explanation!
      const files = args.map(({ file, shape }) => `${escapeMarkdown(file)} ${shape}`).join(', ')
      let text = `**${loss}** (\`${torch}\`): ${files}\n\n$$${explanation.latex}$$\n`
      for (const row of explanation.rows) text += `\n${workedRow(row, report, words, precision)}`
      const left = rowsLeft(report, words)
      if (left !== '') text += `\n${left}\n`
      text += `\n#### ${words.explain.reduction[report.reduction]}\n\n`
      const lines = reductionLines(report, words, precision)
      text += lines.length > 0 ? equations(lines) : `${words.explain.kept}\n`
      const { value } = report
      const more = value !== undefined && exact(value) !== short(value, precision)
      return more ? `\n${text}\n${labelled(words.explain.full, `\`${exact(value)}\``)}\n`.trimStart() : text
    },
  })

function workedRow(row: ExplainedRow, report: Report, words: Words, precision: Precision): string {
  const { explain } = words
  const explanation = report.explanation!
  const title = `#### ${escapeMarkdown(rowTitle(row, explanation, words))}\n\n`
  if (row.ignored) return `${title}${explain.ignored}\n`
  const { columns, more } = shownColumns(row)
  const dots = more > 0 ? ['...'] : []
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  const heads = [explain.step, ...columns.map((i) => `[${i}]`), ...dots, explain.formula, explain.meaning]
  let text = title + line(heads)
  text += line(['---', ...columns.map(() => '---:'), ...dots.map(() => '---'), '---', '---'])
  for (const step of row.steps) {
    const numbers = stepNumbers(step, precision)
    const cells = step.each
      ? [...columns.map((i) => numbers[i]!), ...dots]
      : [numbers[0]!, ...columns.slice(1).map(() => ''), ...dots.map(() => '')]
    text += line([`\`${step.name}\``, ...cells, formulaCell(step), meaning(step, explanation, words)])
  }
  for (const { title, lines } of blocksInNumbers(row, explanation, words, precision)) {
    text += `\n${title}\n${lines.length > 0 ? '\n' : ''}${equations(lines)}`
  }
  const whole = rowLines(row, report, words, precision)
  return whole.length > 0 ? `${text}\n${equations(whole)}` : text
}

function formulaCell({ formula, latex }: ExplainedStep): string {
  if (formula === '') return ''
  return latex === '' ? `\`${formula.replaceAll('|', '\\|')}\`` : `$${latex}$`
}

function equations(lines: readonly WorkedLine[]): string {
  return lines
    .map(
      ({ name, from, value }) =>
        `- ${name} = ${from === '' || from === value ? '' : `\`${from}\` = `}**${value}**\n`,
    )
    .join('')
}
