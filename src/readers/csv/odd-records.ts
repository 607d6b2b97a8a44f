import type { CsvError, Info } from 'csv-parse'
import { LossError, type Place } from '../../error.ts'
import type { Bytes } from '../bytes/bytes.ts'
import { countNewlines } from '../bytes/line-count.ts'
import { trimmed } from '../missing.ts'
import { AboveRows } from './above-rows.ts'
import { BLANKS, blankLines } from './blanks.ts'
import type { PlacedLine } from './cell-place.ts'
import { LONGEST_LINE, type Rest, tooLong } from './dialect.ts'
import { wholeLines } from './line-length.ts'

const NEWLINE = 0x0a

/** A record that may be the header, and then is no row. */
export interface Found extends Omit<PlacedLine, 'row'> {
  readonly cells: readonly string[]
}

/** Bytes parsed at a time: of blank or short lines each makes a record, all of which wait in memory. */
const SLICE = 1 << 14

/** Bytes in front of a slice that csv-parse may not have looked at yet. */
const OVERLAP = 16

/** How much of a record that does not end is kept: where its quote opened is told at its end. */
const KEPT = 1 << 16

/** The records of a text, blank lines at its end left out. */
export async function* oddRecords(
  { name, delimiter, comment }: { name: string; delimiter: string; comment?: string | undefined },
  { bytes, lines }: Rest,
): AsyncGenerator<Found> {
  if (delimiter === BLANKS) {
    yield* blankLines(name, bytes, lines, comment)
    return
  }
  // A byte order mark stands at the start of a text alone; elsewhere it is no blank.
  let marked = lines === 0
  const parser = await newParser(delimiter, comment, marked)
  /** Lines of the records so far, and how many of them csv-parse has made. */
  let through = lines
  let counted = 0
  const found = function* (): Generator<Found & { end: number; lines: number }> {
    for (let next: unknown; (next = parser.read()) !== null;) {
      const { record, raw, info } = next as { record: readonly string[]; raw: string; info: Info }
      const given = marked ? raw.replace(/^\ufeff/, '') : raw
      marked = false
      // Comments before a record are given as part of it. Its lines are counted here: of CR LF in quotes csv-parse makes two.
      const ends = /\r\n|\n|\r/g
      while (comment !== undefined && given.startsWith(comment, ends.lastIndex) && ends.test(given)) through++
      const text = given.slice(ends.lastIndex).replace(/\r?\n$|\r$/, '')
      const number = through + 1
      through += lineEndsIn(text) + 1
      counted = info.lines
      yield { cells: record, text, number, end: info.bytes, lines: through }
    }
    const { errored } = parser as { errored?: Error | null }
    if (errored) throw malformed(name, through - counted, errored as CsvError, [fed, open])
  }
  const source = slices(wholeLines(name, bytes, lines, delimiter))
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
        fed = fedWith(fed, value as Uint8Array)
        if (open.recent.length < KEPT)
          open = { ...open, recent: Buffer.concat([open.recent, value as Uint8Array]) }
        parser.write(value)
      }
      for (const line of found()) {
        if (trimmed(line.text) === '') {
          const rest = rejoined(fed.recent.subarray(line.end - fed.bytes), source)
          // Of what is no row no records are made.
          await new AboveRows(name, comment, line.number).below(rest).next()
          return
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

const lineEndsIn = (text: string): number => text.match(/\r\n|\n|\r/g)?.length ?? 0

/** The same after more bytes: of those before them the last few may be looked at once more. */
function fedWith({ recent, bytes, lines }: Fed, value: Uint8Array): Fed {
  const kept = Math.max(recent.length - OVERLAP, 0)
  return {
    recent: Buffer.concat([recent.subarray(kept), value]),
    bytes: bytes + kept,
    lines: lines + countNewlines(recent.subarray(0, kept)),
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

async function* rejoined(first: Uint8Array, others: Bytes): AsyncGenerator<Uint8Array> {
  yield first
  yield* others
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
  return { line: lines + countNewlines(recent.subarray(0, end)) + 1, column, source }
}
