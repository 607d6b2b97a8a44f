import type { CsvError, Info } from 'csv-parse'
import { LossError, type Place } from '../error.ts'
import { parseDecimal } from '../numerics/decimal.ts'
import type { Source, Tensor } from '../tensor.ts'
import { type Bytes, checkText, peek } from './bytes.ts'

export interface CsvOptions {
  readonly delimiter?: string | undefined
  /** Whether the first line holds names; found out if absent. */
  readonly header?: boolean | undefined
}

/** Rows per piece: enough to make the cost of a piece small, few enough for the cache. */
const PIECE = 4096

/** A record as csv-parse gives it with `info` and `raw`. */
interface Parsed {
  readonly record: readonly string[]
  readonly raw: string
  readonly info: Info
}

/** One record, and where it stands: the number of its first line, and its text. */
interface Line {
  readonly cells: readonly string[]
  readonly number: number
  readonly text: string
}

/** Separators in the order in which they are tried; a comma last, since it may be a decimal mark. */
const DELIMITERS = ['\t', ';', '|', ',']

/** The delimiter of a text, judged by its first line outside quotes; a comma where there is none. */
export function sniffDelimiter(firstLine: string): string {
  const bare = firstLine.replaceAll(/"[^"]*"/g, '')
  return DELIMITERS.find((delimiter) => bare.includes(delimiter)) ?? ','
}

/**
 * Rows and columns of numbers, streamed; csv-parse judges quotes and line ends.
 *
 * @throws LossError while reading: E201 not a number, E202 empty cell or line, E203 ragged, E204 malformed, E205 no rows
 */
export async function csvSource(name: string, bytes: Bytes, options: CsvOptions): Promise<Source> {
  const { first, all } = await peek(bytes)
  checkText(name, first)
  const head = Buffer.from(first.subarray(0, 65536))
    .toString()
    .replace(/^\ufeff/, '')
  const delimiter = options.delimiter ?? sniffDelimiter(head.split(/\r\n|\n|\r/, 1)[0]!)
  const notes = [`delimiter: ${delimiter === '\t' ? 'tab' : delimiter}`]
  const source: { columns?: readonly string[] } & Source = {
    name,
    format: delimiter === '\t' ? 'tsv' : 'csv',
    notes,
    async *pieces() {
      const lines = records(name, all, delimiter)
      const table = new Table(name, delimiter)
      let header: boolean | undefined
      for await (const line of lines) {
        if (header === undefined) {
          header =
            options.header ??
            line.cells.some((cell) => parseDecimal(cell) === undefined && cell.trim() !== '')
          notes.push(`header: ${header ? 'yes' : 'no'}`)
          if (header) {
            table.columns = line.cells
            source.columns = line.cells
            continue
          }
        }
        table.add(line)
        if (table.rows === PIECE) yield table.take()
      }
      if (table.rows > 0) yield table.take()
      else if (table.taken === 0) {
        throw new LossError('E205', `${name} has no rows of numbers${header ? ', only a header' : ''}`, {
          ...(header && {
            why: `its one line was taken for names: ${table.columns!.join(', ').slice(0, 60)}`,
          }),
        })
      }
    },
  }
  return source
}

/** The records of a text, blank lines at its end left out. */
async function* records(name: string, bytes: Bytes, delimiter: string): AsyncGenerator<Line> {
  const { parse } = await import('csv-parse')
  const { Readable } = await import('node:stream')
  const parser = parse({ bom: true, info: true, raw: true, delimiter, relax_column_count: true })
  const input = Readable.from(bytes)
  input.on('error', (error) => parser.destroy(error))
  input.pipe(parser)
  let blank: Line | undefined
  try {
    for await (const { record, raw, info } of parser as AsyncIterable<Parsed>) {
      const text = raw.replace(/^\ufeff/, '').replace(/\r?\n$|\r$/, '')
      const inner = text.match(/\r\n|\n|\r/g)?.length ?? 0
      const line = { cells: record, text, number: info.lines - inner }
      if (text.trim() === '') blank ??= line
      else if (blank) {
        throw new LossError('E202', 'an empty line between rows', {
          at: { file: name, line: blank.number, column: 1, source: '' },
          why: 'an empty cell is not 0, and rows must not shift',
        })
      } else yield line
    }
  } catch (error) {
    throw (error as CsvError).code?.startsWith('CSV_') ? malformed(name, error as CsvError) : error
  } finally {
    input.destroy()
  }
}

function malformed(name: string, error: CsvError): LossError {
  const line = Number(error.lines ?? 1)
  const quote = error.code === 'CSV_QUOTE_NOT_CLOSED'
  return new LossError('E204', quote ? 'a quote is never closed' : error.message, {
    at: { file: name, line },
    ...(quote && { why: `it opens in the record that ends at line ${line}` }),
  })
}

/** Collects rows into pieces, and knows where each number stood. */
class Table {
  columns: readonly string[] | undefined
  /** Rows in pieces already taken. */
  taken = 0
  readonly #name: string
  readonly #delimiter: string
  #width: number | undefined
  #data = new Float64Array(0)
  #lines: Line[] = []

  constructor(name: string, delimiter: string) {
    this.#name = name
    this.#delimiter = delimiter
  }

  get rows(): number {
    return this.#lines.length
  }

  add(line: Line): void {
    const { cells } = line
    this.#width ??= this.columns?.length ?? cells.length
    const width = this.#width
    if (this.#data.length === 0) this.#data = new Float64Array(PIECE * width)
    if (cells.length !== width) this.#refuseRagged(line, width)
    const start = this.rows * width
    for (let c = 0; c < width; c++) {
      const value = parseDecimal(cells[c]!)
      if (value === undefined) this.#refuseCell(line, c)
      this.#data[start + c] = value!
    }
    this.#lines.push(line)
  }

  take(): Tensor {
    const width = this.#width!
    const lines = this.#lines
    const from = this.taken
    const data = this.#data.slice(0, lines.length * width)
    this.taken += lines.length
    this.#lines = []
    const place = (index: number) => {
      const row = Math.floor(index / width)
      return this.#place(lines[row]!, index % width, from + row)
    }
    return { data, shape: [lines.length, width], table: true, place }
  }

  #place(line: Line, c: number, row: number): Place {
    const start = startOfCell(line.text, c, this.#delimiter)
    const before = line.text.slice(0, start)
    const breaks = before.match(/\r\n|\n|\r/g)?.length ?? 0
    const column = start - (breaks > 0 ? Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1 : 0)
    const field = this.columns?.[c] ?? String(c)
    const end = startOfCell(line.text, c + 1, this.#delimiter)
    const width = Math.max(1, end - 1 - start)
    return {
      file: this.#name,
      line: line.number + breaks,
      column: column + 1,
      row,
      field,
      ...(breaks === 0 && !/[\r\n]/.test(line.text) && { source: line.text, width }),
    }
  }

  #refuseRagged(line: Line, width: number): never {
    const { cells } = line
    const at = this.#place(
      line,
      Math.min(cells.length, width) - (cells.length > width ? 0 : 1),
      this.taken + this.rows,
    )
    const { field: _, width: __, ...place } = at
    throw new LossError(
      'E203',
      `a row of ${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}, where ${width} are expected`,
      {
        at: place,
        why: this.columns ? `the header has ${width} names` : `the first row has ${width}`,
      },
    )
  }

  #refuseCell(line: Line, c: number): never {
    const cell = line.cells[c]!
    const at = this.#place(line, c, this.taken + this.rows)
    if (cell.trim() === '')
      throw new LossError('E202', 'an empty cell', { at, why: 'an empty cell is not 0' })
    const shown = cell.length > 40 ? `${cell.slice(0, 40)}...` : cell
    const comma = /^[ \t]*[+-]?\d+,\d+[ \t]*$/.test(cell)
    const first = this.taken + this.rows === 0 && !this.columns
    throw new LossError('E201', `${JSON.stringify(shown)} is not a number`, {
      at,
      ...(comma && {
        why: `cells are split at ${JSON.stringify(this.#delimiter)}, so the comma is probably a decimal mark`,
      }),
      ...(comma && { tries: ["write numbers with a point, for instance: tr ',' '.' < file"] }),
      ...(first && { tries: ['drop --no-headers, if this line holds names'] }),
    })
  }
}

/** Where the c-th cell of a record starts in its text; behind its end if there is none. */
function startOfCell(text: string, c: number, delimiter: string): number {
  let quoted = false
  for (let i = 0; i < text.length && c > 0; i++) {
    if (text[i] === '"') quoted = !quoted
    else if (text[i] === delimiter && !quoted && --c === 0) return i + 1
  }
  return c === 0 ? 0 : text.length + 1
}
