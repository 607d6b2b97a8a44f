import { type Kernel, kernelIfAvailable, MAX_NUMBER_TEXT } from '../kernel/kernel.ts'
import type { Samples } from '../report.ts'

/** From how many numbers on the kernel is worth its start. */
const WORTH = 4096
/** Rows whose numbers are formatted in one go: fits the second-level cache. */
const BLOCK = 4096
const COMMA = 0x2c
const NEWLINE = 0x0a
/** Ends a text; one that holds it is left to the caller. */
const END = 0

interface Room {
  readonly kernel: Kernel
  readonly values: number
  readonly out: number
  readonly columns: number
}

/** Lines of numbers and texts with commas between: the numbers are formatted by the kernel. */
export class CellLines {
  #room: Room | undefined

  /** The lines of a batch; undefined where the kernel cannot be had or is not worth it. */
  format(batch: Samples, quoted: (text: string) => string): Uint8Array | undefined {
    const columns = [...batch.values()]
    const numbers = columns.filter((column) => column instanceof Float64Array)
    const rows = columns[0]?.length ?? 0
    if (rows * numbers.length < WORTH) return undefined
    const texts = columns.map((column) =>
      column instanceof Float64Array ? undefined : textsOf(column, quoted),
    )
    const room = this.#roomFor(numbers.length)
    if (!room || texts.includes(null)) return undefined
    const given = texts.map((text) => text ?? undefined)
    const size = given.reduce((sum, text) => sum + (text?.length ?? 0), rows * columns.length)
    const lines = new Uint8Array(size + rows * numbers.length * MAX_NUMBER_TEXT)
    const places = new Int32Array(columns.length)
    let length = 0
    for (let from = 0; from < rows; from += BLOCK) {
      const count = Math.min(BLOCK, rows - from)
      length = weave(given, places, formatted(room, numbers, from, count), count, lines, length)
    }
    return lines.subarray(0, length)
  }

  #roomFor(columns: number): Room | undefined {
    if (this.#room?.columns === columns) return this.#room
    const kernel = kernelIfAvailable({ bytes: BLOCK * columns * (8 + MAX_NUMBER_TEXT) })
    if (!kernel) return undefined
    const values = kernel.reserve(8 * BLOCK * columns)
    const out = kernel.reserve(BLOCK * columns * MAX_NUMBER_TEXT)
    return (this.#room = { kernel, values, out, columns })
  }
}

/** The cells of a column, each with an end; null if one holds that end. */
function textsOf(column: readonly string[], quoted: (text: string) => string): Uint8Array | null {
  const all = column.join('\0')
  // A cell that nothing is told of needs no look of its own.
  const plain = quoted(all) === all
  const text = plain ? all : column.map(quoted).join('\0')
  const bytes = Buffer.from(`${text}\0`)
  return countEnds(bytes) === column.length ? bytes : null
}

function countEnds(bytes: Uint8Array): number {
  let ends = 0
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === END) ends++
  return ends
}

/** Numbers of some rows as text, each with an end or, the last of a row, a newline. */
function formatted(
  { kernel, values, out, columns }: Room,
  numbers: readonly Float64Array[],
  from: number,
  rows: number,
): Uint8Array {
  const block = new Float64Array(kernel.memory.buffer, values, rows * columns)
  numbers.forEach((column, c) => lay(column, from, rows, block, c, columns))
  const end = kernel.formatRows(values, rows, columns, END, out)
  return new Uint8Array(kernel.memory.buffer, out, end - out)
}

/** Lays numbers from `from` on into a column of a block. A function of its own: V8 compiles the loop alone. */
function lay(
  numbers: Float64Array,
  from: number,
  rows: number,
  block: Float64Array,
  column: number,
  columns: number,
): void {
  for (let row = 0, at = column; row < rows; row++, at += columns) block[at] = numbers[from + row]!
}

/** Writes some rows, cell by cell, and moves the places of the texts on; undefined stands for a column of numbers. */
function weave(
  texts: readonly (Uint8Array | undefined)[],
  places: Int32Array,
  numbers: Uint8Array,
  rows: number,
  lines: Uint8Array,
  length: number,
): number {
  let next = 0
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < texts.length; c++) {
      const text = texts[c]
      if (text) {
        let at = places[c]!
        for (let byte = text[at++]!; byte !== END; byte = text[at++]!) lines[length++] = byte
        places[c] = at
      } else {
        for (let byte = numbers[next++]!; byte !== END && byte !== NEWLINE; byte = numbers[next++]!)
          lines[length++] = byte
      }
      lines[length++] = COMMA
    }
    lines[length - 1] = NEWLINE
  }
  return length
}
