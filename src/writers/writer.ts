import type { Report } from '../report.ts'
import type { Samples } from '../samples.ts'
import type { Say } from '../locale/locale.ts'
import type { Paint } from './paint.ts'
import type { Precision } from './number.ts'

/** A text, whole or in pieces; bytes are only good until the next piece. */
export type Pieces = string | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>

/** Turns a run into text, piece by piece: `begin`, a call of `samples` per batch, `end`. */
export interface Writer {
  begin?(): string
  /** The text of some samples; bytes are only good until the next call. */
  samples?(batch: Samples): string | Uint8Array
  end(report: Report): Pieces
}

export interface WriterOptions {
  /** The language of formats for people; left out: English. */
  readonly say?: Say | undefined
  /** Columns of the terminal that the text goes to; undefined for files and pipes, where nothing is cut. */
  readonly width?: number | undefined
  /** Of the formats for people; left out: 4, or full when quiet. csv, ndjson and json are always exact. */
  readonly precision?: Precision | undefined
  readonly paint: Paint
  /** Sample rows that table and markdown show at most; Infinity shows all, 0 none. */
  readonly rows: number
  /** Whether the text goes to a terminal, which must not be steered by what files hold. */
  readonly terminal?: boolean
  /** Whether another writer began the text, so that this one has no header. */
  readonly continued?: boolean
}

export type MakeWriter = (options: WriterOptions) => Writer
