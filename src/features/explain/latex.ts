import type { ExplainedRow, ExplainedStep } from '../../explanation.ts'
import type { Report } from '../../report.ts'
import { english } from '../../locale/locale.ts'
import type { Words } from '../../locale/words-en.ts'
import { exact, type Precision, plain, short } from '../../writers/number.ts'
import { filesOf, summarize } from '../../writers/summary.ts'
import { rowsLeft, rowTitle, shownColumns, stepNumbers, Tally } from './worked.ts'
import type { MakeWriter } from '../../writers/writer.ts'

/** A worked example for a paper: aligned equations, to be put in a document that uses amsmath. */
export const latex =
  (words: Words): MakeWriter =>
  ({ precision = 4, say = english }) => ({
    *end(report) {
      const summary = summarize(report, precision)
      const { loss, torch } = summary
      const explanation = report.explanation!
      yield `% ${loss} (${say(torch)}): ${filesOf(summary, say)}\n`
      yield `% \\usepackage{${words.explain.latexPackages}}\n\\[\n  ${explanation.latex}\n\\]\n`
      const tally = new Tally()
      for (const row of tally.of(explanation.rows)) {
        const title = rowTitle(row, { report, words })
        yield `% ${title}\n`
        yield row.ignored ? `% ${words.explain.ignored}\n` : aligned(stepLines(row, precision))
      }
      const left = rowsLeft({ report, words })
      if (left !== '') yield `% ${left}\n`
      yield `% ${words.explain.reduction[report.reduction]}\n${reduction(report, tally, precision)}`
    },
  })

function stepLines(row: ExplainedRow, precision: Precision): string[] {
  const { columns, more } = shownColumns(row)
  return row.steps.map((step) => {
    const numberOf = stepNumbers(step, precision)
    const number = (i: number) => mathematical(numberOf(i))
    const cells = columns.slice(0, step.values.length).map(number)
    const list = step.each && step.values.length > 1
    const value = list ? `(${cells.join(',\\; ')}${more > 0 ? ',\\; \\dots' : ''})` : number(0)
    return `${symbol(step)} &= ${value}`
  })
}

function symbol({ name, latex }: ExplainedStep): string {
  if (latex === '') return `\\mathrm{${name}}`
  return latex === 'alpha' ? '\\alpha' : latex
}

function reduction(report: Report, tally: Tally, precision: Precision): string {
  const { value, denominator, dividend } = report
  const sum = dividend ?? report.sum
  if (value === undefined) return ''
  if (Number.isNaN(dividend)) return aligned([`L &= ${mathematical(short(value, precision))}`])
  const shown = mathematical(short(sum, precision))
  const weighted = dividend !== undefined || tally.weighted
  const losses = weighted ? 'w_i \\ell_i' : '\\ell_i'
  if (report.reduction === 'sum') return aligned([`L = \\sum_i ${losses} &= ${shown}`])
  const symbols = { elements: 'N', samples: 'N', rows: 'N', weights: '\\sum_i w_i' } as const
  const divisor = mathematical(plain(denominator.value, precision))
  const fractions = `\\frac{1}{${symbols[denominator.kind]}} \\sum_i ${losses} = \\frac{${shown}}{${divisor}}`
  return aligned([`L = ${fractions} &= ${mathematical(short(value, precision))}`])
}

function aligned(lines: readonly string[]): string {
  return `\\begin{align*}\n${lines.map((line) => `  ${line}`).join(' \\\\\n')}\n\\end{align*}\n`
}

/** 1.2e-9 as 1.2 \cdot 10^{-9} */
function mathematical(number: string): string {
  if (number === exact(Number.NaN)) return '\\mathrm{NaN}'
  return number
    .replace('Infinity', '\\infty')
    .replace(/e\+?(-?\d+)$/, (_all, power: string) => ` \\cdot 10^{${power}}`)
}
