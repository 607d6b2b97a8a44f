import type { Screen } from '../../writers/grid.ts'
import type { ExplainedRow, ExplainedRows, ExplainedStep } from '../../explanation.ts'
import { isMean, type Report } from '../../report.ts'
import { sayFormula } from '../../locale/say-formula.ts'
import type { Words } from '../../locale/words-en.ts'
import { exact, type Precision, plain, short } from '../../writers/number.ts'
import { visible } from '../../writers/text.ts'

/** Elements or classes of a row that are shown. */
const COLUMNS_SHOWN = 8

/** Which columns of a row are shown: the first ones, and the one whose numbers are put in. */
export function shownColumns({ steps, shown }: ExplainedRow): { columns: number[]; more: number } {
  const width = steps.reduce((most, { values, each }) => (each ? Math.max(most, values.length) : most), 1)
  const columns = Array.from({ length: Math.min(width, COLUMNS_SHOWN) }, (_, i) => i)
  const last = shown.at(-1) ?? 0
  if (last >= columns.length) columns[columns.length - 1] = last
  return { columns, more: width - columns.length }
}

/** How the numbers of a step are written, of which few are shown; without decimals if all are whole. */
export function stepNumbers({ name, values }: ExplainedStep, precision: Precision): (i: number) => string {
  const whole = !/loss|weighted/.test(name) && values.every((value) => Number.isSafeInteger(value))
  return (i) => (whole ? exact(values[i]!) : short(values[i]!, precision))
}

/** The formula with its numbers; negative ones in parentheses unless they come first. */
function inNumbers(numbers: readonly (string | number)[], precision: Precision): string {
  let text = ''
  let lastIsNumber = false
  numbers.forEach((piece, i) => {
    if (typeof piece === 'string') {
      const product = lastIsNumber && piece === ' ' && typeof numbers[i + 1] === 'number'
      text += product ? ' * ' : piece
      lastIsNumber = false
      return
    }
    // `2 beta` is a product: with numbers, 2 * 3, not 2 3.
    if (/(?:^|[^\w.])(?:[\d.]+|pi) $/.test(text)) text = `${text}* `
    const number = plain(piece, precision)
    const next = numbers[i + 1]
    const power = typeof next === 'string' && next.startsWith('^')
    const apart = number.startsWith('-') && (power || !/(^|[(,] ?)$/.test(text))
    text += apart ? `(${number})` : number
    lastIsNumber = true
  })
  return text
}

/** How a worked example is told: of which run, in whose words, and where. */
export interface Telling extends Screen {
  readonly report: Report
  readonly words: Words
}

type Told = Pick<Telling, 'report' | 'words'>

/** The steps of one element or class with its numbers put in, under what it is. */
interface InNumbers {
  readonly title: string
  readonly lines: readonly WorkedLine[]
}

/** The elements or classes of a row whose numbers are put in; the last says how many are left out. */
export function blocksInNumbers(
  row: ExplainedRow,
  { report, words: { explain }, precision, say }: Telling,
): InNumbers[] {
  const { columns } = report.explanation!
  const steps = row.steps.filter(({ numbers }) => numbers[0]?.some((piece) => typeof piece === 'number'))
  if (steps.length === 0) return []
  const width = row.steps.at(-1)!.values.length
  const others = columns === 'elements' ? width - row.shown.length : 0
  const elsewhere = others > 0 && row.shown.length === 1 ? explain.allElements(row.row) : ''
  const blocks: InNumbers[] = row.shown.map((index, i) => ({
    title: explain.numbers[columns](index) + elsewhere,
    lines: steps.map((step) => ({
      name: step.name,
      value: stepNumbers(step, precision)(step.each ? index : 0),
      from: sayFormula(inNumbers(step.numbers[i]!, precision), say),
    })),
  }))
  return others > 0 && elsewhere === ''
    ? [...blocks, { title: explain.moreElements(others), lines: [] }]
    : blocks
}

/** What a step is, in words; empty for one that nobody described. */
export function meaning({ name, formula, means }: ExplainedStep, { report, words }: Telling): string {
  if (means) return means[words.language]
  if (name === 'x') return lookUp(words.inputs, report.explanation!.input)
  return formula === '' ? lookUp(words.given, name) : lookUp(words.steps, name)
}

function lookUp(texts: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(texts, name) ? texts[name]! : ''
}

/** `row 0, target class 2` */
export function rowTitle(row: ExplainedRow, { report, words: { explain } }: Told): string {
  const { columns, classes } = report.explanation!
  const parts = [explain.row(row.row)]
  if (row.id !== undefined) parts.push(visible(row.id))
  if (row.position !== undefined) parts.push(explain.position(row.position))
  const target = row.steps.find(({ name }) => name === 't')
  if (columns === 'classes' && target && !target.each) {
    const name = classes?.[row.shown[0]!]
    parts.push(explain.target(row.shown[0]!, name && visible(name)))
  }
  return parts.join(explain.comma)
}

/** `... (147 more rows)`, if there are more rows than are worked out. */
export function rowsLeft({ report: { explanation, samples }, words: { explain } }: Told): string {
  const worked = explanation!.rows.samples
  return worked > 1 && samples > worked ? explain.rest(samples - worked) : ''
}

/** A line about a whole row: its name, its value, and the sum that gives it. */
export interface WorkedLine {
  readonly name: string
  readonly value: string
  readonly from: string
}

/** From the elements of a row to its loss and its part of the divisor. */
export function rowLines(
  row: ExplainedRow,
  { report, words: { explain }, precision }: Telling,
): WorkedLine[] {
  const { reduction, denominator } = report
  const number = (value: number) => plain(value, precision)
  const losses = row.steps.findLast(({ name }) => name === 'loss' || name === 'weighted')
  // What such a loss divides is not the sum of a row.
  if (!losses || reduction === 'none' || report.dividend !== undefined) return []
  const own = row.unweighted ?? row
  const lines: WorkedLine[] = []
  if (losses.each && losses.values.length > 1) {
    const few = losses.values.length <= COLUMNS_SHOWN
    const sum = few ? addends(losses.values, precision) : short(own.sum, precision)
    const mean = short(own.sum / own.share, precision)
    lines.push(
      reduction === 'sum'
        ? { name: explain.rowSum, value: short(own.sum, precision), from: few ? sum : '' }
        : { name: explain.rowMean, value: mean, from: `${few ? `(${sum})` : sum} / ${number(own.share)}` },
    )
  } else if (isMean(reduction) && denominator.kind === 'weights') {
    const share = short(row.share / denominator.value, precision)
    lines.push({
      name: explain.share,
      value: share,
      from: `${number(row.share)} / ${number(denominator.value)}`,
    })
  }
  if (row.unweighted) {
    const from = `${number(row.unweighted.weight)} * ${number(own.sum)}`
    lines.push({ name: explain.rowWeighted, value: short(row.sum, precision), from })
  }
  return lines
}

/** Rows or positions whose part of the sum is written: nobody reads a line of a million. */
const MOST_ADDENDS = 1000

/** What the lines of the reduction say of rows, gathered while these are written. */
export class Tally {
  /** What the first of those that count add to the sum and to the divisor. */
  readonly sums: number[] = []
  readonly shares: number[] = []
  /** Whether others count, too. */
  cut = false
  /** Rows or positions, those that are ignored, too. */
  count = 0
  weighted = false;

  *of(rows: ExplainedRows): Generator<ExplainedRow> {
    for (const row of rows) {
      this.count++
      this.weighted ||= row.unweighted !== undefined || row.steps.some(({ name }) => name === 'weighted')
      if (!row.ignored && this.sums.length === MOST_ADDENDS) this.cut = true
      else if (!row.ignored) {
        this.sums.push(row.sum)
        this.shares.push(row.share)
      }
      yield row
    }
  }
}

/** From the rows, all of which were tallied, to the result. */
export function reductionLines(
  { report, words: { explain }, precision }: Telling,
  { sums, shares, count, cut: long }: Tally,
): WorkedLine[] {
  const { reduction, denominator, dividend, value, ignored } = report
  const sum = dividend ?? report.sum
  if (reduction === 'none' || value === undefined) return []
  if (Number.isNaN(dividend)) return [{ name: explain.mean, value: short(value, precision), from: '' }]
  const worked = report.explanation!.rows.samples
  // A loss of the whole batch is explained in one.
  const rest = report.one === 'batch' ? 0 : report.samples - worked
  const cut = long || count < worked * report.explanation!.positions ? ' + ...' : ''
  const partial = rest > 0 ? `${cut} + ${explain.rest(rest)}` : cut
  const total = sums.length === 0 || report.one === 'batch' ? '' : addends(sums, precision) + partial
  const lines = [{ name: explain.sum, value: short(sum, precision), from: total }]
  if (reduction === 'sum') return lines
  const divisor = plain(denominator.value, precision)
  const weights =
    denominator.kind === 'weights' && shares.length > 1 ? addends(shares, precision) + partial : ''
  lines.push({ name: explain.divisor, value: explain.of[denominator.kind](divisor, ignored), from: weights })
  const mean = short(value, precision)
  lines.push({ name: explain.mean, value: mean, from: `${short(sum, precision)} / ${divisor}` })
  if (denominator.kind === 'elements' && rest === 0 && count > 1 && shares[0]! > 1) {
    const means = addends(
      sums.map((sum, i) => sum / shares[i]!),
      precision,
    )
    lines.push({ name: explain.meanOfRows, value: mean, from: `(${means}${cut}) / ${count}` })
  }
  return lines
}

/** 0.5 + (-0.25) + 1 */
function addends(values: readonly number[], precision: Precision): string {
  const whole = values.every((value) => Number.isSafeInteger(value))
  return values
    .map((value) => (whole ? exact(value) : short(value, precision)))
    .map((text, i) => (i > 0 && text.startsWith('-') ? `(${text})` : text))
    .join(' + ')
}

/** How the parts of a worked example are written. */
interface WorkedStyle {
  row(row: ExplainedRow): string
  title(text: string): string
  lines(lines: readonly WorkedLine[]): string
  plain(text: string): string
  /** The result with all its digits. */
  full(name: string, value: string): string
}

/** The rows one by one, and how they are reduced. */
export function* workedParts(telling: Telling, style: WorkedStyle): Generator<string> {
  const { report, words, precision } = telling
  const { explain } = words
  const tally = new Tally()
  for (const row of tally.of(report.explanation!.rows)) yield `\n${style.row(row)}`
  const left = rowsLeft(telling)
  if (left !== '') yield `\n${left}\n`
  yield `\n${style.title(explain.reduction[report.reduction])}`
  const lines = reductionLines(telling, tally)
  yield lines.length > 0 ? style.lines(lines) : style.plain(explain.kept)
  const { value } = report
  if (value !== undefined && exact(value) !== short(value, precision))
    yield style.full(explain.full, exact(value))
}
