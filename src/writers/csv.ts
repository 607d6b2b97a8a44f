import { createKernel, type Kernel, MAX_NUMBER_TEXT } from '../kernel/kernel.ts'
import { exact } from './number.ts'
import type { MakeWriter } from './writer.ts'

/** From how many numbers on the kernel is worth its start. */
const WORTH = 8192
/** Rows formatted in one go. */
const BLOCK = 4096

/** One line per sample with every digit, after a header; memory for one batch. */
export const csv: MakeWriter = () => {
  let names = ''
  let blocks: Blocks | undefined
  return {
    samples(batch) {
      let header = ''
      if (names === '') header = names = `${Array.from(batch.keys(), quoted).join(',')}\n`
      const rows = batch.values().next().value?.length ?? 0
      const columns = [...batch.values()]
      if (rows * batch.size < WORTH || !columns.every((column) => column instanceof Float64Array)) {
        return header + plainRows(columns, rows)
      }
      blocks ??= new Blocks(batch.size)
      return Buffer.concat([Buffer.from(header), ...blocks.format(columns, rows)])
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

/** The same text from the kernel, block by block. */
class Blocks {
  readonly #kernel: Kernel = createKernel()
  readonly #columns: number
  readonly #valuesAt: number
  readonly #textAt: number

  constructor(columns: number) {
    this.#columns = columns
    this.#valuesAt = this.#kernel.reserve(8 * BLOCK * columns)
    this.#textAt = this.#kernel.reserve(MAX_NUMBER_TEXT * BLOCK * columns)
  }

  *format(batch: readonly Float64Array[], rows: number): Generator<Uint8Array> {
    const columns = this.#columns
    const values = new Float64Array(this.#kernel.memory.buffer, this.#valuesAt, BLOCK * columns)
    for (let from = 0; from < rows; from += BLOCK) {
      const size = Math.min(BLOCK, rows - from)
      let c = 0
      for (const numbers of batch) {
        for (let row = 0; row < size; row++) values[row * columns + c] = numbers[from + row]!
        c++
      }
      const end = this.#kernel.formatRows(this.#valuesAt, size, columns, COMMA, this.#textAt)
      yield new Uint8Array(this.#kernel.memory.buffer, this.#textAt, end - this.#textAt).slice()
    }
  }
}

const COMMA = 0x2c

function quoted(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}
