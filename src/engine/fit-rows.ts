import { type ByArgument, mapArguments, sameShape, sizeOf, type Tensor } from '../tensor.ts'
import type { RowLoss, RowNumbers } from '../losses/loss.ts'
import type { AnyOptionValues } from '../options.ts'
import { broadcastShape } from './broadcast.ts'
import { type Shaped, tensorsAs, vectorShape } from './fit.ts'

export interface RowPlan<L extends RowNumbers = RowLoss> {
  readonly one: 'row'
  readonly loss: L
  readonly options: AnyOptionValues
  /** Shape of the losses: one per row. */
  readonly shape: readonly number[]
  /** Shape of the rows with their numbers, which vectors broadcast to. */
  readonly wide: readonly number[]
  readonly batch: number
  /** How many classes a row has, or numbers its vectors. */
  readonly size: number
  /** Rows that lie side by side in the dimensions after the classes: d1 * ... * dK. */
  readonly inner: number
  readonly kind: 'indices' | 'probabilities' | 'elements'
  /** The target index of rows that do not count; NaN if all do. */
  readonly ignoreIndex: number
  readonly factors: ByArgument<Tensor | undefined>
  readonly weighted: boolean
}

type Fitted = Pick<RowPlan, 'shape' | 'wide' | 'batch' | 'size' | 'inner' | 'kind'>

/** Refuses the shape of an argument, for a reason that whoever fits puts into words; `rows` is the shape of the losses. */
export type Refuse = (
  why:
    | 'a single number'
    | 'no numbers'
    | 'the other target'
    | 'another shape'
    | 'another rank'
    | 'another length'
    | 'no broadcast',
  argument: string,
  rows?: readonly number[],
) => never

/** Whether a loss is one of classes; else it is one of vectors. */
export function overClasses({ takes }: RowNumbers): boolean {
  return Object.values(takes).some(({ kind }) => kind === 'classes')
}

/** How rows of classes lie in a shape, where `batched` tells (N, C, ...) from (C). */
export function classRows(from: readonly number[]) {
  const batched = from.length > 1 || from[0] === 0
  const rest = from.slice(2)
  const batch = batched ? from[0]! : 1
  const size = batched ? (from[1] ?? 0) : from[0]!
  return { batched, shape: batched ? [batch, ...rest] : [], wide: from, batch, size, inner: sizeOf(rest) }
}

/** Fits a loss over the classes of its first argument. */
export function fitClasses(loss: RowNumbers, args: ByArgument<Shaped>, refuse: Refuse): Fitted {
  // Classes have one target.
  const [first, target] = Object.keys(loss.takes) as [string, string]
  const given = args[first]!.shape
  if (given.length === 0 && !loss.ranks) return refuse('a single number', first)
  const from = given.length === 0 ? [1] : given
  const { batched, ...rows } = classRows(from)
  if (rows.size === 0 && rows.batch > 0) return refuse('no numbers', first)
  const { shape } = args[target]!
  const to = vectorShape(args[target]!)
  const one = to.length < 2 && sizeOf(to) === 1
  // The losses of one row have the shape of its index where torch takes either.
  if (one && loss.ranks && rows.batch === 1) rows.shape = [...to]
  const empty = sizeOf(from) === 0 && sizeOf(to) === 0
  const indices = sameShape(to, rows.shape) || (!batched && one)
  const probabilities = sameShape(shape, from) && !(batched && indices)
  if (probabilities && loss.takes[target]!.probabilities) return { ...rows, kind: 'probabilities' }
  if (probabilities && !indices) return refuse('the other target', target)
  return indices || empty ? { ...rows, kind: 'indices' } : refuse('another shape', target)
}

/** Fits a loss over the last dimension of vectors. */
export function fitVectors(
  loss: RowNumbers,
  given: ByArgument<Shaped>,
  refuse: Refuse,
  options: AnyOptionValues,
): Fitted {
  const args = asRows(loss, given)
  const names = Object.keys(loss.takes)
  const vectors = names.filter((name) => loss.takes[name]!.kind === 'vector')
  const [first] = vectors as [string]
  const own = args[first]!.shape
  for (const name of vectors) if (args[name]!.shape.length === 0) return refuse('a single number', name)
  let wide: readonly number[] = own
  for (const name of vectors.slice(1)) {
    const { shape } = args[name]!
    if (sameShape(shape, own)) continue
    if (loss.shapes === undefined) return refuse('another shape', name)
    if (loss.sameRank && shape.length !== own.length) return refuse('another rank', name)
    wide = broadcastShape(wide, shape) ?? refuse('no broadcast', name)
  }
  const whole = (name: string) => sameEnd(args[name]!.shape, wide)
  for (const together of loss.together?.(options) ?? [])
    if (!together.some(whole)) {
      const other = vectors.find((name) => !sameEnd(args[name]!.shape, own))!
      return refuse(args[other]!.shape.at(-1) === own.at(-1) ? 'another rank' : 'another length', other)
    }
  const size = wide.at(-1)!
  const shape = wide.slice(0, -1)
  if (size === 0) return refuse('no numbers', first)
  for (const name of names) {
    if (loss.takes[name]!.kind !== 'perRow') continue
    const to = vectorShape(args[name]!)
    const spread = to.length === shape.length && broadcastShape(to, shape)
    if (!spread || !sameShape(spread, shape)) return refuse('another shape', name, shape)
  }
  const [batch = 1] = shape
  return { shape, wide, batch, size, inner: 1, kind: 'elements' }
}

/** A single number is a row of one where the loss takes it, as in torch. */
function asRows(loss: RowNumbers, args: ByArgument<Shaped>): ByArgument<Shaped> {
  if (!loss.ranks?.includes(0)) return args
  return mapArguments(args, (one) => (one.shape.length === 0 ? { ...one, shape: [1] } : one))
}

/** The option that has not a number for each class though it must; undefined if there is none. */
export function unfitPerClass({ loss, options, size }: RowPlan<RowNumbers>): string | undefined {
  if (size === 0) return undefined
  return Object.keys(options).find((name) => {
    const [spec, value] = [loss.options[name]!, options[name]]
    const perClass = spec.type === 'tensor' ? spec.as === 'classes' : spec.type === 'scale'
    if (!perClass || typeof value !== 'object') return false
    const { data, shape, table } = value
    return data.length !== size || shape.filter((length) => length !== 1 || table !== true).length > 1
  })
}

/** The option whose class is left out, if the loss has one. */
export function ignoresBy({ options }: Pick<RowNumbers, 'options'>): string | undefined {
  return Object.entries(options).find(([, spec]) => spec.type === 'integer' && spec.ignores)?.[0]
}

/** The plan over rows that fit, without a look at the shapes of its weights. */
export function overFitted<L extends RowNumbers>(
  loss: L,
  options: AnyOptionValues,
  fitted: Fitted,
): RowPlan<L> {
  const factors = Object.fromEntries(
    tensorsAs(loss, 'factor').map(([name]) => [name, options[name] as Tensor | undefined]),
  )
  const weights = tensorsAs(loss, 'classes').find(([, { divides }]) => divides)
  const weighted = weights !== undefined && options[weights[0]] !== undefined && fitted.kind === 'indices'
  const ignores = ignoresBy(loss)
  const ignoreIndex = ignores === undefined ? Number.NaN : (options[ignores] as number)
  return { one: 'row', loss, options, ...fitted, ignoreIndex, factors, weighted }
}

const sameEnd = (shape: readonly number[], wide: readonly number[]) =>
  shape.length === wide.length && shape.at(-1) === wide.at(-1)
