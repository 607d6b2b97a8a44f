import type { Source } from '../tensor.ts'
import { type Bytes, checkText, peek } from './bytes.ts'
import { isHeader, LONGEST_LINE } from './dialect.ts'

export interface CsvOptions {
  readonly delimiter?: string | undefined
  /** Whether the first line holds names; found out if absent. */
  readonly header?: boolean | undefined
}

const NEWLINE = 0x0a
const RETURN = 0x0d

/** Separators in the order in which they are tried; a comma last, since it may be a decimal mark. */
const DELIMITERS = ['\t', ';', '|', ',']

/** The delimiter of a text, judged by its first line outside quotes; a comma where there is none. */
export function sniffDelimiter(firstLine: string): string {
  const bare = firstLine.replaceAll(/"[^"]*"/g, '')
  return DELIMITERS.find((delimiter) => bare.includes(delimiter)) ?? ','
}

/**
 * Rows and columns of numbers, streamed. Plain numeric lines go through the kernel; from the first line on that it
 * does not take (a quote, another spelling, an error) csv-parse reads, with the same numbers and places.
 *
 * @throws LossError while reading: E201 not a number, E202 empty cell or line, E203 ragged, E204 malformed, E205 no rows
 */
export async function csvSource(name: string, bytes: Bytes, options: CsvOptions): Promise<Source> {
  const { first, all } = await peek(bytes, (head) => head.includes(NEWLINE) || head.length > LONGEST_LINE)
  checkText(name, first)
  const { text: line, ended } = firstLine(first)
  const delimiter = options.delimiter ?? sniffDelimiter(line)
  const cells = line.split(delimiter)
  // A quote in the first line, or an end that is no newline, leaves all to csv-parse, names included.
  const plain = ended && !line.includes('"')
  const header = plain ? (options.header ?? isHeader(cells)) : undefined
  const names = header === true ? cells : undefined
  const notes = [`delimiter: ${delimiter === '\t' ? 'tab' : delimiter}`]
  if (header !== undefined) notes.push(`header: ${header ? 'yes' : 'no'}`)
  const source: Source & { columns?: readonly string[] } = {
    name,
    format: delimiter === '\t' ? 'tsv' : 'csv',
    notes,
    ...(names && { columns: names }),
    async *pieces() {
      const quoted = await import('./quoted-csv.ts')
      if (!plain) {
        yield* quoted.rowsOf(
          { name, delimiter, header: options.header, notes },
          { bytes: all, lines: 0, rows: 0 },
        )
        return
      }
      const { numericRows } = await import('./numeric-csv.ts')
      const dialect = { name, delimiter, columns: cells.length, names }
      const rest = yield* numericRows(dialect, all)
      if (rest === undefined) return
      notes.push(`read by csv-parse from line ${rest.lines + 1} on`)
      yield* quoted.rowsOf({ ...dialect, header: false, notes }, rest)
    },
  }
  return source
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
