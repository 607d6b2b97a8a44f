import { ExactSum } from '../numerics/exact-sum.ts'
import type { Comparison, Samples } from '../report.ts'
import { Worst } from './worst.ts'

/** Differences kept for the bootstrap; of more, the interval comes from the normal distribution. */
const KEPT = 20_000
const RESAMPLES = 2000
/** 97.5 % of a normal distribution lie below this many standard deviations. */
const Z = 1.959963984540054

/** Paired losses of two models on the same samples, in bounded memory. */
export class Compared {
  readonly #seed: number
  readonly #worst: Worst
  readonly #sum = new ExactSum()
  readonly #squares = new ExactSum()
  readonly #kept: number[] = []
  #count = 0
  #better = 0
  #worse = 0

  constructor(top: number, seed: number) {
    this.#worst = new Worst(top)
    this.#seed = seed
  }

  /** Rows of both models; the labels are those of the first. */
  add(a: Samples, b: Samples): void {
    const first = a.get('loss') as Float64Array
    const second = b.get('loss') as Float64Array
    const differences = second.map((loss, row) => loss - first[row]!)
    const samples = new Map(
      [...a].filter(([name]) => name !== 'loss' && name !== 'predicted' && name !== 'p_target'),
    )
    samples.set('loss_a', first).set('loss_b', second).set('difference', differences)
    differences.forEach((difference, row) => {
      this.#count++
      if (difference < 0) this.#better++
      if (difference > 0) this.#worse++
      this.#sum.add(difference)
      this.#squares.add(difference * difference)
      if (this.#kept.length <= KEPT) this.#kept.push(difference)
      if (difference > 0) this.#worst.add(samples, row, difference, difference)
    })
  }

  comparison(): Pick<
    Comparison,
    'samples' | 'difference' | 'interval' | 'better' | 'worse' | 'equal' | 'regressions'
  > {
    const n = this.#count
    const mean = this.#sum.value() / n
    return {
      samples: n,
      difference: mean,
      interval: n <= KEPT ? this.#bootstrap() : this.#normal(mean),
      better: this.#better,
      worse: this.#worse,
      equal: n - this.#better - this.#worse,
      regressions: this.#worst.samples('loss'),
    }
  }

  /** The middle 95 % of the means of samples drawn again, with replacement: Efron's percentile interval. */
  #bootstrap(): Comparison['interval'] {
    const kept = Float64Array.from(this.#kept)
    const next = randomFrom(this.#seed)
    const means = new Float64Array(RESAMPLES)
    for (let r = 0; r < RESAMPLES; r++) {
      let sum = 0
      for (let i = 0; i < kept.length; i++) sum += kept[Math.floor(next() * kept.length)]!
      means[r] = sum / kept.length
    }
    means.sort()
    const low = means[Math.floor(0.025 * RESAMPLES)]!
    const high = means[Math.ceil(0.975 * RESAMPLES) - 1]!
    return { low, high, method: `bootstrap, ${RESAMPLES} resamples, seed ${this.#seed}` }
  }

  #normal(mean: number): Comparison['interval'] {
    const n = this.#count
    const variance = Math.max(0, (this.#squares.value() - n * mean * mean) / (n - 1))
    const half = Z * Math.sqrt(variance / n)
    return { low: mean - half, high: mean + half, method: 'normal approximation' }
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
