import { low, twoSum } from '../numerics/double-double.ts'
import { sizeOf, type Tensor } from '../tensor.ts'
import type { Buffers } from './buffers.ts'
import { spread } from './broadcast.ts'
import type { ElementPlan } from './fit-elements.ts'

/** A plan over some rows from `firstRow` on, with what its weights and factors have there. */
export function overPiece(plan: ElementPlan, shape: readonly number[], firstRow: number): ElementPlan {
  const own = (tensor: Tensor | undefined) => tensor && ownWindow(tensor, shape, firstRow)
  return { ...plan, shape, weight: own(plan.weight), factors: plan.factors.map(own) }
}

/** The part of a weight that lies over the rows from `firstRow` on. */
export function weightWindow(weight: Tensor, shape: readonly number[], firstRow: number): Float64Array {
  return spread(ownWindow(weight, shape, firstRow), shape)
}

/** The same before it is spread over the shape. */
function ownWindow(weight: Tensor, shape: readonly number[], firstRow: number): Tensor {
  const whole = weight.shape.length === shape.length && shape.length > 0 && weight.shape[0] !== 1
  if (!whole) return weight
  const width = weight.data.length / weight.shape[0]!
  const data = weight.data.subarray(firstRow * width, (firstRow + shape[0]!) * width)
  return { data, shape: [shape[0]!, ...weight.shape.slice(1)] }
}

export function rowNumbers(buffers: Buffers, firstRow: number, rows: number): Float64Array {
  const numbers = buffers.zeros('row', rows)
  for (let i = 0; i < rows; i++) numbers[i] = firstRow + i
  return numbers
}

/** A column of losses for each position of a sample. */
export function listColumns(
  samples: Map<string, Float64Array>,
  values: Float64Array,
  rows: number,
  width: number,
  buffers: Buffers,
): void {
  for (let c = 0; c < width; c++) {
    const name = `loss_${c}`
    const column = buffers.zeros(name, rows)
    for (let r = 0; r < rows; r++) column[r] = values[r * width + c]!
    samples.set(name, column)
  }
}

/** Sums a gradient of a shape back to the argument that was broadcast to it. */
export function gather(
  grad: Float64Array,
  shape: readonly number[],
  own: readonly number[],
): Float64Array<ArrayBuffer> {
  const size = sizeOf(own)
  const where = spread({ data: Float64Array.from({ length: size }, (_, i) => i), shape: own }, shape)
  const out = new Float64Array(size)
  const lost = new Float64Array(size)
  for (let i = 0; i < grad.length; i++) {
    const j = where[i]!
    out[j] = twoSum(out[j]!, grad[i]!)
    lost[j]! += low[0]!
  }
  for (let j = 0; j < size; j++) out[j]! += lost[j]!
  return out
}
