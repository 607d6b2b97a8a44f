import type { ClassTarget, StepText } from '../../losses/loss.ts'
import type { ExplainedRow, ExplainedStep } from '../../report.ts'
import { sizeOf, type Tensor } from '../../tensor.ts'
import { spread } from '../../engine/broadcast.ts'
import { Column } from '../../engine/strided-row.ts'
import { putNumbers, withGiven } from './formula.ts'
import type { Pair } from '../../data/pairs.ts'
import type { ClassPlan, ElementPlan, Plan } from '../../engine/plan.ts'
import { weightWindow } from '../../engine/run.ts'
import { pairSum } from '../../numerics/pair-sum.ts'

/** Rows wanted in a worked example: the first ones, one by its number, or the first of a name. */
export type WantedRows = { readonly first: number } | { readonly row: number } | { readonly id: string }

/** How many rows, or positions of a row, are worked out where none is named. */
export const FIRST_ROWS = 3

/** How many elements of a single row are put in numbers. */
const ELEMENTS = 8

/** A value per name; undefined where the name does not apply. */
type Values = Readonly<Record<string, number | ArrayLike<number> | undefined>>

/** Rows of a piece, and whether they are all that is wanted of the whole. */
export interface ChosenRows {
  readonly places: readonly number[]
  readonly alone: boolean
  /** Names of all samples of the piece, if they have names. */
  readonly ids: readonly string[] | undefined
}

/** Finds the wanted rows in one piece after the other; `named` says that the first label is a name. */
export function chooseRows(wanted: WantedRows, named: boolean): (plan: Plan, pair: Pair) => ChosenRows {
  let found = false
  return ({ shape }, { from, rows, texts }) => {
    const count = shape[0] ?? 1
    const ids: readonly string[] | undefined = named ? texts?.values().next().value : undefined
    if ('first' in wanted) {
      const length = Math.min(Math.max(wanted.first - from, 0), count)
      return { places: Array.from({ length }, (_, i) => i), alone: false, ids }
    }
    const place =
      'id' in wanted ? ids?.indexOf(wanted.id) : rows ? rows.indexOf(wanted.row) : wanted.row - from
    if (found || place === undefined || place < 0 || place >= count) return { places: [], alone: true, ids }
    found = true
    return { places: [place], alone: true, ids }
  }
}

/** Works out rows of a piece, by the kernels that compute. */
export function explainRows(plan: Plan, pair: Pair, chosen: ChosenRows): ExplainedRow[] {
  if (chosen.places.length === 0) return []
  const found =
    plan.family === 'element'
      ? explainElements(plan, pair, chosen)
      : explainClasses(plan, pair, chosen.places)
  const { ids } = chosen
  return found.map((one) => {
    const place = one.row - pair.from
    const weight = pair.weights?.data[place]
    const { sum, share } = one
    const weighted = weight !== undefined &&
      !one.ignored && { sum: weight * sum, share: weight * share, unweighted: { weight, sum, share } }
    return { ...one, ...weighted, row: pair.rows?.[place] ?? one.row, ...(ids && { id: ids[place]! }) }
  })
}

function explainElements(
  plan: ElementPlan,
  { args, from }: Pair,
  { places, alone }: ChosenRows,
): ExplainedRow[] {
  const { input, target } = args as { input: Tensor; target: Tensor }
  const { shape, loss, options } = plan
  const size = sizeOf(shape)
  const x = input.data.length === size ? input.data : spread(input, shape)
  const t = target.data.length === size ? target.data : spread(target, shape)
  const w = plan.weight && weightWindow(plan.weight, shape, from)
  const p = plan.posWeight && weightWindow(plan.posWeight, shape, from)
  const working = loss.working(options)
  const more = loss.lesson?.more(options)
  const width = size / (shape.length === 0 ? 1 : shape[0]!)
  const shown = Array.from({ length: Math.min(width, alone ? ELEMENTS : 1) }, (_, i) => i)
  const found: ExplainedRow[] = []
  for (const row of places) {
    const elements: Values[] = []
    for (let i = row * width; i < (row + 1) * width; i++) {
      const factor = p ? p[i]! : 1
      const values: Values = { ...more?.(x[i]!, t[i]!, factor), ...working(x[i]!, t[i]!, factor) }
      const given = { x: x[i]!, t: t[i]!, ...(p && { p: factor }), ...(w && { w: w[i]! }) }
      elements.push({ ...given, ...values, ...(w && { weighted: w[i]! * (values.loss as number) }) })
    }
    const texts = {
      ...givenTexts(['x', 't', ...(p ? ['p'] : []), ...(w ? ['w'] : [])]),
      ...stepsOf(plan),
      ...(w && { weighted: { formula: 'w loss', latex: String.raw`w\,\ell` } }),
    }
    const together: Record<string, number[]> = {}
    for (const name of Object.keys(elements[0] ?? {})) {
      if (elements.every((values) => values[name] !== undefined)) {
        together[name] = elements.map((values) => values[name] as number)
      }
    }
    const losses = Float64Array.from(together[w ? 'weighted' : 'loss'] ?? [])
    found.push({
      row: from + row,
      shown,
      ignored: false,
      steps: describe(texts, together, plan.options, shown),
      sum: pairSum(losses, 0, losses.length),
      share: plan.weighted && w ? pairSum(w, row * width, width) : width,
    })
  }
  return found
}

function explainClasses(plan: ClassPlan, { args, from }: Pair, places: readonly number[]): ExplainedRow[] {
  const { input, target } = args as { input: Tensor; target: Tensor }
  const { classes, inner, kind, ignoreIndex, loss, options } = plan
  const column = new Column(input.data, classes, inner)
  const soft = kind === 'probabilities' ? new Column(target.data, classes, inner) : undefined
  const working = loss.working(options, classes)
  const more = loss.lesson?.more(options, classes)
  const weight = options.weight as Tensor | undefined
  const alpha = typeof options.alpha === 'object' ? options.alpha : undefined
  const aim: ClassTarget = { index: -1, probabilities: undefined }
  const found: ExplainedRow[] = []
  const positions = Array.from({ length: Math.min(inner, FIRST_ROWS) }, (_, i) => i)
  for (const i of places.flatMap((row) => positions.map((position) => row * inner + position))) {
    const place = { row: from + Math.floor(i / inner), ...(inner > 1 && { position: i % inner }) }
    if (!soft) aim.index = target.data[i]!
    if (!soft && aim.index === ignoreIndex) {
      found.push({ ...place, shown: [], ignored: true, steps: [], sum: 0, share: 0 })
      continue
    }
    const { data, start, length } = column.at(i)
    const x = data.slice(start, start + length)
    if (soft) {
      const row = soft.at(i)
      aim.probabilities = { data: row.data.slice(row.start, row.start + length), start: 0, length }
    }
    const row = { data: x, start: 0, length }
    const values: Values = { ...working(row, aim), ...more?.(row, aim) }
    const t = soft ? aim.probabilities!.data : aim.index
    const vectors = { ...(weight && { w: weight.data }), ...(alpha && { alpha: alpha.data }) }
    const texts = { ...givenTexts(['x', 't', ...Object.keys(vectors)]), ...stepsOf(plan) }
    const shown = [soft ? indexOfMax(aim.probabilities!.data) : aim.index]
    found.push({
      ...place,
      shown,
      ignored: false,
      steps: describe(texts, { ...values, x, t, ...vectors, C: classes }, options, shown),
      sum: values.loss as number,
      share: values.share as number,
    })
  }
  return found
}

function givenTexts(names: readonly string[]): Record<string, StepText> {
  return Object.fromEntries(names.map((name) => [name, { formula: '', latex: name }]))
}

/** The loss's lesson, or else its plain steps. */
function stepsOf({ loss }: Plan): Record<string, StepText> {
  if (loss.lesson) return loss.lesson.steps
  const texts = Object.entries(loss.steps).map(([name, formula]) => [name, { formula, latex: '' }])
  return Object.fromEntries(texts)
}

/** The steps that apply, with their formulas in names and in numbers. */
function describe(
  texts: Readonly<Record<string, StepText>>,
  values: Values,
  options: Plan['options'],
  shown: readonly number[],
): ExplainedStep[] {
  const known: Record<string, number | ArrayLike<number>> = {}
  for (const [name, value] of Object.entries({ ...options, ...values })) {
    // In e^x, e is Euler's number, unless a step has that name.
    if (name === 'e' && !Object.hasOwn(texts, name)) continue
    if (value !== undefined && (typeof value === 'number' || 'length' in value)) known[name] = value
  }
  const steps: ExplainedStep[] = []
  for (const [name, { formula, latex }] of Object.entries(texts)) {
    const value = values[name]
    if (value === undefined) continue
    const each = typeof value !== 'number'
    const text = withGiven(formula, known)
    steps.push({
      name,
      formula: text,
      latex: withGiven(latex, known),
      values: each ? Array.from(value) : [value],
      each,
      numbers: shown.map((index) => putNumbers(text, known, index)),
    })
  }
  return steps
}

function indexOfMax(numbers: ArrayLike<number>): number {
  let best = 0
  for (let i = 1; i < numbers.length; i++) if (numbers[i]! > numbers[best]!) best = i
  return best
}
