import { ExactSum } from '../numerics/exact-sum.ts'
import { Growing } from '../numerics/growing.ts'
import { Z } from '../numerics/normal.ts'
import type { Interval } from '../comparison.ts'
import { differenceOf } from './gate-tests.ts'
import { randomFrom } from './random.ts'

/** Differences kept for the bootstrap; of more, the interval comes from the normal distribution. */
const KEPT = 20_000
const RESAMPLES = 2000

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

  constructor(reduction: 'mean' | 'sum', seed: number) {
    this.#reduction = reduction
    this.#seed = seed
  }

  /** What a sample adds to the sum of both, and to the divisor. */
  add(before: number, now: number, divisor: number): void {
    const difference = differenceOf(before, now)
    this.#count++
    if (difference !== 0) {
      this.#difference.add(now)
      this.#difference.add(-before)
    }
    this.#divisors.add(divisor)
    this.#moments.dd.add(difference * difference)
    this.#moments.ds.add(difference * divisor)
    this.#moments.ss.add(divisor * divisor)
    if (this.#count > KEPT) return
    this.#kept.differences.push(difference)
    this.#kept.divisors.push(divisor)
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
    const [differences, divisors] = [this.#kept.differences.all, this.#kept.divisors.all]
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
