import { type ByArgument, mapArguments, sameShape, showShape, sizeOf, type Tensor } from '../tensor.ts'
import { LossError } from '../error.ts'
import type { RowLoss } from '../losses/loss.ts'
import { type AnyOptionValues, flagName } from '../options.ts'
import { broadcastShape, howShapesBroadcast } from './broadcast.ts'
import { checkBroadcast, covered, type Shaped, tensorsAs, vectorShape } from './fit.ts'

/** A loss of rows over some shapes. */
export interface RowPlan {
  readonly one: 'row'
  readonly loss: RowLoss
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

/**
 * Fits the arguments of a loss of rows: over the classes of one argument, or over the last dimension of vectors.
 *
 * @throws LossError E310 for shapes that do not fit, E305 for a target of the wrong kind, E311 for weights
 */
export function planRows(
  loss: RowLoss,
  options: AnyOptionValues,
  given: ByArgument<Shaped>,
  firstRow: number | undefined,
): RowPlan {
  const args = loss.ranks?.includes(0) ? mapArguments(given, asRow) : given
  const overClasses = Object.values(loss.takes).some(({ kind }) => kind === 'classes')
  const fitted = overClasses ? fitClasses(loss, args) : fitVectors(loss, args)
  const empty = sizeOf(fitted.wide) === 0
  for (const [name, value] of Object.entries(options)) {
    const spec = loss.options[name]!
    const perClass = spec.type === 'tensor' ? spec.as === 'classes' : spec.type === 'scale'
    if (perClass && typeof value === 'object' && !empty) checkPerClass(name, value, fitted.size)
  }
  const factors = Object.fromEntries(
    tensorsAs(loss, 'factor').map(([name]) => {
      const tensor = options[name] as Tensor | undefined
      if (tensor) checkBroadcast(flagName(name), tensor, covered(tensor, fitted.wide, firstRow))
      return [name, tensor]
    }),
  )
  const weights = tensorsAs(loss, 'classes').find(([, { divides }]) => divides)
  const weight = weights && options[weights[0]]
  const weighted = weight !== undefined && fitted.kind === 'indices'
  const [ignores] =
    Object.entries(loss.options).find(([, spec]) => spec.type === 'integer' && spec.ignores) ?? []
  const ignoreIndex = ignores === undefined ? Number.NaN : (options[ignores] as number)
  if (fitted.kind === 'probabilities' && ignoreIndex >= 0) {
    throw new LossError('E104', `--${flagName(ignores!)} does not apply to probability targets`, {
      why: `the target has the shape of the input, so each row holds a probability per class`,
    })
  }
  return { one: 'row', loss, options, ...fitted, ignoreIndex, factors, weighted }
}

/** A single number is a row of one where the loss takes it, as in torch. */
function asRow(one: Shaped): Shaped {
  return one.shape.length === 0 ? { ...one, shape: [1] } : one
}

type Fitted = Pick<RowPlan, 'shape' | 'wide' | 'batch' | 'size' | 'inner' | 'kind'>

function checkPerClass(name: string, tensor: Tensor, classes: number): void {
  const { data, shape, table } = tensor
  if (data.length === classes && shape.filter((length) => length !== 1 || table !== true).length <= 1) return
  throw new LossError(
    'E311',
    `--${flagName(name)} has shape ${showShape(shape)}, but there are ${classes} classes`,
    { why: 'it takes one number per class' },
  )
}

function fitClasses(loss: RowLoss, args: ByArgument<Shaped>): Fitted {
  // Classes have one target.
  const [first, target] = Object.keys(loss.takes) as [string, string]
  const { shape: from } = args[first]!
  if (from.length === 0) {
    throw new LossError('E310', `${first} of ${loss.name} is a single number`, {
      why: 'it needs a dimension of classes: (C), (N, C) or (N, C, d1, ..., dK)',
    })
  }
  const batched = from.length > 1 || from[0] === 0
  const size = batched ? (from[1] ?? 0) : from[0]!
  const rest = from.slice(2)
  const batch = batched ? from[0]! : 1
  const shape = batched ? [batch, ...rest] : []
  if (size === 0 && batch > 0) throw new LossError('E310', `${first} ${showShape(from)} has no classes`)
  const kind = kindOf(loss, target, args[target]!, from, shape, batched)
  return { shape, wide: from, batch, size, inner: sizeOf(rest), kind }
}

/** Whether a target holds indices or probabilities. @throws LossError E305 and E310 if neither fits */
function kindOf(
  loss: RowLoss,
  name: string,
  target: Shaped,
  from: readonly number[],
  shape: readonly number[],
  batched: boolean,
): 'indices' | 'probabilities' {
  const { probabilities: alsoProbabilities } = loss.takes[name]!
  const to = vectorShape(target)
  const empty = sizeOf(from) === 0 && sizeOf(to) === 0
  const indices = sameShape(to, shape) || (!batched && to.length === 1 && to[0] === 1)
  const probabilities = sameShape(target.shape, from) && !(batched && indices)
  if (probabilities && alsoProbabilities) return 'probabilities'
  if (probabilities && !indices) {
    const other = loss.traits?.related?.logits
    throw new LossError(
      'E305',
      `${loss.name} takes class indices ${showShape(shape)}, not a target ${showShape(to)}`,
      {
        ...(other !== undefined && { why: `probability targets belong to ${other}` }),
        tries: [
          'loss-calc ... --target-format one-hot',
          ...(other === undefined ? [] : [`loss-calc ${other} ...`]),
        ],
      },
    )
  }
  if (!indices && !empty) refuseTarget(loss, alsoProbabilities !== undefined, from, to, shape, batched)
  return 'indices'
}

function refuseTarget(
  loss: RowLoss,
  alsoProbabilities: boolean,
  from: readonly number[],
  to: readonly number[],
  shape: readonly number[],
  batched: boolean,
): never {
  const want = [`class indices ${showShape(shape)}`]
  if (alsoProbabilities) want.push(`probabilities ${showShape(from)}`)
  // (N, T, C) beside (N, T).
  const last = batched && from.length > 2 && sameShape(from.slice(0, -1), to)
  const why = !batched
    ? 'an input (C) is one row and takes one index'
    : last
      ? `the last of ${showShape(from)} seems to be the classes, and the second is taken for them`
      : to.length > 0 && to[0] !== from[0]
        ? `the input has ${from[0]} rows, the target ${to[0]}`
        : `the input has ${from[1]} classes in its second dimension`
  throw new LossError(
    'E310',
    `target ${showShape(to)} does not fit input ${showShape(from)}: ${loss.name} takes ${want.join(' or ')}`,
    { why, ...(last && { tries: ['loss-calc ... --class-axis last'] }) },
  )
}

function fitVectors(loss: RowLoss, args: ByArgument<Shaped>): Fitted {
  const names = Object.keys(loss.takes)
  const vectors = names.filter((name) => loss.takes[name]!.kind === 'vector')
  const [first] = vectors as [string]
  const own = args[first]!.shape
  const refuse = (name: string, what: string, why: string): never => {
    throw new LossError(
      'E310',
      `${first} ${showShape(own)} and ${name} ${showShape(args[name]!.shape)} must have the same ${what}`,
      { why },
    )
  }
  if (vectors.some((name) => args[name]!.shape.length === 0)) {
    throw new LossError('E310', `${loss.name} takes vectors, not single numbers`, {
      why: 'a vector has the shape (D), several have (N, D)',
    })
  }
  let wide: readonly number[] = own
  for (const name of vectors.slice(1)) {
    const { shape } = args[name]!
    if (sameShape(shape, own)) continue
    if (loss.shapes === undefined) refuse(name, 'shape', `${loss.name} does not broadcast`)
    if (loss.sameRank && shape.length !== own.length)
      refuse(name, 'number of dimensions', `${loss.name} broadcasts only shapes of equal rank`)
    const both = broadcastShape(wide, shape)
    if (!both) refuse(name, 'shape', howShapesBroadcast)
    wide = both!
  }
  const size = wide.at(-1)!
  const shape = wide.slice(0, -1)
  if (size === 0) {
    throw new LossError('E310', `${first} ${showShape(own)} has no numbers in its last dimension`)
  }
  for (const name of names) {
    if (loss.takes[name]!.kind !== 'perRow') continue
    const to = vectorShape(args[name]!)
    const spread = to.length === shape.length && broadcastShape(to, shape)
    if (spread && sameShape(spread, shape)) continue
    throw new LossError(
      'E310',
      `${name} ${showShape(args[name]!.shape)} does not fit ${first} ${showShape(own)}: it takes one number per row, ${showShape(shape)}`,
    )
  }
  const [batch = 1] = shape
  return { shape, wide, batch, size, inner: 1, kind: 'elements' }
}
