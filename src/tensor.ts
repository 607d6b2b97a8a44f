import type { Place } from './error.ts'

/** Numbers in row-major order, as torch holds them; shape [] is a single number. */
export interface Tensor {
  readonly data: Float64Array
  readonly shape: readonly number[]
  /** Comes from rows and columns of text: one column may then stand for a vector (N), not only for (N, 1). */
  readonly table?: boolean
  /** Where the number at this index was read, if a reader made the tensor. */
  place?(index: number): Place
  /** Makes of slopes by these numbers those by the numbers that they were made of, */
  chain?(slopes: Float64Array): void
  /** and the shape of those, where it is another. */
  readonly given?: readonly number[]
}

/** How many numbers a shape holds. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1
  for (const length of shape) size *= length
  return size
}

/** (2, 3), as messages print a shape. */
export function showShape(shape: readonly number[]): string {
  return `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, i) => length === b[i])
}

/** Numbers in row-major order that may be too many to hold: in pieces, from the first on each time. */
export interface LongTensor {
  readonly shape: readonly number[]
  pieces(): Iterable<Float64Array>
}

/** Part of a tensor's data that lies side by side: a window that moves, not a copy. */
export interface Row {
  data: Float64Array
  start: number
  length: number
}

/** Some rows of a tensor, sharing its numbers. */
export function cutRows(tensor: Tensor, start: number, rows: number): Tensor {
  const { data, shape } = tensor
  if (start === 0 && rows === shape[0]) return tensor
  const width = sizeOf(shape.slice(1))
  return {
    data: data.subarray(start * width, (start + rows) * width),
    shape: [rows, ...shape.slice(1)],
    ...(tensor.table && { table: true }),
    ...(tensor.place && { place: (index: number) => tensor.place!(index + start * width) }),
  }
}

/** Tensors of neighbouring rows as one. */
export function joinTensors(pieces: readonly Tensor[]): Tensor {
  if (pieces.length === 1) return pieces[0]!
  const rows = pieces.reduce((sum, piece) => sum + piece.shape[0]!, 0)
  const [{ shape, table }] = pieces as [Tensor]
  const data = new Float64Array(pieces.reduce((sum, piece) => sum + piece.data.length, 0))
  let start = 0
  const starts: number[] = []
  for (const piece of pieces) {
    data.set(piece.data, start)
    starts.push(start)
    start += piece.data.length
  }
  return {
    data,
    shape: [rows, ...shape.slice(1)],
    ...(table && { table }),
    place: (index) => {
      let i = starts.length - 1
      while (starts[i]! > index) i--
      return pieces[i]!.place!(index - starts[i]!)
    },
  }
}

/** Numbers one after the other: those of a single part are not copied. */
export function joinNumbers<T extends ArrayLike<number>>(parts: readonly T[]): T | Float64Array {
  if (parts.length === 1) return parts[0]!
  const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

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

/** Typed arrays that numbers are given in, or that files hold. */
export type TypedNumbers =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array

/** What the arguments of a loss are, by their names: input, target, var, anchor, ... in the loss's order. */
export type ByArgument<T> = Readonly<Record<string, T>>

/** Each argument's value, made from what it has. */
export function mapArguments<T, R>(args: ByArgument<T>, make: (value: T, name: string) => R): ByArgument<R> {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, make(value, name)]))
}
