import { type Curve, curvesOf, type Setting, usualOver } from '../features/plot/curves.ts'
import { passRefused } from '../error.ts'
import { optionsOf, type View } from './view.ts'
import { formOf, type LossesByName, type PlaygroundState } from './state.ts'

/** A number of the learner on a curve. */
interface Dot {
  readonly x: number
  readonly y: number
  readonly row: number
  /** Which place of the table: `[0][2]`, or its row. */
  readonly place: string
  readonly second: boolean
}

interface CurveLine {
  readonly values: Float64Array
  /** Of the other target, or the loss without its factor, to compare. */
  readonly look: 'first' | 'second' | 'plain'
}

/** The loss along one number, and where the numbers of the table lie on it. */
export interface Picture {
  readonly axis: 'difference' | 'input' | 'probability'
  readonly at: Float64Array
  readonly lines: readonly CurveLine[]
  readonly dots: readonly Dot[]
  /** The option and value at which the plain line is drawn: gamma 0. */
  readonly plain: string | undefined
  /** Ends of the axes. */
  readonly from: number
  readonly to: number
  readonly top: number
}

/** The curve of a state; undefined for a loss that is no function of one number. */
export function pictureOf(losses: LossesByName, state: PlaygroundState, view: View): Picture | undefined {
  const loss = losses.get(state.loss)!
  const form = formOf(losses, state)
  const mode = state.form === '' ? undefined : state.form
  const single = Object.entries(state.options).filter(
    ([, value]) => typeof value !== 'object' || value.length === 1,
  )
  const options = optionsOf({ ...state, options: Object.fromEntries(single) }, form)
  const { plainAt } = form.traits ?? {}
  const other = plainAt && { ...options, [plainAt.option]: plainAt.value }
  const settings: Setting[] = [{ name: '', options }, ...(other ? [{ name: 'plain', options: other }] : [])]
  try {
    const over = form.one === 'row' ? usualOver(loss, mode) : 'x'
    const { at, curves, shifts } = curvesOf(loss, mode, over, settings)
    const own = curves.filter(({ name }) => !name.startsWith('plain'))
    const lines: CurveLine[] = [
      ...curves
        .filter(({ name }) => name.startsWith('plain'))
        .map(({ loss }) => ({ values: loss, look: 'plain' as const })),
      ...own.map(({ loss }, i) => ({
        values: loss,
        look: i === 0 ? ('first' as const) : ('second' as const),
      })),
    ]
    const axis = over === 'p' ? 'probability' : shifts ? 'difference' : 'input'
    const found = view.losses ? elementDots(state, view, shifts) : rowDots(view, over === 'p')
    const [from, to] = over === 'p' ? [0, 1] : [at[0]!, at.at(-1)!]
    const inside = found.filter(({ x, y }) => x >= from && x <= to && Number.isFinite(y))
    const highest = (values: Iterable<number>) => Math.max(0, ...[...values].filter(Number.isFinite))
    const most = highest(own.flatMap(({ loss }) => [...loss]))
    // Room above the numbers, so that the curve shows where they would go.
    const room = 3 * highest(inside.map(({ y }) => y))
    const top = room > 0 ? Math.min(most, Math.max(room, most / 50)) : most
    const dots = inside.filter((dot) => own.some((curve) => lies(dot, at, curve, top)))
    const marked = dots.map((dot) => ({ ...dot, second: own.length > 1 && !lies(dot, at, own[0]!, top) }))
    const plain = other && plainAt ? `${plainAt.option} ${plainAt.value}` : undefined
    return { axis, at, lines, dots: marked, plain, from, to, top: top > 0 ? top : 1 }
  } catch (error) {
    return passRefused(error)
  }
}

function elementDots(state: PlaygroundState, { losses }: View, shifts: boolean): Dot[] {
  const [inputs, targets] = Object.values(state.args)
  return losses!.flatMap((row, i) =>
    row.map((y, j) => {
      const x = shifts ? inputs![i]![j]! - targets![i]![j]! : inputs![i]![j]!
      return { x, y, row: i, place: `[${i}][${j}]`, second: false }
    }),
  )
}

function rowDots({ explained, probabilities }: View, over: boolean): Dot[] {
  if (!over || !probabilities) return []
  return explained.map(({ sum }, row) => ({
    x: probabilities[row]!,
    y: sum,
    row,
    place: `[${row}]`,
    second: false,
  }))
}

/** Whether a dot is on a curve: other weights, soft targets or smoothing put it elsewhere. */
function lies({ x, y }: Dot, at: Float64Array, { loss }: Curve, top: number): boolean {
  const i = Math.min(
    at.length - 1,
    Math.max(
      1,
      at.findIndex((place) => place >= x),
    ),
  )
  const [x0, x1, y0, y1] = [at[i - 1]!, at[i]!, loss[i - 1]!, loss[i]!]
  const there = y0 + ((x - x0) / (x1 - x0)) * (y1 - y0)
  return Math.abs(there - y) <= 0.02 * top + 0.03 * Math.abs(y)
}
