import { type ByArgument, sizeOf, type Tensor } from '../tensor.ts'
import type { Samples } from '../samples.ts'
import { judgeElements } from './answers.ts'
import { spread } from './broadcast.ts'
import { freshBuffers } from './buffers.ts'
import { columnsOf } from './element-columns.ts'
import { addLosses, addWeights, gradsOf, reduceRows } from './element-losses.ts'
import type { ElementPlan } from './fit-elements.ts'
import { loopsInUse } from './loops.ts'
import type { Results, Wanted } from './results.ts'
import type { Totals } from './totals.ts'
import { listColumns, overPiece, rowNumbers } from './windows.ts'

export function runElements(
  whole: ElementPlan,
  args: ByArgument<Tensor>,
  firstRow: number,
  wanted: Wanted,
  totals: Totals,
): Results {
  const rank = Object.values(args)[0]!.shape.length
  const shape = whole.shape.length === rank ? [...whole.shape] : whole.shape
  const plan = overPiece(whole, shape, firstRow)
  const columns = columnsOf(plan, args)
  const w = plan.weight && spread(plan.weight, shape)
  const { sum, weights, counts } = totals
  const n = sizeOf(shape)
  const [rows = 1] = shape
  const width = n / rows
  const kept = wanted.kept ? freshBuffers : wanted.buffers
  const values = wanted.values || wanted.samples ? kept.zeros('values', n) : undefined
  if (wanted.summed !== false) {
    const fast = loopsInUse()?.elements(plan, n)
    if (fast) fast(columns, w, values, sum)
    else addLosses(plan, columns, w, n, values, sum)
  }
  const divisors = plan.weighted
    ? addWeights(plan.perElement ? w! : plan.weight!.data, w!, weights)
    : undefined
  const { clamped } = plan.loss
  if (clamped) {
    const [x, t] = columns as [Float64Array, Float64Array]
    counts.clamped += countClamped(clamped, x, t)
  }
  counts.samples += rows
  counts.elements += n
  counts.counted += n
  if (wanted.summed === undefined) judgeElements(plan, columns, totals.answers)

  const results: Results = {}
  if (wanted.values && values) results.values = values
  if (wanted.divisors && divisors) results.divisors = divisors
  if (wanted.samples && values)
    results.samples = elementSamples(values, divisors, rows, width, firstRow, wanted)
  if (wanted.grad)
    results.grads = gradsOf(plan, args, columns, w, (...asked) => wanted.slopes.zeros(...asked))
  return results
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
    listColumns(samples, values, rows, width, buffers)
    return samples
  }
  const losses = buffers.zeros('loss', rows)
  reduceRows(values, weights, width, reduction, losses)
  return samples.set('loss', losses)
}
