import { type Kernel, kernelIfAvailable, MAX_NUMBER_TEXT } from '../kernel/kernel.ts'
import type { Samples } from '../samples.ts'

/** From how many numbers on the kernel is worth its start. */
const WORTH = 1024
/** Rows laid side by side in one go: fits the second-level cache. */
const BLOCK = 4096

/** Rows of numbers in the kernel's memory, and where their text belongs. */
export interface LineBlock {
  readonly values: number
  readonly rows: number
  readonly columns: number
  /** Where `formatObjects` finds the texts around the numbers. */
  readonly texts: number
  readonly out: number
}

/** Lays texts in the kernel's memory; where `formatObjects` finds them. */
export function layTexts(kernel: Kernel, texts: readonly string[]): number {
  const bytes = texts.map((text) => Buffer.from(text))
  const start = kernel.reserve(8 * texts.length)
  const places = bytes.map(({ length }) => kernel.reserve(length))
  const entries = new Uint32Array(kernel.memory.buffer, start, 2 * texts.length)
  bytes.forEach((text, i) => {
    new Uint8Array(kernel.memory.buffer, places[i]).set(text)
    entries.set([places[i]!, text.length], 2 * i)
  })
  return start
}

/** The kernel's rows with texts around their numbers, and `odd` ones, which hold what JSON cannot write; where they end. */
export function formatAround(
  kernel: Kernel,
  { values, rows, columns, texts, out }: LineBlock,
  odd: (row: Float64Array) => string,
): number {
  const { buffer } = kernel.memory
  const bytes = Buffer.from(buffer)
  let end = out
  for (let row = 0; row < rows; row++) {
    const written = kernel.formatObjects(values + 8 * row * columns, rows - row, columns, texts, end)
    end = written.end
    row += written.rows
    if (row < rows)
      end += bytes.write(odd(new Float64Array(buffer, values + 8 * row * columns, columns)), end)
  }
  return end
}

/** Lines of text made by the kernel, in memory that the next batch overwrites. */
export class SampleLines {
  readonly #texts: readonly string[]
  readonly #columns: number
  readonly #write: (kernel: Kernel, block: LineBlock) => number
  #room: { kernel: Kernel; values: number; texts: number; out: number; rows: number } | undefined

  /** The texts before every column and after the last; `write` returns the address after what it wrote. */
  constructor(texts: readonly string[], write: (kernel: Kernel, block: LineBlock) => number) {
    this.#texts = texts
    this.#columns = texts.length - 1
    this.#write = write
  }

  /** The lines of a batch; undefined where it holds texts, or the kernel cannot be had or is not worth it. */
  format(batch: Samples): Uint8Array | undefined {
    const numbers = [...batch.values()].filter((column) => column instanceof Float64Array)
    const rows = numbers[0]?.length ?? 0
    if (rows * this.#columns < WORTH || numbers.length < this.#columns) return undefined
    if (this.#room === undefined || rows > this.#room.rows)
      this.#room = this.#makeRoom(2 ** Math.ceil(Math.log2(rows)))
    if (!this.#room) return undefined
    const { kernel, values, texts, out } = this.#room
    const columns = this.#columns
    const block = new Float64Array(kernel.memory.buffer, values, BLOCK * columns)
    let end = out
    for (let from = 0; from < rows; from += BLOCK) {
      const size = Math.min(BLOCK, rows - from)
      numbers.forEach((column, c) => lay(column, from, size, block, c, columns))
      end = this.#write(kernel, { values, rows: size, columns, texts, out: end })
    }
    return new Uint8Array(kernel.memory.buffer, out, end - out)
  }

  /** Room for the longest text of so many rows; what no text reaches is never touched. */
  #makeRoom(rows: number) {
    const columns = this.#columns
    // A number that is not finite has its name twice.
    const perRow = 2 * this.#texts.reduce((sum, text) => sum + Buffer.byteLength(text) + MAX_NUMBER_TEXT, 0)
    const kernel = kernelIfAvailable(rows * perRow)
    if (!kernel) return undefined
    const values = kernel.reserve(8 * BLOCK * columns)
    const texts = layTexts(kernel, this.#texts)
    const out = kernel.reserve(rows * perRow)
    return { kernel, values, texts, out, rows }
  }
}

/** Lays numbers from `from` on into a column of a block. A function of its own: V8 compiles the loop alone. */
function lay(
  numbers: Float64Array,
  from: number,
  size: number,
  block: Float64Array,
  column: number,
  columns: number,
): void {
  for (let row = 0, at = column; row < size; row++, at += columns) block[at] = numbers[from + row]!
}
