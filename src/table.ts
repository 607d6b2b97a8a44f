import type { Place } from './error.ts'
import type { CsvCells } from './lazy-columns.ts'
import type { Tensor, TypedNumbers } from './tensor.ts'

/** What a column holds, as far as the first rows or the file's own description tell. */
export type ColumnType = 'number' | 'text' | 'list'

export interface ColumnInfo {
  /** From the header, or the column's number from 0. */
  readonly name: string
  readonly type: ColumnType
  /** Whether the file says that it names the rows. */
  readonly index?: boolean
  /** How its numbers are stored, where it is known: float32. */
  readonly stored?: string | undefined
}

/** What is noted of columns: the widest of the types that they are stored in, if each is known. */
export function storedAs(columns: readonly ColumnInfo[]): string[] {
  // What is undefined is sorted last.
  const widest = columns
    .map(({ stored }) => stored)
    .sort()
    .at(-1)
  return widest === undefined ? [] : [widest]
}

/** Rows that go by numbers which are not written. */
export interface CountedRows {
  readonly start: number
  readonly stop: number
  readonly step: number
}

/** What the first rows of a column hold. */
export interface ColumnLook {
  /** Cells, or undefined where there is no value, in order. */
  readonly cells: readonly (string | undefined)[]
  /** How many of them read as numbers, and how many do not; and the first of each. */
  readonly numbers: number
  readonly texts: number
  readonly number?: Example | undefined
  readonly text?: Example | undefined
  /** A text with blanks around it that are left out, which another has not. */
  readonly blanks?: () => string | undefined
}

interface Example {
  readonly text: string
  readonly at: Place
}

/** Columns read side by side, by their numbers from 0. Texts are of one column. */
export interface Selection {
  readonly columns: readonly number[]
  readonly as: 'numbers' | 'texts'
  /** Texts that only label rows: none of them is missing, whatever the request; a cell may be empty, and says what it says. */
  readonly labels?: boolean
  /** Texts that are only compared with those of another file, row by row: hashes of them may do. */
  readonly hashed?: boolean
}

/** Columns of text that are read as labels alone. */
export function labelColumns(selections: readonly Selection[]): ReadonlySet<number> {
  const texts = selections.filter(({ as }) => as === 'texts')
  const others = new Set(texts.flatMap(({ columns, labels }) => (labels ? [] : [columns[0]!])))
  return new Set(texts.map(({ columns }) => columns[0]!).filter((column) => !others.has(column)))
}

/**
 * Some rows of a selection of numbers: shape (rows, columns), or (rows, ...) of one list column. A row that misses a
 * value is marked with 1 and holds NaN there.
 */
export interface NumberColumns {
  readonly as: 'numbers'
  readonly tensor: Tensor
  readonly missing?: Uint8Array | undefined
}

/** Some rows of a text column; undefined where the value is missing. */
export interface TextColumn {
  readonly as: 'texts'
  readonly texts: readonly (string | undefined)[]
  /** Where the reader has it: a list of texts, in which some may be twice, and which of them each row has. */
  readonly names?: readonly (string | undefined)[] | undefined
  readonly codes?: Float64Array | Int32Array | undefined
  /** One of the texts, where all of them are made only when they are asked for. */
  readonly text?: ((row: number) => string | undefined) | undefined
  /** How many there are, where they are made only when they are asked for. */
  readonly count?: number | undefined
  /** How many are missing, without making the others. */
  readonly gaps?: (() => number) | undefined
  /** Hashes of their bytes as the file spells them: those of equal bytes are equal. */
  readonly hashes?: Uint32Array | undefined
  /** Where each begins in some bytes of UTF-8 and where it ends, both -1 where there is none. */
  readonly spans?: { readonly bytes: Uint8Array; readonly ends: Int32Array } | undefined
  /** Typed numbers whose decimals they are. */
  readonly numbers?: TypedNumbers | undefined
  /** The cells of CSV that they are of, as they stand in the text, or are written; undefined where they are none. */
  readonly cells?: (() => CsvCells | undefined) | undefined
  readonly place?: ((row: number) => Place) | undefined
}

export type Columns = NumberColumns | TextColumn

/** Whether a missing value (an empty cell, null) is refused, or marked for a row to be left out. */
export type Missing = 'error' | 'skip'

/** Memory of a kernel that a reader may lay numbers in, which its loops then do not copy; the next rows overwrite it. */
export interface KernelRoom {
  readonly memory: { readonly buffer: ArrayBuffer }
  /**
   * Address of a new region of so many bytes, aligned to 16, and of the padding that the functions may touch after it.
   * Memory that grows moves, so all is reserved before views of it are taken.
   */
  reserve(bytes: number): number
  /** Unpacks a block of Snappy, [start, end), to [out, outEnd); false if it is malformed or has another length. */
  unpackSnappy(start: number, end: number, out: number, outEnd: number): boolean
  /** Lays columns of doubles side by side at `out`; `columns` is the address of their addresses. */
  interleave(columns: number, count: number, rows: number, out: number): void
  /** Unpacks integers of so many bits, the lowest first, to 32-bit integers at `out`. */
  unpackBits(start: number, width: number, count: number, out: number): void
  /** The largest of some unsigned 32-bit integers. */
  largest(start: number, count: number): number
  /**
   * Notes where each text in [start, end) begins and ends, from `start` on, two 32-bit integers at `out`; each comes
   * after its length. How many fit.
   */
  findTexts(start: number, end: number, count: number, out: number): number
}

/** What was found when a file was opened whose parts can be read apart, as it is sent to another thread. */
export interface SplitHead {
  readonly format: 'parquet' | 'arrow' | 'ndjson'
  readonly name: string
  readonly path: string
  readonly inode: number
  /** Whatever the reader of the format needs: plain values. */
  readonly found: unknown
}

/** A file whose parts (row groups, record batches) can be read apart, in any order. */
export interface SplitTable {
  readonly count: number
  /** The number of the first row of each part, where the file says it. */
  readonly starts?: readonly number[]
  /** With it another thread reads parts of the same file. */
  readonly head: SplitHead
  /**
   * The parts that `next` hands out by number, in pieces; `from` is the number of a piece's first row. With `room` the
   * next piece overwrites what one holds. Where the file does not say how many rows a part has, `firstRow` is told, and
   * gives the number of its first: all parts before are then handed out already. All memory is reserved before `next` is
   * first asked.
   */
  read(
    selections: readonly Selection[],
    missing: Missing,
    next: () => number | undefined | Promise<number | undefined>,
    room?: KernelRoom,
    firstRow?: (part: number, rows: number) => number,
  ): AsyncGenerator<SplitPiece>
}

/** Some rows of a part. */
export interface SplitPiece {
  readonly firstRow: number
  readonly parts: readonly Columns[]
}

/** Records of a regular file that may be read from any of them on, as they were found when it was opened. */
export interface PlainRecords {
  /** Bytes of the file when it was opened: what it grows by is not read. */
  readonly size: number
  /** For reading at any place, in any thread, until the input is closed. */
  readonly descriptor: number
  /** Where the first record begins. */
  readonly start: number
  readonly columns: number
  /** The byte between columns. */
  readonly delimiter: number
}

/** What was found when an input was opened, which is once. */
interface Described {
  /** As messages name it: `logits.csv`, `stdin`. */
  readonly name: string
  /** csv, tsv, json, ... */
  readonly format: string
  /** What the reader decided on its own, for the report: `header: yes`; more may come while it is read. */
  readonly notes: readonly string[]
  readonly records?: PlainRecords | undefined
  /** Set for a file that has several parts; of a source that names its columns, which are then all of numbers. */
  readonly splits?: SplitTable | undefined
  /** Lets go of what is not read on. */
  close?(): Promise<void>
}

/** One tensor in pieces, cut along the first dimension. */
export interface TensorSource extends Described {
  /** Names of the columns, if the input has a header and all are numbers. */
  readonly columns?: readonly string[]
  /** In order; at least one. Nothing is read before the first pull. */
  pieces(): AsyncIterable<Tensor>
}

/** An input that was opened. It is read once: all of it as one tensor, or by its columns. */
export interface Source extends TensorSource {
  /** Whether rows name their values, texts too, where `columns` does not say so. */
  named?(): Promise<boolean>
  /** Whether it says of its rows that they have names, or numbers that do not count from 0. */
  readonly indexed?: boolean
  /** Whether its rows are the columns of what was given. */
  readonly transposed?: boolean
  /** Its columns; an array without names is one column of lists. `pieces` may still be asked for in place of these. */
  table(): Promise<TableSource>
}

export interface TableSource extends Described {
  readonly columns: readonly ColumnInfo[]
  /** Names of columns that hold neither numbers nor text, and cannot be chosen; in quotes, single values beside lists. */
  readonly leftOut?: readonly string[]
  /** Whether it has as many rows as the tables beside it. */
  readonly endless?: boolean
  /** Two columns that have another order in some of the first rows, where rows name their values. */
  readonly disordered?: readonly [string, string] | undefined
  /** The numbers of its rows, where it says them. */
  readonly counted?: CountedRows | undefined
  /** What its first rows are called, where they have keys. */
  readonly rowKeys?: readonly string[] | undefined
  /** Names of values that were first met after the rows which tell the columns; more may come while it is read. */
  readonly late?: ReadonlySet<string> | undefined
  /** What the first rows of a column of single values hold; nothing where only numbers can be. */
  look(column: number): Promise<ColumnLook>
  /** The line of a text, below the first, that has a name among names: the first may be a title. */
  headedAt?(name: string): number | undefined
  /** The cells of the last line of a file of text. */
  lastCells?(): readonly string[]
  /** Rows in order, in pieces of equal length for all selections. Read once. */
  read(selections: readonly Selection[], missing: Missing): AsyncIterable<readonly Columns[]>
}
