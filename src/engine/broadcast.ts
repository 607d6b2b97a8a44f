import { sameShape, sizeOf, type Tensor } from '../tensor.ts'

/** Why two shapes do not. */
export const howShapesBroadcast = 'dimensions are compared from the right and must be equal or 1'

/** The shape two shapes broadcast to, aligned from the right as numpy does; undefined where they do not. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] | undefined {
  const rank = Math.max(a.length, b.length)
  const shape: number[] = []
  for (let i = 0; i < rank; i++) {
    const m = a[a.length - rank + i] ?? 1
    const n = b[b.length - rank + i] ?? 1
    if (m !== n && m !== 1 && n !== 1) return undefined
    shape.push(m === 1 ? n : m)
  }
  return shape
}

/** Whether a shape broadcasts to another and does not enlarge it. */
export function broadcastsTo(shape: readonly number[], to: readonly number[]): boolean {
  const wide = broadcastShape(shape, to)
  return wide !== undefined && sameShape(wide, to)
}

/**
 * The numbers of a tensor spread over a shape that it broadcasts to; its own data if the sizes agree.
 * @throws RangeError if it does not broadcast
 */
export function spread(tensor: Tensor, shape: readonly number[]): Float64Array {
  const size = sizeOf(shape)
  if (tensor.data.length === size) return tensor.data
  const out = new Float64Array(size)
  const offset = shape.length - tensor.shape.length
  if (offset < 0) throw new RangeError('no broadcast')
  const steps = new Array<number>(shape.length).fill(0)
  let step = 1
  for (let d = tensor.shape.length - 1; d >= 0; d--) {
    if (tensor.shape[d] !== 1) steps[d + offset] = step
    step *= tensor.shape[d]!
  }
  const position = new Array<number>(shape.length).fill(0)
  let from = 0
  for (let i = 0; i < size; i++) {
    out[i] = tensor.data[from]!
    for (let d = shape.length - 1; d >= 0; d--) {
      from += steps[d]!
      if (++position[d]! < shape[d]!) break
      from -= steps[d]! * shape[d]!
      position[d] = 0
    }
  }
  return out
}
