import { grown } from '../numerics/grown.ts'
import { Buckets, middleOf } from './buckets.ts'

/** Numbers kept as they are; of more, only the counts of buckets. */
const KEPT = 1 << 20

/** What a part has seen: the numbers, or counts by bucket. */
export type PlainRanked =
  | { readonly kept: readonly number[] }
  | { readonly buckets: readonly (readonly [key: number, count: number])[] }

/** Equal numbers, or those of a bucket. */
export interface Rank {
  readonly value: number
  readonly count: number
}

/**
 * Finite numbers that can be put in order, in bounded memory: exactly up to a bound, within 0.05 % beyond. Which of
 * the two depends on how many there are alone.
 */
export class Ranked {
  readonly #most: number
  #kept = new Float64Array(256)
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
    else this.#keep(value)
    this.#count++
  }

  #keep(value: number): void {
    if (this.#count === this.#kept.length)
      this.#kept = grown(this.#kept, Math.min(this.#most, 2 * this.#count))
    // Without the sign of -0, which JSON would lose.
    this.#kept[this.#count] = value + 0
  }

  #startBuckets(): Buckets {
    this.#buckets = new Buckets()
    for (const value of this.#kept.subarray(0, this.#count)) this.#buckets.add(value)
    this.#kept = new Float64Array(0)
    return this.#buckets
  }

  plain(): PlainRanked {
    if (this.#buckets) return { buckets: this.#buckets.plain() }
    return { kept: [...this.#kept.subarray(0, this.#count).sort()] }
  }

  merge(plain: PlainRanked): void {
    if ('kept' in plain) {
      for (const value of plain.kept) this.add(value)
      return
    }
    ;(this.#buckets ?? this.#startBuckets()).merge(plain.buckets)
    for (const [, count] of plain.buckets) this.#count += count
  }

  /** From the smallest on. */
  *ranks(): Generator<Rank> {
    if (this.#buckets) {
      for (const [key, count] of this.#buckets.plain()) yield { value: middleOf(key), count }
      return
    }
    const sorted = this.#kept.subarray(0, this.#count).sort()
    for (let i = 0, next: number; i < sorted.length; i = next) {
      for (next = i + 1; sorted[next] === sorted[i];) next++
      yield { value: sorted[i]!, count: next - i }
    }
  }

  /** From the largest on. */
  *fallingRanks(): Generator<Rank> {
    if (this.#buckets) return yield* [...this.ranks()].reverse()
    const sorted = this.#kept.subarray(0, this.#count).sort()
    for (let i = sorted.length - 1, next: number; i >= 0; i = next) {
      for (next = i - 1; sorted[next] === sorted[i];) next--
      yield { value: sorted[i]!, count: i - next }
    }
  }
}
