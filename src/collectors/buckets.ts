/** Bits of a double that tell its bucket: sign, exponent and ten of the fraction, so 0.05 % to either side. */
const BUCKET = 2 ** 42

const number = new Float64Array(1)
const bits = new BigInt64Array(number.buffer)

/**
 * Counts of numbers by their leading bits: quantiles within a relative error of 2^-11 in memory for the buckets hit.
 * The same idea as DDSketch (Masson et al. 2019), with buckets that the number itself names.
 */
export class Buckets {
  readonly #counts = new Map<number, number>()
  #count = 0

  add(value: number): void {
    this.#addTo(bucketOf(value), 1)
  }

  #addTo(key: number, times: number): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + times)
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
    return [...this.#counts].sort(([a], [b]) => a - b)
  }

  merge(plain: readonly (readonly [key: number, count: number])[]): void {
    for (const [key, count] of plain) this.#addTo(key, count)
  }
}

function bucketOf(value: number): number {
  number[0] = Math.abs(value)
  const size = Math.floor(Number(bits[0]!) / BUCKET)
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
