import { ExactSums } from '../numerics/exact-sums.ts'
import { type PlainSum, quotient } from '../numerics/exact-sum.ts'
import type { Group } from '../report.ts'

/** A group of a part, as a thread sends it. */
export interface PlainGroup {
  readonly name: string
  /** Number of its first row. */
  readonly first: number
  readonly counts: readonly [count: number, judged: number, correct: number]
  readonly sum: PlainSum
  readonly shares: PlainSum
}

/** What is counted of a group, beside each other: samples, those with a prediction, those that are right. */
const COUNTS = 3

/** Losses added up by the text of a column; about 200 bytes per text. */
export class Groups {
  readonly #numbers = new Map<string, number>()
  readonly #sums = new ExactSums()
  readonly #shares = new ExactSums()
  #counts = new Float64Array(16 * COUNTS)
  /** Numbers of the first rows. */
  #first = new Float64Array(16)

  /** Of a row: a sum of losses, its part of the divisor, and whether the prediction was right, if there was one. */
  add(key: string, sum: number, share: number, correct: boolean | undefined, row: number): void {
    const group = this.#numberOf(key, row)
    this.#sums.add(group, sum)
    this.#shares.add(group, share)
    const at = group * COUNTS
    this.#counts[at]!++
    if (correct === undefined) return
    this.#counts[at + 1]!++
    if (correct) this.#counts[at + 2]!++
  }

  plain(): PlainGroup[] {
    return Array.from(this.#numbers, ([name, group]) => ({
      name,
      first: this.#first[group]!,
      counts: this.#countsOf(group),
      sum: this.#sums.plain(group),
      shares: this.#shares.plain(group),
    }))
  }

  /** Adds what was seen of other rows, of which so many stand before the numbers that they were given. */
  merge(groups: readonly PlainGroup[], before = 0): void {
    for (const { name, first, counts, sum, shares } of groups) {
      const group = this.#numberOf(name, before + first)
      this.#sums.merge(group, sum)
      this.#shares.merge(group, shares)
      counts.forEach((count, i) => (this.#counts[group * COUNTS + i]! += count))
    }
  }

  #numberOf(key: string, row: number): number {
    const known = this.#numbers.get(key)
    if (known !== undefined) {
      if (row < this.#first[known]!) this.#first[known] = row
      return known
    }
    const group = this.#numbers.size
    this.#numbers.set(key, group)
    if (group === this.#first.length) {
      this.#counts = twice(this.#counts)
      this.#first = twice(this.#first)
    }
    this.#first[group] = row
    return group
  }

  #countsOf(group: number): [number, number, number] {
    const at = group * COUNTS
    return [this.#counts[at]!, this.#counts[at + 1]!, this.#counts[at + 2]!]
  }

  /** In the order of `names`, the others after them as they first came; shares are of the sum of all. */
  groups(total: number, names: readonly string[] = []): Group[] {
    const groups: Group[] = []
    const known = new Set(names)
    for (const name of known) {
      const group = this.#numbers.get(name)
      if (group !== undefined) groups.push(this.#group(name, group, total))
    }
    const found = [...this.#numbers].sort(([, a], [, b]) => this.#first[a]! - this.#first[b]!)
    for (const [name, group] of found) {
      if (!known.has(name)) groups.push(this.#group(name, group, total))
    }
    return groups
  }

  #group(name: string, group: number, total: number): Group {
    const [count, judged, correct] = this.#countsOf(group)
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

function twice(numbers: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(2 * numbers.length)
  grown.set(numbers)
  return grown
}
