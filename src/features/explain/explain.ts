import { indexOfMax } from '../../numerics/index-of-max.ts'
import { mapArguments, type Row, sizeOf, type Tensor } from '../../tensor.ts'
import type { Pair } from '../../data/pairs.ts'
import { columnsOf, overColumns } from '../../engine/element-columns.ts'
import { tensorsAs } from '../../engine/fit.ts'
import type { Explain } from '../../engine/request.ts'
import type { BatchPlan, Plan } from '../../engine/plan.ts'
import type { ElementPlan } from '../../engine/fit-elements.ts'
import type { RowPlan } from '../../engine/fit-rows.ts'
import { rowsOf } from '../../engine/run-rows.ts'
import { overPiece } from '../../engine/windows.ts'
import { spread } from '../../engine/broadcast.ts'
import type { ClassTarget, PlainLoss, StepText } from '../../losses/loss.ts'
import { compensatedSum } from '../../numerics/compensated-sum.ts'
import type { ExplainedRow, ExplainedRows, ExplainedStep } from '../../explanation.ts'
import { symbolOf, withGiven } from '../../losses/given-parts.ts'
import { chosenCase, givenOf, headingOf, inNames, putNumbers } from './formula.ts'

/** Rows wanted in a worked example: the first ones, one by its number, or the first of a name. */
export type WantedRows = { readonly first: number } | { readonly row: number } | { readonly id: string }

/** How many rows, or positions of a row, are worked out unless one is named. */
export const FIRST_ROWS = 3

/** For how many elements of a single row the formula is shown with numbers. */
const ELEMENTS = 8

/** A value per name; undefined if the name does not apply. */
type Values = Readonly<Record<string, number | ArrayLike<number> | undefined>>

/** Chosen rows of a piece, and whether no later piece is needed. */
interface ChosenRows {
  readonly places: readonly number[]
  readonly alone: boolean
  /** Names of all samples of the piece, if they have names. */
  readonly ids: readonly string[] | undefined
}

/** Finds the wanted rows, piece by piece; `named`: the first label is the name of the sample. */
function chooseRows(wanted: WantedRows, named: boolean): (plan: Plan, pair: Pair) => ChosenRows {
  let found = false
  return ({ shape }, { firstRow, rows, texts }) => {
    const count = shape[0] ?? 1
    const ids: readonly string[] | undefined = named ? texts?.values().next().value : undefined
    if ('first' in wanted) {
      const length = Math.min(Math.max(wanted.first - firstRow, 0), count)
      return { places: Array.from({ length }, (_, i) => i), alone: false, ids }
    }
    // A name may stand twice.
    if ('id' in wanted) {
      const places = ids?.flatMap((id, i) => (id === wanted.id ? [i] : [])) ?? []
      return { places, alone: true, ids }
    }
    const place = rows ? rows.indexOf(wanted.row) : wanted.row - firstRow
    if (found || place < 0 || place >= count) return { places: [], alone: true, ids }
    found = true
    return { places: [place], alone: true, ids }
  }
}

/** The chosen rows of a run. Their numbers are kept; their steps, a hundred times as much, are made row by row. */
export class WorkedRows implements Explain {
  readonly heading = headingOf
  readonly #choose: (plan: Plan, pair: Pair) => ChosenRows
  readonly #pieces: { plan: Plan; pair: Pair; chosen: ChosenRows }[] = []

  /** `named`: the first label is the name of the sample. */
  constructor(wanted: WantedRows, named: boolean) {
    this.#choose = chooseRows(wanted, named)
  }

  see(plan: Plan, pair: Pair): void {
    const chosen = this.#choose(plan, pair)
    if (chosen.places.length > 0) this.#pieces.push({ plan, pair: pair.whole ? pair : kept(pair), chosen })
  }

  rows(): ExplainedRows {
    const pieces = this.#pieces
    const samples = pieces.reduce(
      (sum, { plan, chosen }) => sum + (plan.one === 'batch' ? 1 : chosen.places.length),
      0,
    )
    return {
      samples,
      *[Symbol.iterator]() {
        for (const { plan, pair, chosen } of pieces) yield* explainRows(plan, pair, chosen)
      },
    }
  }
}

/** A pair in memory of its own: the next piece may overwrite that of this one. */
function kept(pair: Pair): Pair {
  const copy = (tensor: Tensor): Tensor => ({ ...tensor, data: tensor.data.slice() })
  return {
    ...pair,
    args: mapArguments(pair.args, copy),
    rows: pair.rows?.slice(),
    weights: pair.weights && copy(pair.weights),
  }
}

/** Works out rows of a piece with the same functions that compute the loss, one after the other. */
export function* explainRows(plan: Plan, pair: Pair, chosen: ChosenRows): Generator<ExplainedRow> {
  if (chosen.places.length === 0) return
  const { ids } = chosen
  for (const one of workedOut(plan, pair, chosen)) {
    const place = one.row - pair.firstRow
    const weight = pair.weights?.data[place]
    const { sum, share } = one
    const weighted = weight !== undefined &&
      !one.ignored && { sum: weight * sum, share: weight * share, unweighted: { weight, sum, share } }
    yield { ...one, ...weighted, row: pair.rows?.[place] ?? one.row, ...(ids && { id: ids[place]! }) }
  }
}

function workedOut(plan: Plan, pair: Pair, chosen: ChosenRows): Iterable<ExplainedRow> {
  if (plan.one === 'element') return explainElements(plan, pair, chosen)
  return plan.one === 'row' ? explainVectors(plan, pair, chosen.places) : [explainBatch(plan, pair)]
}

function* explainElements(
  plan: ElementPlan,
  { args, firstRow }: Pair,
  { places, alone }: ChosenRows,
): Generator<ExplainedRow> {
  const { shape, loss, options } = plan
  const size = sizeOf(shape)
  const piece = overPiece(plan, shape, firstRow)
  const columns = columnsOf(piece, args)
  const w = piece.weight && spread(piece.weight, shape)
  const working = overColumns(columns, loss.working(options))
  const more = loss.more && overColumns(columns, loss.more(options))
  const width = size / (shape.length === 0 ? 1 : shape[0]!)
  const shown = Array.from({ length: Math.min(width, alone ? ELEMENTS : 1) }, (_, i) => i)
  const names = [
    ...Object.keys(loss.takes).map(symbolOf),
    ...tensorsAs(loss, 'factor').map(([name, { symbol = name }]) => symbol),
  ]
  const given = names.flatMap((name, i) => (columns[i] ? [[name, columns[i]] as const] : []))
  if (w) given.push(['w', w])
  const texts = {
    ...givenTexts(
      loss,
      given.map(([name]) => name),
    ),
    ...loss.steps,
    ...(w && { weighted: { formula: 'w loss', latex: String.raw`w\,\ell` } }),
  }
  for (const row of places) {
    const start = row * width
    const together: Record<string, number[]> = {
      ...Object.fromEntries(given.map(([name, data]) => [name, [...data.subarray(start, start + width)]])),
      ...(more && sideBySide(start, width, more)),
      ...sideBySide(start, width, working),
    }
    if (w && together.loss) together.weighted = together.loss.map((loss, i) => w[start + i]! * loss)
    const losses = Float64Array.from(together[w ? 'weighted' : 'loss'] ?? [])
    yield {
      row: firstRow + row,
      shown,
      ignored: false,
      steps: describe(plan, texts, together, shown),
      sum: compensatedSum(losses, 0, losses.length),
      share: plan.weighted && w ? compensatedSum(w, row * width, width) : width,
    }
  }
}

/** The values of elements by their names, of those that all elements have: a row may be a million of them. */
function sideBySide(start: number, count: number, valuesOf: (i: number) => Values): Record<string, number[]> {
  let columns: { readonly name: string; readonly numbers: number[] }[] = []
  for (let i = 0; i < count; i++) {
    const values = valuesOf(start + i)
    if (i === 0) columns = Object.keys(values).map((name) => ({ name, numbers: [] }))
    let gaps = false
    for (const { name, numbers } of columns) {
      const value = values[name]
      if (value === undefined) gaps = true
      else numbers.push(value as number)
    }
    if (gaps) columns = columns.filter(({ name }) => values[name] !== undefined)
  }
  return Object.fromEntries(columns.map(({ name, numbers }) => [name, numbers]))
}

function* explainVectors(
  plan: RowPlan,
  { args, firstRow }: Pair,
  places: readonly number[],
): Generator<ExplainedRow> {
  const { size, loss, options, kind, batch } = plan
  const rows = rowsOf(plan, args, firstRow)
  const width = batch === 0 ? 0 : rows.count / batch
  const working = loss.working(options, size)
  const more = loss.more?.(options, size)
  const perClass = Object.entries(options)
    .toSorted(
      ([a], [b]) => Number(loss.options[b]!.type === 'tensor') - Number(loss.options[a]!.type === 'tensor'),
    )
    .flatMap(([name, value]) => {
      const spec = loss.options[name]!
      if (typeof value !== 'object' || (spec.type === 'tensor' && spec.as !== 'classes')) return []
      return [[(spec.type === 'tensor' && spec.symbol) || name, value.data] as const]
    })
  const positions = Array.from({ length: Math.min(width, FIRST_ROWS) }, (_, i) => i)
  for (const i of placesOf(places, positions, width)) {
    const place = { row: firstRow + Math.floor(i / width), ...(width > 1 && { position: i % width }) }
    if (!rows.move(i)) {
      yield { ...place, shown: [], ignored: true, steps: [], sum: 0, share: 0 }
      continue
    }
    const own: Record<string, number | Float64Array> = {}
    for (const [name, value] of Object.entries(rows.row)) {
      if (value === undefined) continue
      own[symbolOf(name)] = typeof value === 'number' ? value : numbersOf(value)
    }
    Object.assign(own, Object.fromEntries(perClass))
    const values: Values = { ...more?.(rows.row), ...working(rows.row) }
    const { t } = own
    const hot =
      kind === 'indices' ? (t as number) : kind === 'probabilities' ? indexOfMax(t as Float64Array) : 0
    const texts = { ...givenTexts(loss, Object.keys(own)), ...loss.steps }
    yield {
      ...place,
      shown: [hot],
      ignored: false,
      steps: describe(plan, texts, { ...values, ...own, C: size }, [hot]),
      sum: values.loss as number,
      share: (values.divisor as number | undefined) ?? 1,
    }
  }
}

function* placesOf(rows: readonly number[], positions: readonly number[], width: number): Generator<number> {
  for (const row of rows) for (const position of positions) yield row * width + position
}

/** A copy of what a row holds: numbers, or the index of a class. */
function numbersOf(value: Row | ClassTarget): number | Float64Array {
  const row = 'index' in value ? value.probabilities : value
  return row ? row.data.slice(row.start, row.start + row.length) : (value as ClassTarget).index
}

/** A loss of the whole batch has steps of all of it. */
function explainBatch(plan: BatchPlan, { args, firstRow }: Pair): ExplainedRow {
  const { values, steps, divisor = values.data.length } = plan.loss.working(plan.options)(args)
  const loss = values.data.length === 1 ? values.data[0]! : values.data
  return {
    row: firstRow,
    shown: [0],
    ignored: false,
    steps: describe(plan, plan.loss.steps, { ...steps, loss }, [0]),
    sum: compensatedSum(values.data, 0, values.data.length),
    share: divisor,
  }
}

function givenTexts({ takes }: PlainLoss, names: readonly string[]): Record<string, StepText> {
  return Object.fromEntries(
    names.map((name) => {
      const own = Object.keys(takes).find((argument) => symbolOf(argument) === name)
      const means = own === undefined ? undefined : takes[own]!.means
      return [name, { formula: '', latex: latexOf(name), ...(means && { means }) }]
    }),
  )
}

/** x1 as x_1; a name of several letters upright. */
function latexOf(name: string): string {
  if (/^\w\d$/.test(name)) return `${name[0]}_${name[1]}`
  return name.length === 1 || name === 'alpha' ? name : String.raw`\mathrm{${name}}`
}

/** The steps that apply, with their formulas in names and in numbers. */
function describe(
  plan: Plan,
  texts: Readonly<Record<string, StepText>>,
  values: Values,
  shown: readonly number[],
): ExplainedStep[] {
  const known: Record<string, number | ArrayLike<number>> = {}
  for (const [name, value] of Object.entries({ ...plan.options, ...values })) {
    if (typeof value === 'number' || (typeof value === 'object' && 'length' in value)) known[name] = value
  }
  const given = { ...givenOf(plan), ...values }
  const steps: ExplainedStep[] = []
  for (const [name, text] of Object.entries(texts)) {
    const value = values[name]
    if (value === undefined) continue
    const each = typeof value !== 'number'
    steps.push({
      name,
      ...inNames(text, given),
      ...(text.means && { means: text.means }),
      values: !each ? [value] : Array.isArray(value) ? value : Array.from(value),
      each,
      numbers: shown.map((index) =>
        putNumbers(withGiven(chosenCase(text, known, index).formula, given), known, index),
      ),
    })
  }
  return steps
}
