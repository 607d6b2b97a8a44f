import { type Kernel, kernelIfAvailable, MAX_NUMBER_TEXT } from '../kernel/kernel.ts'
import { type LongTensor, sizeOf } from '../tensor.ts'
import { formatAround, layTexts, type LineBlock } from './sample-lines.ts'

/** Numbers turned into text at a time. */
const BLOCK = 1 << 14
/** From how many numbers on the kernel is worth its start. */
const WORTH = 4096

type Text = string | Uint8Array

/**
 * Nested lists of numbers as JSON, piece by piece; null for a number that is not finite. Bytes are only good until the
 * next piece.
 */
export function* nestedText(tensor: LongTensor): Generator<Text> {
  const { shape } = tensor
  const size = sizeOf(shape)
  const width = shape.length === 2 ? shape[1]! : 1
  const flat = shape.length === 1 || shape.length === 2
  const lines =
    flat && size >= WORTH && width <= BLOCK
      ? rowsBetween(width, shape.length === 2 ? [',[', ']'] : [',', ''], numberText)
      : undefined
  if (!lines) {
    yield* plainText(tensor, numberText)
    return
  }
  yield '['
  let first = true
  for (const rows of wholeRows(tensor.pieces(), width)) {
    for (const text of lines(rows)) {
      // A comma stands before every row.
      yield first ? text.subarray(1) : text
      first = false
    }
  }
  yield ']'
}

/** The same with a text for each number that is not finite, and null for the others; undefined if all are finite. */
export function oddText(tensor: LongTensor): Generator<Text> | undefined {
  for (const piece of tensor.pieces()) {
    for (const value of piece) {
      if (!Number.isFinite(value))
        return plainText(tensor, (one) => (Number.isFinite(one) ? 'null' : `"${one}"`))
    }
  }
  return undefined
}

/** As JSON.stringify writes a number: 0 for -0. */
const numberText = (value: number): string => (Number.isFinite(value) ? String(value) : 'null')

function* plainText({ shape, pieces }: LongTensor, textOf: (value: number) => string): Generator<string> {
  const strides = shape.map((_, depth) => sizeOf(shape.slice(depth)))
  if (sizeOf(shape) === 0) yield emptyText(shape, 0)
  let text = ''
  let at = 0
  for (const piece of pieces()) {
    for (const value of piece) {
      const opens = strides.reduce((count, stride) => count + Number(at % stride === 0), 0)
      const closes = strides.reduce((count, stride) => count + Number((at + 1) % stride === 0), 0)
      text += `${at > 0 ? ',' : ''}${'['.repeat(opens)}${textOf(value)}${']'.repeat(closes)}`
      at++
      if (text.length < BLOCK) continue
      yield text
      text = ''
    }
  }
  yield text
}

function emptyText(shape: readonly number[], depth: number): string {
  if (shape[depth] === 0) return '[]'
  return `[${Array<string>(shape[depth]!)
    .fill(emptyText(shape, depth + 1))
    .join()}]`
}

/** Numbers in pieces of whole rows, each in memory that the next one overwrites. */
export function* wholeRows(pieces: Iterable<Float64Array>, width: number): Generator<Float64Array> {
  let rows = new Float64Array(0)
  /** Numbers of a row that is not whole yet. */
  let left = 0
  for (const piece of pieces) {
    const length = left + piece.length
    if (length > rows.length) {
      const grown = new Float64Array(length + width)
      grown.set(rows.subarray(0, left))
      rows = grown
    }
    rows.set(piece, left)
    left = length % width
    if (length > left) yield rows.subarray(0, length - left)
    rows.copyWithin(0, length - left, length)
  }
}

type RowTexts = (rows: Float64Array) => Generator<Uint8Array>

/** Rows laid in the kernel's memory some at a time, as text: `write` knows where that goes, and says where it ends. */
export function rowTexts(
  kernel: Kernel,
  width: number,
  write: (block: Omit<LineBlock, 'texts'>) => number,
): RowTexts {
  const most = Math.max(1, Math.floor(BLOCK / width)) * width
  const values = kernel.reserve(8 * most)
  // With brackets around each row.
  const out = kernel.reserve(most * (MAX_NUMBER_TEXT + 6))
  return function* (numbers) {
    const { buffer } = kernel.memory
    for (let from = 0; from < numbers.length; from += most) {
      const part = numbers.subarray(from, from + most)
      new Float64Array(buffer, values, part.length).set(part)
      const end = write({ values, rows: part.length / width, columns: width, out })
      yield new Uint8Array(buffer, out, end - out)
    }
  }
}

/**
 * The same with commas between the numbers and texts around each row; `odd` writes numbers that are not finite, and
 * their rows. Undefined where the kernel cannot be had.
 */
export function rowsBetween(
  width: number,
  around: readonly [before: string, after: string],
  odd: (value: number) => string,
): RowTexts | undefined {
  const kernel = kernelIfAvailable(8 * BLOCK * MAX_NUMBER_TEXT)
  if (!kernel) return undefined
  const texts = layTexts(kernel, [around[0], ...Array<string>(width - 1).fill(','), around[1]])
  const oddRow = (row: Float64Array) => around.join(Array.from(row, odd).join())
  return rowTexts(kernel, width, (block) => formatAround(kernel, { ...block, texts }, oddRow))
}
