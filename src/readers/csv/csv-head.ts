import { LossError } from '../../error.ts'
import { parseDecimal } from '../../numerics/decimal.ts'
import { BLANKS, cellsOf } from './blanks.ts'
import { isSpelledNumber, type NumberForm, numberIn } from './number-forms.ts'
import type { ColumnInfo, ColumnLook } from '../../table.ts'
import { lookOf, typeOf } from '../look.ts'
import { isMissing, trimmed } from '../missing.ts'

/** How a text of rows and columns is written, as far as flags say so. */
export interface CsvOptions {
  readonly delimiter?: string | undefined
  /** Whether the name or a flag says that tabs separate the cells. */
  readonly tabs?: boolean
  /** Whether the first line holds names; detected if absent. */
  readonly header?: boolean | undefined
  readonly decimal?: '.' | ',' | undefined
  /** Forms of numbers for people that are read in addition to plain decimals. */
  readonly numbers?: readonly NumberForm[] | undefined
  /** Words that are values: a first line of one such word is no header. */
  readonly values?: readonly string[] | undefined
  /** Lines that start with this character are left out. */
  readonly comment?: string | undefined
}

/** A record of the head, and the line on which it starts. */
interface HeadRecord {
  readonly cells: readonly string[]
  readonly line: number
}

/** What the first bytes of a text tell of all of it. */
export interface CsvHead {
  readonly delimiter: string
  readonly header: boolean
  readonly width: number
  readonly names: readonly string[] | undefined
  lists(): ReadonlySet<number>
  columns(): ColumnInfo[]
  look(column: number): ColumnLook
}

/** Rows whose cells tell the types of the columns, and cells that are looked at for it in a wide file. */
const WINDOW_ROWS = 1000
const WINDOW_CELLS = 100_000
/** Columns of which less than ten rows are looked at. */
const WIDE = 10_000

/** Separators in the order in which they are tried; a comma last, since it may be a decimal mark. */
const DELIMITERS = ['\t', '\x01', ';', '|', ',']

/**
 * The delimiter of a text: the one that was said, or what its first line shows.
 *
 * @throws LossError E204 for a text that is said to have tabs, and has another delimiter
 */
export function delimiterOf(name: string, firstLine: string, text: string, options: CsvOptions): string {
  const { decimal = '.' } = options
  if (options.delimiter !== undefined) return options.delimiter
  const sniffed = evenDelimiter(text, firstLine, sniffDelimiter(firstLine, decimal), decimal)
  const found = firstLine.includes(sniffed) ? aligned(sniffed, text) : namesApart(firstLine, text, sniffed)
  if (options.tabs !== true || found === '\t') return found
  if (!firstLine.includes(found)) return '\t'
  const shown = found === ' ' ? "' '" : found === ',' ? ',' : `'${found}'`
  throw new LossError('E204', `${name} should have tabs between its cells, but its first line has ${shown}`, {
    at: { file: name, line: 1 },
    why: 'the delimiter decides what the columns are, so it is not guessed',
    tries: [`loss-calc ... --delimiter ${shown}`, 'loss-calc ... --delimiter tab'],
  })
}

/** Lines that tell which of several separators divides cells; a longer text may end within one. */
const COMPARED_LINES = 100
const CUT = 1 << 16

/** A text without its quoted cells, of which the last may end in a later line. */
function outsideQuotes(text: string): string {
  if (!text.includes('"')) return text
  return text.replaceAll(/"[^"]*"/g, '').replace(/(^|[\t;|,])"[^"]*$/, '$1')
}

/** The separator that stands equally often in each line, where that of the first line does not: a text may hold one. */
function evenDelimiter(text: string, firstLine: string, sniffed: string, decimal: '.' | ','): string {
  const bare = outsideQuotes(firstLine)
  const others = DELIMITERS.filter((one) => one !== sniffed && one !== decimal && bare.includes(one))
  if (others.length === 0) return sniffed
  const lines = outsideQuotes(text)
    .split('\n')
    .slice(0, COMPARED_LINES + 1)
  // The last may be cut off, or empty.
  if (lines.length > COMPARED_LINES || text.length >= CUT || lines.at(-1) === '') lines.pop()
  const even = (delimiter: string) => new Set(lines.map((line) => line.split(delimiter).length)).size === 1
  return lines.length < 2 || even(sniffed) ? sniffed : (others.find(even) ?? sniffed)
}

/** Names without the `#` that numpy's savetxt writes before them; a row of numbers that was taken out keeps it. */
function unmarked(
  cells: readonly string[],
  delimiter: string,
  isNumber: (cell: string) => boolean,
): readonly string[] {
  const [head = '', ...others] = cells
  const bare = head.startsWith('#') ? head.slice(1).trimStart() : head
  if (bare === head || [bare, ...others].some(isNumber)) return cells
  if (bare !== '') return [bare, ...others]
  // Blanks divide the mark from the first name; `#,a,b` has a column of that name.
  return /^ /.test(delimiter) && others.length > 0 ? others : cells
}

/** Blanks, if they separate as many names as numbers below, behind the name of a row where R and pandas print one. */
function namesApart(firstLine: string, text: string, otherwise: string): string {
  const [, second = ''] = text.split('\n', 2)
  const bare = [firstLine, second].map((line) =>
    line.includes('"') ? line.replaceAll(/"[^"]*"/g, '0') : line,
  )
  const names = unmarked(cellsOf(bare[0]!), BLANKS, () => false)
  if (names.length < 2 || otherwise === BLANKS || bare.some((line) => /["']/.test(line))) return otherwise
  const cells = cellsOf(bare[1]!)
  const more = cells.length - names.length
  if (more !== 0 && more !== 1) return otherwise
  if (cells.slice(more).some((cell) => parseDecimal(cell) === undefined) && !isPrinted(text, more))
    return otherwise
  return bare[0] === firstLine && bare[1] === second ? BLANKS : ' '
}

/** Whether names with blanks side by side stand above rows that are counted, as R and pandas print a table. */
function isPrinted(text: string, more: number): boolean {
  const lines = text.split('\n', COMPARED_LINES + 1)
  if (lines.length > COMPARED_LINES || text.length >= CUT || lines.at(-1) === '') lines.pop()
  const [names, ...rows] = lines.map((line) => cellsOf(line))
  const first = Number(rows[0]?.[0])
  const counted = rows.every((row, i) => row.length === names!.length + more && Number(row[0]) === first + i)
  return counted && (first === 0 || first === 1) && lines[0]!.includes('  ')
}

/** Blanks side by side or in front, in any line, divide cells as one. */
function aligned(delimiter: string, text: string): string {
  return delimiter === ' ' && /^ | {2}| $/m.test(text.replaceAll('\r', '')) ? BLANKS : delimiter
}

/** The delimiter of a text, judged by its first line outside quotes; a space between numbers; else a comma. */
function sniffDelimiter(firstLine: string, decimal: '.' | ','): string {
  const bare = outsideQuotes(firstLine)
  const found = DELIMITERS.find((delimiter) => bare.includes(delimiter) && delimiter !== decimal)
  if (found) return found
  // Numbers with a decimal comma stand in quotes below such names.
  if (bare.includes(',') && bare === firstLine && !/\d/.test(bare)) return ','
  const numbers = (cells: readonly string[]) =>
    cells.length > 1 && cells.every((cell) => parseDecimal(cell) !== undefined)
  if (numbers(bare.split(' '))) return ' '
  if (numbers(cellsOf(bare)) && bare === firstLine) return BLANKS
  return decimal === ',' ? ';' : ','
}

/**
 * Looks at the first rows of a text, once: whether the first line holds names, and what the columns hold. `ended` tells
 * that this is all of the text, of which so many lines are `above`.
 *
 * @throws LossError E205 without a record, E206 for a first line that may be names as well as numbers
 */
export function lookAt(
  name: string,
  { text, above }: { text: string; above: number },
  ended: boolean,
  delimiter: string,
  options: CsvOptions,
): CsvHead {
  const records = (most: number) => headRecords(text, ended, delimiter, options.comment, most)
  const [record] = records(1)
  if (!record) throw new LossError('E205', `${name} is empty`, { at: { file: name } })
  // Most numbers are plain, and a decimal comma leaves none with a point.
  const plain = options.decimal === ',' ? /^\d+$/ : /^-?\d+(?:\.\d+)?$/
  const isNumber = (cell: string) => plain.test(cell) || numberIn(cell, options) !== undefined
  const first = { line: above + record.line, cells: unmarked(record.cells, delimiter, isNumber) }
  const width = first.cells.length
  let window: readonly HeadRecord[] | undefined
  // Only where the types matter: most files hold numbers and nothing else.
  const rows = () => {
    const most = Math.max(1, Math.min(WINDOW_ROWS, Math.floor(WINDOW_CELLS / width)))
    return (window ??= records(1 + most))
  }
  const seenIn = (records: readonly HeadRecord[], c: number): ColumnLook => ({
    ...lookOf(
      records.map(({ cells }) => {
        const text = cells[c] ?? ''
        return plain.test(text) ? text : isMissing(text) ? undefined : trimmed(text)
      }),
      (row) => ({ file: name, line: above + records[row]!.line }),
      isNumber,
    ),
    blanks: () => differInBlanks(records.map(({ cells }) => cells[c] ?? '')),
  })
  const known: ColumnLook[] = []
  let others: readonly HeadRecord[] | undefined
  const rowsBelow = () => (others ??= rows().slice(1))
  const seenBelow = (c: number) => seenIn(rowsBelow(), c)
  // Of a million columns the little that is seen is looked at again, rather than kept.
  const below = (c: number) => (width > WIDE ? seenBelow(c) : (known[c] ??= seenBelow(c)))
  // As no name and no index has.
  const fraction = (c: number) =>
    below(c).cells.some((text) => text !== undefined && /[.eE]/.test(text) && isNumber(text))
  // A first line of `y` and `n` names its columns, whatever these letters mean below.
  const words = options.numbers?.filter((form) => form !== 'yes-no')
  const isFirstNumber = (cell: string) => numberIn(cell, { ...options, numbers: words }) !== undefined
  const header = options.header ?? isHeader(name, first, { below, fraction }, isFirstNumber, options)
  const names = header ? first.cells.map(trimmed) : undefined
  const look = (c: number) => (header ? below(c) : seenIn(rows(), c))
  // Of a million columns no object is made for each.
  const isPlain = (c: number) =>
    width > WIDE && (header ? rowsBelow() : rows()).every(({ cells }) => plain.test(cells[c] ?? ''))
  return {
    delimiter,
    header,
    width,
    names,
    columns: () =>
      first.cells.map((_, c) => ({
        name: names?.[c] ?? String(c),
        type: isPlain(c) ? 'number' : kindOf(look(c)),
      })),
    lists: () =>
      new Set(
        text.includes('[') ? first.cells.flatMap((_, c) => (kindOf(look(c)) === 'list' ? [c] : [])) : [],
      ),
    look,
  }
}

function differInBlanks(cells: readonly string[]): string | undefined {
  const known = new Map(cells.map((cell) => [trimmed(cell), cell]))
  const other = cells.find((cell) => known.get(trimmed(cell)) !== cell)
  return other !== undefined && other === trimmed(other) ? known.get(other) : other
}

/** Lists, if all texts are: a list is none of the names of a class. */
function kindOf(look: ColumnLook): ColumnInfo['type'] {
  const lists = look.numbers === 0 && look.texts > 0
  return lists && look.cells.every((cell) => cell === undefined || isListCell(cell)) ? 'list' : typeOf(look)
}

/** A cell that holds a list of numbers, as pandas writes Python's lists, numpy's arrays and torch's tensors. */
const isListCell = (cell: string): boolean => /^\s*(?:\[|(?:tensor|array)\(\[)[^]*[\])]\s*$/.test(cell)

/**
 * Whether a first line holds names. All texts are names, all numbers are none. A mixture is a row where a number has a
 * fraction or an exponent (`0.1,0.2x` is a row with a bad cell), and the header of a data frame where its numbers count
 * the columns 0, 1, 2 above other numbers, or are quantiles. Any other could be both, and each would give another result.
 */
function isHeader(
  file: string,
  { cells, line }: HeadRecord,
  { below, fraction }: { below(c: number): ColumnLook; fraction(c: number): boolean },
  isNumber: (cell: string) => boolean,
  { values, decimal }: CsvOptions,
): boolean {
  const kinds = cells.map((cell) => (isNumber(cell) ? 'number' : trimmed(cell) === '' ? 'empty' : 'text'))
  const numbers = cells.filter((_, c) => kinds[c] === 'number')
  const counted = numbers.every((cell, i) => [`${i}`, `${i}.0`].includes(trimmed(cell)))
  const counts = numbers.length > 1 && counted
  if (!kinds.includes('text')) {
    // A series of pandas is called 0, above its values and beside an index.
    const indexed = () => below(0).cells.every((cell, row) => cell === String(row))
    return kinds[0] === 'empty' && counted && (counts || (numbers.length === 1 && indexed()))
  }
  // A text below a text says nothing; numbers below a name do, and fractions below a whole number.
  const overNumbers = (c: number) => below(c).texts === 0 && below(c).numbers > 0
  if (numbers.length === 0) {
    const isOdd = (cell: string) => cell !== '' && (isMissing(cell) || isSpelledNumber(cell, { decimal }))
    const odd = cells.find(isOdd)
    // A class may be called NA.
    if (odd !== undefined && !cells.some((cell, c) => kinds[c] === 'text' && !isOdd(cell) && overNumbers(c)))
      refuseFirst(file, line, `the first line of ${file} holds ${odd}, a name or a value`)
    return cells.length > 1 || !isValue(trimmed(cells[0]!), below(0), values)
  }
  // Classes that were read as floats: 0.0, 1.0, 2.0, label; quantiles, beside words over numbers.
  if (numbers.some((cell) => /[.eE]/.test(cell))) {
    if (counts) return kinds.every((kind, c) => kind !== 'text' || overNumbers(c))
    // Made here: V8 looks through all letters for such a pattern when it reads its file.
    const letter = new RegExp(String.raw`^\p{L}`, 'u')
    const named = cells.some((cell, c) => kinds[c] === 'text' && letter.test(cell) && overNumbers(c))
    if (!named || !areQuantiles(numbers)) return false
    // Two may be the probabilities of two classes.
    if (numbers.length > 2) return true
  }
  const speaks = kinds.some((kind, c) => (kind === 'text' ? overNumbers(c) : fraction(c)))
  if (counts && speaks) return true
  refuseFirst(file, line, `the first line of ${file} is partly names and partly numbers`)
}

/** 0.1, 0.5, 0.9: rising between 0 and 1, as far from one as from the other. */
function areQuantiles(cells: readonly string[]): boolean {
  const levels = cells.map(Number)
  const last = levels.length - 1
  return (
    last > 0 &&
    levels.every((p, i) => p > (levels[i - 1] ?? 0) && p < 1 && Math.abs(p + levels[last - i]! - 1) < 1e-9)
  )
}

function refuseFirst(file: string, line: number, message: string): never {
  throw new LossError('E206', message, {
    at: { file, line, column: 1 },
    why: 'it may name the columns or be the first row, and each gives another result',
    tries: ['loss-calc ... --headers', 'loss-calc ... --no-headers'],
  })
}

/** A single word that is also a value is no name, unless it stands above numbers. */
function isValue(word: string, below: ColumnLook, values: readonly string[] | undefined): boolean {
  return below.numbers === 0 && (values?.includes(word) === true || below.cells.includes(word))
}

/** The first records of a text, without blank ones and without one that is cut off. */
function headRecords(
  text: string,
  ended: boolean,
  delimiter: string,
  comment: string | undefined,
  most: number,
): HeadRecord[] {
  if (delimiter === BLANKS) return lineRecords(text, ended, comment, most, cellsOf)
  if (!text.includes('"') && !text.includes('\r'))
    return lineRecords(text, ended, comment, most, (line) => line.split(delimiter))
  const between = String.raw`\u${delimiter.charCodeAt(0).toString(16).padStart(4, '0')}`
  const nextCell = new RegExp(
    String.raw`(?:"([^"]*(?:""[^"]*)*)"(?!"))?([^${between}\r\n]*)(${between}|\r\n?|\n|$)`,
    'y',
  )
  const records: HeadRecord[] = []
  let line = 1
  for (let at = 0; at < text.length && records.length < most; line++) {
    const started = line
    if (comment !== undefined && text.startsWith(comment, at)) {
      at += /^[^\r\n]*(?:\r\n?|\n|$)/.exec(text.slice(at))![0].length
      continue
    }
    const cells: string[] = []
    let end: string | undefined
    do {
      nextCell.lastIndex = at
      const [whole, quoted, rest, mark] = nextCell.exec(text)!
      // Never closed: the reader of the rows will say so.
      if (quoted === undefined && text[at] === '"')
        return ended || records.length === 0
          ? [...records, { cells: [...cells, text.slice(at)], line: started }]
          : records
      line += quoted?.match(/\r\n|\n|\r/g)?.length ?? 0
      cells.push((quoted?.replaceAll('""', '"') ?? '') + rest!)
      at += whole.length
      end = mark
    } while (end === delimiter)
    if (end === '' && !ended && records.length > 0) break
    if (cells.length > 1 || trimmed(cells[0]!) !== '') records.push({ cells, line: started })
  }
  return records
}

/** The same of a text whose lines are its records. */
function lineRecords(
  text: string,
  ended: boolean,
  comment: string | undefined,
  most: number,
  cut: (line: string) => readonly string[],
): HeadRecord[] {
  const records: HeadRecord[] = []
  for (let [at, number] = [0, 1]; at < text.length && records.length < most; number++) {
    const end = text.indexOf('\n', at)
    if (end < 0 && !ended && records.length > 0) break
    const line = end < 0 ? text.slice(at) : text.slice(at, end)
    at += line.length + 1
    if (comment !== undefined && line.startsWith(comment)) continue
    const cells = cut(line)
    if (cells.length > 1 || trimmed(line) !== '') records.push({ cells, line: number })
  }
  return records
}
