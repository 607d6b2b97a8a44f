import { LossError } from '../error.ts'
import { createKernel, isDelimiter } from '../kernel/kernel.ts'
import type { Tensor } from '../tensor.ts'
import { type Bytes, withoutMark } from './bytes.ts'
import { cellPlace } from './cell-place.ts'
import { type Dialect, LONGEST_LINE, refuseEmpty, type Rest, tablePiece } from './dialect.ts'

const NEWLINE = 0x0a
/** Text parsed in one go. A longer line makes the region grow. */
const REGION = 1 << 20

/**
 * Rows of plain numbers, parsed by the kernel. Ends with what is left as soon as a row is anything else.
 *
 * @throws LossError E204 for a line longer than the cap, E205 if there is no row
 */
export async function* numericRows(dialect: Dialect, bytes: Bytes): AsyncGenerator<Tensor, Rest | undefined> {
  const { name, columns, names, delimiter } = dialect
  const separator = delimiter.charCodeAt(0)
  let lines = 0
  let rows = 0
  let carry: Uint8Array = new Uint8Array(0)
  const iterator = bytes[Symbol.asyncIterator]()
  let region = new Region(REGION)
  try {
    for (let ended = false; !ended;) {
      const next = await iterator.next()
      ended = next.done === true
      let text: Uint8Array = ended
        ? carry
        : carry.length === 0
          ? next.value!
          : Buffer.concat([carry, next.value!])
      if (lines === 0 && rows === 0) {
        text = withoutMark(text)
        const behind = text.indexOf(NEWLINE) + 1
        if (behind === 0 && !ended) {
          carry = checkLength(name, text, 1)
          continue
        }
        if (names) {
          text = behind === 0 ? text.subarray(text.length) : text.subarray(behind)
          lines = 1
        }
      }
      const end = ended ? text.length : text.lastIndexOf(NEWLINE) + 1
      carry = checkLength(name, text.subarray(end), lines + 1)
      const whole = text.subarray(0, end)
      if (whole.length === 0) continue
      if (whole.length > region.size) region = new Region(2 * whole.length)
      const parsed = isDelimiter(separator)
        ? region.parse(whole, columns, separator)
        : { data: undefined, at: 0, rows: 0 }
      if (parsed.data) yield piece(dialect, whole, parsed.data, lines, rows)
      lines += parsed.rows
      rows += parsed.rows
      if (parsed.at < whole.length) {
        const left = text.subarray(parsed.at)
        return { bytes: followedBy(left, iterator), lines, rows }
      }
    }
  } catch (error) {
    await iterator.return?.()
    throw error
  }
  if (rows === 0) refuseEmpty(name, names)
  return undefined
}

function checkLength(name: string, line: Uint8Array, number: number): Uint8Array {
  if (line.length <= LONGEST_LINE) return line
  throw new LossError('E204', `a line is longer than ${LONGEST_LINE >> 20} MiB`, {
    at: { file: name, line: number },
    why: 'this is no table of numbers, or its lines end in something else than a newline',
  })
}

async function* followedBy(first: Uint8Array, others: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first
    for (let next = await others.next(); !next.done; next = await others.next()) yield next.value
  } finally {
    await others.return?.()
  }
}

/** A piece that can find its lines again. */
function piece(dialect: Dialect, text: Uint8Array, data: Float64Array, lines: number, rows: number): Tensor {
  const { name, columns, names, delimiter } = dialect
  return tablePiece(data, columns, (index) => {
    const r = Math.floor(index / columns)
    let start = 0
    for (let i = 0; i < r; i++) start = text.indexOf(NEWLINE, start) + 1
    const end = text.indexOf(NEWLINE, start)
    const source = Buffer.from(text.subarray(start, end < 0 ? text.length : end)).toString()
    const line = { text: source.replace(/\r$/, ''), number: lines + r + 1, row: rows + r }
    return cellPlace(name, line, index % columns, delimiter, names)
  })
}

/** Memory of the kernel for a text and its numbers. */
class Region {
  readonly size: number
  readonly #kernel
  readonly #text: number
  readonly #values: number

  constructor(size: number) {
    this.size = size
    // At least one digit and one separator per value.
    this.#kernel = createKernel({ bytes: 5 * size })
    this.#text = this.#kernel.reserve(size + 1)
    this.#values = this.#kernel.reserve(4 * size + 8)
  }

  /** Parses whole rows; `at` is where the first row starts that is not plain, or the end. */
  parse(
    text: Uint8Array,
    columns: number,
    delimiter: number,
  ): { data: Float64Array | undefined; at: number; rows: number } {
    const { memory } = this.#kernel
    const bytes = new Uint8Array(memory.buffer, this.#text, text.length + 1)
    bytes.set(text)
    const closed = text[text.length - 1] === NEWLINE
    if (!closed) bytes[text.length] = NEWLINE
    const end = this.#text + text.length + (closed ? 0 : 1)
    const { rows, stop } = this.#kernel.parseRows({
      start: this.#text,
      end,
      out: this.#values,
      columns,
      delimiter,
    })
    const data =
      rows === 0 ? undefined : new Float64Array(memory.buffer, this.#values, rows * columns).slice()
    return { data, at: stop ? stop.rowAddress - this.#text : text.length, rows }
  }
}
