import { LossError } from '../error.ts'
import { showShape, sizeOf, type Tensor } from '../tensor.ts'

/**
 * A tensor with its classes in the second dimension, as torch wants them: (N, T, C) becomes (N, C, T), and (N, H, W, C)
 * becomes (N, C, H, W). `axis` counts from 0; `last` is the last one.
 *
 * @throws LossError E310 if there is no such dimension
 */
export function classesSecond(tensor: Tensor, axis: number | 'last'): Tensor {
  const { data, shape, place } = tensor
  const from = axis === 'last' ? shape.length - 1 : axis
  if (from < 1 || from >= shape.length)
    throw new LossError('E310', `--class-axis ${axis} does not fit the input ${showShape(shape)}`, {
      why: `its dimensions after the first are 1 to ${shape.length - 1}`,
    })
  if (from === 1) return tensor
  const classes = shape[from]!
  const inner = sizeOf(shape.slice(from + 1))
  const middle = sizeOf(shape.slice(1, from))
  const source = (index: number) => {
    const i = index % inner
    const m = Math.floor(index / inner) % middle
    const c = Math.floor(index / (inner * middle)) % classes
    const n = Math.floor(index / (inner * middle * classes))
    return ((n * middle + m) * classes + c) * inner + i
  }
  const moved = new Float64Array(data.length)
  for (let index = 0; index < moved.length; index++) moved[index] = data[source(index)]!
  return {
    data: moved,
    shape: [shape[0]!, classes, ...shape.slice(1, from), ...shape.slice(from + 1)],
    ...(place && { place: (index: number) => place(source(index)) }),
    given: shape,
    chain(slopes) {
      for (const [index, slope] of slopes.slice().entries()) slopes[source(index)] = slope
    },
  }
}
