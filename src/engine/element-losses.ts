import { type ByArgument, mapArguments, sizeOf, type Tensor } from '../tensor.ts'
import { compensatedSum } from '../numerics/compensated-sum.ts'
import type { Reduction } from '../report.ts'
import type { Buffers } from './buffers.ts'
import { type Adds, asFitted, type ElementColumns, overColumns, weightedLoss } from './element-columns.ts'
import type { ElementNumbers } from '../losses/loss.ts'
import type { ElementPlan } from './fit-elements.ts'
import { gather } from './windows.ts'

/** Adds the losses of n elements to a sum, and keeps them where that is wanted. */
export function addLosses(
  { loss, options }: ElementPlan<ElementNumbers>,
  columns: ElementColumns,
  w: Float64Array | undefined,
  n: number,
  values: Float64Array | undefined,
  sum: Adds,
): void {
  const working = overColumns(columns, loss.working(options))
  for (let i = 0; i < n; i++) {
    const value = weightedLoss(working(i), w ? w[i]! : undefined, sum)
    sum.add(value)
    if (values) values[i] = value
  }
}

/** Adds weights that divide the mean, spread over the elements or not; what each element adds to the divisor. */
export function addWeights(own: Float64Array, w: Float64Array, weights: Adds): Float64Array {
  for (const one of own) weights.add(one)
  return own.length === w.length ? w : w.map((one) => (one * own.length) / w.length)
}

/** The loss of each row: the mean of its elements, or their sum. */
export function reduceRows(
  values: Float64Array,
  weights: Float64Array | undefined,
  width: number,
  reduction: Reduction,
  losses: Float64Array,
): void {
  if (width === 1 && !weights) {
    losses.set(values)
    return
  }
  sumRows(values, width, reduction === 'mean' && !weights ? width : 1, losses)
  if (reduction === 'mean' && weights) {
    for (let r = 0; r < losses.length; r++) losses[r]! /= compensatedSum(weights, r * width, width)
  }
}

/** Sums of rows, divided. A separate function: V8 then recompiles this loop alone. */
function sumRows(values: Float64Array, width: number, divisor: number, sums: Float64Array): void {
  for (let r = 0; r < sums.length; r++) sums[r] = compensatedSum(values, r * width, width) / divisor
}

/** d loss / d argument of each that is differentiable, times the weight of the element. */
export function gradsOf(
  { loss, options, shape }: ElementPlan<ElementNumbers>,
  args: ByArgument<Tensor>,
  columns: ElementColumns,
  w: Float64Array | undefined,
  zeros: Buffers['zeros'] = (_name, length) => new Float64Array(length),
): ByArgument<Float64Array> {
  const n = sizeOf(shape)
  const input = Object.values(args)[0]!
  return mapArguments(loss.gradient, (gradient, name) => {
    const slope = overColumns(columns, gradient(options))
    const grad = zeros(name, n)
    for (let i = 0; i < n; i++) {
      const single = slope(i)
      grad[i] = w ? w[i]! * single : single
    }
    const own = args[name]!
    if (own.data.length === n) return grad
    return gather(grad, shape, asFitted(loss.takes[name]!, own, input).shape)
  })
}
