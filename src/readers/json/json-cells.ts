import { LossError, noValue, type Place } from '../../error.ts'
import type { Columns, ColumnLook, ColumnType, Missing, NumberColumns, Selection } from '../../table.ts'
import { sizeOf } from '../../tensor.ts'
import { isMissing, isNoNumber } from '../missing.ts'
import { JsonNumbers } from './json-numbers.ts'
import { COMMA, END, NULL, OPEN, OPEN_OBJECT, QUOTE, type Scanner } from './json-scanner.ts'
import { type PieceText, placeOfNumber } from './json-text.ts'

/** A column and the keys that lead to it. */
export interface Field {
  readonly name: string
  readonly type: ColumnType
  readonly path: readonly string[]
  /** What the first rows hold, where those are single values. */
  readonly look?: () => ColumnLook
}

interface Taken {
  readonly field: Field
  readonly rows: number
  /** Of one value. */
  readonly shape: readonly number[]
  readonly data: Float64Array
  readonly missing: Uint8Array | undefined
  readonly texts: readonly (string | undefined)[]
  place(row: number, nth: number): Place
}

/** The values of a column as they come, and where each starts. */
export class JsonCells {
  readonly field: Field
  readonly #as: Selection['as']
  readonly #missing: Missing | 'kept'
  readonly #numbers: JsonNumbers
  #texts: (string | undefined)[] = []
  /** Behind the start of the piece. */
  #starts: number[] = []
  #absent: number[] = []
  #rowsBefore = 0

  /** `depth` is how many lists and objects surround a value. */
  constructor(field: Field, as: Selection['as'], missing: Missing | 'kept', depth: number) {
    this.field = field
    this.#as = as
    this.#missing = missing
    this.#numbers = new JsonNumbers(depth, missing === 'skip')
  }

  get rows(): number {
    return this.#starts.length
  }

  get width(): number {
    return this.#numbers.width
  }

  get lastStart(): number {
    return this.#starts.at(-1)!
  }

  /**
   * Reads the current value as the next row.
   *
   * @throws LossError E201 not a number or text, E202 null where nothing may miss, E203 another shape
   */
  read(scanner: Scanner, pieceStart: number): void {
    const byte = scanner.peek()
    const start = scanner.at
    if (byte === NULL && scanner.isNull()) this.miss(scanner, start, pieceStart, 'null')
    else if (byte === QUOTE && this.#skips(scanner)) this.miss(scanner, start, pieceStart, 'absent')
    else {
      if (this.#as === 'numbers') this.#numbers.read(scanner)
      else this.#texts.push(this.#text(scanner, byte))
      this.#starts.push(start - pieceStart)
    }
  }

  /** Passes over a text that stands for no value, where rows without one are left out. */
  #skips(scanner: Scanner): boolean {
    if (this.#missing !== 'skip') return false
    const start = scanner.at
    if ((this.#as === 'numbers' ? isNoNumber : isMissing)(scanner.text())) return true
    scanner.at = start
    return false
  }

  /**
   * A row without a value.
   *
   * @throws LossError E202 where nothing may miss
   */
  miss(scanner: Scanner, start: number, pieceStart: number, what: 'null' | 'absent'): void {
    const { name } = this.field
    if (this.#missing === 'error') {
      const [message, width] =
        what === 'null' ? ['a null', 4] : [`a record without ${JSON.stringify(name)}`, 1]
      scanner.failAt(start, 'E202', message, {
        width,
        row: this.#rowsBefore + this.rows,
        field: name,
        ...noValue,
      })
    }
    this.#absent.push(this.rows)
    if (this.#as === 'texts') this.#texts.push(undefined)
    this.#starts.push(start - pieceStart)
  }

  #text(scanner: Scanner, byte: number): string {
    if (byte === QUOTE) return scanner.text()
    if (byte === OPEN || byte === OPEN_OBJECT) {
      const what = byte === OPEN ? 'a list' : 'an object'
      scanner.fail('E201', `${what} where a text should be`, {
        row: this.#rowsBefore + this.rows,
        field: this.field.name,
      })
    }
    return scanner.word()
  }

  /** Forgets what was read after some rows. */
  cut(rows: number): void {
    this.#starts.length = rows
    if (this.#as === 'texts') this.#texts.length = rows
    while (this.#absent.length > 0 && this.#absent.at(-1)! >= rows) this.#absent.pop()
    if (this.#as === 'numbers') this.#numbers.cut(rows - this.#absent.length)
  }

  passed(rows: number): void {
    this.#rowsBefore += rows
  }

  /** All rows so far; the next starts empty. */
  take(name: string, text: PieceText): Taken {
    const { field, rows } = this
    const starts = this.#starts
    const before = this.#rowsBefore
    const absent = this.#absent
    const missing = absent.length > 0 ? new Uint8Array(rows) : undefined
    for (const row of absent) missing![row] = 1
    const { shape, width } = this.#numbers
    const read = this.#numbers.take()
    const taken = {
      field,
      rows,
      shape,
      data: missing ? withGaps(read, missing, width) : read,
      missing,
      texts: this.#texts,
      place: (row: number, nth: number): Place => ({
        ...placeOfNumber(name, text, text.start + starts[row]!, nth),
        row: before + row,
        field: field.name,
      }),
    }
    this.#rowsBefore += rows
    this.#starts = []
    this.#absent = []
    this.#texts = []
    return taken
  }
}

function withGaps(read: Float64Array, missing: Uint8Array, width: number): Float64Array {
  const data = new Float64Array(missing.length * width).fill(Number.NaN)
  for (let row = 0, from = 0; from < read.length; row++) {
    if (missing[row] === 1) continue
    for (let to = row * width; to < (row + 1) * width; to++) data[to] = read[from++]!
  }
  return data
}

/** The columns that selections name, each read once. */
export class CellGroups {
  readonly cells: readonly JsonCells[]
  readonly #groups: readonly { readonly as: Selection['as']; readonly cells: readonly JsonCells[] }[]

  constructor(
    selections: readonly Selection[],
    fields: readonly Field[],
    missing: Missing,
    depth: (field: Field) => number,
  ) {
    const all = new Map<string, JsonCells>()
    const cellsOf = (column: number, { as, labels }: Selection): JsonCells => {
      const field = fields[column]!
      const gaps = labels ? 'kept' : missing
      const key = `${as} ${gaps} ${column}`
      const made = all.get(key) ?? new JsonCells(field, as, gaps, depth(field))
      all.set(key, made)
      return made
    }
    this.#groups = selections.map((selection) => ({
      as: selection.as,
      cells: selection.columns.map((column) => cellsOf(column, selection)),
    }))
    this.cells = [...all.values()]
  }

  /** Rows that were read otherwise come before the next. */
  passed(rows: number): void {
    for (const cells of this.cells) cells.passed(rows)
  }

  /** One piece per selection. */
  take(name: string, textOf: (cells: JsonCells) => PieceText): Columns[] {
    const taken = new Map(this.cells.map((cells) => [cells, cells.take(name, textOf(cells))]))
    return this.#groups.map(({ as, cells }) => {
      const parts = cells.map((one) => taken.get(one)!)
      if (as === 'numbers') return sideBySide(name, parts)
      const [{ texts, place }] = parts as [Taken]
      return { as, texts, place: (row) => place(row, 0) }
    })
  }
}

/** @throws LossError E310 for lists beside other columns */
function sideBySide(name: string, parts: readonly Taken[]): NumberColumns {
  const [first] = parts as [Taken]
  if (parts.length === 1 && first.shape.length > 0) {
    const width = sizeOf(first.shape)
    const { data, rows, shape, missing, place } = first
    const tensor = {
      data,
      shape: [rows, ...shape],
      place: (index: number) =>
        place(Math.floor(index / width), first.missing?.[Math.floor(index / width)] ? 0 : index % width),
    }
    return { as: 'numbers', tensor, missing }
  }
  const list = parts.find(({ shape }) => shape.length > 0)
  if (list)
    throw new LossError(
      'E310',
      `${name}: the column ${list.field.name} holds lists, which stand beside no other`,
      { at: list.place(0, 0), why: `selected together: ${parts.map(({ field }) => field.name).join(', ')}` },
    )
  const { rows } = first
  const columns = parts.length
  const data = new Float64Array(rows * columns)
  parts.forEach((part, c) => {
    for (let row = 0; row < rows; row++) data[row * columns + c] = part.data[row]!
  })
  const gaps = parts.flatMap(({ missing }) => missing ?? [])
  const missing = gaps.length > 0 ? new Uint8Array(rows) : undefined
  for (const part of gaps) part.forEach((gap, row) => (missing![row]! |= gap))
  const place = (index: number) => parts[index % columns]!.place(Math.floor(index / columns), 0)
  return { as: 'numbers', tensor: { data, shape: [rows, columns], table: true, place }, missing }
}

/** What the current value would be as a column's first; undefined if no column. Moves on, but not after it. */
export function typeAt(scanner: Scanner): ColumnType | undefined {
  let list = false
  while (scanner.peek() === OPEN) {
    scanner.at++
    list = true
  }
  const byte = scanner.peek()
  if (byte === QUOTE) {
    const named = /^[+-]?(nan|inf(inity)?)$/i.test(scanner.text())
    if (named) return list ? 'list' : 'number'
    return list ? undefined : 'text'
  }
  if (byte === OPEN_OBJECT || byte === END) return undefined
  if (list && byte === 0x5d) return 'list'
  const word = scanner.word()
  if (word === 'true' || word === 'false') return list ? undefined : 'text'
  if (!list) return 'number'
  // As evaluations of language models have them: [-1.2, false].
  while (scanner.peek() === COMMA) {
    scanner.at++
    const next = scanner.peek()
    if (next === TRUE || next === FALSE) return undefined
    if (next !== MINUS && (next < ZERO || next > NINE)) break
    scanner.word()
  }
  return 'list'
}

const [TRUE, FALSE, MINUS, ZERO, NINE] = [0x74, 0x66, 0x2d, 0x30, 0x39]

/** Without those whose name another reaches by fewer keys: a key with a dot wins over nested ones. */
export function distinct(fields: readonly Field[]): Field[] {
  const byName = new Map<string, Field>()
  for (const field of fields) {
    const other = byName.get(field.name)
    if (!other || field.path.length < other.path.length) byName.set(field.name, field)
  }
  return fields.filter((field) => byName.get(field.name) === field)
}
