import { double, words } from '../numerics/bits.ts'

/** Bits of a double that tell its bucket: sign, exponent and ten of the fraction, so 0.05 % to either side. */
const BUCKET = 2 ** 42

/** How many exponents there are, and buckets of each. */
const PAGES = 2 ** 11
const PER_PAGE = 2 ** 10

const number = new Float64Array(1)
const bits = new BigInt64Array(number.buffer)

/**
 * Counts of numbers by their leading bits: quantiles within a relative error of 2^-11 in memory for the buckets hit.
 * The same idea as DDSketch (Masson et al. 2019), with buckets that the number itself names.
 */
export class Buckets {
  /** Counts of the buckets of each sign and exponent, the lowest first. */
  readonly #pages: (Float64Array | undefined)[] = Array.from({ length: 2 * PAGES })
  #count = 0

  add(value: number): void {
    this.#addTo(bucketOf(value), 1)
  }

  #addTo(key: number, times: number): void {
    const page = (this.#pages[(key >> 10) + PAGES] ??= new Float64Array(PER_PAGE))
    page[key & (PER_PAGE - 1)]! += times
    this.#count += times
  }

  quantile(q: number): number {
    const rank = Math.max(1, Math.ceil(q * this.#count))
    let below = 0
    for (const [key, count] of this.plain()) {
      below += count
      if (below >= rank) return middleOf(key)
    }
    return Number.NaN
  }

  /** Numbers of buckets and counts, the lowest first. */
  plain(): [key: number, count: number][] {
    const all: [key: number, count: number][] = []
    for (const [at, page] of this.#pages.entries()) {
      for (let i = 0; page && i < PER_PAGE; i++)
        if (page[i] !== 0) all.push([(at - PAGES) * PER_PAGE + i, page[i]!])
    }
    return all
  }

  merge(plain: readonly (readonly [key: number, count: number])[]): void {
    for (const [key, count] of plain) {
      if (!(Number.isInteger(key) && Math.abs(key + 0.5) < PAGES * PER_PAGE))
        throw new RangeError(`there is no bucket ${key}`)
      this.#addTo(key, count)
    }
  }
}

function bucketOf(value: number): number {
  double[0] = Math.abs(value)
  // Without a big integer, which is memory for each number.
  const size = Math.floor((words[1]! * 2 ** 32 + (words[0]! >>> 0)) / BUCKET)
  return value < 0 ? -1 - size : size
}

export function middleOf(key: number): number {
  const size = key < 0 ? -1 - key : key
  // What is next to 0 keeps its side, so that middles are in the order of their buckets.
  if (size === 0) return key < 0 ? -Number.MIN_VALUE : 0
  bits[0] = BigInt(size) * BigInt(BUCKET)
  if (number[0] < Infinity) bits[0] += BigInt(BUCKET / 2)
  return key < 0 ? -number[0]! : number[0]!
}
