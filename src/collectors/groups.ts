import { quotient } from '../numerics/exact-sum.ts'
import { ExactSums } from '../numerics/exact-sums.ts'
import type { Group } from '../report.ts'

/** What is counted of a group, beside each other: samples, those with a prediction, those that are right. */
const COUNTS = 3

/** Losses added up by the text of a column; about 200 bytes per text. */
export class Groups {
  readonly #numbers = new Map<string, number>()
  readonly #sums = new ExactSums()
  readonly #shares = new ExactSums()
  #counts = new Float64Array(16 * COUNTS)

  /** A sum of losses, its part of the divisor, and whether the prediction was right, if there was one. */
  add(key: string, sum: number, share: number, correct: boolean | undefined): void {
    const group = this.#numberOf(key)
    this.#sums.add(group, sum)
    this.#shares.add(group, share)
    const at = group * COUNTS
    this.#counts[at]!++
    if (correct === undefined) return
    this.#counts[at + 1]!++
    if (correct) this.#counts[at + 2]!++
  }

  #numberOf(key: string): number {
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const group = this.#numbers.size
    this.#numbers.set(key, group)
    if ((group + 1) * COUNTS > this.#counts.length) {
      const counts = new Float64Array(2 * this.#counts.length)
      counts.set(this.#counts)
      this.#counts = counts
    }
    return group
  }

  /** In the order of `names`, the others after them as they first came; shares are of the sum of all. */
  groups(total: number, names: readonly string[] = []): Group[] {
    const groups: Group[] = []
    const first = new Set(names)
    for (const name of first) {
      const group = this.#numbers.get(name)
      if (group !== undefined) groups.push(this.#group(name, group, total))
    }
    for (const [name, group] of this.#numbers) {
      if (!first.has(name)) groups.push(this.#group(name, group, total))
    }
    return groups
  }

  #group(name: string, group: number, total: number): Group {
    const at = group * COUNTS
    const [count, judged, correct] = [this.#counts[at]!, this.#counts[at + 1]!, this.#counts[at + 2]!]
    const rounded = this.#sums.rounded(group)
    const sum = rounded.high * 2 ** rounded.scale
    return {
      name,
      count,
      mean: quotient(rounded, this.#shares.rounded(group)),
      sum,
      share: sum / total,
      ...(judged > 0 && { accuracy: correct / judged }),
    }
  }
}
