import type { ExplainedRow, Explanation } from '../../explanation.ts'
import { english } from '../../locale/locale.ts'
import { sayFormula } from '../../locale/say-formula.ts'
import type { Words } from '../../locale/words-en.ts'
import type { Paint } from '../../writers/paint.ts'
import { cutTo, fold, hanging, headOf } from '../../writers/fold.ts'
import { labelled, visible } from '../../writers/text.ts'
import { filesOf, summarize } from '../../writers/summary.ts'
import { alignRight, displayWidth, widest } from '../../writers/width.ts'
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

export const workedTable =
  (words: Words): MakeWriter =>
  ({ paint, precision = 4, say = english, width }) => ({
    *end(report) {
      const telling = { report, words, precision, say, paint, width }
      const summary = summarize(report, precision)
      const { loss, torch } = summary
      const explanation = report.explanation!
      const files = filesOf(summary, say)
      const said = sayFormula(explanation.formula, say)
      yield `${headOf(say(loss), say(torch), files, telling)}${foldedFormula(said, width)}\n`
      yield* workedParts(telling, {
        row: (row) => workedRow(row, telling),
        title: (text) => `${paint.strong(text)}\n`,
        lines: (lines) => equations(lines, telling),
        plain: (text) => `  ${text}\n`,
        full: (name, value) => `${labelled(paint.dim(name), value)}\n`,
      })
    },
  })

/** A formula in lines that fit: what each name means has lines of its own. */
function foldedFormula(formula: string, width: number | undefined): string {
  if (width === undefined || displayWidth(formula) <= width) return formula
  const parts = formula.split(/(?<=;) /)
  return parts.map((part, i) => hanging('', part, i === 0 ? 0 : 2, width).trimEnd()).join('\n')
}

/** A narrow terminal has room for fewer columns; the last, whose numbers are put in, is always one. */
function fitting({ columns, more }: ReturnType<typeof shownColumns>, room: number) {
  if (columns.length <= room) return { columns, more }
  const shown = [...columns.slice(0, room - 1), columns.at(-1)!]
  return { columns: shown, more: more + columns.length - shown.length }
}

function workedRow(row: ExplainedRow, telling: Telling): string {
  const { report, words, precision, paint, width: screen, say } = telling
  const title = rowTitle(row, telling)
  if (row.ignored) return `${paint.strong(title)}\n  ${words.explain.ignored}\n`
  const numbers = row.steps.map((step) => stepNumbers(step, precision))
  const names = row.steps.map(({ name }) => name)
  const inWords = row.steps.map(({ formula }) => sayFormula(formula, say))
  const formulas = widest(inWords)
  const meanings = row.steps.map((step) => meaning(step, telling))
  const all = shownColumns(row)
  const head = headsOf(report.explanation!)
  const width = Math.max(
    widest(all.columns.map(head)),
    ...row.steps.map(({ each }, s) => (each ? widest(all.columns.map((i) => numbers[s]!(i))) : 0)),
  )
  const wide = displayWidth(title)
  const beside = all.columns.length * (width + 2) + formulas + widest(meanings) + 10
  // Above the columns, if the title would leave too little room next to them.
  const above = screen !== undefined && Math.max(widest(names) + 2, wide) + beside > screen
  const left = above ? widest(names) + 2 : Math.max(widest(names) + 2, wide)
  const room = screen === undefined ? Infinity : Math.max(1, Math.floor((screen - left - 5) / (width + 2)))
  const { columns, more } = fitting(all, room)
  const across = columns.length * (width + 2) + (more > 0 ? 5 : 0)
  const dots = more > 0 ? '  ...' : ''
  const heads = columns.map((i) => `  ${alignRight(head(i), width)}`).join('')
  const titled = above ? `${paint.strong(title)}\n${' '.repeat(left)}` : paint.strong(alignLeft(title, left))
  let text = `${titled}${paint.dim(`${heads}${dots}`)}\n`
  const rest = screen === undefined ? Infinity : screen - left - across - 3
  const forWords = rest - formulas - 2
  // Where words after a formula would be a column of single ones, they stand below it, in all lines.
  const apart =
    forWords < NARROW_WORDS || (forWords < Infinity && meanings.some((one) => fold(one, forWords).length > 2))
  row.steps.forEach((step, s) => {
    const cells = step.each
      ? columns.map((i) => `  ${alignRight(numbers[s]!(i), width)}`).join('') + dots
      : alignLeft(`  = ${numbers[s]!(0)}`, across)
    const line = `${alignLeft(`  ${step.name}`, left)}${alignLeft(cells, across)}   `
    const start = displayWidth(line)
    const below = rest < NARROW
    const [room, indent] = below ? [screen! - 6, 6] : [rest, start]
    const told = whatIs(inWords[s]!, meanings[s]!, room, apart && !below ? Infinity : formulas, indent, paint)
    text += below || told === '\n' ? `${line.trimEnd()}\n` : line
    if (told !== '\n') text += below ? told : told.slice(start)
  })
  const whole = rowLines(row, telling)
  const blocks = blocksInNumbers(row, telling).map(({ title, lines }) => {
    const indented = lines.map((line) => ({ ...line, name: `  ${line.name}` }))
    return `  ${paint.dim(title)}\n${equations(indented, telling)}`
  })
  return text + (whole.length > 0 ? equations(whole, telling) : '') + blocks.join('')
}

/** Fewer columns next to the numbers hold no formula, and no words after one. */
const NARROW = 16
const NARROW_WORDS = 14

/** A formula and its meaning side by side in so many columns, or below each other; each line after an indent. */
function whatIs(
  formula: string,
  means: string,
  room: number,
  formulas: number,
  indent: number,
  paint: Paint,
): string {
  const margin = ' '.repeat(indent)
  const rest = room - formulas - 2
  if (rest >= NARROW_WORDS) {
    const said = rest === Infinity ? [means] : fold(means, rest)
    return said
      .map((part, i) =>
        `${margin}${alignLeft(i === 0 ? formula : '', formulas)}  ${paint.dim(part)}`.trimEnd(),
      )
      .map((line) => `${line}\n`)
      .join('')
  }
  const parts = [
    ...(formula === '' ? [] : fold(formula, room)),
    ...(means === '' ? [] : fold(means, room).map((part) => paint.dim(part))),
  ]
  return parts.length === 0 ? '\n' : parts.map((part) => `${margin}${part}\n`).join('')
}

/** Most columns of a name above a column. */
const NAMES = 12

/** What heads a column: the name of its class, or its number. */
function headsOf({ columns, classes }: Explanation): (i: number) => string {
  if (columns !== 'classes') return (i) => `[${i}]`
  return (i) => (classes?.[i] === undefined ? `[${i}]` : cutTo(visible(classes[i]), NAMES))
}

/** `name = from = value`, the signs below each other. */
function equations(lines: readonly WorkedLine[], { paint, width: screen }: Telling): string {
  const left = widest(lines.map(({ name }) => name))
  return lines
    .map(({ name, from, value }) => {
      const start = `  ${alignLeft(name, left)} = `
      const working = from === '' || from === value ? '' : `${from} = `
      const long = screen !== undefined && displayWidth(`${start}${working}${value}`) > screen
      return long
        ? hanging(start, `${working}${value}`, left + 5, screen)
        : `${start}${working}${paint.strong(value)}\n`
    })
    .join('')
}

function alignLeft(text: string, width: number): string {
  return text + ' '.repeat(Math.max(width - displayWidth(text), 0))
}
