/**
 * A short sum, compensated; always of one whole sample, so its order never changes. The busiest loop of a listing: twoSum
 * is written out.
 */
export function compensatedSum(data: Float64Array, start: number, length: number): number {
  let sum = 0
  let lost = 0
  for (let i = start; i < start + length; i++) {
    const x = data[i]!
    const total = sum + x
    const shadow = total - sum
    const rest = sum - (total - shadow) + (x - shadow)
    sum = total
    if (!Number.isNaN(rest)) lost += rest
  }
  return sum + lost
}
