import { double, words } from './bits.ts'
import { canonical, grow, HUGE_EXPONENT, type RoundedSum, rounded, SCALE } from './expansion.ts'

/** Exponents of a double, subnormals counted as the first. */
const EXPONENTS = 2048
/** Adding this many numbers of one exponent keeps every sum of what rounding lost exact (2^26 < 2^53 / 2^26). */
const LIMIT = 2 ** 25

/** How many terms were Infinity, -Infinity and NaN. */
export type NotFinite = readonly [above: number, below: number, nan: number]

/**
 * The exact sum as doubles, the huge ones times 2^-120: the same for the same terms, in any order and in any parts they
 * were added, unless a sum crosses 2^960. Terms that are not finite are counted separately.
 */
export interface PlainSum {
  readonly small: readonly number[]
  readonly huge: readonly number[]
  readonly notFinite?: NotFinite | undefined
}

/** Counts one more, or as many as another sum has. */
export function countNotFinite(known: NotFinite | undefined, more: number | NotFinite): NotFinite {
  const [above, below, nan] = known ?? [0, 0, 0]
  if (typeof more !== 'number') return [above + more[0], below + more[1], nan + more[2]]
  return [above + +(more > 0), below + +(more < 0), nan + +Number.isNaN(more)]
}

/** The sum of terms that are not finite: Infinity, -Infinity or NaN; 0 without any. */
export function sumOfNotFinite(counts: NotFinite | undefined): number {
  if (!counts) return 0
  const [above, below, nan] = counts
  return nan > 0 || (above > 0 && below > 0) ? Number.NaN : above > 0 ? Infinity : -Infinity
}

/**
 * The exact sum of any number of doubles: the same bits in every order, however the terms are cut into parts.
 *
 * Terms are added into one pair of accumulators per exponent; within a pair nothing is lost.
 * Source: Zhu and Hayes 2010, Algorithm 908, OnlineExactSum; the end is Shewchuk's expansion as in Python's fsum.
 */
export class ExactSum {
  /** Made for the first term: many sums of a run get none, and these are 32 KB. */
  #sums!: Float64Array
  #lost!: Float64Array
  #added = 0
  /** The accumulators that have been used lie between these. */
  #first = EXPONENTS
  #last = -1
  /** Non-overlapping terms of the huge part, each times 2^-SCALE. */
  readonly #huge: number[] = []
  #notFinite: NotFinite | undefined
  /** Adds terms that are held elsewhere. */
  #settle: (() => void) | undefined

  add(x: number): void {
    double[0] = x
    const exponent = (words[1]! >>> 20) & 0x7ff
    if (exponent >= HUGE_EXPONENT) {
      this.#addHuge(x)
      return
    }
    if (exponent < this.#first) {
      // A loss of 0 would have the sum look through the accumulators of all small numbers.
      if (x === 0) return
      this.#first = exponent
    }
    if (exponent > this.#last) this.#reach(exponent)
    const before = this.#sums[exponent]!
    const sum = before + x
    const shadow = sum - before
    this.#sums[exponent] = sum
    this.#lost[exponent]! += before - (sum - shadow) + (x - shadow)
    if (++this.#added === LIMIT) this.#carry()
  }

  addAll(numbers: Float64Array): void {
    for (let i = 0; i < numbers.length; i++) this.add(numbers[i]!)
  }

  /** Has some terms added only when the sum is asked for. */
  awaits(settle: () => void): void {
    this.#settle = settle
  }

  merge({ small, huge, notFinite }: PlainSum): void {
    for (const term of small) this.add(term)
    for (const term of huge) grow(this.#huge, term)
    if (notFinite) this.#notFinite = countNotFinite(this.#notFinite, notFinite)
  }

  /** A few doubles that hold the same sum: what a worker sends. */
  plain(): PlainSum {
    this.#settle?.()
    return { small: canonical(this.#partials()), huge: canonical(this.#huge), notFinite: this.#notFinite }
  }

  /** The sum rounded to a pair; scaled where it would overflow. */
  rounded(): RoundedSum {
    this.#settle?.()
    return rounded(sumOfNotFinite(this.#notFinite), this.#partials(), this.#huge)
  }

  /** The sum, correctly rounded. */
  value(): number {
    const { high, scale } = this.rounded()
    return high * 2 ** scale
  }

  #reach(exponent: number): void {
    if (this.#last < 0) {
      this.#sums = new Float64Array(EXPONENTS)
      this.#lost = new Float64Array(EXPONENTS)
    }
    this.#last = exponent
  }

  #addHuge(x: number): void {
    if (Number.isFinite(x)) grow(this.#huge, x * 2 ** -SCALE)
    else this.#notFinite = countNotFinite(this.#notFinite, x)
  }

  #partials(): number[] {
    const partials: number[] = []
    for (let i = this.#first; i <= this.#last; i++) {
      if (this.#sums[i] !== 0) grow(partials, this.#sums[i]!)
      if (this.#lost[i] !== 0) grow(partials, this.#lost[i]!)
    }
    return partials
  }

  /** Empties the accumulators into each other before what they lose could stop being exact. */
  #carry(): void {
    const partials = this.#partials()
    this.#last = -1
    this.#added = 0
    for (const part of partials) this.add(part)
  }
}
