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
  /** Counts of the buckets of each sign and exponent, the lowest first; few are large. */
  readonly #pages: (Uint16Array | Float64Array | undefined)[] = Array.from({ length: 2 * PAGES })
  #count = 0

  add(value: number): void {
    this.#addTo(bucketOf(value), 1)
  }

  #addTo(key: number, times: number): void {
    const at = (key >> 10) + PAGES
    let page = (this.#pages[at] ??= new Uint16Array(PER_PAGE))
    const count = page[key & (PER_PAGE - 1)]! + times
    if (count >= 2 ** 16 && page instanceof Uint16Array) page = this.#pages[at] = Float64Array.from(page)
    page[key & (PER_PAGE - 1)] = count
    this.#count += times
  }

  quantile(q: number): number {
    const rank = Math.max(1, Math.ceil(q * this.#count))
    let below = 0
    const { middles, counts } = this.ranks()
    for (let i = 0; i < counts.length; i++) {
      below += counts[i]!
      if (below >= rank) return middles[i]!
    }
    return Number.NaN
  }

  /** Numbers of buckets, the lowest first, each beside its count. */
  plain(): Float64Array {
    const used = this.#pages.flatMap((page, at) => (page ? [{ page, first: (at - PAGES) * PER_PAGE }] : []))
    const hit = used.reduce((sum, { page }) => sum + page.filter((count) => count > 0).length, 0)
    const all = new Float64Array(2 * hit)
    let end = 0
    for (const { page, first } of used) {
      for (let i = 0; i < PER_PAGE; i++) {
        if (page[i] === 0) continue
        all[end++] = first + i
        all[end++] = page[i]!
      }
    }
    return all
  }

  /** The middles of the buckets, the lowest first, and how many numbers lie in each. */
  ranks(): { middles: Float64Array; counts: Float64Array } {
    const plain = this.plain()
    const middles = new Float64Array(plain.length / 2)
    const counts = middles.map((_, i) => plain[2 * i + 1]!)
    return { middles: middles.map((_, i) => middleOf(plain[2 * i]!)), counts }
  }

  /** Adds others, and tells how many numbers lie there. */
  merge(all: Float64Array): number {
    const before = this.#count
    for (let i = 0; i < all.length; i += 2) {
      const key = all[i]!
      if (!(Number.isInteger(key) && Math.abs(key + 0.5) < PAGES * PER_PAGE))
        throw new RangeError(`there is no bucket ${key}`)
      this.#addTo(key, all[i + 1]!)
    }
    return this.#count - before
  }
}

function bucketOf(value: number): number {
  double[0] = Math.abs(value)
  const size = words[1]! >> 10
  return value < 0 ? -1 - size : size
}

function middleOf(key: number): number {
  const size = key < 0 ? -1 - key : key
  // What is next to 0 keeps its side, so that middles are in the order of their buckets.
  if (size === 0) return key < 0 ? -Number.MIN_VALUE : 0
  bits[0] = BigInt(size) * BigInt(BUCKET)
  if (number[0] < Infinity) bits[0] += BigInt(BUCKET / 2)
  return key < 0 ? -number[0]! : number[0]!
}
