import type { ByArgument, Tensor } from '../tensor.ts'
import type { ElementNumbers, ElementResults } from '../losses/loss.ts'
import type { Argument } from '../losses/takes.ts'
import { low, twoProduct } from '../numerics/double-double.ts'
import { spread } from './broadcast.ts'
import type { ElementPlan } from './fit-elements.ts'

/** A sum, however it is kept. */
export interface Adds {
  add(x: number): void
}

/** Numbers of each argument and factor, one per element; undefined for a factor that was not given, which is 1. */
export type ElementColumns = readonly (Float64Array | undefined)[]

/** Each argument spread over the shape of the losses, then the factors. */
export function columnsOf(
  { loss, shape, factors }: Pick<ElementPlan<ElementNumbers>, 'loss' | 'shape' | 'factors'>,
  args: ByArgument<Tensor>,
): ElementColumns {
  const input = Object.values(args)[0]!
  return [
    ...Object.entries(loss.takes).map(([name, taken]) => spread(asFitted(taken, args[name]!, input), shape)),
    ...factors.map((factor) => factor && spread(factor, shape)),
  ]
}

/** An argument in the shape in which it broadcasts. */
export function asFitted({ fits }: Argument, tensor: Tensor, input: Tensor): Tensor {
  return fits ? { data: tensor.data, shape: fits(tensor.shape, input.shape)! } : tensor
}

/** A function of an element's numbers over the columns, which are two or three: without a list, which is fast. */
export function overColumns<T>(columns: ElementColumns, of: (...numbers: number[]) => T): (i: number) => T {
  const [a, b, c] = columns
  if (columns.length === 2) return (i) => of(a![i]!, b![i]!)
  return c ? (i) => of(a![i]!, b![i]!, c[i]!) : (i) => of(a![i]!, b![i]!, 1)
}

/** A loss times its weight; what rounding left of both is added to the sum, if the loss tells it. */
export function weightedLoss({ loss, rest }: ElementResults, weight: number | undefined, sum: Adds): number {
  if (weight === undefined) {
    if (rest !== undefined && rest !== 0) sum.add(rest)
    return loss
  }
  if (rest === undefined) return weight * loss
  const value = twoProduct(weight, loss)
  const left = low[0]! + weight * rest
  if (Number.isFinite(left) && left !== 0) sum.add(left)
  return value
}
