import type { ByArgument } from '../by-argument.ts'
import type { ElementResults } from '../losses/loss.ts'
import { low, twoProduct } from '../numerics/double-double.ts'
import type { ExactSum } from '../numerics/exact-sum.ts'
import { sizeOf, type Tensor } from '../tensor.ts'
import { spread } from './broadcast.ts'
import { type ElementPlan, fittedToRows } from './plan-elements.ts'
import { weightWindow } from './windows.ts'

/** Numbers of each argument and factor, one per element; undefined for a factor that was not given, which is 1. */
export type ElementColumns = readonly (Float64Array | undefined)[]

/** Each argument spread over the shape of the losses, then the factors. */
export function columnsOf(
  { loss, shape, factors }: Pick<ElementPlan, 'loss' | 'shape' | 'factors'>,
  args: ByArgument<Tensor>,
  firstRow: number,
): ElementColumns {
  const size = sizeOf(shape)
  const input = Object.values(args)[0]!
  return [
    ...Object.keys(loss.takes).map((name) => {
      const tensor = args[name]!
      if (tensor.data.length === size) return tensor.data
      return spread(loss.takes[name]!.fits ? asFitted(name, tensor, input) : tensor, shape)
    }),
    ...factors.map((factor) => factor && weightWindow(factor, shape, firstRow)),
  ]
}

/** An argument with one number per row in the shape in which it broadcasts. */
export function asFitted(name: string, tensor: Tensor, { shape }: Tensor): Tensor {
  return { data: tensor.data, shape: fittedToRows(name, tensor.shape, shape) }
}

/** A function of an element's numbers over the columns: of up to three without a list, which is fast. */
export function overColumns<T>(columns: ElementColumns, of: (...numbers: number[]) => T): (i: number) => T {
  const [a, b, c] = columns
  if (columns.length === 2 && b) return (i) => of(a![i]!, b[i]!)
  if (columns.length === 3 && b) return c ? (i) => of(a![i]!, b[i]!, c[i]!) : (i) => of(a![i]!, b[i]!, 1)
  return (i) => of(...columns.map((column) => (column ? column[i]! : 1)))
}

/** A loss times its weight; what rounding left of both is added to the sum, if the loss tells it. */
export function weightedLoss(
  { loss, rest }: ElementResults,
  weight: number | undefined,
  sum: ExactSum,
): number {
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
