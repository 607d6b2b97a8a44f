import { ExactSum, type PlainSum } from '../numerics/exact-sum.ts'
import { Growing } from '../numerics/growing.ts'
import { Room } from '../numerics/room.ts'
import { Z } from '../numerics/normal.ts'
import type { Interval } from '../comparison.ts'
import { differenceOf } from './gate-tests.ts'
import { randomFrom } from './random.ts'

/** Differences kept for the bootstrap; of more, the interval comes from the normal distribution. */
const KEPT = 20_000
const RESAMPLES = 2000

/** What a part has seen, as a thread sends it. */
export interface PlainInterval {
  readonly count: number
  readonly sums: readonly PlainSum[]
  readonly kept: readonly Float64Array[]
}

/** The reduced loss of one model less that of another on the same samples, and how sure that is. */
export class PairedInterval {
  readonly #reduction: 'mean' | 'sum'
  readonly #seed: number
  readonly #difference = new ExactSum()
  readonly #divisors = new ExactSum()
  /** Of products of the parts, for their variance. */
  readonly #moments = { dd: new ExactSum(), ds: new ExactSum(), ss: new ExactSum() }
  readonly #kept = { differences: new Growing(), divisors: new Growing() }
  #count = 0
  readonly #room = new Room()

  constructor(reduction: 'mean' | 'sum', seed: number) {
    this.#reduction = reduction
    this.#seed = seed
  }

  /** What samples add to the sums of both, and to the divisor. */
  addAll(before: Float64Array, now: Float64Array, divisors: Float64Array): void {
    const n = before.length
    const room = this.#room.of(5 * n)
    const [differences, dd, ds, ss, rest] = [0, 1, 2, 3, 4].map((i) => room.subarray(i * n, (i + 1) * n))
    multiply(before, now, divisors, differences!, dd!, ds!, ss!)
    const kept = Math.max(0, Math.min(n, KEPT - this.#count))
    this.#kept.differences.add(differences!.subarray(0, kept))
    this.#kept.divisors.add(divisors.subarray(0, kept))
    this.#count += n
    this.#divisors.addAll(divisors)
    this.#moments.dd.addAll(dd!)
    this.#moments.ds.addAll(ds!)
    this.#moments.ss.addAll(ss!)
    // Equal ones differ by 0, infinite ones, too.
    for (let i = 0; i < n; i++) rest![i] = differences![i] === 0 ? 0 : now[i]!
    this.#difference.addAll(rest!)
    for (let i = 0; i < n; i++) rest![i] = differences![i] === 0 ? 0 : -before[i]!
    this.#difference.addAll(rest!)
  }

  plain(): PlainInterval {
    const sums = this.#sums.map((sum) => sum.plain())
    const { differences, divisors } = this.#kept
    return { count: this.#count, sums, kept: this.#count > KEPT ? [] : [differences.all, divisors.all] }
  }

  /** Adds what was seen of other samples, in any order. */
  merge({ count, sums, kept: [differences, divisors] }: PlainInterval): void {
    this.#count += count
    this.#sums.forEach((sum, i) => sum.merge(sums[i]!))
    // Of more nobody asks for those that are kept.
    if (this.#count > KEPT || !differences || !divisors) return
    this.#kept.differences.add(differences)
    this.#kept.divisors.add(divisors)
  }

  get #sums(): readonly ExactSum[] {
    return [this.#difference, this.#divisors, ...Object.values(this.#moments)]
  }

  found(): { samples: number; difference: number; interval: Interval } {
    const divisors = this.#divisors.value()
    // Means over 0 are infinite or NaN, and their difference says nothing.
    const none = divisors === 0 && this.#reduction === 'mean'
    const difference = none ? Number.NaN : this.#reduced(this.#difference.value(), divisors)
    const interval = !Number.isFinite(difference)
      ? { low: difference, high: difference, method: 'no interval' }
      : this.#count <= KEPT
        ? this.#bootstrap()
        : this.#normal(difference)
    return { samples: this.#count, difference, interval }
  }

  #reduced(difference: number, divisors: number): number {
    return this.#reduction === 'mean' ? difference / divisors : difference
  }

  /** The middle 95 % of the differences of samples drawn again, with replacement: Efron's percentile interval. */
  #bootstrap(): Interval {
    const [differences, divisors] = inOrder(this.#kept.differences.all, this.#kept.divisors.all)
    const n = differences.length
    const next = randomFrom(this.#seed)
    const drawn = new Float64Array(RESAMPLES)
    for (let r = 0; r < RESAMPLES; r++) {
      let difference = 0
      let divisor = 0
      for (let i = 0; i < n; i++) {
        const at = Math.floor(next() * n)
        difference += differences[at]!
        divisor += divisors[at]!
      }
      drawn[r] = this.#reduced(difference, divisor)
    }
    drawn.sort()
    const low = drawn[Math.floor(0.025 * RESAMPLES)]!
    const high = drawn[Math.ceil(0.975 * RESAMPLES) - 1]!
    return { low, high, method: `bootstrap, ${RESAMPLES} resamples, seed ${this.#seed}` }
  }

  /** Of a mean, by the variance of a ratio to first order; with equal divisors that of a mean. */
  #normal(difference: number): Interval {
    const n = this.#count
    const { dd, ds, ss } = this.#moments
    const mean = this.#reduction === 'mean'
    const squares = mean
      ? dd.value() - 2 * difference * ds.value() + difference * difference * ss.value()
      : dd.value() - (difference * difference) / n
    const error = Math.sqrt((Math.max(0, squares) * n) / (n - 1))
    const half = Z * this.#reduced(error, this.#divisors.value())
    return { low: difference - half, high: difference + half, method: 'normal approximation' }
  }
}

/** Differences, and products with them and their divisors. */
function multiply(
  before: Float64Array,
  now: Float64Array,
  divisors: Float64Array,
  differences: Float64Array,
  dd: Float64Array,
  ds: Float64Array,
  ss: Float64Array,
): void {
  for (let i = 0; i < before.length; i++) {
    const difference = differenceOf(before[i]!, now[i]!)
    const divisor = divisors[i]!
    differences[i] = difference
    dd[i] = difference * difference
    ds[i] = difference * divisor
    ss[i] = divisor * divisor
  }
}

/** Differences by size, those that are equal by their divisors: which rows come first, or are another thread's, must not matter. */
function inOrder(differences: Float64Array, divisors: Float64Array): readonly [Float64Array, Float64Array] {
  const order = new Uint32Array(differences.keys())
  order.sort((a, b) => differences[a]! - differences[b]! || divisors[a]! - divisors[b]!)
  const sorted = (numbers: Float64Array) => Float64Array.from(order, (i) => numbers[i]!)
  return [sorted(differences), sorted(divisors)]
}
