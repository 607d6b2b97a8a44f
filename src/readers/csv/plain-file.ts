import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { isDelimiter } from '../../kernel/kernel.ts'
import { type CsvOptions, firstLine, sniffDelimiter } from './csv.ts'
import { isHeader } from './dialect.ts'

/** A file of plain numeric rows, as far as its first line tells. */
export interface PlainFile {
  readonly path: string
  readonly size: number
  /** Where the first row starts. */
  readonly start: number
  readonly columns: number
  /** The byte between columns. */
  readonly delimiter: number
}

const HEAD = 1 << 16
const NEWLINE = 0x0a

/** Looks at the first line of a path; undefined unless it is a regular file that may be read at any place. */
export function plainFile(path: string, options: CsvOptions): PlainFile | undefined {
  const head = Buffer.alloc(HEAD)
  const file = openSync(path, 'r')
  try {
    const stat = fstatSync(file)
    if (!stat.isFile()) return undefined
    const first = head.subarray(0, readSync(file, head, 0, HEAD, 0))
    if (options.decimal === ',' || options.comment !== undefined) return undefined
    const { text, ended } = firstLine(first)
    const delimiter = options.delimiter ?? sniffDelimiter(text)
    const behind = first.indexOf(NEWLINE) + 1
    if (!ended || behind === 0 || text.includes('"') || !isDelimiter(delimiter.charCodeAt(0)))
      return undefined
    const cells = text.split(delimiter)
    const mark = first[0] === 0xef ? 3 : 0
    const start = (options.header ?? isHeader(cells)) ? behind : mark
    return { path, size: stat.size, start, columns: cells.length, delimiter: delimiter.charCodeAt(0) }
  } finally {
    closeSync(file)
  }
}
