import type { Pair } from '../data/pairs.ts'
import { compensatedSum } from '../numerics/compensated-sum.ts'
import { type Buffers, freshBuffers } from './buffers.ts'
import type { Results } from './results.ts'

export function perRow(
  { values, parts: own = values, divisors, even }: Results,
  rows: number,
  { weights }: Pair,
  buffers: Buffers = freshBuffers,
): { sums: Float64Array; divisors: Float64Array; even?: boolean } {
  const width = values!.length / rows
  if (width === 1 && !weights) {
    // A zero has no sign here.
    const sums = own!.includes(0) ? own!.map((loss) => 0 + loss) : own!
    const ones = divisors ?? buffers.zeros('shares', rows).fill(1)
    return { sums, divisors: ones, even: divisors === undefined || even === true }
  }
  const [sums, parts] = [buffers.zeros('sums', rows), buffers.zeros('shares', rows)]
  for (let r = 0; r < rows; r++) {
    const weight = weights ? weights.data[r]! : 1
    sums[r] = weight * compensatedSum(own!, r * width, width)
    parts[r] = weight * (divisors ? compensatedSum(divisors, r * width, width) : width)
  }
  return { sums, divisors: parts }
}

/** The divisors of a mean that counts, whatever it weighs: 1 for each place that is not ignored, or for its row. */
export function countPlaces(
  places: number,
  rows: number,
  ignored: (place: number) => boolean,
  by: 'elements' | 'rows',
): { readonly divisors: Float64Array; readonly valueDivisors: Float64Array; readonly byRows: boolean } {
  const [divisors, valueDivisors] = [new Float64Array(rows), new Float64Array(places)]
  for (let i = 0; i < places; i++) {
    if (ignored(i)) continue
    const row = Math.floor((i * rows) / places)
    valueDivisors[i] = 1
    divisors[row] = by === 'rows' ? 1 : divisors[row]! + 1
  }
  return { divisors, valueDivisors, byRows: by === 'rows' }
}
