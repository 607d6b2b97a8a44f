import type { Tensor } from '../tensor.ts'

/* What losses count for their warnings. */

/** How far the sum of a row of probabilities may miss 1. */
const WITHIN = 1e-3

/** How many rows over the last dimension a test holds of; none for rows of one number. */
export function countRows(
  { data, shape }: Tensor,
  holds: (data: Float64Array, start: number, length: number) => boolean,
): number {
  const length = shape.at(-1) ?? 1
  let count = 0
  if (length > 1) {
    for (let start = 0; start < data.length; start += length) if (holds(data, start, length)) count++
  }
  return count
}

export function countNumbers({ data }: Tensor, holds: (x: number) => boolean): number {
  let count = 0
  for (const x of data) if (holds(x)) count++
  return count
}

/** Whether a row does not sum to 1; of logarithms, their powers of e. NaN is reported elsewhere. */
export function missesOne(data: Float64Array, start: number, length: number, logs: boolean): boolean {
  let sum = 0
  for (let i = start; i < start + length; i++) sum += logs ? Math.exp(data[i]!) : data[i]!
  return Math.abs(sum - 1) > WITHIN
}

/** `1 row is`, `3 rows are`. */
export function many(count: number, one: string, more: string): string {
  return `${count} ${count === 1 ? one : more}`
}
