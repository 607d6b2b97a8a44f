import type { Place } from './error.ts'

/** Numbers in row-major order, as torch holds them; shape [] is a single number. */
export interface Tensor {
  readonly data: Float64Array
  readonly shape: readonly number[]
  /** Comes from rows and columns of text: one column may then stand for a vector (N), not only for (N, 1). */
  readonly table?: boolean
  /** Where the number at this index was read, if a reader made the tensor. */
  place?(index: number): Place
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

/** Part of a tensor's data that lies side by side: a window that moves, not a copy. */
export interface Row {
  data: Float64Array
  start: number
  length: number
}

/** What a reader delivers: one tensor in pieces, cut along the first dimension. */
export interface Source {
  /** As messages name it: `logits.csv`, `stdin`. */
  readonly name: string
  /** csv, tsv, json, ... */
  readonly format: string
  /** Names of the columns, if the input has a header. */
  readonly columns?: readonly string[]
  /** What the reader decided on its own, for the report: `header: yes`. */
  readonly notes: readonly string[]
  /** In order; at least one. Nothing is opened before the first pull. */
  pieces(): AsyncIterable<Tensor>
}
