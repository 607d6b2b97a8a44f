import { fstatSync } from 'node:fs'
import { LossError, through } from '../../error.ts'
import type { Columns, Missing, NumberColumns, PlainRecords, Selection, Source } from '../../table.ts'
import type { Input } from '../input.ts'
import { AboveRows } from './above-rows.ts'
import { BLANKS } from './blanks.ts'
import { type Bytes, checkText, closeBytes, peek, textOf, withoutMark } from '../bytes/bytes.ts'
import { type CsvHead, type CsvOptions, delimiterOf, lookAt } from './csv-head.ts'
import { parseDecimal } from '../../numerics/decimal.ts'
import { trimmed } from '../missing.ts'
import { kernelRows } from './kernel-rows.ts'
import { LineLength } from './line-length.ts'
import type { NumberForm } from './number-forms.ts'
import { type Begin, countLineEnds, isWellQuoted, recordEnd } from './record-end.ts'

const NEWLINE = 0x0a
const RETURN = 0x0d

/** Names of delimiters that do not show. */
const UNSEEN: Readonly<Record<string, string>> = { '\t': 'tab', ' ': 'space', [BLANKS]: 'blanks' }

/** How many first bytes are looked at: what they hold tells the types of the columns. */
const HEAD = 1 << 16

/**
 * Rows and columns of text, streamed: numbers, or columns of numbers and texts by what most of the first rows hold.
 * Records of RFC 4180 go through the kernel; from the first one on that it does not take (an odd quote, an error)
 * csv-parse reads, with the same numbers and places.
 *
 * @throws LossError while reading: E201 not a number, E202 empty cell or line, E203 ragged, E204 malformed, E205 no rows
 */
export async function csvSource(input: Input, options: CsvOptions): Promise<Source> {
  const text = await describe(input, options)
  if (input.encoding !== undefined) text.notes.push(`encoding: ${input.encoding}`)
  const { names, width } = text.head
  const all = { columns: Array.from({ length: width }, (_, c) => c), as: 'numbers' } as const
  const described = {
    name: input.name,
    format: text.head.delimiter === '\t' ? 'tsv' : 'csv',
    notes: text.notes,
    records: recordsOf(text, input),
    close: async () => {
      await closeBytes(text.bytes)
      input.file?.close()
    },
  }
  return {
    ...described,
    ...(names && { columns: names }),
    async *pieces() {
      const pieces = rows(text, 'error', [all])
      // What is given back goes on to them.
      for (let next = await pieces.next(); !next.done;) {
        next = await pieces.next(yield (next.value[0] as NumberColumns).tensor)
      }
    },
    table: async () => ({
      ...described,
      columns: text.head.columns(),
      look: async (column) => text.head.look(column),
      headedAt: (name) => headedAt(text, name),
      lastCells: () => lastCells(text, input),
      read: (selections, missing) => rows(text, missing, selections),
    }),
  }
}

/** Lines of a title, or of comments, above the names. */
const MOST_ABOVE = 20

function headedAt({ first, above }: CsvText, name: string): number | undefined {
  const names = (line: string) => {
    const cells = line.split(/[\t;|,]|(?<=[^,;|]) +/).map((cell) => trimmed(cell).replace(/^"(.*)"$/, '$1'))
    return cells.includes(name) && cells.every((cell) => parseDecimal(cell) === undefined)
  }
  const at = decoded(first).split('\n', MOST_ABOVE).slice(1).findIndex(names)
  return at < 0 ? undefined : above + at + 2
}

/** Bytes that a last line may have. */
const LAST = 4096

/** Of a file that is not read as it is, or a pipe, where they are among the first. */
function lastCells({ first, ended, head: { delimiter } }: CsvText, { file }: Input): string[] {
  const last = file ? file.tail(LAST) : ended ? first.subarray(-LAST) : new Uint8Array(0)
  const text = textOf(last).replace(/[\r\n]+$/, '')
  // A pattern for all that ends here would begin anew at each letter.
  const line = text.slice(Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1)
  const cells = delimiter === BLANKS ? trimmed(line).split(/\s+/) : line.split(delimiter)
  return cells.map((cell) => trimmed(trimmed(cell).replace(/^"(.*)"$/, '$1')))
}

interface CsvText {
  readonly name: string
  /** Lines above the first row, which are left out. */
  readonly above: number
  readonly first: Uint8Array
  /** Whether that is all. */
  readonly ended: boolean
  readonly bytes: Bytes
  readonly head: CsvHead
  /** Set where the kernel may read it: what stands before the first row. */
  readonly begin: Begin | undefined
  readonly decimal: '.' | ','
  readonly numbers: readonly NumberForm[]
  readonly comment: string | undefined
  readonly notes: string[]
}

function recordsOf({ head, begin }: CsvText, { file }: Input): PlainRecords | undefined {
  if (!begin || !file) return undefined
  return {
    get size() {
      return fstatSync(file.descriptor).size
    },
    get descriptor() {
      return file.descriptor
    },
    start: begin.bytes,
    columns: head.width,
    delimiter: head.delimiter.charCodeAt(0),
  }
}

async function describe({ name, bytes }: Input, options: CsvOptions): Promise<CsvText> {
  const line = new LineLength(name)
  const above = new AboveRows(name, options.comment)
  const mark = options.comment === undefined ? -1 : Buffer.from(options.comment)[0]!
  let lines = 0
  const { first, all, ended } = await peek(above.below(bytes), (chunk, length) => {
    if (lines < 2) lines += newlines(chunk, 2 - lines, mark)
    const enough = length >= HEAD && lines >= 2
    if (!enough) line.see(chunk)
    return enough
  })
  try {
    return look(name, { first, above: above.lines }, ended, all, options)
  } catch (error) {
    await closeBytes(all)
    throw error
  }
}

function look(
  name: string,
  { first, above }: Pick<CsvText, 'first' | 'above'>,
  ended: boolean,
  bytes: Bytes,
  given: CsvOptions,
): CsvText {
  checkText(name, first)
  const options = withSep(firstLine(first).text, given)
  const { comment, decimal = '.', numbers = [] } = options
  const { text: line, ended: closed } = firstLine(options === given ? first : afterLine(first))
  const text = decoded(first)
  const delimiter = delimiterOf(name, line, text, options)
  if (
    (delimiter === '|' || line.startsWith('+-')) &&
    options.delimiter === undefined &&
    MARKDOWN().test(text)
  )
    refuseMarkdown(name)
  const head = lookAt(name, { text, above }, ended, delimiter, options)
  // An end of the first line that is no newline, or odd quotes in it, leave all to csv-parse.
  const usual = decimal === '.' && numbers.length === 0 && comment === undefined && delimiter !== BLANKS
  const known = closed && usual && trimmed(line) !== ''
  const mark = first.length - withoutMark(first).length
  const record = recordEnd(first.subarray(mark)) ?? (ended ? first.length - mark : undefined)
  const header = first.subarray(mark, head.header && record !== undefined ? mark + record : mark)
  const simple = known && record !== undefined && isWellQuoted(decoded(header), delimiter)
  const begin = simple ? { bytes: mark + header.length, lines: countLineEnds(header) } : undefined
  const notes = [`delimiter: ${UNSEEN[delimiter] ?? delimiter}`, `header: ${head.header ? 'yes' : 'no'}`]
  return { name, above, first, ended, bytes, head, begin, decimal, numbers, comment, notes }
}

/** A line of dashes below the first, as psql draws it, too; or above, as MySQL does. */
const MARKDOWN = () => /^(?:[^\n]*\n[ |:]*-{2,}[-+:| ]*\r?(?:\n|$)|\+-[-+]*\r?\n\|)/

function refuseMarkdown(name: string): never {
  const command = String.raw`sed -E '/^[-+:| ]*$/d;/^\([0-9]+ rows?\)$/d;s/^ *\| *| *\| *$//g;s/ *\| */|/g' FILE |`
  throw new LossError('E204', `${name} is a table in Markdown`, {
    at: { file: name },
    tries: [through(command, name)],
  })
}

/** Excel's `sep=;` above the rows is no row of them, and says what divides cells. */
function withSep(line: string, options: CsvOptions): CsvOptions {
  const delimiter =
    options.comment === undefined && line.length === 5 ? /^sep=(.)$/i.exec(line)?.[1] : undefined
  return delimiter === undefined ? options : { delimiter, ...options, comment: line }
}

function afterLine(first: Uint8Array): Uint8Array {
  const end = first.indexOf(NEWLINE)
  return first.subarray(end < 0 ? first.length : end + 1)
}

/** How many lines end, so many at most; before one that begins with a mark, none does. */
function newlines(bytes: Uint8Array, most: number, mark: number): number {
  let found = 0
  for (let at = bytes.indexOf(NEWLINE); at >= 0 && found < most; at = bytes.indexOf(NEWLINE, at + 1)) {
    const next = bytes[at + 1]
    if (mark < 0 || (next !== undefined && next !== mark)) found++
  }
  return found
}

/** Columns by the kernel as far as it goes, then by csv-parse. */
async function* rows(
  { name, above, bytes, head, begin, decimal, numbers, comment, notes }: CsvText,
  missing: Missing,
  selections: readonly Selection[],
): AsyncGenerator<readonly Columns[], void, unknown> {
  const { delimiter, names, width: columns, header } = head
  const lists = head.lists()
  const dialect = { name, delimiter, columns, names, missing, decimal, numbers, comment, lists }
  const wantsLists = selections.some(
    ({ as, columns }) => as === 'numbers' && columns.some((c) => lists.has(c)),
  )
  if (!begin || wantsLists) {
    const { oddRows } = await import('./odd-rows.ts')
    yield* oddRows({ ...dialect, header }, { bytes, lines: above, rows: 0 }, selections)
    return
  }
  const rest = yield* kernelRows(dialect, bytes, begin, selections)
  if (rest === undefined) return
  notes.push(`read by csv-parse from line ${rest.lines + 1} on`)
  const { oddRows } = await import('./odd-rows.ts')
  yield* oddRows({ ...dialect, header: false }, rest, selections)
}

function decoded(bytes: Uint8Array): string {
  return textOf(withoutMark(bytes))
}

/** The first line of a text, without mark; and whether it ends in a newline, or with the text. */
function firstLine(first: Uint8Array): { text: string; ended: boolean } {
  const newline = first.indexOf(NEWLINE)
  const line = newline < 0 ? first : first.subarray(0, newline)
  const found = line.indexOf(RETURN)
  const end = found < 0 ? line.length : found
  return { text: decoded(first.subarray(0, end)), ended: first[end] !== RETURN || first[end + 1] === NEWLINE }
}
