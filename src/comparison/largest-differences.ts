/** So many are kept. */
const KEPT = 64

type Pair = readonly [difference: number, divisor: number]

/** The largest of any number of differences, with their divisors: the same in any order. */
export class LargestDifferences {
  #pairs: Pair[] = []
  /** What comes behind this one is none of the largest. */
  #last: Pair | undefined

  add(difference: number, divisor: number): void {
    if (difference === 0 || (this.#last && order(difference, divisor, this.#last) >= 0)) return
    this.#pairs.push([difference, divisor])
    if (this.#pairs.length > 2 * KEPT) this.#cut()
  }

  get pairs(): readonly Pair[] {
    this.#cut()
    return this.#pairs
  }

  #cut(): void {
    this.#pairs.sort(([difference, divisor], other) => order(difference, divisor, other))
    this.#pairs.length = Math.min(KEPT, this.#pairs.length)
    this.#last = this.#pairs[KEPT - 1]
  }
}

/** Less than 0 if it is larger than another. */
function order(difference: number, divisor: number, [other, others]: Pair): number {
  return Math.abs(other) - Math.abs(difference) || other - difference || others - divisor
}
