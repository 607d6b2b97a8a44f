import { LossError } from '../error.ts'
import { showShape, sizeOf, type Tensor, type TypedNumbers } from '../tensor.ts'
import { reading, shown } from './given.ts'

/**
 * A number, a BigInt, nested lists, a typed array (Float16Array too, where the engine has it), rows of typed arrays,
 * or numbers in row-major order with a shape, as `dims` in tensors of ONNX Runtime.
 */
export type Numbers =
  | number
  | bigint
  | TypedNumbers
  | readonly Numbers[]
  | { readonly data: ArrayLike<number> | ArrayLike<bigint>; readonly shape: readonly number[] }
  | { readonly data: ArrayLike<number> | ArrayLike<bigint>; readonly dims: readonly number[] }

type Plain = ArrayLike<number | bigint>

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value)

/** Dimensions of a shape, as in files; more are a list that holds itself. */
const MAX_RANK = 64

/**
 * Numbers as the engine takes them. A Float64Array is not copied.
 *
 * @throws LossError E203 if lists are ragged or nested too deep, for a shape that is none or holds another count, E201
 * for what is not a number, or for a BigInt that no double holds exactly, and for what cannot be read: a getter that
 * throws, a typed array whose memory was transferred
 */
export function tensorOf(numbers: Numbers, name: string): Tensor {
  return reading(name, 'E201', () => tensorIn(numbers, name))
}

function tensorIn(numbers: Numbers, name: string): Tensor {
  const given = numbers as { data?: unknown; shape?: unknown } | null
  if (given?.data && !isList(numbers)) return shapedTensor(given, name)
  const shape: number[] = []
  for (let list: unknown = numbers; isList(list); list = list[0]) {
    touch(list)
    if (shape.push(list.length) > MAX_RANK) throw ragged(name)
  }
  if (shape.length === 1) return { data: vectorOf(numbers as Plain, name), shape }
  const data = new Float64Array(sizeOf(shape))
  let at = 0
  const walk = (item: unknown, depth: number): void => {
    const deep = depth < shape.length
    if (deep !== isList(item) || (deep && (item as Plain).length !== shape[depth])) {
      if (!deep || isList(item)) throw ragged(name)
      throw typeof item === 'number' ? ragged(name) : notNumber(item, name)
    }
    if (!deep) data[at++] = numberOf(item, name)
    else for (let i = 0; i < shape[depth]!; i++) walk((item as ArrayLike<unknown>)[i], depth + 1)
  }
  walk(numbers, 0)
  return { data, shape }
}

function shapedTensor(
  { data, dims, shape = dims }: { data?: unknown; dims?: unknown; shape?: unknown },
  name: string,
): Tensor {
  const lengths = isList(shape) ? [...(shape as number[])] : [Number.NaN]
  // Whole numbers below 2^32, and neither texts nor BigInts.
  const size = lengths.every((length) => Number(length) >>> 0 === length) ? sizeOf(lengths) : Number.NaN
  touch(data)
  const count = (data as Plain).length
  if (size === count) return { data: vectorOf(data as Plain, name), shape: lengths }
  throw new LossError('E203', `${name} holds ${count} numbers, but its shape ${showShape(lengths)} ${size}`)
}

function vectorOf(data: Plain, name: string): Float64Array {
  // A class of its own may say that it is longer than it is.
  if (Object.getPrototypeOf(data) === Float64Array.prototype) return data as Float64Array
  const out = new Float64Array(data.length)
  for (let i = 0; i < out.length; i++) {
    if (isList(data[i])) throw ragged(name)
    out[i] = numberOf(data[i], name)
  }
  return out
}

/** A typed array whose memory is gone looks empty, and says so only when an element is asked for. @throws TypeError */
function touch(list: unknown): void {
  if (ArrayBuffer.isView(list)) elementAt.call(list, 0)
}

const elementAt = Reflect.get(Object.getPrototypeOf(Uint8Array.prototype) as object, 'at') as (
  at: number,
) => unknown

function ragged(name: string): LossError {
  return new LossError('E203', `${name} is ragged: its lists differ in length or depth`)
}

function numberOf(value: unknown, name: string): number {
  if (typeof value === 'number') return value
  if (typeof value !== 'bigint') throw notNumber(value, name)
  const near = Number(value)
  if (Number.isFinite(near) && BigInt(near) === value) return near
  throw new LossError('E201', `${name} holds ${shown(value)}n, which no 64-bit float holds exactly`)
}

function notNumber(value: unknown, name: string): LossError {
  return new LossError('E201', `${name} holds ${shown(value)}, not a number`)
}
