import { ExactSum } from '../numerics/exact-sum.ts'
import type { ComparedGroup, Comparison, Rated } from '../report.ts'
import { Groups } from './groups.ts'
import { Pairs } from './pairs.ts'
import { sideName } from './rows.ts'
import { Worst } from './worst.ts'

/** Differences kept for the bootstrap; of more, the interval comes from the normal distribution. */
const KEPT = 20_000
const RESAMPLES = 2000
/** 97.5 % of a normal distribution lie below this many standard deviations. */
const Z = 1.959963984540054

/** What a row adds to the difference of the two sums, and to the divisor of the means. */
interface Part {
  readonly difference: number
  readonly share: number
}

/** Paired losses of two models on the same samples, in bounded memory. */
export class Compared {
  readonly #reduction: 'mean' | 'sum'
  readonly #seed: number
  readonly #worst: Worst
  readonly #best: Worst
  readonly #classes = { a: new Groups(), b: new Groups() }
  readonly #pairs = new Pairs()
  readonly #difference = new ExactSum()
  readonly #shares = new ExactSum()
  /** Of products of the parts, for their variance. */
  readonly #moments = { dd: new ExactSum(), ds: new ExactSum(), ss: new ExactSum() }
  readonly #kept: Part[] = []
  #count = 0
  #better = 0
  #worse = 0

  constructor(reduction: 'mean' | 'sum', top: number, seed: number) {
    this.#reduction = reduction
    this.#worst = new Worst(top)
    this.#best = new Worst(top)
    this.#seed = seed
  }

  /** Rows of both models; the labels are those of the first. Rows without a share in the mean do not count. */
  add(a: Rated, b: Rated): void {
    const first = a.samples.get('loss') as Float64Array
    const second = b.samples.get('loss') as Float64Array
    const differences = second.map((loss, row) => loss - first[row]!)
    const samples = new Map(
      [...a.samples].filter(([name]) => name !== 'loss' && name !== 'predicted' && name !== 'p_target'),
    )
    samples.set('loss_a', first).set('loss_b', second).set('difference', differences)
    for (const [row, difference] of differences.entries()) {
      const share = a.shares[row]!
      if (share === 0) continue
      this.#count++
      if (difference < 0) this.#better++
      if (difference > 0) this.#worse++
      if (difference > 0) this.#worst.add(samples, row, difference, difference)
      if (difference < 0) this.#best.add(samples, row, -difference, -difference)
      this.#pairs.add(first[row]!, second[row]!)
      this.#addToClass(a, b, row)
      this.#difference.add(b.sums[row]!)
      this.#difference.add(-a.sums[row]!)
      this.#shares.add(share)
      this.#keep({ difference: b.sums[row]! - a.sums[row]!, share })
    }
  }

  #addToClass(a: Rated, b: Rated, row: number): void {
    const target = a.samples.get('target')
    const name = target ? String(target[row]) : a.sides && sideName(a.sides[row]!)
    if (name === undefined) return
    const number = a.samples.get('row')![row] as number
    this.#classes.a.add(name, a.sums[row]!, a.shares[row]!, undefined, number)
    this.#classes.b.add(name, b.sums[row]!, b.shares[row]!, undefined, number)
  }

  /** In the order of `names`, numbers by size. */
  #perClass(names: readonly string[] | undefined): ComparedGroup[] {
    const [first, second] = [this.#classes.a, this.#classes.b].map((groups) => groups.groups(1, names))
    const both = first!.map(({ name, count, mean }, i) => ({ name, count, a: mean, b: second![i]!.mean }))
    const numbers = both.every(({ name }) => /^\d+$/.test(name))
    return numbers ? both.sort((one, other) => Number(one.name) - Number(other.name)) : both
  }

  #keep(part: Part): void {
    const { difference, share } = part
    this.#moments.dd.add(difference * difference)
    this.#moments.ds.add(difference * share)
    this.#moments.ss.add(share * share)
    if (this.#kept.length <= KEPT) this.#kept.push(part)
  }

  /** `names` of the classes, where they have names. */
  comparison(names?: readonly string[]): Omit<Comparison, 'a' | 'b'> {
    const perClass = this.#perClass(names)
    const n = this.#count
    const difference = this.#reduced(this.#difference.value(), this.#shares.value())
    return {
      samples: n,
      difference,
      interval: n <= KEPT ? this.#bootstrap() : this.#normal(difference),
      better: this.#better,
      worse: this.#worse,
      equal: n - this.#better - this.#worse,
      regressions: this.#worst.samples('loss'),
      improvements: this.#best.samples('loss'),
      ...(perClass.length > 0 && { perClass }),
      ...this.#pairs.section(),
    }
  }

  #reduced(difference: number, shares: number): number {
    return this.#reduction === 'mean' ? difference / shares : difference
  }

  /** The middle 95 % of the differences of samples drawn again, with replacement: Efron's percentile interval. */
  #bootstrap(): Comparison['interval'] {
    const differences = Float64Array.from(this.#kept, (part) => part.difference)
    const shares = Float64Array.from(this.#kept, (part) => part.share)
    const n = differences.length
    const next = randomFrom(this.#seed)
    const drawn = new Float64Array(RESAMPLES)
    for (let r = 0; r < RESAMPLES; r++) {
      let difference = 0
      let share = 0
      for (let i = 0; i < n; i++) {
        const at = Math.floor(next() * n)
        difference += differences[at]!
        share += shares[at]!
      }
      drawn[r] = this.#reduced(difference, share)
    }
    drawn.sort()
    const low = drawn[Math.floor(0.025 * RESAMPLES)]!
    const high = drawn[Math.ceil(0.975 * RESAMPLES) - 1]!
    return { low, high, method: `bootstrap, ${RESAMPLES} resamples, seed ${this.#seed}` }
  }

  /** Of a mean, by the variance of a ratio to first order; with equal shares that of a mean. */
  #normal(difference: number): Comparison['interval'] {
    const n = this.#count
    const { dd, ds, ss } = this.#moments
    const mean = this.#reduction === 'mean'
    const squares = mean
      ? dd.value() - 2 * difference * ds.value() + difference * difference * ss.value()
      : dd.value() - (difference * difference) / n
    const error = Math.sqrt((Math.max(0, squares) * n) / (n - 1))
    const half = Z * this.#reduced(error, this.#shares.value())
    return { low: difference - half, high: difference + half, method: 'normal approximation' }
  }
}

/** Uniform numbers in [0, 1): mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
