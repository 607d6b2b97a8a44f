import type { ByArgument } from '../by-argument.ts'
import { LossError } from '../error.ts'
import type { BatchLoss, PlainLoss } from '../losses/loss.ts'
import { type AnyOptionValues, type GivenOptions, resolveOptions } from '../options.ts'
import { showShape } from '../tensor.ts'
import type { Shaped } from './fit.ts'
import { type ElementPlan, planElements } from './plan-elements.ts'
import { planRows, type RowPlan } from './plan-rows.ts'

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
 * Fits shapes, options and loss together, as torch would. `from` is the first row of a piece of a stream;
 * weights with an entry per row then reach beyond the piece.
 *
 * @throws LossError E310 shapes that do not fit, E305 targets of the wrong kind, E311 weights that do not fit,
 * E101 and E105 as `resolveOptions`
 */
export function plan(loss: PlainLoss, given: GivenOptions, args: ByArgument<Shaped>, from?: number): Plan {
  const options = resolveOptions(loss.name, loss.options, given)
  const [first] = Object.values(args)
  const rank = first!.shape.length
  if (loss.ranks && !loss.ranks.includes(rank)) {
    throw new LossError(
      'E310',
      `${Object.keys(args)[0]} of ${loss.name} has the shape ${showShape(first!.shape)}`,
      {
        why: `it must have ${loss.ranks.join(' or ')} ${rank === 1 ? 'dimension' : 'dimensions'}`,
      },
    )
  }
  if (loss.one === 'element') return planElements(loss, options, args, from)
  if (loss.one === 'row') return planRows(loss, options, args, from)
  return { one: 'batch', loss, options, shape: first!.shape, kind: 'elements', weighted: false }
}
