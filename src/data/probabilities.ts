import { LossError } from '../error.ts'
import { sizeOf, type Tensor } from '../tensor.ts'
import { compensatedSum } from '../numerics/compensated-sum.ts'

/** How probabilities are tidied before the loss sees them. */
export interface Tidying {
  /** Whether each row is divided by its sum. */
  readonly normalize: boolean
  /** Probabilities are clipped to [eps, 1 - eps]; 0 leaves them. */
  readonly eps: number
}

/** Rows over their sums, then clipped. @throws LossError E301 for a row that sums to 0 or less */
export function tidied({ normalize, eps }: Tidying, input: Tensor): Tensor {
  const data = Float64Array.from(input.data)
  if (normalize) {
    const { shape } = input
    const classes = (shape.length === 1 ? shape[0] : shape[1]) ?? 1
    const inner = sizeOf(shape.slice(2))
    const row = new Float64Array(classes)
    for (let i = 0; i < data.length / classes; i++) {
      const start = Math.floor(i / inner) * classes * inner + (i % inner)
      for (let c = 0; c < classes; c++) row[c] = data[start + c * inner]!
      const sum = compensatedSum(row, 0, classes)
      if (sum <= 0) refuseRow(input, start, sum)
      for (let c = 0; c < classes; c++) data[start + c * inner] = row[c]! / sum
    }
  }
  if (eps > 0) for (let i = 0; i < data.length; i++) data[i] = clip(data[i]!, eps)
  return { ...input, data }
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
