import { sizeOf } from '../../tensor.ts'
import type { OpenStored } from '../bytes/stored.ts'

/** Numbers of a storage, by steps from one to the next along each dimension. */
export interface View {
  /** Of the first number, counted in numbers. */
  readonly offset: number
  readonly shape: readonly number[]
  readonly strides: readonly number[]
}

/** Bytes put in order at a time, where rows lie near each other. */
const GATHERED = 1 << 20
/** The same where each column is read apart. */
const ACROSS = 1 << 24
/** Numbers that are read at once of a column: fewer are not worth a call of the system. */
const FEWEST = 512
/** Bytes read for each that is wanted, and at once. */
const OVERHEAD = 8
/** Bytes that are read whatever is wanted of them. */
const LITTLE = 1 << 22
const MOST = 1 << 26

export function fortranStrides(shape: readonly number[]): number[] {
  return shape.map((_, i) => sizeOf(shape.slice(0, i)))
}

/**
 * Numbers of a view in row-major order, piece by piece, each `width` bytes wide: read from where they lie, which begins
 * at byte `start`. A piece is good until the next one. Undefined where rows lie so far apart that all must be held in memory.
 */
export function inOrder(
  open: () => OpenStored | Promise<OpenStored>,
  start: number,
  width: number,
  view: View,
): AsyncGenerator<Uint8Array> | undefined {
  const [rows = 1] = view.shape
  const inner = sizeOf(view.shape.slice(1))
  if (rows * inner === 0) return pieces(open, 0, () => [])
  const [step = 1] = view.strides
  const near = Math.min(rows, Math.max(1, Math.floor(GATHERED / (inner * width))))
  const reach = reachOf(view, near)
  const at = (number: number) => start + (view.offset + number) * width
  if (reach * width <= (reach <= OVERHEAD * near * inner ? MOST : LITTLE)) {
    const read = new Uint8Array(reach * width)
    const room = new Uint8Array(near * inner * width)
    return pieces(open, Math.ceil(rows / near), (file, i) => {
      const count = Math.min(near, rows - i * near)
      fill(file, read.subarray(0, reachOf(view, count) * width), at(i * near * step))
      const out = room.subarray(0, count * inner * width)
      let to = 0
      for (let row = 0; row < count; row++)
        for (const place of placesOf(view)) to = copy(read, (row * step + place) * width, out, to, width)
      return [out]
    })
  }
  const across = Math.min(rows, Math.floor(ACROSS / (inner * width)))
  if ((across < FEWEST && across < rows) || step > OVERHEAD) return undefined
  const read = new Uint8Array(((across - 1) * step + 1) * width)
  const room = new Uint8Array(across * inner * width)
  return pieces(open, Math.ceil(rows / across), (file, i) => {
    const count = Math.min(across, rows - i * across)
    const out = room.subarray(0, count * inner * width)
    let column = 0
    for (const place of placesOf(view)) {
      fill(file, read.subarray(0, ((count - 1) * step + 1) * width), at(i * across * step + place))
      spread(read, step * width, out, column * width, inner * width, width)
      column++
    }
    return cut(out)
  })
}

/** How many numbers of the storage some rows of a view reach over. */
function reachOf({ shape, strides }: View, rows: number): number {
  return shape.reduce((sum, length, i) => sum + ((i === 0 ? rows : length) - 1) * strides[i]!, 1)
}

/** Where the numbers of a row lie, from its first on. */
function* placesOf({ shape, strides }: View): Generator<number> {
  const index = new Array<number>(shape.length).fill(0)
  let place = 0
  for (let left = sizeOf(shape.slice(1)); left > 0; left--) {
    yield place
    for (let i = shape.length - 1; i > 0; i--) {
      place += strides[i]!
      if (++index[i]! < shape[i]!) break
      place -= strides[i]! * shape[i]!
      index[i] = 0
    }
  }
}

async function* pieces(
  open: () => OpenStored | Promise<OpenStored>,
  count: number,
  piece: (file: OpenStored, i: number) => Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const file = await open()
  try {
    for (let i = 0; i < count; i++) yield* piece(file, i)
  } finally {
    file.close()
  }
}

function* cut(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += GATHERED) yield bytes.subarray(at, at + GATHERED)
}

/** A file that has become shorter meanwhile leaves zeros, so its end is looked at. */
function fill(file: OpenStored, bytes: Uint8Array, start: number): void {
  if (file.readInto(bytes, start) < bytes.length) throw new Error('the file was cut off while it was read')
}

function copy(from: Uint8Array, at: number, out: Uint8Array, to: number, width: number): number {
  for (let byte = 0; byte < width; byte++) out[to + byte] = from[at + byte]!
  return to + width
}

/** Numbers that lie `step` bytes apart to places that lie `stride` apart. */
function spread(
  from: Uint8Array,
  step: number,
  out: Uint8Array,
  first: number,
  stride: number,
  width: number,
): void {
  for (let to = first, at = 0; to < out.length; to += stride, at += step) copy(from, at, out, to, width)
}
