import { type ByArgument, showShape, type Tensor } from '../tensor.ts'
import { LossError } from '../error.ts'
import type { Computed } from '../losses/loss.ts'
import type { TensorOption } from '../options.ts'
import { broadcastShape, broadcastsTo, howShapesBroadcast } from './broadcast.ts'

/** A shape, and whether it came from a table of text, where one column may stand for a vector. */
export interface Shaped {
  readonly shape: readonly number[]
  readonly table?: boolean
}

/** The shape of targets that may be one per row: a table of one column is then a vector. */
export function vectorShape({ shape, table }: Shaped): readonly number[] {
  return table && shape.length === 2 && shape[1] === 1 ? [shape[0]!] : shape
}

/** The tensor options of a loss in one of the roles. */
export function tensorsAs(
  { options: specs }: Computed,
  as: TensorOption['as'],
): (readonly [string, TensorOption])[] {
  return Object.entries(specs).flatMap(([name, spec]) =>
    spec.type === 'tensor' && spec.as === as ? [[name, spec] as const] : [],
  )
}

/** The shape a weight must fit: of the piece, or of the whole stream if the weight has an entry per row. */
export function covered(
  weight: Tensor,
  shape: readonly number[],
  firstRow: number | undefined,
): readonly number[] {
  const rows = weight.shape[0]
  if (firstRow === undefined || weight.shape.length !== shape.length || rows === undefined || rows === 1)
    return shape
  if (firstRow + shape[0]! > rows)
    throw new LossError('E311', `the weights have ${rows} rows, the input more`, {
      why: 'weights of this shape hold one entry per row',
    })
  return [rows, ...shape.slice(1)]
}

/** @throws LossError E311 for a weight that does not broadcast, or enlarges what it is for */
export function checkBroadcast(flag: string, weight: Tensor, shape: readonly number[]): void {
  if (broadcastsTo(weight.shape, shape)) return
  const wide = broadcastShape(weight.shape, shape)
  throw new LossError(
    'E311',
    `--${flag} ${showShape(weight.shape)} does not broadcast to the input ${showShape(shape)}`,
    { why: wide ? `it would enlarge the loss to ${showShape(wide)}` : howShapesBroadcast },
  )
}

/** @throws LossError E310 for a first argument of a rank that the loss does not take */
export function checkRank({ name, ranks }: Computed, args: ByArgument<Shaped>): void {
  const [[first, { shape }] = ['', { shape: [] }]] = Object.entries(args)
  if (!ranks || ranks.includes(shape.length)) return
  throw new LossError('E310', `${first} of ${name} has the shape ${showShape(shape)}`, {
    why: `it must have ${ranks[0]} to ${ranks.at(-1)} dimensions`,
  })
}
