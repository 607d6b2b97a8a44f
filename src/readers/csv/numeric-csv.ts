import { isDelimiter, type Kernel, kernelIfAvailable } from '../../kernel/kernel.ts'
import type { Columns, Selection } from '../../table.ts'
import { type Bytes, withoutMark } from '../bytes/bytes.ts'
import { cellPlace } from './cell-place.ts'
import {
  type CellPlace,
  columnsOf,
  type Dialect,
  LONGEST_LINE,
  refuseEmpty,
  type Rest,
  textColumn,
  tooLong,
} from './dialect.ts'
import { trimmed } from '../missing.ts'
import { shortRows } from './short-csv.ts'

const NEWLINE = 0x0a
/** Text parsed in one go. A longer line makes the region grow. */
const REGION = 1 << 20

/**
 * Columns of plain rows, the numbers parsed by the kernel. Ends with what is left as soon as a row is anything else.
 *
 * @throws LossError E204 for a line longer than the cap, E205 if there is no row, E202 for an empty cell of text
 */
export async function* numericRows(
  dialect: Dialect,
  bytes: Bytes,
  selections: readonly Selection[],
): AsyncGenerator<readonly Columns[], Rest | undefined> {
  const { name, columns, names, delimiter } = dialect
  const numbers = new Set(selections.filter(({ as }) => as === 'numbers').flatMap((one) => one.columns))
  const parsed = Array.from({ length: columns }, (_, c) => c).filter((c) => numbers.has(c))
  const separator = delimiter.charCodeAt(0)
  let lines = 0
  let rows = 0
  let carry: Uint8Array[] = []
  let carried = 0
  const iterator = bytes[Symbol.asyncIterator]()
  let region: Region | undefined
  try {
    for (let ended = false; !ended;) {
      const next = await iterator.next()
      ended = next.done === true
      if (!ended) carry.push(next.value!)
      if (!ended && !next.value!.includes(NEWLINE)) {
        carried += next.value!.length
        checkLength(name, carried, lines + 1)
        continue
      }
      let text = carry.length === 1 ? carry[0]! : Buffer.concat(carry)
      if (lines === 0 && rows === 0) {
        text = withoutMark(text)
        const behind = text.indexOf(NEWLINE) + 1
        if (names) {
          text = behind === 0 ? text.subarray(text.length) : text.subarray(behind)
          lines = 1
        }
      }
      const end = ended ? text.length : text.lastIndexOf(NEWLINE) + 1
      carry = end < text.length ? [text.subarray(end)] : []
      carried = text.length - end
      const whole = text.subarray(0, end)
      if (whole.length === 0) continue
      let found: Parsed = { data: new Float64Array(0), at: 0, rows: 0 }
      if (isDelimiter(separator)) {
        const few = !region && parsed.length === columns ? shortRows(whole, columns, delimiter) : undefined
        if (few) found = { data: few, at: whole.length, rows: few.length / columns }
        else {
          if (!region || whole.length > region.size) {
            region = regionOf(Math.max(REGION, 2 * whole.length), columns, parsed)
          }
          // Without the kernel, csv-parse reads all.
          if (region) found = region.parse(whole, separator)
        }
      }
      const cells = selections.map(({ columns: [column], as }) =>
        as === 'texts' ? texts(whole, found.rows, column!, separator) : [],
      )
      const empty = dialect.missing === 'error' ? firstEmpty(cells) : undefined
      // What is refused is refused by csv-parse, in the order of the lines.
      if (empty !== undefined) found = { ...found, at: lineStart(whole, empty), rows: empty }
      if (found.rows > 0) {
        const place = placeIn(dialect, whole, lines, rows)
        yield selections.map(({ columns: wanted, as }, i) =>
          as === 'numbers'
            ? columnsOf(found.data, parsed, wanted, found.rows, place)
            : textColumn(cells[i]!.slice(0, found.rows), dialect, wanted[0]!, place),
        )
      }
      lines += found.rows
      rows += found.rows
      if (found.at < whole.length) {
        const left = text.subarray(found.at)
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

function checkLength(name: string, length: number, number: number): void {
  if (length <= LONGEST_LINE) return
  throw tooLong(name, number)
}

async function* followedBy(first: Uint8Array, others: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first
    for (let next = await others.next(); !next.done; next = await others.next()) yield next.value
  } finally {
    await others.return?.()
  }
}

/** Finds the lines of a text again. */
function placeIn(
  { name, names, delimiter }: Dialect,
  text: Uint8Array,
  lines: number,
  rows: number,
): CellPlace {
  return (r, column) => {
    const start = lineStart(text, r)
    const end = text.indexOf(NEWLINE, start)
    const source = Buffer.from(text.subarray(start, end < 0 ? text.length : end)).toString()
    const line = { text: source.replace(/\r$/, ''), number: lines + r + 1, row: rows + r }
    return cellPlace(name, line, column, delimiter, names)
  }
}

function firstEmpty(columns: readonly (readonly string[])[]): number | undefined {
  const rows = columns.map((texts) => texts.indexOf('')).filter((row) => row >= 0)
  return rows.length > 0 ? Math.min(...rows) : undefined
}

/** Where the line with this number starts. */
function lineStart(text: Uint8Array, line: number): number {
  let start = 0
  for (let i = 0; i < line; i++) start = text.indexOf(NEWLINE, start) + 1
  return start
}

/** The cells of one column of plain lines. */
function texts(text: Uint8Array, rows: number, column: number, delimiter: number): string[] {
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.length)
  const found: string[] = []
  let start = 0
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < column; c++) start = bytes.indexOf(delimiter, start) + 1
    let end = start
    while (end < bytes.length && bytes[end] !== delimiter && bytes[end] !== NEWLINE) end++
    found.push(trimmed(bytes.toString('utf8', start, end)))
    start = bytes.indexOf(NEWLINE, end) + 1
  }
  return found
}

/** Numbers of whole rows; `at` is where the first row starts that is not plain, or the end. */
interface Parsed {
  readonly data: Float64Array
  readonly at: number
  readonly rows: number
}

/** A region for texts of this size; undefined where the kernel cannot be had. */
function regionOf(size: number, columns: number, parsed: readonly number[]): Region | undefined {
  // At least one digit and one separator per value.
  const kernel = kernelIfAvailable({ bytes: 5 * size })
  return kernel && new Region(kernel, size, columns, parsed)
}

/** Memory of the kernel for a text and its numbers. */
class Region {
  readonly size: number
  readonly #kernel: Kernel
  readonly #text: number
  readonly #values: number
  readonly #columns: number
  readonly #width: number
  readonly #mask: number | undefined

  /** `parsed` are the columns that hold numbers, in order. */
  constructor(kernel: Kernel, size: number, columns: number, parsed: readonly number[]) {
    this.size = size
    this.#columns = columns
    this.#width = parsed.length
    this.#kernel = kernel
    this.#text = this.#kernel.reserve(size + 1)
    this.#values = this.#kernel.reserve(4 * size + 8)
    if (parsed.length === columns) return
    this.#mask = this.#kernel.reserve(columns)
    const mask = new Uint8Array(this.#kernel.memory.buffer, this.#mask, columns)
    for (const c of parsed) mask[c] = 1
  }

  parse(text: Uint8Array, delimiter: number): Parsed {
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
      columns: this.#columns,
      delimiter,
      selected: this.#mask,
    })
    const data = new Float64Array(memory.buffer, this.#values, rows * this.#width).slice()
    return { data, at: stop ? stop.rowAddress - this.#text : text.length, rows }
  }
}
