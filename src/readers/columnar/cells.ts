import { textOf } from '../words.ts'

/** A column of some rows as a file holds it: typed, or an array with null or undefined where nothing is. */
export type Decoded = ArrayLike<unknown> | Gapped | Coded | Spans

/** Typed numbers of all rows, of which some are missing. */
export class Gapped {
  readonly values: Typed
  /** 1 where nothing is. */
  readonly missing: Uint8Array

  constructor(values: Typed, missing: Uint8Array) {
    this.values = values
    this.missing = missing
  }

  get length(): number {
    return this.values.length
  }
}

/** Texts as their numbers in a list of words; -1 where nothing is. */
export class Coded {
  readonly codes: Int32Array
  readonly words: readonly string[]

  constructor(codes: Int32Array, words: readonly string[]) {
    this.codes = codes
    this.words = words
  }

  get length(): number {
    return this.codes.length
  }
}

/** Texts that are made when they are asked for: of each row where it begins in some bytes of UTF-8, and where it ends. */
export class Spans {
  readonly bytes: Uint8Array
  readonly ends: Int32Array

  /** Both are -1 where nothing is. */
  constructor(bytes: Uint8Array, ends: Int32Array) {
    this.bytes = bytes
    this.ends = ends
  }

  get length(): number {
    return this.ends.length / 2
  }

  text(row: number): string | undefined {
    const start = this.ends[2 * row]!
    return start < 0 ? undefined : textOf(this.bytes, start, this.ends[2 * row + 1]!)
  }
}

export type Typed =
  Float64Array | Float32Array | Int32Array | Uint32Array | BigInt64Array | BigUint64Array | Uint8Array

/** The value of a row; undefined where nothing is. */
export function cellOf(column: Decoded, row: number): unknown {
  if (column instanceof Gapped) return column.missing[row] === 1 ? undefined : column.values[row]
  if (column instanceof Coded) return column.words[column.codes[row]!]
  return column instanceof Spans ? column.text(row) : column[row]
}
