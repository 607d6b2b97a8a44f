import { LossError } from '../error.ts'
import { showShape, sizeOf, type Tensor } from '../tensor.ts'

/** A typed array of numbers. */
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

/**
 * A number, a BigInt, nested lists, a typed array (Float16Array too, where the engine has it), rows of typed arrays,
 * or numbers in row-major order with a shape.
 */
export type Numbers =
  | number
  | bigint
  | TypedNumbers
  | readonly Numbers[]
  | { readonly data: ArrayLike<number> | ArrayLike<bigint>; readonly shape: readonly number[] }

type Plain = ArrayLike<number | bigint>

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))

/**
 * Numbers as the engine takes them. A Float64Array is not copied.
 *
 * @throws LossError E203 if lists are ragged or a shape holds another count, E201 for what is not a number, or for a
 * BigInt that no double holds exactly
 */
export function tensorOf(numbers: Numbers, name: string): Tensor {
  if (typeof numbers === 'object' && numbers !== null && 'data' in numbers && !isList(numbers)) {
    const { data, shape } = numbers
    if (sizeOf(shape) === data.length) return { data: vectorOf(data as Plain, name), shape }
    throw new LossError(
      'E203',
      `${name} holds ${data.length} numbers, but its shape ${showShape(shape)} ${sizeOf(shape)}`,
    )
  }
  const shape: number[] = []
  let list: unknown = numbers
  for (; isList(list); list = list[0]) shape.push(list.length)
  if (shape.length === 1) return { data: vectorOf(numbers as Plain, name), shape }
  const data = new Float64Array(sizeOf(shape))
  let at = 0
  const ragged = () => new LossError('E203', `${name} is ragged: its lists differ in length or depth`)
  const walk = (item: unknown, depth: number): void => {
    const deep = depth < shape.length
    if (deep !== isList(item) || (deep && (item as Plain).length !== shape[depth])) {
      if (!deep || isList(item)) throw ragged()
      throw typeof item === 'number' ? ragged() : notNumber(item, name)
    }
    if (!deep) data[at++] = numberOf(item, name)
    else for (let i = 0; i < shape[depth]!; i++) walk((item as ArrayLike<unknown>)[i], depth + 1)
  }
  walk(numbers, 0)
  return { data, shape }
}

function vectorOf(data: Plain, name: string): Float64Array {
  if (data instanceof Float64Array) return data
  const out = new Float64Array(data.length)
  for (let i = 0; i < out.length; i++) {
    if (isList(data[i])) throw new LossError('E203', `${name} is ragged: its lists differ in length or depth`)
    out[i] = numberOf(data[i], name)
  }
  return out
}

function numberOf(value: unknown, name: string): number {
  if (typeof value === 'number') return value
  if (typeof value !== 'bigint') throw notNumber(value, name)
  if (BigInt(Number(value)) === value) return Number(value)
  throw new LossError('E201', `${name} holds ${value}n, which no 64-bit float holds exactly`)
}

function notNumber(value: unknown, name: string): LossError {
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return new LossError('E201', `${name} holds ${shown}, not a number`)
}
