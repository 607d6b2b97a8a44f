/** What was read of a text: `end` is where the first row begins that was not; the end of the text, where all were. */
export interface Parsed {
  readonly rows: number
  readonly end: number
}

/** What parseRows reads, and where its values go. */
export interface ParseInput {
  readonly start: number
  /** Address after the last byte, which must be a newline (append one if the file lacks it). */
  readonly end: number
  /**
   * Address of the values: doubles, row after row. The region must hold one for every field of the text,
   * that is at most (end - start) / 2.
   */
  readonly out: number
  /** Number of columns that every row must have, at least 1. */
  readonly columns: number
  /** The byte between columns: not one that numbers, quotes or line ends are made of. */
  readonly delimiter: number
}

/** What parseRecords reads, and where it goes. */
export interface RecordInput extends ParseInput {
  /** Address of one byte per column, its Role. */
  readonly roles: number
  /**
   * Address of the texts, record after record: where each begins and where it ends, unsigned 32-bit addresses, quotes
   * included. Both regions must hold one entry of 8 bytes for every cell of the text, at most end - start.
   */
  readonly texts: number
  /** The number of a cell that the kernel does not take for one: another spelling; undefined stops there. */
  readonly readCell?: ((cell: string) => number | typeof MISSING | undefined) | undefined
}

/** A cell without a value, or null: it is stored as a NaN whose words are these, which no number has. */
export const MISSING = Symbol('a cell without a value')
export const MISSING_WORDS: readonly [low: number, high: number] = [0x9e3779b9, 0x7ff80000]

/** What parseRecords reads of a column, bits to be combined. */
export const Role = { nothing: 0, number: 1, text: 2, textOrBlank: 6 } as const
