import { allRows } from '../collectors/counted-rows.ts'
import { ExactSum, type PlainSum } from '../numerics/exact-sum.ts'
import { ExactSums } from '../numerics/many-exact-sums.ts'
import { LargestDifferences } from './largest-differences.ts'
import { randomFrom } from './random.ts'

/** Differences kept to flip their signs; of more, the largest, and for the others the normal distribution is near enough. */
const KEPT = 2000
/** Of all squares, what one difference has where the normal distribution is near enough for all. */
const SMALL = 1 / 100
/** Of a sum, what may come of another order. */
const ROUNDING = 1e-12
/** So many differences have all of their flips tried: 2^14. */
const EXACT = 14
const FLIPS = 9999
/** Numbers of the sums: of differences whose divisor is 1, of others, and of what comes with these. */
const [BY_ONE, SQUARES, OTHERS, DIVISORS, PRODUCTS, DIVISOR_SQUARES] = [0, 1, 2, 3, 4, 5]
const SUMS = [BY_ONE, SQUARES, OTHERS, DIVISORS, PRODUCTS, DIVISOR_SQUARES]

/** What a part has seen, as a thread sends it. */
export interface PlainFlips {
  readonly odd: { readonly above: number; readonly below: number; readonly nan: number }
  readonly kept: readonly [differences: readonly number[], divisors: readonly number[]]
  readonly sums:
    | {
        readonly ones: number
        readonly differing: number
        readonly of: readonly PlainSum[]
        readonly largest: LargestDifferences['pairs']
      }
    | undefined
}

/**
 * Whether differences could have come about by chance: if nothing differs, each is as likely to have the other sign.
 * Exact for few, and honest for any number: n differences other than 0 give no p below 2^-n.
 *
 * Source: Fisher 1935, The Design of Experiments, section 21; the drawn flips count as Phipson and Smyth 2010,
 * doi:10.2202/1544-6115.1585.
 */
export class SignFlips {
  readonly #seed: number
  #kept: number[] = []
  #divisors: number[] = []
  readonly #largest = new LargestDifferences()
  /** How many are not 0. */
  #differing = 0
  /** In place of those that are kept, once there are more. */
  #sums: ExactSums | undefined
  /** How many divisors are 1, of those that were added up. */
  #ones = 0
  /** Differences that are Infinity, -Infinity and NaN. */
  readonly #odd = { above: 0, below: 0, nan: 0 }

  constructor(seed: number) {
    this.#seed = seed
  }

  add(difference: number, divisor: number): void {
    if (!Number.isFinite(difference)) {
      this.#odd[difference > 0 ? 'above' : difference < 0 ? 'below' : 'nan']++
      return
    }
    if (difference !== 0) this.#differing++
    if (!this.#sums && this.#kept.length < KEPT) {
      this.#kept.push(difference)
      this.#divisors.push(divisor)
    } else this.#addUp(difference, divisor)
  }

  /** The same of many, which it may overwrite; together those that weigh the same, once they are added up. */
  addAll(differences: Float64Array, divisors: Float64Array): void {
    const n = differences.length
    if (!this.#sums || !areEven(differences, divisors)) {
      for (let i = 0; i < n; i++) this.add(differences[i]!, divisors[i]!)
      return
    }
    this.#ones += n
    for (let i = 0; i < n; i++) {
      const difference = differences[i]!
      if (difference === 0) continue
      this.#differing++
      this.#largest.add(difference, 1)
    }
    const rows = allRows(n)
    const numbers = new Int32Array(n)
    this.#sums.addRows(numbers.fill(BY_ONE), rows, differences)
    for (let i = 0; i < n; i++) differences[i]! *= differences[i]!
    this.#sums.addRows(numbers.fill(SQUARES), rows, differences)
  }

  #addUp(difference: number, divisor: number): void {
    const sums = this.#sums ?? this.#spill()
    this.#largest.add(difference, divisor)
    sums.add(SQUARES, difference * difference)
    if (divisor === 1) {
      this.#ones++
      sums.add(BY_ONE, difference)
      return
    }
    sums.add(OTHERS, difference)
    sums.add(DIVISORS, divisor)
    sums.add(PRODUCTS, difference * divisor)
    sums.add(DIVISOR_SQUARES, divisor * divisor)
  }

  /** Adds up those that are kept. */
  #spill(): ExactSums {
    const [kept, divisors, sums] = [this.#kept, this.#divisors, new ExactSums()]
    this.#sums = sums
    this.#kept = []
    this.#divisors = []
    kept.forEach((difference, i) => this.#addUp(difference, divisors[i]!))
    return sums
  }

  plain(): PlainFlips {
    const sums = this.#sums
    return {
      odd: this.#odd,
      kept: [this.#kept, this.#divisors],
      sums: sums && {
        ones: this.#ones,
        differing: this.#differing,
        of: SUMS.map((number) => sums.plain(number)),
        largest: this.#largest.pairs,
      },
    }
  }

  merge({ odd, kept: [differences, divisors], sums }: PlainFlips): void {
    for (const side of ['above', 'below', 'nan'] as const) this.#odd[side] += odd[side]
    if (sums) {
      const own = this.#sums ?? this.#spill()
      this.#differing += sums.differing
      this.#ones += sums.ones
      for (const [difference, divisor] of sums.largest) this.#largest.add(difference, divisor)
      sums.of.forEach((sum, number) => own.merge(number, sum))
    }
    differences.forEach((difference, i) => this.add(difference, divisors[i]!))
  }

  /** How many differ, which is the most that a test has to go on. */
  differing(): number {
    return this.#odd.above + this.#odd.below + this.#differing
  }

  /** Differences that let nobody say which side is worse: NaN, and infinite ones to both sides. */
  unknown(): number {
    const { above, below, nan } = this.#odd
    return nan + (above > 0 && below > 0 ? above + below : 0)
  }

  nan(): number {
    return this.#odd.nan
  }

  /** The probability of a sum as large as this if the true difference were `by` for each divisor. */
  pAbove(by = 0): number {
    return this.#p(by, 1)
  }

  /** Of one as small. */
  pBelow(): number {
    return this.#p(0, -1)
  }

  #p(by: number, side: 1 | -1): number {
    // One infinite loss makes a mean infinite, beyond any chance.
    const { above, below } = this.#odd
    if (above > 0 || below > 0) return above > 0 && below > 0 ? 1 : above > 0 === side > 0 ? 0 : 1
    if (this.#sums) return this.#pOfSums(by, side)
    // In an order of their own: which rows come first, or are another thread's, must not matter.
    const parts = this.#kept
      .map((difference, i) => side * (difference - by * this.#divisors[i]!))
      .filter((e) => e !== 0)
      .sort((a, b) => a - b)
    return this.#pOfParts(parts)
  }

  /** Normal, unless a few differences are most of them: then the largest are flipped, and what the others add is normal. */
  #pOfSums(by: number, side: 1 | -1): number {
    const of = SUMS.map((number) => this.#sums!.plain(number))
    const ones = { small: [this.#ones], huge: [] }
    const [d, ds] = [OTHERS, PRODUCTS].map((other) => sumOf(of[BY_ONE]!, of[other]!)) as [number, number]
    const [s, ss] = [DIVISORS, DIVISOR_SQUARES].map((other) => sumOf(ones, of[other]!)) as [number, number]
    const sum = side * (d - by * s)
    const squares = sumOf(of[SQUARES]!) - 2 * by * ds + by * by * ss
    const largest = this.#largest.pairs.map(([d, s]) => side * (d - by * s))
    if (largest.every((e) => e * e <= SMALL * squares)) return upperTail(sum / Math.sqrt(squares))
    const rest = squares - largest.reduce((all, e) => all + e * e, 0)
    const others = sum - largest.reduce((all, e) => all + e, 0)
    return this.#pOfParts(largest, others, rest > ROUNDING * squares ? Math.sqrt(rest) : 0)
  }

  /** Of parts whose signs are flipped, and of others, which are normal with this spread and have this sum. */
  #pOfParts(parts: readonly number[], others = 0, spread = 0): number {
    // Sums of the same numbers in another order differ in the last bits.
    const sum = parts.reduce((total, e) => total + e, others)
    const enough = sum - ROUNDING * parts.reduce((total, e) => total + Math.abs(e), 0)
    if (spread === 0 && parts.length <= EXACT) return allFlips(parts, enough)
    return this.#drawnFlips(parts, enough, spread)
  }

  #drawnFlips(parts: readonly number[], enough: number, spread: number): number {
    const next = randomFrom(this.#seed)
    // Each beside its opposite: a processor guesses half of the branches wrong, and takes six times as long.
    const both = Float64Array.from(parts.flatMap((e) => [e, -e]))
    let as = 1
    for (let r = 0; r < FLIPS; r++) {
      let sum = 0
      for (let i = 0; i < both.length; i += 2) sum += both[i + Math.trunc(2 * next())]!
      if (spread > 0) as += upperTail((enough - sum) / spread)
      else if (sum >= enough) as++
    }
    return Math.min(as / (FLIPS + 1), highestP(parts, enough, spread))
  }
}

/** Whether all are finite and weigh the same. V8 makes an object of each number that a callback gets. */
function areEven(differences: Float64Array, divisors: Float64Array): boolean {
  for (let i = 0; i < differences.length; i++)
    if (divisors[i] !== 1 || !Number.isFinite(differences[i])) return false
  return true
}

function sumOf(...parts: readonly PlainSum[]): number {
  const sum = new ExactSum()
  for (const part of parts) sum.merge(part)
  return sum.value()
}

/**
 * What no p of flipped signs is above: drawn ones reach no lower than 1e-4, which a correction for 500 parts makes more
 * than any level. NaN, as of sums beyond all numbers, bounds nothing.
 *
 * Source: Hoeffding 1963, Probability inequalities for sums of bounded random variables, theorem 2.
 */
function highestP(parts: readonly number[], enough: number, spread: number): number {
  const squares = parts.reduce((all, e) => all + e * e, spread * spread)
  return enough > 0 ? Math.exp(-(enough * enough) / (2 * squares)) || 1 : 1
}

function allFlips(parts: readonly number[], enough: number): number {
  const all = 2 ** parts.length
  let as = 0
  for (let signs = 0; signs < all; signs++) {
    let sum = 0
    for (let i = 0; i < parts.length; i++) sum += signs & (1 << i) ? -parts[i]! : parts[i]!
    if (sum >= enough) as++
  }
  return as / all
}

/**
 * The part of a normal distribution above z, to 1.2e-7 of itself.
 *
 * Source: Press et al., Numerical Recipes in C, second edition, section 6.2, erfcc.
 */
function upperTail(z: number): number {
  if (Number.isNaN(z)) return 1
  const x = Math.abs(z) / Math.SQRT2
  const t = 1 / (1 + x / 2)
  const terms = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ]
  const tail = (t * Math.exp(-x * x + terms.reduceRight((sum, term) => sum * t + term, 0))) / 2
  return z >= 0 ? tail : 1 - tail
}
