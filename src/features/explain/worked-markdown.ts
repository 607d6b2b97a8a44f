import { noPaint } from '../../writers/paint.ts'
import type { ExplainedRow, ExplainedStep } from '../../explanation.ts'
import { english } from '../../locale/locale.ts'
import { labelled } from '../../writers/text.ts'
import type { Words } from '../../locale/words-en.ts'
import { escapeMarkdown } from '../../writers/pipe-table.ts'
import { summarize } from '../../writers/summary.ts'
import {
  blocksInNumbers,
  meaning,
  rowLines,
  rowTitle,
  shownColumns,
  stepNumbers,
  type Telling,
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
      const telling = { report, words, precision, say, paint: noPaint, width: undefined }
      yield* workedParts(telling, {
        row: (row) => workedRow(row, telling),
        title: (text) => `#### ${text}\n\n`,
        lines: equations,
        plain: (text) => `${text}\n`,
        full: (name, value) => `\n${labelled(name, `\`${value}\``)}\n`,
      })
    },
  })

function workedRow(row: ExplainedRow, telling: Telling): string {
  const { precision, words } = telling
  const { explain } = words
  const title = `#### ${escapeMarkdown(rowTitle(row, telling))}\n\n`
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
    text += line([`\`${step.name}\``, ...cells, formulaCell(step), meaning(step, telling)])
  }
  for (const { title, lines } of blocksInNumbers(row, telling)) {
    text += `\n${title}\n${lines.length > 0 ? '\n' : ''}${equations(lines)}`
  }
  const whole = rowLines(row, telling)
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
