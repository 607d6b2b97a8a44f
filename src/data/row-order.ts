import { compareDecimals } from '../numerics/exact-decimal.ts'
import { isMissing } from '../readers/missing.ts'
import type { TextColumn } from '../table.ts'
import { numberHash, spanHashes, stringHash } from './text-hash.ts'
import { textAt } from './column-rows.ts'

export interface RowDifference {
  readonly row: number
  readonly cells: readonly [string, string]
  /** The lines on which they stand, where that is known. */
  readonly lines: readonly [number | undefined, number | undefined]
}

/** The numbers of rows in the first file: of the first row, where all follow it, else of each. */
export type Numbering = number | ((row: number) => number)

/** What was found in some rows, as a thread sends it. */
export interface PlainRowOrder {
  readonly first: RowDifference | undefined
  readonly sums: readonly number[]
}

/**
 * Compares the ids of two files row by row as they are read. What is found in rows that several threads read is merged:
 * the first row that differs, and sums of hashes, which tell whether both hold the same ids in whatever order.
 */
export class RowOrder {
  #first: RowDifference | undefined
  /** Of the first file two, then of the second, modulo 2 ** 32. */
  readonly #sums: number[] = [0, 0, 0, 0]
  readonly #sets: boolean

  /** `sets` says that it matters whether the ids are the same in another order. */
  constructor(sets: boolean) {
    this.#sets = sets
  }

  get first(): RowDifference | undefined {
    return this.#first
  }

  get sameIds(): boolean {
    const [a, b, c, d] = this.#sums
    return a === c && b === d
  }

  /** Some rows of both, and their numbers, or that of the first. Equal ones add the same to both sums, so they need not. */
  see(own: TextColumn, theirs: TextColumn, rows: number, numbers: Numbering): void {
    if (
      sameBytes(own.numbers, theirs.numbers) ||
      sameBytes(own.hashes, theirs.hashes) ||
      sameSpans(own.spans, theirs.spans)
    )
      return
    const numberOf = typeof numbers === 'number' ? (row: number) => numbers + row : numbers
    if (this.#sets) {
      this.#add(own, rows, 0)
      this.#add(theirs, rows, 2)
    }
    if (this.#first && this.#first.row <= numberOf(0)) return
    const row = firstDifference(own, theirs, rows)
    if (row < 0) return
    const cells = [textAt(own, row)!, textAt(theirs, row)!] as const
    this.#take({ row: numberOf(row), cells, lines: [own.place?.(row).line, theirs.place?.(row).line] })
  }

  plain(): PlainRowOrder {
    return { first: this.#first, sums: this.#sums }
  }

  merge({ first, sums }: PlainRowOrder): void {
    if (first) this.#take(first)
    sums.forEach((sum, i) => (this.#sums[i] = (this.#sums[i]! + sum) >>> 0))
  }

  #take(found: RowDifference): void {
    if (!this.#first || found.row < this.#first.row) this.#first = found
  }

  #add(column: TextColumn, rows: number, at: number): void {
    let [sum, other] = [this.#sums[at]!, this.#sums[at + 1]!]
    const hashes = allHashes(column)
    for (let row = 0; row < rows; row++) {
      const hash = hashes?.[row] ?? stringHash(textAt(column, row) ?? '')
      sum = (sum + hash) >>> 0
      other = (other + Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)) >>> 0
    }
    this.#sums[at] = sum
    this.#sums[at + 1] = other
  }
}

/** Whether texts lie in the same bytes at the same distances. */
function sameSpans(a: TextColumn['spans'], b: TextColumn['spans']): boolean {
  if (!a || !b) return false
  const { ends } = a
  const shift = b.ends[0]! - ends[0]!
  let least = ends[0]!
  let most = least
  for (let i = 0; i < ends.length; i++) {
    const end = ends[i]!
    if (end < 0 || b.ends[i]! - end !== shift) return false
    if (end < least) least = end
    else if (end > most) most = end
  }
  return sameBytes(a.bytes.subarray(least, most), b.bytes.subarray(least + shift, most + shift))
}

function firstDifference(own: TextColumn, theirs: TextColumn, rows: number): number {
  const [hashes, others] = [hashesOf(own, theirs), hashesOf(theirs, own)]
  for (let row = 0; row < rows; row++) {
    if (hashes && others && hashes[row] === others[row]) continue
    if (differ(textAt(own, row), textAt(theirs, row))) return row
  }
  return -1
}

/** Hashes of the texts; those that a reader has not made, only where the other column has some. */
function hashesOf(column: TextColumn, other: TextColumn): Uint32Array | undefined {
  return other.hashes || other.spans ? allHashes(column) : column.hashes
}

/** Hashes of the texts, where they can be had without making these. */
function allHashes({ hashes, spans, numbers }: TextColumn): Uint32Array | undefined {
  if (hashes) return hashes
  if (spans) return spanHashes(spans)
  return numbers && Uint32Array.from(numbers as Float64Array, numberHash)
}

/** Whether two arrays of one type hold the same. */
function sameBytes(a: TextColumn['numbers'], b: TextColumn['numbers']): boolean {
  if (!a || !b || a.constructor !== b.constructor) return false
  const [first, second] = [a, b].map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength),
  ) as [Buffer, Buffer]
  return first.equals(second)
}

/** Whether two cells name different rows: a missing value differs from none, and 1 and 1.0 are one number. */
export function differ(cell: string | undefined, other: string | undefined): boolean {
  if (cell === other || cell === undefined || other === undefined) return false
  const number = Number(cell)
  if (Number.isSafeInteger(number) && number === Number(other)) return false
  return compareDecimals(cell, other) !== 0 && !isMissing(cell) && !isMissing(other)
}
