import { isAscii } from 'node:buffer'
import type { Kernel } from '../../kernel/kernel.ts'
import { MISSING, MISSING_WORDS, Role } from '../../kernel/parse-types.ts'
import { NameTable } from '../../kernel/names.ts'
import { parseDecimal } from '../../numerics/decimal.ts'
import { LateTexts, listedTexts } from '../late-texts.ts'
import { type Columns, labelColumns, type Missing, type Selection } from '../../table.ts'
import { countGaps, isMissing, isNoNumber, trimmed } from '../missing.ts'
import { type CellPlace, columnsOf, SideBySide } from './dialect.ts'

/**
 * Distinct texts of a column that are numbered; a column of more holds ids, which are read only where they are shown, and so
 * does one of which most texts so far are different.
 */
const MOST_NAMES = 1 << 14
const FEW_NAMES = 512
/** Names for which each text column has room from the start, as long as there are few columns, and of many. */
const FIRST_NAMES = 128
const FIRST_OF_MANY = 4
const MANY_COLUMNS = 256

interface RecordDialect {
  readonly columns: number
  /** The byte between cells. */
  readonly delimiter: number
  readonly missing: Missing
}

/** Records that were read: the columns, and where the first record begins that was not. */
interface ReadRecords {
  readonly rows: number
  /** The end, where all were read. */
  readonly end: number
  /**
   * The selected columns. Texts are made from the bytes when they are first asked for; with `shared` all stays where the
   * next records overwrite it.
   */
  columns(bytes: () => Buffer, start: number, place: CellPlace, shared: boolean): readonly Columns[]
}

/** Reads selected columns of records that lie in a kernel's memory. */
export class CellParser {
  readonly #kernel: Kernel
  readonly #dialect: RecordDialect
  readonly #selections: readonly Selection[]
  readonly #numbers: SideBySide
  readonly #texts: readonly number[]
  /** Whether a text of each may stand for no value. */
  readonly #gaps: readonly boolean[]
  /** Whether each is compared with one of another file. */
  readonly #hashed: readonly boolean[]
  readonly #roles: number
  readonly #values: number
  readonly #slices: number
  readonly #codes: number
  readonly #codesSize: number
  /** Names of each text column, as long as there are few. */
  readonly #names: (Names | undefined)[]
  #missed = false
  /** Of each selection, numbers that stand apart in a record: the next records overwrite them. */
  readonly #picked: Float64Array[] = []

  /** For texts of at most `size` bytes; its memory lies in that of the kernel. */
  constructor(kernel: Kernel, dialect: RecordDialect, selections: readonly Selection[], size: number) {
    this.#kernel = kernel
    this.#dialect = dialect
    this.#selections = selections
    const { columns, missing } = dialect
    const wanted = (as: Selection['as']) =>
      inOrder(selections.filter((one) => one.as === as).flatMap((one) => one.columns as number[]))
    this.#numbers = new SideBySide(wanted('numbers'))
    this.#texts = wanted('texts')
    this.#roles = kernel.reserve(columns)
    const roles = new Uint8Array(kernel.memory.buffer, this.#roles, columns)
    for (const c of this.#numbers.columns) roles[c] = Role.number
    const labels = labelColumns(selections)
    for (const c of this.#texts)
      roles[c]! |= missing === 'error' && !labels.has(c) ? Role.text : Role.textOrBlank
    this.#gaps = this.#texts.map((c) => missing === 'skip' && !labels.has(c))
    const compared = new Set(selections.filter(({ hashed }) => hashed).map(({ columns }) => columns[0]!))
    this.#hashed = this.#texts.map((c) => compared.has(c))
    this.#values = kernel.reserve(this.#numbers.columns.length > 0 ? 8 * size : 0)
    this.#slices = kernel.reserve(this.#texts.length > 0 ? 8 * size : 0)
    // A cell takes a byte, with what follows it, but for the last one.
    this.#codesSize = 8 * (Math.floor(size / columns) + 1)
    this.#codes = kernel.reserve(this.#texts.length * this.#codesSize)
    const room = this.#texts.length > MANY_COLUMNS ? FIRST_OF_MANY : FIRST_NAMES
    this.#names = this.#gaps.map((gaps) => new Names(kernel, gaps, room))
  }

  read(start: number, end: number): ReadRecords {
    const { columns, delimiter } = this.#dialect
    this.#missed = false
    const read = this.#kernel.parseRecords({
      start,
      end,
      columns,
      delimiter,
      roles: this.#roles,
      out: this.#values,
      texts: this.#slices,
      readCell: this.#readCell,
    })
    return { ...read, columns: (...asked) => this.#columns(read.rows, ...asked) }
  }

  readonly #readCell = (cell: string): number | typeof MISSING | undefined => {
    const number = parseDecimal(cell)
    if (number !== undefined || this.#dialect.missing === 'error' || !isNoNumber(cell)) return number
    this.#missed = true
    return MISSING
  }

  #columns(
    rows: number,
    bytes: () => Buffer,
    start: number,
    place: CellPlace,
    shared: boolean,
  ): readonly Columns[] {
    const width = this.#numbers.columns.length
    const texts = new Map(
      this.#texts.map((column, t) => [
        column,
        this.#textColumn(t, column, rows, bytes, start, place, shared),
      ]),
    )
    // Names may have made the memory grow, and move.
    const { buffer } = this.#kernel.memory
    const values = new Float64Array(buffer, this.#values, rows * width)
    return this.#selections.map(({ columns, as }, i): Columns => {
      if (as === 'texts') return texts.get(columns[0]!)!
      const missing = this.#missed ? this.#missingIn(columns, rows) : undefined
      const room = shared ? (size: number) => this.#roomFor(i, size) : undefined
      return columnsOf(values, this.#numbers, columns, rows, place, missing, room)
    })
  }

  #roomFor(i: number, size: number): Float64Array {
    const known = this.#picked[i]
    if (known && known.length >= size) return known.subarray(0, size)
    // A little more, for pieces that grow.
    const made = (this.#picked[i] = new Float64Array(Math.ceil(1.25 * size)))
    return made.subarray(0, size)
  }

  #missingIn(columns: readonly number[], rows: number): Uint8Array {
    const width = this.#numbers.columns.length
    const words = new Uint32Array(this.#kernel.memory.buffer, this.#values, 2 * rows * width)
    const [low, high] = MISSING_WORDS
    const marks = new Uint8Array(rows)
    for (const column of columns) {
      let at = 2 * this.#numbers.placeOf(column)
      for (let r = 0; r < rows; r++, at += 2 * width)
        if (words[at] === low && words[at + 1] === high) marks[r] = 1
    }
    return marks
  }

  #textColumn(
    t: number,
    column: number,
    rows: number,
    bytes: () => Buffer,
    start: number,
    place: CellPlace,
    shared: boolean,
  ): Columns {
    const stride = 8 * this.#texts.length
    const slices = this.#slices + 8 * t
    const names = this.#names[t]
    const at = (row: number) => place(row, column)
    const hashes = this.#hashed[t] ? this.#hashesOf(slices, stride, rows, t, shared) : undefined
    const found = hashes ? undefined : names?.read(slices, stride, rows, this.#codesOf(t, shared))
    if (!found) this.#names[t] = undefined
    if (names && found) {
      const codes = shared ? found : found.slice()
      const { list } = names
      return listedTexts(list, codes, at)
    }
    const ends = new Uint32Array(this.#kernel.memory.buffer, this.#slices, 2 * rows * this.#texts.length)
    const kept = shared ? ends : ends.slice()
    const skip = this.#gaps[t]!
    let places: Uint32Array | undefined
    const all = () => (places ??= placesOf(kept, rows, t, stride / 4, start))
    // Of many rows few are shown.
    const text = (row: number) => {
      const from = (stride / 4) * row + 2 * t
      return valueOf(bytes().toString('utf8', kept[from]! - start, kept[from + 1]! - start), skip)
    }
    return new LateTexts(() => cellsOf(bytes(), all(), skip), {
      count: rows,
      hashes,
      text,
      gaps: () => countGaps(bytes(), all(), 0, text),
      cells: skip ? undefined : () => ({ bytes: bytes(), places: all() }),
      place: at,
    })
  }

  #hashesOf(slices: number, stride: number, rows: number, t: number, shared: boolean): Uint32Array {
    const room = this.#codesOf(t, shared)
    this.#kernel.naming.hashTexts(slices, stride, rows, room)
    const found = new Uint32Array(this.#kernel.memory.buffer, room, rows)
    return shared ? found : found.slice()
  }

  /** Memory for a number of each text of a column: of several that others overwrite, each has its own. */
  #codesOf(t: number, shared: boolean): number {
    return this.#codes + (shared ? t * this.#codesSize : 0)
  }
}

/** Each column once, by its number: mostly they are so. */
function inOrder(columns: readonly number[]): readonly number[] {
  if (columns.every((column, i) => i === 0 || columns[i - 1]! < column)) return columns
  return [...new Set(columns)].sort((a, b) => a - b)
}

class Names {
  /** The names by number: undefined for one that stands for no value. */
  readonly list: (string | undefined)[] = []
  readonly #table: NameTable
  readonly #kernel: Kernel
  readonly #skip: boolean
  #rows = 0

  constructor(kernel: Kernel, skip: boolean, room: number) {
    this.#kernel = kernel
    this.#table = new NameTable(kernel, 2 * room)
    this.#skip = skip
  }

  /** The numbers of the names of rows; undefined if there are so many names that they are ids. */
  read(slices: number, stride: number, rows: number, room: number): Float64Array | undefined {
    this.#rows += rows
    this.#table.index(slices, stride, rows, room)
    const { count } = this.#table
    if (count > MOST_NAMES || (count > FEW_NAMES && 2 * count > this.#rows)) return undefined
    for (let i = this.list.length; i < count; i++) {
      const bytes = Buffer.from(this.#table.bytes(i))
      this.list.push(valueOf(bytes.toString(), this.#skip))
    }
    return new Float64Array(this.#kernel.memory.buffer, room, rows)
  }
}

/** Where the texts of a column begin and end, from the start of all text on. */
function placesOf(ends: Uint32Array, rows: number, t: number, stride: number, start: number): Uint32Array {
  const places = new Uint32Array(2 * rows)
  for (let r = 0, from = 2 * t; r < rows; r++, from += stride) {
    places[2 * r] = ends[from]! - start
    places[2 * r + 1] = ends[from + 1]! - start
  }
  return places
}

function valueOf(cell: string, skip: boolean): string | undefined {
  const inner = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell
  return skip && isMissing(inner) ? undefined : trimmed(inner)
}

/** The cells at some places of a text, each from where it begins to where it ends. */
function cellsOf(bytes: Buffer, places: Uint32Array, skip: boolean): (string | undefined)[] {
  const cells: (string | undefined)[] = []
  // A piece of a text is cheaper than one of its own, where letters are bytes.
  const text = isAscii(bytes) ? lettersOf(bytes, places) : undefined
  for (let i = 0, at = 0; i < places.length; i += 2) {
    const [start, end] = [places[i]!, places[i + 1]!]
    const cell = text === undefined ? bytes.toString('utf8', start, end) : text.slice(at, (at += end - start))
    cells.push(valueOf(cell, skip))
  }
  return cells
}

/** Cells one after the other, without what stands between them. */
function lettersOf(bytes: Buffer, places: Uint32Array): string {
  let size = 0
  for (let i = 0; i < places.length; i += 2) size += places[i + 1]! - places[i]!
  const letters = Buffer.allocUnsafeSlow(size)
  for (let i = 0, at = 0; i < places.length; i += 2) {
    const end = places[i + 1]!
    for (let from = places[i]!; from < end; from++) letters[at++] = bytes[from]!
  }
  return letters.toString('latin1')
}
