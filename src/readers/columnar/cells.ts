import { isUtf8 } from 'node:buffer'
import type { CsvCells } from '../../lazy-columns.ts'
import type { TypedNumbers } from '../../tensor.ts'
import { textOf } from '../words.ts'

/** A column of some rows as a file holds it: typed, or an array with null or undefined where nothing is. */
export type Decoded = ArrayLike<unknown> | Gapped | Coded | Spans | Lists

/** Typed numbers of all rows, of which some are missing. */
export class Gapped {
  constructor(
    readonly values: TypedNumbers,
    /** 1 where nothing is. */
    readonly missing: Uint8Array,
  ) {}

  get length(): number {
    return this.values.length
  }
}

/** Lists of equally many numbers, one after the other; none is missing. */
export class Lists {
  constructor(
    readonly values: TypedNumbers,
    readonly width: number,
    readonly length: number,
  ) {}

  list(row: number): TypedNumbers {
    return this.values.subarray(row * this.width, (row + 1) * this.width) as TypedNumbers
  }
}

/** Texts as their numbers in a list of words; -1 where nothing is. */
export class Coded {
  constructor(
    readonly codes: Int32Array,
    readonly words: readonly string[],
  ) {}

  get length(): number {
    return this.codes.length
  }
}

/** Texts that are made when they are asked for: of each row where it begins in some bytes of UTF-8, and where it ends. */
export class Spans {
  readonly #apart: boolean

  /** Both are -1 where nothing is. `apart` says that a length stands in front of each. */
  constructor(
    readonly bytes: Uint8Array,
    readonly ends: Int32Array,
    apart = true,
  ) {
    this.#apart = apart
  }

  get length(): number {
    return this.ends.length / 2
  }

  /** All of them as cells of CSV; undefined where one is long, missing, no UTF-8, or needs quotes. */
  cells(): CsvCells | undefined {
    const { ends } = this
    if (!this.#apart) return undefined
    for (let i = 0; i < ends.length; i += 2)
      if (ends[i]! < 0 || ends[i + 1]! - ends[i]! > LONGEST) return undefined
    const first = ends[0] ?? 0
    const start = first > FEW ? first : 0
    const { buffer: all, byteOffset: at, length } = start > 0 ? ends.map((end) => end - start) : ends
    const places = new Uint32Array(all, at, length)
    const { buffer, byteOffset } = this.bytes
    // Of a Buffer, as it finds a byte several times faster than an array of bytes does.
    const bytes = Buffer.from(buffer, byteOffset + start, Math.max(0, (ends.at(-1) ?? 0) - start))
    // They stand in order, each after its length: of short ones that is ASCII, and completes no letter.
    const texts = bytes.subarray(first - start)
    if (!isUtf8(texts)) return undefined
    if (special.some((byte) => texts.includes(byte)) && !isBare(bytes, places)) return undefined
    return { bytes, places, bare: true }
  }

  text(row: number): string | undefined {
    const start = this.ends[2 * row]!
    return start < 0 ? undefined : textOf(this.bytes, start, this.ends[2 * row + 1]!)
  }
}

/** The value of a row; undefined where nothing is. */
export function cellOf(column: Decoded, row: number): unknown {
  if (column instanceof Gapped) return column.missing[row] === 1 ? undefined : column.values[row]
  if (column instanceof Coded) return column.words[column.codes[row]!]
  if (column instanceof Lists) return column.list(row)
  return column instanceof Spans ? column.text(row) : column[row]
}

const LONGEST = 127

/** Bytes before the first text that are not cut off: all places would have to be counted anew. */
const FEW = 1 << 16

/** Bytes for which a cell of CSV has quotes: a quote, a comma, ends of lines. */
const special = [0x22, 0x2c, 0x0a, 0x0d]
const isSpecial = Uint8Array.from({ length: 256 }, (_, byte) => Number(special.includes(byte)))

/** Whether no text has one of them; what stands between texts may. */
function isBare(bytes: Uint8Array, places: Uint32Array): boolean {
  for (let i = 0; i < places.length; i += 2) {
    for (let at = places[i]!; at < places[i + 1]!; at++) if (isSpecial[bytes[at]!] === 1) return false
  }
  return true
}
