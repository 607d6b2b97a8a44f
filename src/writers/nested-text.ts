import { type Kernel, kernelIfAvailable, MAX_NUMBER_TEXT } from '../kernel/kernel.ts'
import { type LongTensor, sizeOf } from '../tensor.ts'

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
      ? RowText.make(width, shape.length === 2 ? [',[', ']'] : [',', ''], numberText)
      : undefined
  if (!lines) {
    yield* plainText(tensor, numberText)
    return
  }
  yield '['
  let first = true
  for (const rows of wholeRows(tensor.pieces(), width)) {
    for (const text of lines.textOf(rows)) {
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
function numberText(value: number): string {
  return Number.isFinite(value) ? String(value) : 'null'
}

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

/** Rows of numbers with commas between them and texts around each, in the kernel's memory. */
export class RowText {
  readonly #kernel: Kernel
  readonly #width: number
  readonly #rows: number
  readonly #values: number
  readonly #texts: number
  readonly #out: number
  readonly #around: readonly [string, string]
  readonly #textOf: (value: number) => string

  /** `odd` writes numbers that are not finite, and their rows. Undefined where the kernel cannot be had. */
  static make(
    width: number,
    around: readonly [string, string],
    odd: (value: number) => string,
  ): RowText | undefined {
    const kernel = kernelIfAvailable(8 * BLOCK * MAX_NUMBER_TEXT)
    return kernel && new RowText(kernel, width, around, odd)
  }

  private constructor(
    kernel: Kernel,
    width: number,
    around: readonly [string, string],
    odd: (value: number) => string,
  ) {
    this.#kernel = kernel
    this.#width = width
    this.#around = around
    this.#textOf = odd
    this.#rows = Math.max(1, Math.floor(BLOCK / width))
    const [before, after] = around
    const texts = [before, ...Array<string>(width - 1).fill(','), after]
    this.#values = kernel.reserve(8 * this.#rows * width)
    this.#texts = kernel.reserve(8 * texts.length)
    const places = texts.map((text) => kernel.reserve(Math.max(1, text.length)))
    this.#out = kernel.reserve(this.#rows * (width * (MAX_NUMBER_TEXT + 2) + 4))
    const entries = new Uint32Array(kernel.memory.buffer, this.#texts, 2 * texts.length)
    texts.forEach((text, i) => {
      Buffer.from(kernel.memory.buffer).write(text, places[i])
      entries.set([places[i]!, text.length], 2 * i)
    })
  }

  *textOf(numbers: Float64Array): Generator<Uint8Array> {
    const { memory } = this.#kernel
    const size = this.#rows * this.#width
    for (let from = 0; from < numbers.length; from += size) {
      const part = numbers.subarray(from, from + size)
      new Float64Array(memory.buffer, this.#values, part.length).set(part)
      const end = this.#write(part)
      yield new Uint8Array(memory.buffer, this.#out, end - this.#out)
    }
  }

  /** The kernel stops at rows that hold a number which JSON cannot write. */
  #write(part: Float64Array): number {
    const rows = part.length / this.#width
    const bytes = Buffer.from(this.#kernel.memory.buffer)
    let end = this.#out
    for (let row = 0; row < rows; row++) {
      const at = this.#values + 8 * row * this.#width
      const written = this.#kernel.formatObjects(at, rows - row, this.#width, this.#texts, end)
      end = written.end
      row += written.rows
      if (row === rows) break
      const odd = Array.from(part.subarray(row * this.#width, (row + 1) * this.#width), this.#textOf)
      end += bytes.write(this.#around.join(odd.join()), end)
    }
    return end
  }
}
