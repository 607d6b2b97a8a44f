import { LossError } from '../error.ts'
import type { ClassLoss, ElementLoss, PlainLoss } from '../losses/loss.ts'
import { type AnyOptionValues, type GivenOptions, resolveOptions } from '../options.ts'
import { sameShape, showShape, sizeOf, type Tensor } from '../tensor.ts'
import { broadcastShape } from './broadcast.ts'

/** A shape, and whether it came from a table of text, where one column may stand for a vector. */
export interface Shaped {
  readonly shape: readonly number[]
  readonly table?: boolean
}

export interface ElementPlan {
  readonly family: 'element'
  readonly loss: ElementLoss
  readonly options: AnyOptionValues
  /** Shape of the losses: the input's, or what input and target broadcast to. */
  readonly shape: readonly number[]
  readonly weight: Tensor | undefined
  readonly posWeight: Tensor | undefined
  /** Whether weights, not elements, divide the mean. */
  readonly weighted: boolean
}

export interface ClassPlan {
  readonly family: 'class'
  readonly loss: ClassLoss
  readonly options: AnyOptionValues
  /** Shape of the losses: the input's without its classes. */
  readonly shape: readonly number[]
  readonly batch: number
  readonly classes: number
  /** Positions behind the classes: d1 * ... * dK. */
  readonly inner: number
  readonly kind: 'indices' | 'probabilities'
  readonly ignoreIndex: number
  readonly weighted: boolean
}

export type Plan = ElementPlan | ClassPlan

/**
 * Fits shapes, options and loss together, as torch would. `from` is the first row of a piece of a stream;
 * weights with an entry per row then reach beyond the piece.
 *
 * @throws LossError E310 shapes that do not fit, E305 targets of the wrong kind, E311 weights that do not fit,
 * E101 and E105 as `resolveOptions`
 */
export function plan(
  loss: PlainLoss,
  given: GivenOptions,
  input: Shaped,
  target: Shaped,
  from?: number,
): Plan {
  const options = resolveOptions(loss.name, loss.options, given)
  return loss.family === 'element'
    ? planElements(loss, options, input, target, from)
    : planClasses(loss, options, input, target)
}

function planElements(
  loss: ElementLoss,
  options: AnyOptionValues,
  input: Shaped,
  target: Shaped,
  from: number | undefined,
): ElementPlan {
  let shape: readonly number[] = input.shape
  if (!sameShape(input.shape, target.shape) && !sameColumn(input, target)) {
    const wide = loss.broadcasts ? broadcastShape(input.shape, target.shape) : undefined
    if (!wide) {
      const rows = vectorShape(target)
      const onePerRow = input.shape.length === 2 && rows.length === 1 && rows[0] === input.shape[0]
      const several = onePerRow && input.shape[1]! > 1
      throw new LossError(
        'E310',
        `input ${showShape(input.shape)} and target ${showShape(target.shape)} must have the same shape`,
        {
          why: several
            ? `each row has ${input.shape[1]} inputs and one target: choose one column (--input-cols), or take ce if the targets are classes`
            : `${loss.name} compares element by element${loss.broadcasts ? ', and these do not broadcast' : ' and does not broadcast'}`,
          ...(several && {
            tries: [loss.input.what === 'probability' ? 'loss-calc ce ... --from probs' : 'loss-calc ce ...'],
          }),
        },
      )
    }
    shape = wide
  }
  const weight = options.weight as Tensor | undefined
  const posWeight = options.posWeight as Tensor | undefined
  if (weight && loss.weightedMeanBy === 'weights') {
    if (!sameShape(weight.shape, covered(weight, input.shape, from))) {
      throw new LossError(
        'E311',
        `--weight ${showShape(weight.shape)} must have the shape of the input ${showShape(input.shape)}`,
        { why: `${loss.torch} takes one weight per element` },
      )
    }
  } else if (weight) checkBroadcast('weight', weight, covered(weight, shape, from))
  if (posWeight) checkBroadcast('pos-weight', posWeight, covered(posWeight, shape, from))
  const weighted = weight !== undefined && loss.weightedMeanBy === 'weights'
  return { family: 'element', loss, options, shape, weight, posWeight, weighted }
}

/** The shape of targets that may be one per row: a table of one column is then a vector. */
export function vectorShape({ shape, table }: Shaped): readonly number[] {
  return table && shape.length === 2 && shape[1] === 1 ? [shape[0]!] : shape
}

/** A column of a table against a vector: (N, 1) and (N) are then the same numbers in the same order. */
function sameColumn(a: Shaped, b: Shaped): boolean {
  const column = (table: Shaped, vector: Shaped) =>
    table.table === true &&
    table.shape.length === 2 &&
    table.shape[1] === 1 &&
    vector.shape.length === 1 &&
    vector.shape[0] === table.shape[0]
  return column(a, b) || column(b, a)
}

/** The shape a weight must fit: of the piece, or of the whole stream if the weight has an entry per row. */
function covered(weight: Tensor, shape: readonly number[], from: number | undefined): readonly number[] {
  const rows = weight.shape[0]
  if (from === undefined || weight.shape.length !== shape.length || rows === undefined || rows === 1)
    return shape
  if (from + shape[0]! > rows) {
    throw new LossError('E311', `the weights have ${rows} rows, the input more`, {
      why: 'weights of this shape hold one entry per row',
    })
  }
  return [rows, ...shape.slice(1)]
}

function checkBroadcast(flag: string, weight: Tensor, shape: readonly number[]): void {
  const wide = broadcastShape(weight.shape, shape)
  if (wide && sameShape(wide, shape)) return
  throw new LossError(
    'E311',
    `--${flag} ${showShape(weight.shape)} does not broadcast to the input ${showShape(shape)}`,
    {
      why: wide
        ? `it would enlarge the loss to ${showShape(wide)}`
        : 'dimensions are compared from the right and must be equal or 1',
    },
  )
}

function planClasses(loss: ClassLoss, options: AnyOptionValues, input: Shaped, target: Shaped): ClassPlan {
  const { shape: from } = input
  const to = vectorShape(target)
  if (from.length === 0) {
    throw new LossError('E310', `input of ${loss.name} is a single number`, {
      why: 'it needs a dimension of classes: (C), (N, C) or (N, C, d1, ..., dK)',
    })
  }
  const empty = sizeOf(from) === 0 && sizeOf(to) === 0
  const batched = from.length > 1 || (from.length === 1 && from[0] === 0)
  const classes = batched ? (from[1] ?? 0) : from[0]!
  const rest = from.slice(2)
  const batch = batched ? from[0]! : 1
  const shape = batched ? [batch, ...rest] : []
  if (classes === 0 && batch > 0) throw new LossError('E310', `input ${showShape(from)} has no classes`)

  const indices = sameShape(to, shape) || (!batched && to.length === 1 && to[0] === 1)
  const probabilities = sameShape(target.shape, from) && !(batched && indices)
  const kind = probabilities && loss.targets !== 'indices' ? 'probabilities' : 'indices'
  if (probabilities && loss.targets === 'indices' && !indices) {
    throw new LossError(
      'E305',
      `${loss.name} takes class indices ${showShape(shape)}, not a target ${showShape(to)}`,
      {
        why: 'probability targets belong to ce',
        tries: ['loss-calc ... --target-format one-hot', 'loss-calc ce ...'],
      },
    )
  }
  if (!indices && !probabilities && !empty) refuseTarget(loss, from, to, shape, batched)

  const weight = options.weight as Tensor | undefined
  const perClass = (flag: string, tensor: Tensor) => {
    if (
      tensor.data.length === classes &&
      tensor.shape.filter((length) => length !== 1 || tensor.table !== true).length <= 1
    )
      return
    throw new LossError(
      'E311',
      `--${flag} has shape ${showShape(tensor.shape)}, but there are ${classes} classes`,
      {
        why: 'it takes one number per class',
      },
    )
  }
  if (weight && !empty) perClass('weight', weight)
  if (typeof options.alpha === 'object' && !empty) perClass('alpha', options.alpha)
  const ignoreIndex = options.ignoreIndex as number
  if (kind === 'probabilities' && ignoreIndex >= 0) {
    throw new LossError('E104', '--ignore-index does not apply to probability targets', {
      why: `the target has the shape of the input, so each row holds a probability per class`,
    })
  }
  const inner = sizeOf(rest)
  return {
    family: 'class',
    loss,
    options,
    shape,
    batch,
    classes,
    inner,
    kind,
    ignoreIndex,
    weighted: weight !== undefined && kind === 'indices',
  }
}

function refuseTarget(
  loss: ClassLoss,
  from: readonly number[],
  to: readonly number[],
  shape: readonly number[],
  batched: boolean,
): never {
  const want = [`class indices ${showShape(shape)}`]
  if (loss.targets !== 'indices') want.push(`probabilities ${showShape(from)}`)
  const why = !batched
    ? 'an input (C) is one row and takes one index'
    : to.length > 0 && to[0] !== from[0]
      ? `the input has ${from[0]} rows, the target ${to[0]}`
      : `the input has ${from[1]} classes in its second dimension`
  throw new LossError(
    'E310',
    `target ${showShape(to)} does not fit input ${showShape(from)}: ${loss.name} takes ${want.join(' or ')}`,
    {
      why,
    },
  )
}
