import type { CsvError, Info } from 'csv-parse'
import { LossError, noValue, type Place, skipMissing } from '../../error.ts'
import type { Columns, Missing, Selection } from '../../table.ts'
import type { Bytes } from '../bytes/bytes.ts'
import { BLANKS, blankLines } from './blanks.ts'
import { wholeLines } from './line-length.ts'
import { ListCells } from './list-cells.ts'
import { cellPlace, type PlacedLine } from './cell-place.ts'
import { type NumberForm, numberIn, unitIn, whyNoNumber } from './number-forms.ts'
import {
  type CellPlace,
  columnsOf,
  LONGEST_LINE,
  refuseEmpty,
  type Rest,
  sideBySide,
  textColumn,
  tooLong,
} from './dialect.ts'
import { quoted } from '../../shell-word.ts'
import { isMissing, trimmed } from '../missing.ts'

const NEWLINE = 0x0a
const RETURN = 0x0d
const SPACE = 0x20
const TAB = 0x09

/** Rows per piece: enough to make the cost of a piece small, few enough for the cache; fewer of wide rows. */
const PIECE = 4096
const PIECE_CELLS = 1 << 21

/** A record as csv-parse gives it with `info` and `raw`. */
interface Parsed {
  readonly record: readonly string[]
  readonly raw: string
  readonly info: Info
}

interface Cells extends PlacedLine {
  readonly cells: readonly string[]
}

/** A record that may be the header, and then is no row. */
type Found = Omit<Cells, 'row'>

interface QuotedDialect {
  readonly name: string
  readonly delimiter: string
  readonly columns: number
  readonly names?: readonly string[] | undefined
  /** Whether the first record holds names. */
  readonly header: boolean
  readonly missing: Missing
  readonly decimal?: '.' | ',' | undefined
  readonly numbers?: readonly NumberForm[] | undefined
  readonly comment?: string | undefined
  /** Columns of lists of numbers. */
  readonly lists?: ReadonlySet<number> | undefined
}

/**
 * Columns of rows where only a real CSV parser can judge: quotes, other spellings, and every error.
 *
 * @throws LossError as `csvSource`
 */
export async function* oddRows(
  dialect: QuotedDialect,
  rest: Rest,
  selections: readonly Selection[],
): AsyncGenerator<readonly Columns[]> {
  const table = new OddTable(dialect, rest.rows, selections)
  let first = dialect.header
  for await (const line of records(dialect, rest)) {
    if (first) {
      first = false
      continue
    }
    table.add(line)
    if (table.full) yield table.take()
  }
  if (table.rows > 0) yield table.take()
  else if (table.taken === 0 && rest.rows === 0) refuseEmpty(dialect.name, table.names)
}

/** Bytes parsed at a time: of blank or short lines each makes a record, all of which wait in memory. */
const SLICE = 1 << 14

/** Bytes in front of a slice that csv-parse may not have looked at yet. */
const OVERLAP = 16

/** How much of a record that does not end is kept: where its quote opened is told at its end. */
const KEPT = 1 << 16

/** The records of a text, blank lines at its end left out. */
async function* records(
  { name, delimiter, comment }: Pick<QuotedDialect, 'name' | 'delimiter' | 'comment'>,
  { bytes, lines }: Rest,
): AsyncGenerator<Found> {
  if (delimiter === BLANKS) {
    yield* blankLines(name, bytes, lines, comment)
    return
  }
  // A byte order mark stands at the start of a text alone; elsewhere it is no blank.
  let marked = lines === 0
  const parser = await newParser(delimiter, comment, marked)
  const found = function* (): Generator<Found & { end: number; lines: number }> {
    for (let next: unknown; (next = parser.read()) !== null;) {
      const { record, raw, info } = next as Parsed
      const text = (marked ? raw.replace(/^\ufeff/, '') : raw).replace(/\r?\n$|\r$/, '')
      marked = false
      const inner = text.match(/\r\n|\n|\r/g)?.length ?? 0
      const through = lines + info.lines
      yield { cells: record, text, number: through - inner, end: info.bytes, lines: through }
    }
    const { errored } = parser as { errored?: Error | null }
    if (errored) throw malformed(name, lines, errored as CsvError, [fed, open])
  }
  const source = slices(wholeLines(name, bytes, lines))
  let fed: Fed = { recent: Buffer.alloc(0), bytes: 0, lines }
  /** The record that has not ended. */
  let open = fed
  try {
    for (let ended = false; !ended;) {
      const { done, value } = await source.next()
      ended = done === true
      if (ended) {
        parser.end()
        await settled(parser)
      } else {
        const kept = Math.max(fed.recent.length - OVERLAP, 0)
        fed = {
          recent: Buffer.concat([fed.recent.subarray(kept), value as Uint8Array]),
          bytes: fed.bytes + kept,
          lines: fed.lines + newlinesIn(fed.recent.subarray(0, kept)),
        }
        if (open.recent.length < KEPT)
          open = { ...open, recent: Buffer.concat([open.recent, value as Uint8Array]) }
        parser.write(value)
      }
      for (const line of found()) {
        if (trimmed(line.text) === '') {
          if (await allBlank(fed.recent.subarray(line.end - fed.bytes), source, comment)) return
          throw new LossError('E202', 'an empty line between rows', {
            at: { file: name, line: line.number, column: 1, source: '' },
            why: 'an empty cell is not 0, and rows must not shift',
            tries: ['leave out empty lines'],
          })
        }
        open = { recent: fed.recent.subarray(line.end - fed.bytes), bytes: line.end, lines: line.lines }
        yield line
      }
    }
  } finally {
    parser.destroy()
    await source.return(undefined)
  }
}

async function newParser(delimiter: string, comment: string | undefined, bom: boolean) {
  const { parse } = await import('csv-parse')
  return parse({
    bom,
    info: true,
    raw: true,
    delimiter,
    // Named, because csv-parse would take those of its first line for those of all.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: LONGEST_LINE,
    ...(comment !== undefined && { comment, comment_no_infix: true }),
  }).on('error', () => {})
}

async function* slices(bytes: Bytes): AsyncGenerator<Uint8Array, undefined> {
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; at += SLICE) yield chunk.subarray(at, at + SLICE)
  }
  return undefined
}

/** Waits until all that was written to a parser can be read from it. */
async function settled(parser: NodeJS.EventEmitter & { readonly writableFinished: boolean }): Promise<void> {
  if (parser.writableFinished) return
  await new Promise<void>((resolve) => {
    for (const event of ['finish', 'error', 'close']) parser.once(event, () => resolve())
  })
}

/** Whether only blank lines and comments are left of a text, without making a record of each. */
async function allBlank(
  first: Uint8Array,
  others: AsyncIterator<Uint8Array>,
  comment: string | undefined,
): Promise<boolean> {
  const mark = comment === undefined ? new Uint8Array(0) : Buffer.from(comment)
  let commenting = false
  /** How much of the mark was seen; a comment starts with its line. */
  let marked = 0
  let spaced = false
  for (let chunk: Uint8Array | undefined = first; chunk !== undefined;) {
    for (const byte of chunk) {
      const blank = byte === SPACE || byte === TAB
      if (byte === NEWLINE || byte === RETURN) {
        if (marked > 0) return false
        commenting = spaced = false
      } else if (!commenting && blank && marked === 0) spaced = true
      else if (!commenting) {
        if (spaced || byte !== mark[marked++]) return false
        if (marked === mark.length) [commenting, marked] = [true, 0]
      }
    }
    const next: IteratorResult<Uint8Array> = await others.next()
    chunk = next.done === true ? undefined : next.value
  }
  return marked === 0
}

/** csv-parse's codes in words; its own messages count lines from where it began. */
const quoteErrors: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is never closed',
  CSV_INVALID_CLOSING_QUOTE: 'text after a closing quote',
  INVALID_OPENING_QUOTE: 'a quote in the middle of a cell',
}

function malformed(name: string, before: number, error: CsvError, known: readonly Fed[]): LossError {
  const line = before + Number(error.lines ?? 1)
  if (error.code === 'CSV_MAX_RECORD_SIZE') return tooLong(name, line)
  return new LossError('E204', quoteErrors[error.code] ?? error.message, {
    at: { file: name, line, ...known.map((fed) => spotOf(error, fed)).find((spot) => spot !== undefined) },
    why: `the record that ends at line ${line} is not CSV; a quote inside a quoted cell is doubled`,
  })
}

/** Bytes that a parser was given, and what was before them. */
interface Fed {
  readonly recent: Buffer
  /** How many bytes and lines. */
  readonly bytes: number
  readonly lines: number
}

/** Where the cell begins that is not CSV, if it lies in the bytes that are known. */
function spotOf(
  error: CsvError,
  { recent, bytes, lines }: Fed,
): Pick<Place, 'line' | 'column' | 'source'> | undefined {
  // The parser counts bytes to the end of the cell before, or of the record.
  const end = Number(error.bytes) - bytes
  if (!(end >= 0 && end <= recent.length)) return undefined
  const start = end === 0 ? 0 : recent.lastIndexOf(NEWLINE, end - 1) + 1
  const stop = recent.indexOf(NEWLINE, end)
  const source = recent.toString('utf8', start, stop < 0 ? recent.length : stop).replace(/\r$/, '')
  const column = recent.toString('utf8', start, end).length + (error.index === 0 ? 1 : 2)
  return { line: lines + newlinesIn(recent.subarray(0, end)) + 1, column, source }
}

function newlinesIn(bytes: Uint8Array): number {
  let count = 0
  for (const byte of bytes) if (byte === NEWLINE) count++
  return count
}

/** Where a selection is a column of lists. @throws LossError E310 for one beside other columns */
function listOf({ name, lists, names }: QuotedDialect, { as, columns }: Selection): ListCells | undefined {
  const list = as === 'numbers' ? columns.find((column) => lists?.has(column)) : undefined
  if (list === undefined) return undefined
  if (columns.length === 1) return new ListCells()
  const nameOf = (column: number) => names?.[column] ?? String(column)
  throw new LossError(
    'E310',
    `${name}: the column ${nameOf(list)} holds lists, which stand beside no other`,
    { why: `selected together: ${columns.map(nameOf).join(', ')}`, tries: [`--input-cols ${nameOf(list)}`] },
  )
}

/** Collects rows into pieces, and knows where each cell stood. */
class OddTable {
  readonly names: readonly string[] | undefined
  /** Rows in pieces already taken. */
  taken = 0
  readonly #dialect: QuotedDialect
  readonly #before: number
  readonly #width: number
  readonly #most: number
  readonly #selections: readonly Selection[]
  /** Numbers of each selection, and marks of its rows without a value. */
  #parts: Float64Array[] | undefined
  #missing: (Uint8Array | undefined)[] = []
  #lines: Cells[] = []
  readonly #lists: readonly (ListCells | undefined)[]
  /** The unit of each column, and where it stood first. */
  readonly #units = new Map<number, { readonly unit: string; readonly line: number }>()

  constructor(dialect: QuotedDialect, before: number, selections: readonly Selection[]) {
    this.#dialect = dialect
    this.#before = before
    this.#width = dialect.columns
    this.#most = Math.max(1, Math.min(PIECE, Math.floor(PIECE_CELLS / Math.max(1, dialect.columns))))
    this.#selections = selections
    this.#lists = selections.map((selection) => listOf(dialect, selection))
    this.names = dialect.names
  }

  get full(): boolean {
    return this.rows === this.#most
  }

  get rows(): number {
    return this.#lines.length
  }

  add(found: Found): void {
    const line = { ...found, row: this.#before + this.taken + this.rows }
    const { cells } = line
    const width = this.#width
    if (cells.length !== width) this.#refuseRagged(line, width)
    this.#parts ??= this.#selections.map(
      ({ columns, as }) => new Float64Array(as === 'numbers' ? this.#most * columns.length : 0),
    )
    this.#selections.forEach((selection, i) => {
      const list = this.#lists[i]
      if (list) this.#readList(line, selection.columns[0]!, list)
      else this.#read(line, selection, this.#parts![i]!)
    })
    this.#lines.push(line)
  }

  take(): readonly Columns[] {
    const lines = this.#lines
    const { name, delimiter, missing } = this.#dialect
    const place: CellPlace = (row, column) => cellPlace(name, lines[row]!, column, delimiter, this.names)
    const found = this.#selections.map(({ columns, as, labels }, i): Columns => {
      const list = this.#lists[i]
      if (list) return { as: 'numbers', ...list.take((row) => place(row, columns[0]!)) }
      if (as === 'numbers') {
        const data = this.#parts![i]!.slice(0, lines.length * columns.length)
        return columnsOf(data, sideBySide(columns), columns, lines.length, place, this.#missing[i])
      }
      const texts = lines.map(({ cells }) => trimmed(cells[columns[0]!]!))
      if (labels) return { as, texts, place: (row) => place(row, columns[0]!) }
      return textColumn(texts, { missing }, columns[0]!, place)
    })
    this.#lines = []
    this.#missing = []
    this.taken += lines.length
    return found
  }

  #read(line: Cells, { columns, as, labels }: Selection, data: Float64Array): void {
    const skip = this.#dialect.missing === 'skip'
    if (as === 'texts') {
      if (!skip && !labels && trimmed(line.cells[columns[0]!]!) === '') this.#refuseCell(line, columns[0]!)
      return
    }
    const start = this.rows * columns.length
    columns.forEach((column, c) => {
      const cell = line.cells[column]!
      const number = this.#parse(cell, line, column)
      if (number === undefined && skip && isMissing(cell)) {
        const part = this.#parts!.indexOf(data)
        const marks = (this.#missing[part] ??= new Uint8Array(this.#most))
        marks[this.rows] = 1
        data[start + c] = Number.NaN
      } else data[start + c] = number ?? this.#refuseCell(line, column)
    })
  }

  #readList(line: Cells, column: number, list: ListCells): void {
    const cell = line.cells[column]!
    if (isMissing(cell) && this.#dialect.missing === 'skip') list.miss()
    else if (trimmed(cell) === '') this.#refuseCell(line, column)
    else
      list.read(cell, () => cellPlace(this.#dialect.name, line, column, this.#dialect.delimiter, this.names))
  }

  #parse(cell: string, line: Cells, column: number): number | undefined {
    const number = numberIn(cell, this.#dialect)
    if (number !== undefined && number !== 0 && this.#dialect.numbers?.length)
      this.#checkUnit(cell, line, column)
    return number
  }

  /** A column of numbers has one unit, or none: of 45% and 0.3 one is wrong. */
  #checkUnit(cell: string, line: Cells, column: number): void {
    const unit = unitIn(cell, this.#dialect)
    const first = this.#units.get(column)
    if (first === undefined) this.#units.set(column, { unit, line: line.number })
    else if (first.unit !== unit) {
      const { name, delimiter } = this.#dialect
      const show = (one: string) => (one === '' ? 'no unit' : `the unit ${one}`)
      throw new LossError(
        'E201',
        `${JSON.stringify(cell)} has ${show(unit)}, that of line ${first.line} has ${show(first.unit)}`,
        {
          at: cellPlace(name, line, column, delimiter, this.names),
          why: 'numbers of one column are in one unit',
        },
      )
    }
  }

  #refuseRagged(line: Cells, width: number): never {
    const { cells } = line
    const { name, delimiter } = this.#dialect
    const c = cells.length > width ? width : cells.length - 1
    const unnamed =
      this.names &&
      line.row === 0 &&
      cells.length === width + 1 &&
      (delimiter[0] === ' ' || trimmed(cells[0]!) === '1')
    const { file, line: number, column, row, source } = cellPlace(name, line, c, delimiter)
    throw new LossError(
      'E203',
      `a row of ${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}, where ${width} are expected`,
      {
        at: { file, line: number!, column: column!, row: row!, ...(source !== undefined && { source }) },
        why: this.names
          ? `the header has ${width} names${unnamed ? ": R's write.table leaves out that of the row names" : ''}`
          : `the first row has ${width}`,
        ...(unnamed &&
          name !== 'stdin' && { tries: [`sed '1s/^/row${delimiter[0]}/' ${quoted(name)} | loss-calc ...`] }),
      },
    )
  }

  #refuseCell(line: Cells, c: number): never {
    const { name, delimiter } = this.#dialect
    const cell = line.cells[c]!
    const at = cellPlace(name, line, c, delimiter, this.names)
    if (trimmed(cell) === '') throw new LossError('E202', 'an empty cell', { at, ...noValue })
    const shown = cell.length > 40 ? `${cell.slice(0, 40)}...` : cell
    const known = isMissing(cell)
      ? { why: 'it may stand for a missing value', tries: skipMissing }
      : whyNoNumber(cell, this.#dialect)
    const comma = /^[ \t]*[+-]?\d+,\d+[ \t]*$/.test(cell) && this.#dialect.decimal !== ','
    const why =
      comma && known?.tries.length === 1
        ? `cells are split at ${JSON.stringify(delimiter)}, so the comma is probably a decimal mark`
        : known?.why
    const first = line.row === 0 && !this.names && !known
    const tries = [...(known?.tries ?? []), ...(first ? ['loss-calc ... --headers'] : [])]
    throw new LossError('E201', `${JSON.stringify(shown)} is not a number`, {
      at,
      ...(why !== undefined && { why }),
      ...(tries.length > 0 && { tries }),
    })
  }
}
