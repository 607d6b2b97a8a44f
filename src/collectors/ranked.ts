import { Growing } from '../numerics/growing.ts'
import { Buckets } from './buckets.ts'

/** Numbers kept as they are; of more, only the counts of buckets. */
const KEPT = 1 << 20

/** What a part has seen: the numbers, or counts by bucket. */
export type PlainRanked = { readonly kept: ArrayLike<number> } | { readonly buckets: Float64Array }

/** Walks over ranks, equal numbers or those of a bucket, without an object for each: there may be a million. */
class Ranks {
  value = Number.NaN
  count = 0
  readonly #sorted: Float64Array
  /** Of buckets how many lie in each; numbers are counted on the way. */
  readonly #counts: Float64Array | undefined
  readonly #step: 1 | -1
  #at: number

  /** From the smallest on, or from the largest. */
  constructor(sorted: Float64Array, counts: Float64Array | undefined, falling: boolean) {
    this.#sorted = sorted
    this.#counts = counts
    this.#step = falling ? -1 : 1
    this.#at = falling ? sorted.length - 1 : 0
  }

  /** Goes to the first rank, then to the next; false behind the last, whose value is NaN. */
  next(): boolean {
    const from = this.#at
    const value = this.#sorted[from]
    this.value = value ?? Number.NaN
    if (value === undefined) return false
    this.#at += this.#step
    if (this.#counts) this.count = this.#counts[from]!
    else {
      while (this.#sorted[this.#at] === value) this.#at += this.#step
      this.count = Math.abs(this.#at - from)
    }
    return true
  }
}

/**
 * Finite numbers that can be put in order, in bounded memory: exactly up to a bound, within 0.05 % beyond. Which of
 * the two depends on how many there are alone.
 */
export class Ranked {
  readonly #most: number
  #kept = new Growing()
  #sorted = true
  #count = 0
  #buckets: Buckets | undefined

  constructor(most = KEPT) {
    this.#most = most
  }

  get count(): number {
    return this.#count
  }

  get approximate(): boolean {
    return this.#buckets !== undefined
  }

  add(value: number): void {
    if (this.#buckets) this.#buckets.add(value)
    else if (this.#count === this.#most) this.#startBuckets().add(value)
    // Without the sign of -0, which JSON would lose.
    else this.#kept.push(value + 0)
    this.#sorted = false
    this.#count++
  }

  addAll(values: Float64Array): void {
    for (let i = 0; i < values.length; i++) this.add(values[i]!)
  }

  get #inOrder(): Float64Array {
    if (!this.#sorted) this.#kept.all.sort()
    this.#sorted = true
    return this.#kept.all
  }

  #startBuckets(): Buckets {
    this.#buckets = new Buckets()
    for (const value of this.#kept.all) this.#buckets.add(value)
    this.#kept = new Growing()
    return this.#buckets
  }

  plain(): PlainRanked {
    if (this.#buckets) return { buckets: this.#buckets.plain() }
    return { kept: this.#inOrder }
  }

  merge(plain: PlainRanked): void {
    if ('kept' in plain) {
      const { kept } = plain
      for (let i = 0; i < kept.length; i++) this.add(kept[i]!)
      return
    }
    this.#count += (this.#buckets ?? this.#startBuckets()).merge(plain.buckets)
  }

  ranks(falling = false): Ranks {
    if (!this.#buckets) return new Ranks(this.#inOrder, undefined, falling)
    const { middles, counts } = this.#buckets.ranks()
    return new Ranks(middles, counts, falling)
  }
}
