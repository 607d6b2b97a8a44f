import type { Pair } from '../data/pairs.ts'
import { compensatedSum } from '../numerics/compensated-sum.ts'
import type { Results } from './results.ts'

/** What each row adds to the sum of a run, and to the divisor of its mean. */
export interface PerRow {
  readonly sums: Float64Array
  readonly divisors: Float64Array
}

/** From results with values and divisors. */
export function perRow(
  { values, parts: own = values, divisors }: Results,
  rows: number,
  { weights }: Pair,
): PerRow {
  const width = rows === 0 ? 0 : values!.length / rows
  const sums = new Float64Array(rows)
  if (width === 1 && !weights) {
    // Without the sign of -0, as a sum has it.
    for (let r = 0; r < rows; r++) sums[r] = own![r]! + 0
    return { sums, divisors: divisors ?? new Float64Array(rows).fill(1) }
  }
  const parts = new Float64Array(rows)
  for (let r = 0; r < rows; r++) {
    const weight = weights ? weights.data[r]! : 1
    sums[r] = weight * compensatedSum(own!, r * width, width)
    parts[r] = weight * (divisors ? compensatedSum(divisors, r * width, width) : width)
  }
  return { sums, divisors: parts }
}
