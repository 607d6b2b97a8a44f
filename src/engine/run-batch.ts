import type { ByArgument, Tensor } from '../tensor.ts'
import { isMean, type Reduction } from '../report.ts'
import { ExactSum } from '../numerics/exact-sum.ts'
import type { BatchPlan } from './plan.ts'
import type { Results, Wanted } from './results.ts'
import type { Totals } from './totals.ts'
import { countOdd } from './warnings.ts'
import { rowNumbers } from './windows.ts'

export function runBatch(
  plan: BatchPlan,
  args: ByArgument<Tensor>,
  { reduction, samples, values, grad, buffers }: Wanted,
  totals: Totals,
): Results {
  const { loss, options } = plan
  const found = loss.working(options)(args)
  const { data, shape } = found.values
  const { factors, divisor = data.length, perSample = true } = found
  for (const value of data) totals.sum.add(value)
  countOdd(plan, { args, options, values: data }, totals)
  const parts = factors && data.map((value, i) => factors[i]! * value)
  const mean = found.mean ?? sumOver(parts ?? data, divisor)
  const rows = perSample ? (shape[0] ?? 1) : (Object.values(args)[0]!.shape[0] ?? 1)
  totals.counts.samples += rows
  totals.counts.elements += data.length
  const results: Results = {
    reduced: {
      shape,
      mean,
      sum: found.sum ?? totals.sum.value(),
      divisor,
      weighted: found.divisor !== undefined,
      dividend: found.mean === undefined ? parts && sumOver(parts, 1) : Number.NaN,
    },
  }
  if (values) results.values = data
  if (values && parts && isMean(reduction)) results.parts = parts
  if (samples && perSample) {
    const width = data.length / rows
    const losses = Float64Array.from({ length: rows }, (_, r) => {
      const row = data.subarray(r * width, (r + 1) * width)
      return width === 1 ? row[0]! : sumOver(row, reduction === 'sum' ? 1 : width)
    })
    results.samples = new Map([
      ['row', rowNumbers(buffers, 0, rows)],
      ['loss', losses],
    ])
  }
  if (grad) results.grads = gradients(plan, args, reduction)
  return results
}

function sumOver(values: Float64Array, divisor: number): number {
  const sum = new ExactSum()
  for (const value of values) sum.add(value)
  return sum.value() / divisor
}

function gradients(
  { loss, options }: BatchPlan,
  args: ByArgument<Tensor>,
  reduction: Reduction,
): ByArgument<Float64Array> {
  const out = Object.fromEntries(
    loss.differentiable.map((name) => [name, new Float64Array(args[name]!.data.length)]),
  )
  loss.gradient(options)(args, reduction === 'batchmean' ? 'mean' : reduction, out)
  return out
}
