import { isDelimiter, type Kernel, kernelIfAvailable } from '../../kernel/kernel.ts'
import type { Columns, Selection } from '../../table.ts'
import { type Bytes, textOf } from '../bytes/bytes.ts'
import { cellPlace } from './cell-place.ts'
import {
  type CellPlace,
  columnsOf,
  type CsvDialect,
  LONGEST_LINE,
  refuseEmpty,
  type Rest,
  SideBySide,
} from './dialect.ts'
import { CellParser } from './cell-parser.ts'
import { refuseEndless } from './endless-quote.ts'
import { type Begin, countLineEnds, recordEnd } from './record-end.ts'
import { fewRows } from './few-rows.ts'

/** Text parsed in one go, and of a small file. A longer record makes the region grow, as does a piece that follows. */
const REGION = 1 << 20
const SMALL_REGIONS = [1 << 14, 1 << 16, 1 << 18]
/** A record that does not end within so many bytes is none that a table has: its quote is never closed. */
const LONGEST_RECORD = Math.min(LONGEST_LINE, 1 << 24)
const NEWLINE = 0x0a

/**
 * Columns of records of RFC 4180, read by the kernel. Ends with what is left as soon as a record is anything else, or
 * holds an error: what is refused is refused by csv-parse, which knows its place. Once a piece is given back, those after
 * it are left where the kernel has put them.
 *
 * @throws LossError E205 if there is no row, E204 for a quote that is never closed
 */
export async function* kernelRows(
  dialect: CsvDialect,
  bytes: Bytes,
  begin: Begin,
  selections: readonly Selection[],
): AsyncGenerator<readonly Columns[], Rest | undefined, unknown> {
  const { name, names } = dialect
  const reader = new Pieces(dialect, selections)
  let { lines } = begin
  let rows = 0
  let text = new Text([])
  /** How much text there must be before the end of a record is looked for. */
  let wanted = 0
  let shared = false
  let spent: Uint8Array | undefined
  const iterator: AsyncIterator<Uint8Array, undefined, Uint8Array | undefined> = bytes[Symbol.asyncIterator]()
  try {
    for (let ended = false, skipped = begin.bytes; !ended;) {
      const next = await iterator.next(spent)
      spent = undefined
      ended = next.done === true
      if (!ended) {
        const fresh = next.value!.subarray(skipped)
        skipped -= next.value!.length - fresh.length
        text = text.and(fresh)
      }
      if (!ended && text.length < wanted) continue
      const found = reader.read(text, ended)
      let left = text.after(found.at)
      if (found.rows > 0) {
        const whole = reader.textOf(text, shared)
        const given: unknown = yield found.columns(placeIn(dialect, whole, lines, rows), whole, shared)
        lines += reader.countLineEnds(text, found.at)
        rows += found.rows
        if (shared && left.length < LITTLE) {
          left = new Text([Uint8Array.from(left.whole())])
          spent = next.value
        }
        shared ||= given !== undefined
      }
      const endless = !ended && found.rows === 0 && left.length >= LONGEST_RECORD
      if (endless) refuseEndless(name, left.whole(), dialect.delimiter.charCodeAt(0), lines)
      if (found.stopped || endless) return { bytes: followedBy(left.parts, iterator), lines, rows }
      text = left
      // As much again each time: a long record is not looked at once per chunk.
      wanted = found.rows === 0 ? Math.min(2 * text.length, LONGEST_RECORD) : 0
    }
  } catch (error) {
    await iterator.return?.()
    throw error
  }
  if (rows === 0) refuseEmpty(name, names)
  return undefined
}

/** Of the text that is left so much is copied, so that its memory may be used again. */
const LITTLE = 1 << 12

/** Text in the parts that it came in: joined only where it is asked for as a whole. */
class Text {
  readonly parts: readonly Uint8Array[]
  readonly length: number
  #whole: Uint8Array | undefined

  constructor(parts: readonly Uint8Array[]) {
    this.parts = parts
    this.length = parts.reduce((sum, { length }) => sum + length, 0)
  }

  and(part: Uint8Array): Text {
    return new Text(this.length === 0 ? [part] : [...this.parts, part])
  }

  after(at: number): Text {
    const parts = []
    for (const part of this.parts) {
      if (at < part.length) parts.push(part.subarray(at))
      at = Math.max(0, at - part.length)
    }
    return new Text(parts)
  }

  whole(): Uint8Array {
    return (this.#whole ??= this.parts.length === 1 ? this.parts[0]! : Buffer.concat(this.parts))
  }

  layAt(memory: ArrayBuffer, address: number): void {
    let at = address
    for (const part of this.parts) {
      new Uint8Array(memory, at, part.length).set(part)
      at += part.length
    }
  }
}

const bufferOf = ({ buffer, byteOffset, length }: Uint8Array) => Buffer.from(buffer, byteOffset, length)

async function* followedBy(
  first: readonly Uint8Array[],
  others: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* first
    for (let next = await others.next(); !next.done; next = await others.next()) yield next.value
  } finally {
    await others.return?.()
  }
}

function placeIn(
  { name, names, delimiter }: CsvDialect,
  whole: () => Uint8Array,
  lines: number,
  rows: number,
): CellPlace {
  return (r, column) => {
    const text = whole()
    let start = 0
    for (let i = 0; i < r; i++) start += recordEnd(text.subarray(start)) ?? 0
    const end = recordEnd(text.subarray(start)) ?? text.length - start
    const source = textOf(text.subarray(start, start + end))
    const number = lines + countLineEnds(text.subarray(0, start)) + 1
    const line = { text: source.replace(/\r?\n$/, ''), number, row: rows + r }
    return cellPlace(name, line, column, delimiter, names)
  }
}

interface Found {
  readonly rows: number
  readonly at: number
  /** Whether that is none for the kernel. */
  readonly stopped: boolean
  /** With `shared` they are left where they are, until the next are read. */
  columns(place: CellPlace, whole: () => Uint8Array, shared: boolean): readonly Columns[]
}

const NOTHING = { rows: 0, columns: () => [] }

/** Reads text piece by piece: a short one without the kernel, whose start takes longer. */
class Pieces {
  readonly #dialect: CsvDialect
  readonly #selections: readonly Selection[]
  readonly #delimiter: number
  #region: { kernel: Kernel; text: number; size: number; reader: CellParser } | undefined

  constructor(dialect: CsvDialect, selections: readonly Selection[]) {
    this.#dialect = dialect
    this.#selections = selections
    this.#delimiter = dialect.delimiter.charCodeAt(0)
  }

  /** The records that end in the text; all of it where it is the last. */
  read(text: Text, last: boolean): Found {
    if (text.length === 0) return { ...NOTHING, at: 0, stopped: false }
    // A head of a long line may be longer than what has room in the memory of a kernel.
    if (!isDelimiter(this.#delimiter) || text.length > 2 * LONGEST_RECORD)
      return { ...NOTHING, at: 0, stopped: true }
    const few = this.#region ? undefined : this.#readFew(text.whole(), last)
    if (few) return few
    const region = this.#regionFor(text.length)
    // Without the kernel, csv-parse reads all.
    if (!region) return { ...NOTHING, at: 0, stopped: true }
    const { kernel, text: start, reader } = region
    text.layAt(kernel.memory.buffer, start)
    const ending = new Uint8Array(kernel.memory.buffer, start + text.length - 1, 2)
    const open = last && ending[0] !== NEWLINE
    if (open) ending[1] = NEWLINE
    const all = start + text.length + (open ? 1 : 0)
    const { end } = last ? { end: all } : kernel.findRecords(start, all)
    const found = reader.read(start, end)
    return {
      rows: found.rows,
      at: Math.min(found.end - start, text.length),
      stopped: found.end < end,
      columns: (place, whole, shared) => {
        for (;;) {
          const { buffer } = kernel.memory
          const columns = found.columns(() => bufferOf(whole()), start, place, shared)
          // Names that are new may make the memory grow, and what was found before move.
          if (!shared || kernel.memory.buffer === buffer) return columns
        }
      },
    }
  }

  /** The text that was read last, once it is asked for: `shared` where the next will lie, too. */
  textOf(text: Text, shared: boolean): () => Uint8Array {
    const region = shared ? this.#region : undefined
    return () =>
      region ? new Uint8Array(region.kernel.memory.buffer, region.text, text.length) : text.whole()
  }

  /** Line ends in the first bytes of the text that was read last. */
  countLineEnds(text: Text, length: number): number {
    if (!this.#region) return countLineEnds(text.whole().subarray(0, length))
    const { kernel, text: start } = this.#region
    return kernel.countLineEnds(start, start + length)
  }

  #readFew(given: Uint8Array, last: boolean): Found | undefined {
    const text = last ? given : given.subarray(0, given.lastIndexOf(NEWLINE) + 1)
    const { columns, delimiter, missing } = this.#dialect
    const wanted = (as: Selection['as']) =>
      this.#selections.filter((one) => one.as === as).flatMap((one) => one.columns)
    const numbers = [...new Set(wanted('numbers'))]
    const texts = wanted('texts')
    if (missing === 'skip' && texts.length > 0) return undefined
    const found = fewRows(text, columns, delimiter, { numbers, texts })
    if (!found) return undefined
    const apart = new SideBySide(numbers)
    return {
      rows: found.rows,
      at: text.length,
      stopped: false,
      columns: (place) =>
        this.#selections.map((one): Columns => {
          if (one.as === 'numbers') return columnsOf(found.numbers, apart, one.columns, found.rows, place)
          const [column] = one.columns as [number]
          return { as: 'texts', texts: found.texts.get(column)!, place: (row) => place(row, column) }
        }),
    }
  }

  #regionFor(length: number) {
    if (this.#region && length <= this.#region.size) return this.#region
    const size = SMALL_REGIONS.find((small) => 2 * length <= small) ?? Math.max(REGION, 2 * length)
    const { columns, missing } = this.#dialect
    const kernel = kernelIfAvailable(4 * size)
    if (!kernel) return undefined
    const text = kernel.reserve(size + 1)
    const dialect = { columns, delimiter: this.#delimiter, missing }
    const reader = new CellParser(kernel, dialect, this.#selections, size)
    return (this.#region = { kernel, text, size, reader })
  }
}
