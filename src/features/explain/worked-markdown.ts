import type { ExplainedRow, ExplainedStep } from '../../explanation.ts'
import type { Report } from '../../report.ts'
import { english, type Say } from '../../locale/locale.ts'
import { labelled } from '../../writers/text.ts'
import type { Words } from '../../locale/words-en.ts'
import { escapeMarkdown } from '../../writers/pipe-table.ts'
import type { Precision } from '../../writers/number.ts'
import { summarize } from '../../writers/summary.ts'
import {
  blocksInNumbers,
  meaning,
  rowLines,
  rowTitle,
  shownColumns,
  stepNumbers,
  type WorkedLine,
  workedParts,
} from './worked.ts'
import type { MakeWriter } from '../../writers/writer.ts'

/** A worked example for a notebook: a table per row, formulas as mathematics. */
export const workedMarkdown =
  (words: Words): MakeWriter =>
  ({ precision = 4, say = english }) => ({
    *end(report) {
      const { loss, torch, args } = summarize(report, precision)
      const explanation = report.explanation!
      const files = args.map(({ file, shape }) => `${escapeMarkdown(file)} ${shape}`).join(', ')
      yield `**${loss}** (\`${torch}\`): ${files}\n\n$$${explanation.latex}$$\n`
      yield* workedParts(report, words, precision, {
        row: (row) => workedRow(row, report, words, precision, say),
        title: (text) => `#### ${text}\n\n`,
        lines: equations,
        plain: (text) => `${text}\n`,
        full: (name, value) => `\n${labelled(name, `\`${value}\``)}\n`,
      })
    },
  })

function workedRow(row: ExplainedRow, report: Report, words: Words, precision: Precision, say: Say): string {
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
      ? [...columns.map((i) => numbers(i)), ...dots]
      : [numbers(0), ...columns.slice(1).map(() => ''), ...dots.map(() => '')]
    text += line([`\`${step.name}\``, ...cells, formulaCell(step), meaning(step, explanation, words)])
  }
  for (const { title, lines } of blocksInNumbers(row, explanation, words, precision, say)) {
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
