import { LossError } from '../error.ts'
import { sizeOf, type Tensor } from '../tensor.ts'
import { compensatedSum } from '../numerics/compensated-sum.ts'

/** How probabilities are tidied before the loss sees them. */
export interface Tidying {
  /** Whether each row is divided by its sum. */
  readonly normalize: boolean
  /** Probabilities are clipped to [eps, 1 - eps]; 0 leaves them. */
  readonly eps: number
  /** Whether to the rounding of the type that the file has instead, as scikit-learn does. */
  readonly byType?: boolean
}

/** Of the numbers of a file, by what is noted of it. */
export function roundingOf(notes: readonly string[]): number {
  const bits = notes.find((note) => note.startsWith('float'))?.slice(5, 7)
  return 2 ** -(bits === '32' ? 23 : bits === '16' ? 10 : 52)
}

/** Rows over their sums, then clipped. @throws LossError E301 for a row that sums to 0 or less */
export function tidied({ normalize, eps }: Tidying, input: Tensor): Tensor {
  const shares = Float64Array.from(input.data)
  const sums = new Float64Array(normalize ? shares.length : 0)
  if (normalize)
    eachRow(input.shape, shares, (row, places) => {
      const sum = compensatedSum(row, 0, row.length)
      if (sum <= 0) refuseRow(input, places[0]!, sum)
      for (const i of places) {
        shares[i]! /= sum
        sums[i] = sum
      }
    })
  const data = eps > 0 ? shares.map((p) => clip(p, eps)) : shares
  return {
    ...input,
    data,
    chain(slopes) {
      // What is clipped stays where it is.
      for (let i = 0; i < slopes.length; i++) if (Math.abs(data[i]! - shares[i]!) > 0) slopes[i] = 0
      const products = slopes.map((slope, i) => slope * shares[i]!)
      if (normalize)
        eachRow(input.shape, products, (row, places) => {
          const together = compensatedSum(row, 0, row.length)
          for (const i of places) slopes[i] = (slopes[i]! - together) / sums[i]!
        })
      input.chain?.(slopes)
    },
  }
}

/** The numbers of each row of classes, and where they lie, in arrays that the next one overwrites. */
function eachRow(
  shape: readonly number[],
  data: Float64Array,
  take: (row: Float64Array, places: Int32Array) => void,
): void {
  const classes = (shape.length === 1 ? shape[0] : shape[1]) ?? 1
  const inner = sizeOf(shape.slice(2))
  const row = new Float64Array(classes)
  const places = new Int32Array(classes)
  for (let i = 0; i < data.length / classes; i++) {
    const start = Math.floor(i / inner) * classes * inner + (i % inner)
    for (let c = 0; c < classes; c++) row[c] = data[(places[c] = start + c * inner)]!
    take(row, places)
  }
}

/** NaN stays NaN, as what is outside [0, 1] stays outside: the loss refuses it. */
function clip(p: number, eps: number): number {
  if (p >= 0 && p < eps) return eps
  return p <= 1 && p > 1 - eps ? 1 - eps : p
}

function refuseRow(input: Tensor, index: number, sum: number): never {
  const at = input.place?.(index)
  throw new LossError('E301', `a row that sums to ${sum} cannot be normalised`, { at })
}
