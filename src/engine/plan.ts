import type { ByArgument } from '../tensor.ts'
import type { BatchLoss, PlainLoss } from '../losses/loss.ts'
import { type AnyOptionValues, type GivenOptions, resolveOptions } from '../options.ts'
import { checkRank, type Shaped } from './fit.ts'
import type { ElementPlan } from './fit-elements.ts'
import { planElements } from './plan-elements.ts'
import type { RowPlan } from './fit-rows.ts'
import { planRows } from './plan-rows.ts'

/** A loss of everything at once, which fits the shapes itself. */
export interface BatchPlan {
  readonly one: 'batch'
  readonly loss: BatchLoss
  readonly options: AnyOptionValues
  /** Shape of the first argument; that of the losses is known once they are. */
  readonly shape: readonly number[]
  readonly kind: 'elements'
  readonly weighted: false
}

export type Plan = ElementPlan | RowPlan | BatchPlan

/**
 * Fits shapes, options and loss together, as torch would. `firstRow` is the first row of a piece of a stream;
 * weights with an entry per row then reach beyond the piece.
 *
 * @throws LossError E310 shapes that do not fit, E305 targets of the wrong kind, E311 weights that do not fit,
 * E101 and E105 as `resolveOptions`
 */
export function plan(
  loss: PlainLoss,
  given: GivenOptions,
  args: ByArgument<Shaped>,
  firstRow?: number,
): Plan {
  const options = resolveOptions(loss.name, loss.options, given)
  checkRank(loss, args)
  if (loss.one === 'element') return planElements(loss, options, args, firstRow)
  if (loss.one === 'row') return planRows(loss, options, args, firstRow)
  return planBatch(loss, options, args)
}

/** A loss of the whole batch fits its shapes itself. */
export function planBatch(loss: BatchLoss, options: AnyOptionValues, args: ByArgument<Shaped>): BatchPlan {
  const { shape } = Object.values(args)[0]!
  return { one: 'batch', loss, options, shape, kind: 'elements', weighted: false }
}
