import { LossError } from '../../error.ts'
import { parseDecimal } from '../../numerics/decimal.ts'
import type { ColumnInfo, Columns, Missing, NumberColumns, Selection, TableSource } from '../../table.ts'
import type { Source } from '../../tensor.ts'
import { type Bytes, checkText, peek } from '../bytes/bytes.ts'
import { isHeader, LONGEST_LINE, tooLong } from './dialect.ts'

export interface CsvOptions {
  readonly delimiter?: string | undefined
  /** Whether the first line holds names; found out if absent. */
  readonly header?: boolean | undefined
  readonly decimal?: '.' | ',' | undefined
  /** Words that are values: a first line of one such word is no header. */
  readonly values?: readonly string[] | undefined
  /** Lines that start with this character are left out. */
  readonly comment?: string | undefined
}

const NEWLINE = 0x0a
const RETURN = 0x0d

/** Separators in the order in which they are tried; a comma last, since it may be a decimal mark. */
const DELIMITERS = ['\t', ';', '|', ',']

/** Names of delimiters that do not show. */
const UNSEEN: Readonly<Record<string, string>> = { '\t': 'tab', ' ': 'space' }

/** The delimiter of a text, judged by its first line outside quotes; a space between numbers; else a comma. */
export function sniffDelimiter(firstLine: string, decimal: '.' | ',' = '.'): string {
  const bare = firstLine.replaceAll(/"[^"]*"/g, '')
  const found = DELIMITERS.find((delimiter) => bare.includes(delimiter) && delimiter !== decimal)
  if (found) return found
  const spaced = bare.split(' ')
  if (spaced.length > 1 && spaced.every((cell) => parseDecimal(cell) !== undefined)) return ' '
  return decimal === ',' ? ';' : ','
}

/**
 * Rows and columns of numbers, streamed. Plain numeric lines go through the kernel; from the first line on that it
 * does not take (a quote, another spelling, an error) csv-parse reads, with the same numbers and places.
 *
 * @throws LossError while reading: E201 not a number, E202 empty cell or line, E203 ragged, E204 malformed, E205 no rows
 */
export async function csvSource(name: string, bytes: Bytes, options: CsvOptions): Promise<Source> {
  const head = await readHead(name, bytes, options, 1)
  const { names, notes, format } = head
  return {
    name,
    format,
    notes,
    ...(names && { columns: names }),
    async *pieces() {
      for await (const [part] of rows(head, 'error')) yield (part as NumberColumns).tensor
    },
  }
}

/**
 * The same file as named columns of numbers and texts. A column is of text if its first cell is.
 *
 * @throws LossError as `csvSource`
 */
export async function csvTable(name: string, bytes: Bytes, options: CsvOptions): Promise<TableSource> {
  const head = await readHead(name, bytes, options, 2)
  const { delimiter, notes, format } = head
  let [header, row] = head.lines.map((line) => line.split(delimiter)) as (readonly string[] | undefined)[]
  if (!head.plain) {
    const { firstRecords } = await import('./quoted-csv.ts')
    ;[header, row] = await firstRecords(head, head.first)
  }
  if (header === undefined) throw new LossError('E205', `${name} is empty`)
  const named = head.header ?? isNamed(header, row?.[0], options)
  const cells = named ? row : header
  const columns = header.map((cell, c): ColumnInfo => {
    const first = cells?.[c]?.trim() ?? ''
    const text =
      first !== '' && parseDecimal(head.decimal === ',' ? first.replace(',', '.') : first) === undefined
    return { name: named ? cell.trim() : String(c), type: text ? 'text' : 'number' }
  })
  const names = named ? header : undefined
  return {
    name,
    format,
    notes,
    columns,
    read: (selections, missing) => rows({ ...head, header: named, names }, missing, selections),
  }
}

/** What the first bytes tell of a file, and all of its bytes. */
interface Head {
  readonly name: string
  readonly format: string
  readonly delimiter: string
  readonly first: Uint8Array
  readonly bytes: Bytes
  readonly lines: readonly string[]
  /** Whether the kernel may read it from the start: no quote and no odd line end in the first line. */
  readonly plain: boolean
  /** Whether the first line holds names; unknown if only csv-parse can tell. */
  readonly header: boolean | undefined
  readonly names: readonly string[] | undefined
  readonly decimal: '.' | ','
  readonly comment: string | undefined
  readonly notes: string[]
}

async function readHead(name: string, bytes: Bytes, options: CsvOptions, lines: number): Promise<Head> {
  const enough = (head: Uint8Array) => newlines(head, lines) || head.length > LONGEST_LINE
  const { first, all } = await peek(bytes, enough)
  checkText(name, first)
  if (first.length > LONGEST_LINE && !first.includes(NEWLINE) && !first.includes(RETURN))
    throw tooLong(name, 1)
  const { comment } = options
  const decimal = options.decimal ?? '.'
  const { text: line, ended } = firstLine(behindComments(first, comment))
  const delimiter = options.delimiter ?? sniffDelimiter(line, decimal)
  // A quote in the first line, or an end that is no newline, leaves all to csv-parse, names included.
  const plain = ended && !line.includes('"') && decimal === '.' && comment === undefined
  const second = first.subarray(first.indexOf(NEWLINE) + 1)
  const known = second.length === 0 ? [line] : [line, firstLine(second).text]
  const header = plain ? isNamed(line.split(delimiter), known[1], options) : undefined
  const notes = [`delimiter: ${UNSEEN[delimiter] ?? delimiter}`]
  if (header !== undefined) notes.push(`header: ${header ? 'yes' : 'no'}`)
  return {
    name,
    format: delimiter === '\t' ? 'tsv' : 'csv',
    delimiter,
    first,
    bytes: all,
    lines: known,
    plain,
    header,
    names: header === true ? line.split(delimiter) : undefined,
    decimal,
    comment,
    notes,
  }
}

/** Whether the first line holds names. A single one that is also a value is a value, but not above a number. */
function isNamed(
  cells: readonly string[],
  next: string | undefined,
  { header, values }: CsvOptions,
): boolean {
  const aboveNumber = next !== undefined && parseDecimal(next.trim()) !== undefined
  const isValue = cells.length === 1 && values?.includes(cells[0]!.trim()) === true && !aboveNumber
  return header ?? (!isValue && isHeader(cells))
}

/** What follows the lines of comment at the start. */
function behindComments(first: Uint8Array, comment: string | undefined): Uint8Array {
  let rest = first
  while (comment !== undefined && firstLine(rest).text.startsWith(comment)) {
    const end = rest.indexOf(NEWLINE)
    if (end < 0) return rest.subarray(rest.length)
    rest = rest.subarray(end + 1)
  }
  return rest
}

function newlines(bytes: Uint8Array, wanted: number): boolean {
  let at = -1
  for (let i = 0; i < wanted; i++) {
    at = bytes.indexOf(NEWLINE, at + 1)
    if (at < 0) return false
  }
  return true
}

/** Columns by the kernel as far as it goes, then by csv-parse; without selections all as numbers. */
async function* rows(
  head: Head,
  missing: Missing,
  selections?: readonly Selection[],
): AsyncGenerator<readonly Columns[]> {
  const { name, delimiter, header, names, notes, bytes, lines, decimal, comment } = head
  const quoted = await import('./quoted-csv.ts')
  const dialect = { name, delimiter, missing, notes, decimal, comment }
  if (!head.plain) {
    yield* quoted.rowsOf({ ...dialect, header }, { bytes, lines: 0, rows: 0 }, selections)
    return
  }
  const { numericRows } = await import('./numeric-csv.ts')
  const columns = lines[0]!.split(delimiter).length
  const wanted = selections ?? [{ columns: Array.from({ length: columns }, (_, c) => c), as: 'numbers' }]
  const rest = yield* numericRows({ name, delimiter, columns, names, missing }, bytes, wanted)
  if (rest === undefined) return
  notes.push(`read by csv-parse from line ${rest.lines + 1} on`)
  yield* quoted.rowsOf({ ...dialect, columns, names, header: false }, rest, wanted)
}

/** The first line of a text, without mark; and whether it ends in a newline, or with the text. */
export function firstLine(first: Uint8Array): { text: string; ended: boolean } {
  const found = first.findIndex((byte) => byte === NEWLINE || byte === RETURN)
  const end = found < 0 ? first.length : found
  const text = Buffer.from(first.subarray(0, end))
    .toString()
    .replace(/^\ufeff/, '')
  return { text, ended: first[end] !== RETURN || first[end + 1] === NEWLINE }
}
