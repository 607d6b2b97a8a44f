import type { Kernel } from '../kernel/kernel.ts'

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
