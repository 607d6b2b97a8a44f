import { createKernel, type Kernel, MAX_NUMBER_TEXT } from '../kernel/kernel.ts'
import { exact } from './number.ts'
import type { MakeWriter } from './writer.ts'

/** From how many numbers on the kernel is worth its start. */
const WORTH = 8192
/** Rows formatted in one go. */
const BLOCK = 4096

/** One line per sample with every digit, after a header; memory for one batch. */
export const csv: MakeWriter = ({ continued = false }) => {
  let names = ''
  let blocks: Blocks | undefined
  return {
    samples(batch) {
      const first = names === ''
      if (first) names = `${Array.from(batch.keys(), quoted).join(',')}\n`
      const header = first && !continued ? names : ''
      const rows = batch.values().next().value?.length ?? 0
      const columns = [...batch.values()]
      if (rows * batch.size < WORTH || !columns.every((column) => column instanceof Float64Array)) {
        return header + plainRows(columns, rows)
      }
      if (blocks === undefined || blocks.rows < rows) blocks = new Blocks(batch.size, Math.ceil(1.25 * rows))
      const text = blocks.format(columns, rows)
      return header === '' ? text : Buffer.concat([Buffer.from(header), text])
    },
    // Without any batch the columns are unknown; these two are always there.
    end: () => (names === '' ? 'row,loss\n' : ''),
  }
}

function plainRows(columns: readonly (Float64Array | readonly string[])[], rows: number): string {
  let text = ''
  for (let row = 0; row < rows; row++) text += `${columns.map((column) => cell(column[row]!)).join(',')}\n`
  return text
}

function cell(value: number | string): string {
  return typeof value === 'number' ? exact(value) : quoted(value)
}

/** The same text from the kernel, in its memory. */
class Blocks {
  /** The most rows that fit. */
  readonly rows: number
  readonly #kernel: Kernel = createKernel()
  readonly #columns: number
  readonly #valuesAt: number
  readonly #textAt: number

  constructor(columns: number, rows: number) {
    this.rows = rows
    this.#columns = columns
    this.#valuesAt = this.#kernel.reserve(8 * BLOCK * columns)
    this.#textAt = this.#kernel.reserve(MAX_NUMBER_TEXT * rows * columns)
  }

  format(batch: readonly Float64Array[], rows: number): Uint8Array {
    const columns = this.#columns
    const { buffer } = this.#kernel.memory
    const values = new Float64Array(buffer, this.#valuesAt, BLOCK * columns)
    let end = this.#textAt
    for (let from = 0; from < rows; from += BLOCK) {
      const size = Math.min(BLOCK, rows - from)
      let c = 0
      for (const numbers of batch) {
        for (let row = 0; row < size; row++) values[row * columns + c] = numbers[from + row]!
        c++
      }
      end = this.#kernel.formatRows(this.#valuesAt, size, columns, COMMA, end)
    }
    return new Uint8Array(buffer, this.#textAt, end - this.#textAt)
  }
}

const COMMA = 0x2c

function quoted(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}
