/** A column of some rows as a file holds it: typed, or an array with null or undefined where nothing is. */
export type Decoded = ArrayLike<unknown> | Gapped | Coded

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

export type Typed =
  Float64Array | Float32Array | Int32Array | Uint32Array | BigInt64Array | BigUint64Array | Uint8Array

/** The value of a row; undefined where nothing is. */
export function cellOf(column: Decoded, row: number): unknown {
  if (column instanceof Gapped) return column.missing[row] === 1 ? undefined : column.values[row]
  if (column instanceof Coded) return column.words[column.codes[row]!]
  return column[row]
}
