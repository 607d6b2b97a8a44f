import type { Concentration, Survey } from '../survey.ts'
import type { Collector } from './collector.ts'
import type { JudgedRows } from '../samples.ts'
import { Ranked, type PlainRanked } from './ranked.ts'
import { rowsThatCount } from './counted-rows.ts'

/** Parts of the samples, the worst first, whose part of the sum is reported. */
const PARTS = [
  ...[0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.075],
  ...[0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
]

interface PlainConcentration {
  readonly sums: PlainRanked
  /** Rows whose part of the sum is negative, NaN or infinite: there are no parts of the whole then. */
  readonly odd: number
}

/** How much of the sum the samples with the largest losses hold. */
export class Concentrations implements Collector<PlainConcentration> {
  readonly #sums: Ranked
  #odd = 0

  constructor(most?: number) {
    this.#sums = new Ranked(most)
  }

  add(rows: JudgedRows): void {
    for (const row of rowsThatCount(rows)) {
      const sum = rows.sums[row]!
      if (sum >= 0 && sum < Infinity) this.#sums.add(sum)
      else this.#odd++
    }
  }

  plain(): PlainConcentration {
    return { sums: this.#sums.plain(), odd: this.#odd }
  }

  merge({ sums, odd }: PlainConcentration): void {
    this.#sums.merge(sums)
    this.#odd += odd
  }

  section(): Pick<Survey, 'concentration'> {
    const { count, approximate } = this.#sums
    if (this.#odd > 0 || count === 0) return {}
    let total = 0
    // Always from the largest on, so that the rounding is the same whatever the order of the rows.
    for (const rank = this.#sums.ranks(true); rank.next();) total += rank.value * rank.count
    if (!(total > 0 && total < Infinity)) return {}
    const parts: { worst: number; share: number }[] = []
    let half: number | undefined
    let seen = 0
    let sum = 0
    for (const rank = this.#sums.ranks(true); rank.next();) {
      const end = seen + rank.count
      while (parts.length < PARTS.length && PARTS[parts.length]! * count <= end) {
        const worst = PARTS[parts.length]!
        const inside = Math.max(0, worst * count - seen)
        parts.push({ worst, share: worst === 1 ? 1 : Math.min(1, (sum + inside * rank.value) / total) })
      }
      const all = sum + rank.count * rank.value
      if (half === undefined && all >= total / 2) half = (seen + (total / 2 - sum) / rank.value) / count
      seen = end
      sum = all
    }
    const concentration: Concentration = { half: half ?? 1, parts, approximate }
    return { concentration }
  }
}
