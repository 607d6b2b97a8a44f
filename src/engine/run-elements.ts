import { type ByArgument, mapArguments } from '../by-argument.ts'
import { compensatedSum } from '../numerics/compensated-sum.ts'
import type { Samples } from '../samples.ts'
import { sizeOf, type Tensor } from '../tensor.ts'
import { judgeElements } from './answers.ts'
import { freshBuffers } from './buffers.ts'
import { asFitted, columnsOf, overColumns, weightedLoss } from './element-columns.ts'
import { loopsInUse } from './loops.ts'
import type { ElementPlan } from './plan-elements.ts'
import type { Results, Wanted } from './results.ts'
import type { Totals } from './totals.ts'
import { gather, ownWindow, rowNumbers, weightWindow } from './windows.ts'

/** The loop over elements. */
export function runElements(
  plan: ElementPlan,
  args: ByArgument<Tensor>,
  firstRow: number,
  wanted: Wanted,
  totals: Totals,
): Results {
  const { loss, options } = plan
  const rank = Object.values(args)[0]!.shape.length
  const shape = plan.shape.length === rank ? [...plan.shape] : plan.shape
  const columns = columnsOf({ ...plan, shape }, args, firstRow)
  const w = plan.weight && weightWindow(plan.weight, shape, firstRow)
  const { sum, weights, counts } = totals
  const n = sizeOf(shape)
  const rows = shape.length === 0 ? 1 : shape[0]!
  const width = rows === 0 ? 0 : n / rows
  const kept = wanted.kept ? freshBuffers : wanted.buffers
  const values = wanted.values || wanted.samples ? kept.zeros('values', n) : undefined
  const fast = loopsInUse()?.elements(plan, n)
  if (fast) fast(columns, w, values, sum)
  else {
    const working = overColumns(columns, loss.working(options))
    for (let i = 0; i < n; i++) {
      const value = weightedLoss(working(i), w ? w[i]! : undefined, sum)
      sum.add(value)
      if (values) values[i] = value
    }
  }
  let divisors: Float64Array | undefined
  if (plan.weighted) {
    // As in torch, what was broadcast counts once in the divisor.
    const own = ownWindow(plan.weight!, shape, firstRow).data
    for (const weight of own) weights.add(weight)
    divisors = own.length === n ? w : w!.map((weight) => (weight * own.length) / n)
  }
  const { clamped } = loss
  if (clamped) {
    const [x, t] = columns as [Float64Array, Float64Array]
    counts.clamped += countClamped(clamped, x, t)
  }
  counts.samples += rows
  counts.elements += n
  counts.counted += n
  judgeElements(plan, columns, totals.answers)

  const results: Results = {}
  if (wanted.values && values) results.values = values
  if (wanted.divisors && divisors) results.divisors = divisors
  if (wanted.samples && values) {
    results.samples = elementSamples(values, divisors, rows, width, firstRow, wanted)
  }
  if (wanted.grad) results.grads = gradsOf(plan, args, shape, columns, w)
  return results
}

/** d loss / d argument of each that is differentiable, times the weight of the element. */
function gradsOf(
  { loss, options }: ElementPlan,
  args: ByArgument<Tensor>,
  shape: readonly number[],
  columns: ReturnType<typeof columnsOf>,
  w: Float64Array | undefined,
): ByArgument<Float64Array> {
  const n = sizeOf(shape)
  const input = Object.values(args)[0]!
  return mapArguments(loss.gradient, (gradient, name) => {
    const slope = overColumns(columns, gradient(options))
    const grad = new Float64Array(n)
    for (let i = 0; i < n; i++) {
      const single = slope(i)
      grad[i] = w ? w[i]! * single : single
    }
    const own = args[name]!
    if (own.data.length === n) return grad
    return gather(grad, shape, loss.takes[name]!.fits ? asFitted(name, own, input).shape : own.shape)
  })
}

/** A function of its own, which V8 optimises sooner than the loop in a long one. */
function countClamped(clamped: (x: number, t: number) => boolean, x: Float64Array, t: Float64Array): number {
  let count = 0
  for (let i = 0; i < x.length; i++) if (clamped(x[i]!, t[i]!)) count++
  return count
}

/** One loss per sample: its mean, its sum, or (reduction none) each element. */
function elementSamples(
  values: Float64Array,
  weights: Float64Array | undefined,
  rows: number,
  width: number,
  firstRow: number,
  { reduction, buffers }: Wanted,
): Samples {
  const samples = new Map<string, Float64Array>([['row', rowNumbers(buffers, firstRow, rows)]])
  if (reduction === 'none' && width !== 1) {
    for (let c = 0; c < width; c++) {
      const column = buffers.zeros(`loss_${c}`, rows)
      for (let r = 0; r < rows; r++) column[r] = values[r * width + c]!
      samples.set(`loss_${c}`, column)
    }
    return samples
  }
  const losses = buffers.zeros('loss', rows)
  if (width === 1 && !weights) {
    losses.set(values)
    return samples.set('loss', losses)
  }
  sumRows(values, width, reduction === 'mean' && !weights ? width : 1, losses)
  if (reduction === 'mean' && weights) {
    for (let r = 0; r < rows; r++) losses[r]! /= compensatedSum(weights, r * width, width)
  }
  return samples.set('loss', losses)
}

/** Sums of rows, divided. A separate function: V8 then recompiles this loop alone. */
function sumRows(values: Float64Array, width: number, divisor: number, sums: Float64Array): void {
  for (let r = 0; r < sums.length; r++) sums[r] = compensatedSum(values, r * width, width) / divisor
}
