import { sizeOf, type Tensor } from '../tensor.ts'

/** Numbers as nested lists, as deep as the rank; a bare number for shape []. */
export type Nested = number | Nested[]

/** A tensor as nested lists. */
export function nested({ data, shape }: Tensor): Nested {
  const build = (depth: number, start: number): Nested => {
    if (depth === shape.length) return data[start]!
    const width = sizeOf(shape.slice(depth + 1))
    return Array.from({ length: shape[depth]! }, (_, i) => build(depth + 1, start + i * width))
  }
  return build(0, 0)
}
