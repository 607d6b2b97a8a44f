import { LossError, type Place } from '../../error.ts'
import { showShape, sizeOf, type Tensor } from '../../tensor.ts'
import { ByteQueue } from '../bytes/byte-queue.ts'
import { spool } from '../bytes/spool.ts'
import type { Stored } from '../bytes/stored.ts'
import { type NumberType, toDoubles, widths } from './dtypes.ts'
import { fortranStrides, inOrder } from './strided.ts'

export interface Layout {
  readonly type: NumberType
  readonly shape: readonly number[]
  readonly little: boolean
  /** Columns first: the first dimension moves fastest. */
  readonly fortran: boolean
  /** The numbers were put in order: they stand elsewhere in the file. */
  readonly moved?: boolean
}

interface StoredFrom {
  readonly file: Pick<Stored, 'open'>
  readonly start: number
}

/** One that is given back with `next` may be written again. */
type Pieces = AsyncGenerator<Tensor, void, Tensor | undefined>

/** Arrays up to this many bytes come in one piece, so that their shapes are exact. */
const ONE_PIECE = 1 << 22
/** Numbers per piece of a larger one. */
const PIECE = 1 << 17
/** Numbers held at once, 2 GiB: a compressed file of some kilobytes may unfold to anything. */
const MOST_NUMBERS = 2 ** 28
const MAX_RANK = 64

export const byteLength = ({ shape, type }: Layout): number => sizeOf(shape) * widths[type]

/** (3, 4) float32, 48 bytes */
export function describeLayout(layout: Layout): string {
  return `${showShape(layout.shape)} ${layout.type}, ${byteLength(layout)} bytes`
}

/** float32, Fortran order */
export const noteOf = ({ type, fortran }: Layout): string => (fortran ? `${type}, Fortran order` : type)

/** @throws LossError E204 for a shape that no file can hold */
export function checkShape(name: string, shape: readonly number[]): void {
  if (shape.length > MAX_RANK) refuse(name, `the shape has ${shape.length} dimensions, more than ${MAX_RANK}`)
  // Without zeros: they would hide the size of the others.
  const size = sizeOf(shape.filter((length) => length !== 0))
  if (size * 8 > Number.MAX_SAFE_INTEGER) refuse(name, `the shape ${showShape(shape)} is too large`)
}

function rowsPerPiece(layout: Layout): number {
  const rows = layout.shape[0] ?? 1
  if (layout.fortran || byteLength(layout) <= ONE_PIECE) return Math.max(rows, 1)
  return Math.max(1, Math.floor(PIECE / sizeOf(layout.shape.slice(1))))
}

/**
 * The array at the queue's position, cut along the first dimension. A large one in Fortran order is put in order by way
 * of a file: `stored`, which holds these bytes from its place on, or a temporary one.
 *
 * @throws LossError E201 for an integer that a double cannot hold, E204 if bytes are missing
 */
async function* arrayPieces(
  name: string,
  layout: Layout,
  queue: ByteQueue,
  rowsEach?: number,
  stored?: StoredFrom,
): Pieces {
  if (layout.fortran && byteLength(layout) > ONE_PIECE) {
    const rows = rowsFirst(name, layout, queue, stored)
    if (rows) {
      const ordered = new ByteQueue(rows)
      try {
        yield* arrayPieces(name, { ...layout, fortran: false, moved: true }, ordered, rowsEach)
      } finally {
        await ordered.close()
      }
      return
    }
  }
  yield* piecesInOrder(name, layout, queue, rowsEach ?? rowsPerPiece(layout))
}

/** The numbers of an array in Fortran order, row by row; undefined where all must be held in memory. */
function rowsFirst(
  name: string,
  layout: Layout,
  queue: ByteQueue,
  stored: StoredFrom | undefined,
): AsyncGenerator<Uint8Array> | undefined {
  const { shape, type } = layout
  const view = { offset: 0, shape, strides: fortranStrides(shape) }
  const { file, start } = stored ?? { file: undefined, start: 0 }
  const open = async () => {
    if (file) return file.open()
    const before = queue.position
    const spooled = await spool(queue, byteLength(layout))
    if (queue.position - before === byteLength(layout)) return spooled
    spooled.close()
    return tooShort(name, layout, queue.position - before)
  }
  return inOrder(open, start, widths[type], view)
}

function tooShort(name: string, layout: Layout, found: number): never {
  refuse(name, `the header says ${describeLayout(layout)}, but ${found} follow`)
}

async function* piecesInOrder(name: string, layout: Layout, queue: ByteQueue, rowsEach: number): Pieces {
  const { shape, type, little } = layout
  const width = sizeOf(shape.slice(1))
  const rows = shape[0] ?? 1
  const step = Math.max(1, layout.fortran ? rows : Math.min(rows, rowsEach))
  if (step * width > MOST_NUMBERS) {
    const part = layout.fortran ? 'an array in Fortran order' : 'a row'
    refuse(name, `${part} of the shape ${showShape(shape)} is too large to be read at once`)
  }
  const start = queue.position
  /** Memory of pieces before: doubles that were given back, and bytes that doubles were made of. */
  let spent: Tensor | undefined
  let read: Uint8Array | undefined
  for (let from = 0; from === 0 || from < rows; from += step) {
    const count = Math.min(step, rows - from)
    const { buffer, byteOffset, byteLength: length } = spent?.data ?? {}
    const room = type === 'float64' ? buffer && new Uint8Array(buffer, byteOffset, length) : read
    const bytes = await queue.take(count * width * widths[type], room)
    read ??= bytes
    if (bytes.length < count * width * widths[type]) tooShort(name, layout, queue.position - start)
    const offset = start + from * width * widths[type]
    const refuseInteger = (index: number, value: bigint) => {
      throw new LossError('E201', `${value} has no exact double`, {
        at: placeOf(name, shape, layout.fortran ? cOrder(index, shape) : index + from * width),
        why: layout.moved
          ? 'integers beyond 2^53 would be rounded'
          : `integers beyond 2^53 would be rounded; it is at byte ${offset + 8 * index} of ${name}`,
      })
    }
    const data = toDoubles(bytes, type, little, refuseInteger, spent?.data)
    const ordered = layout.fortran ? transposed(data, shape) : data
    const pieceShape = shape.length === 0 ? [] : [count, ...shape.slice(1)]
    for (let at = 0; at === 0 || at < count; at += rowsEach) {
      const some = Math.min(rowsEach, count - at)
      const first = (from + at) * width
      const given = yield {
        data: some === count ? ordered : ordered.subarray(at * width, (at + some) * width),
        shape: some === count ? pieceShape : [some, ...shape.slice(1)],
        place: (index) => placeOf(name, shape, first + index),
      }
      if (!layout.fortran) spent = given
    }
  }
}

/**
 * The array after a header, and nothing after it.
 *
 * @throws LossError E201, E204 as `arrayPieces`, and E204 if more follows
 */
export async function* wholeArray(
  name: string,
  layout: Layout,
  queue: ByteQueue,
  rowsEach?: number,
  stored?: StoredFrom,
): Pieces {
  try {
    yield* arrayPieces(name, layout, queue, rowsEach, stored)
    // Its length was compared, and the queue may not have been read.
    if (stored) return
    const more = await queue.take(1)
    if (more.length > 0) checkLength(name, layout, undefined)
  } finally {
    await queue.close()
  }
}

/** @throws LossError E204 if the array does not end with the file; the length is undefined where it is not known */
export function checkLength(name: string, layout: Layout, length: number | undefined): void {
  const wanted = byteLength(layout)
  if (length === wanted) return
  const more = length === undefined || length > wanted
  throw new LossError(
    'E204',
    `${name}: the header says ${describeLayout(layout)}, but ${length ?? 'more'} follow`,
    {
      at: { file: name },
      why: more
        ? 'a file of several arrays is saved by numpy.savez'
        : 'the file is cut off, or was not written to its end',
    },
  )
}

function placeOf(file: string, shape: readonly number[], index: number): Place {
  if (shape.length === 0) return { file }
  const width = sizeOf(shape.slice(1))
  const inner: number[] = []
  for (let rest = index % width, i = shape.length - 1; i > 0; i--) {
    inner.unshift(rest % shape[i]!)
    rest = Math.floor(rest / shape[i]!)
  }
  return { file, row: Math.floor(index / width), ...(inner.length > 0 && { field: inner.join(', ') }) }
}

/** The index in C order of a number at an index in Fortran order. */
function cOrder(index: number, shape: readonly number[]): number {
  let out = 0
  let rest = index
  let stride = sizeOf(shape)
  for (const length of shape) {
    stride /= length
    out += (rest % length) * stride
    rest = Math.floor(rest / length)
  }
  return out
}

function transposed(data: Float64Array, shape: readonly number[]): Float64Array {
  if (shape.length < 2 || data.length === 0) return data
  const out = new Float64Array(data.length)
  const strides = shape.map((_, i) => sizeOf(shape.slice(i + 1)))
  const index = new Array<number>(shape.length).fill(0)
  let at = 0
  for (const value of data) {
    out[at] = value
    for (let i = 0; i < shape.length; i++) {
      index[i]!++
      at += strides[i]!
      if (index[i]! < shape[i]!) break
      at -= shape[i]! * strides[i]!
      index[i] = 0
    }
  }
  return out
}

/** Whether a number of a description may count something. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

export function refuse(name: string, message: string): never {
  throw new LossError('E204', `${name}: ${message}`, { at: { file: name } })
}
