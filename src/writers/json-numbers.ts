import type { Tensor } from '../tensor.ts'
import { exact } from './number.ts'

/** Lists in lists, as deep as a shape is long; shape [] is the bare item. */
export type Nested<T> = T | readonly Nested<T>[]

/** The numbers of a tensor as nested lists. */
export function nest({ data, shape }: Tensor): Nested<number> {
  let next = 0
  const build = (axis: number): Nested<number> =>
    axis === shape.length ? data[next++]! : Array.from({ length: shape[axis]! }, () => build(axis + 1))
  return build(0)
}

/**
 * The properties that hold a number, or nested lists of them, in strict JSON: `name` with null for what JSON cannot
 * write and, only if there is any, `name_text` of the same nesting with NaN, Infinity or -Infinity at those spots
 * and null elsewhere. Anything else passes unchanged.
 */
export function jsonProperties(name: string, value: unknown): Record<string, unknown> {
  // JSON.stringify writes null for a number that is not finite.
  if (!hasNonFinite(value)) return { [name]: value }
  return { [name]: value, [`${name}_text`]: texts(value) }
}

function hasNonFinite(value: unknown): boolean {
  return Array.isArray(value)
    ? value.some(hasNonFinite)
    : typeof value === 'number' && !Number.isFinite(value)
}

function texts(value: unknown): Nested<string | null> {
  if (Array.isArray(value)) return value.map(texts)
  return typeof value === 'number' && !Number.isFinite(value) ? exact(value) : null
}
