import { spread } from '../engine/broadcast.ts'
import { sizeOf, type Tensor } from '../tensor.ts'
import { type UnreducedLosses, withValues } from './reduced-losses.ts'
import type { Problem } from './problem.ts'

export function mapTensor({ data, shape, table }: Tensor, map: (x: number) => number): Tensor {
  return { data: data.map(map), shape, ...(table && { table }) }
}

/** Weighted losses of single elements from a formula of input, target and pos_weight; input and target of one size. */
export function elementwise(
  problem: Problem,
  { weights }: UnreducedLosses,
  formula: (x: number, t: number, positive: number) => number,
): Float64Array {
  const [input, target] = [problem.args.input!, problem.args.target!]
  const { posWeight } = problem.options as { posWeight?: Tensor }
  const positive = posWeight && spread(posWeight, input.shape)
  return input.data.map((x, i) => weights[i]! * formula(x, target.data[i]!, positive ? positive[i]! : 1))
}

/** Weighted losses of rows against class indices from a formula of the probabilities. */
export function rowwise(
  problem: Problem,
  losses: UnreducedLosses,
  formula: (probabilities: Float64Array, index: number) => number,
): UnreducedLosses | undefined {
  const [input, target] = [problem.args.input!, problem.args.target!]
  if (input.shape.length > 2) return undefined
  const { data } = softmaxOfRows(input)
  const { classes, weights } = losses
  const values = weights.map((weight, i) => {
    const row = data.subarray(i * classes, (i + 1) * classes)
    return weight === 0 ? 0 : weight * formula(row, target.data[i]!)
  })
  return withValues(losses, values)
}

/** Softmax over the classes of (C), (N, C) or (N, C, d1, ...). */
export function softmaxOfRows(tensor: Tensor): Tensor {
  const { shape } = tensor
  const batched = shape.length > 1
  return alongAxis(tensor, batched ? shape[1]! : shape[0]!, sizeOf(shape.slice(2)), softmax)
}

/** Log-softmax over the rows of (N, C). */
export function logSoftmaxOfColumns(tensor: Tensor): Tensor {
  return alongAxis(tensor, tensor.shape[0]!, tensor.shape[1]!, (row) => softmax(row).map(Math.log))
}

function softmax(row: Float64Array): Float64Array {
  const most = row.reduce((max, x) => Math.max(max, x), -Infinity)
  const powers = row.map((x) => Math.exp(x - most))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

/** Applies a function to every line along an axis of some length, whose neighbours lie `step` apart. */
function alongAxis(
  { data, shape, table }: Tensor,
  length: number,
  step: number,
  apply: (line: Float64Array) => Float64Array,
): Tensor {
  const out = new Float64Array(data.length)
  for (let block = 0; block < data.length; block += length * step) {
    for (let offset = 0; offset < step; offset++) {
      const line = Float64Array.from({ length }, (_, i) => data[block + i * step + offset]!)
      apply(line).forEach((value, i) => {
        out[block + i * step + offset] = value
      })
    }
  }
  return { data: out, shape, ...(table && { table }) }
}
