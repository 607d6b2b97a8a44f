import { LossError, noValue, brief, skipMissing, through } from '../../error.ts'
import type { Columns, Missing, Selection } from '../../table.ts'
import { ListCells } from './list-cells.ts'
import { cellPlace, type PlacedLine } from './cell-place.ts'
import { type Found, oddRecords } from './odd-records.ts'
import { type NumberForm, numberIn, unitIn, whyNoNumber } from './number-forms.ts'
import { type CellPlace, columnsOf, refuseEmpty, type Rest, SideBySide, textColumn } from './dialect.ts'
import { isMissing, isNoNumber, trimmed } from '../missing.ts'
import { parseDecimal } from '../../numerics/decimal.ts'

/** Fortran's 1.5D-3, which it prints without a letter where the exponent has three digits. */
const FORTRAN = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[dD][-+]?\d+|[-+]\d{3})$/
const FROM_FORTRAN = String.raw`sed -E 's/([0-9.])([dD]([-+]?[0-9])|([-+][0-9]{3}))/\1e\3\4/g' FILE |`
/** Numbers in the quotes of SQL, as SQLite writes what is declared a text. */
const FROM_SQL = String.raw`sed -E "s/'([-+.0-9e]+)'/\1/g" FILE |`

/** What clients of databases write below the rows. */
const FOOTER = /^\(\d+ rows?\b.*\)\s*$/

/** Rows per piece: enough to make the cost of a piece small, few enough for the cache; fewer of wide rows. */
const PIECE = 4096
const PIECE_CELLS = 1 << 21

interface Cells extends PlacedLine, Found {}

interface QuotedDialect {
  readonly name: string
  readonly delimiter: string
  readonly columns: number
  readonly names?: readonly string[] | undefined
  readonly header: boolean
  readonly missing: Missing
  readonly decimal?: '.' | ',' | undefined
  readonly numbers?: readonly NumberForm[] | undefined
  readonly comment?: string | undefined
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
  for await (const line of oddRecords(dialect, rest)) {
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
        return columnsOf(data, new SideBySide(columns), columns, lines.length, place, this.#missing[i])
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
      if (number === undefined && skip && isNoNumber(cell)) {
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
    const way = unnamed
      ? name === 'stdin'
        ? undefined
        : `sed '1s/^/row${delimiter[0]}/' FILE |`
      : FOOTER.test(line.text)
        ? "sed '/^([0-9]* row/d' FILE |"
        : cells.length === width + 1 && trimmed(cells.at(-1)!) === ''
          ? `sed 's/${delimiter}[[:blank:]]*\\r*$//' FILE |`
          : undefined
    throw new LossError(
      'E203',
      `a row of ${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}, where ${width} are expected`,
      {
        at: { file, line: number!, column: column!, row: row!, source },
        why: this.names
          ? `the header has ${width} names${unnamed ? ": R's write.table leaves out that of the row names" : ''}`
          : `the first row has ${width}`,
        ...(way !== undefined && { tries: [through(way, name)] }),
      },
    )
  }

  /** What a row of names is among the others. */
  #headedAgain({ cells, row }: Cells): { why: string; tries: readonly string[] } | undefined {
    const { name } = this.#dialect
    if (!this.names || cells.some((cell) => parseDecimal(cell) !== undefined)) return undefined
    if (this.names.every((one, c) => one === trimmed(cells[c]!)))
      return {
        why: 'the line of names stands here again',
        tries: [through("awk 'NR==1{h=$0;print}$0!=h' FILE |", name)],
      }
    if (row > 0 || !cells.every((cell) => /^(?:[\p{L}_].*|-(?!\d).*)?$/u.test(cell))) return undefined
    const drawn = cells.every((cell) => /^-+$/.test(trimmed(cell)))
    return {
      why: 'the line below the names is no row',
      tries: [through(`${drawn ? 'sed 2d' : 'tail -n +2'} FILE |`, name)],
    }
  }

  #refuseCell(line: Cells, c: number): never {
    const { name, delimiter } = this.#dialect
    const cell = line.cells[c]!
    const at = cellPlace(name, line, c, delimiter, this.names)
    if (trimmed(cell) === '') throw new LossError('E202', 'an empty cell', { at, ...noValue })
    const known = isNoNumber(cell)
      ? { why: 'it may stand for a missing value', tries: skipMissing }
      : c === 0 && cell.startsWith('#')
        ? { why: 'it may be a comment', tries: ["loss-calc ... --comment '#'"] }
        : (this.#headedAgain(line) ?? whyNoNumber(cell, this.#dialect))
    const comma = /^[ \t]*[+-]?\d+,\d+[ \t]*$/.test(cell) && this.#dialect.decimal !== ','
    const why =
      comma && known?.tries.length === 1
        ? `cells are split at ${JSON.stringify(delimiter)}, so the comma is probably a decimal mark`
        : known?.why
    const text = trimmed(cell)
    const way = FORTRAN.test(text) ? FROM_FORTRAN : /^'[^']+'$/.test(text) ? FROM_SQL : undefined
    // Names stand beside no numbers.
    const first =
      line.row === 0 &&
      !this.names &&
      !known &&
      way === undefined &&
      !line.cells.some((one) => parseDecimal(one) !== undefined)
    const tries = [
      ...(known?.tries ?? (way === undefined ? [] : [through(way, name)])),
      ...(first ? ['loss-calc ... --headers'] : []),
    ]
    throw new LossError('E201', `${JSON.stringify(brief(cell))} is not a number`, {
      at,
      why,
      ...(tries.length > 0 && { tries }),
    })
  }
}
