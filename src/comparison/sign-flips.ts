import { randomFrom } from './random.ts'

/** Differences kept to flip their signs; of more, the normal distribution is near enough. */
const KEPT = 2000
/** So many differences have all of their flips tried: 2^14. */
const EXACT = 14
const FLIPS = 9999

/**
 * Whether differences could have come about by chance: if nothing differs, each is as likely to have the other sign.
 * Exact for few, and honest for any number: n differences other than 0 give no p below 2^-n.
 *
 * Source: Fisher 1935, The Design of Experiments, section 21; the drawn flips count as Phipson and Smyth 2010,
 * doi:10.2202/1544-6115.1585.
 */
export class SignFlips {
  readonly #seed: number
  readonly #kept: number[] = []
  readonly #divisors: number[] = []
  #count = 0
  /** Sums of differences, divisors and their products: fields that hold doubles would be made anew for each. */
  readonly #sums = new Float64Array(5)
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
    this.#count++
    const sums = this.#sums
    sums[0]! += difference
    sums[1]! += divisor
    sums[2]! += difference * difference
    sums[3]! += difference * divisor
    sums[4]! += divisor * divisor
    if (this.#kept.length > KEPT) return
    this.#kept.push(difference)
    this.#divisors.push(divisor)
  }

  /** How many differ from `by` times their divisor, which is the most that a test has to go on. */
  differing(by = 0): number {
    const infinite = this.#odd.above + this.#odd.below
    if (this.#count > KEPT) return infinite + this.#count
    return infinite + this.#kept.filter((difference, i) => difference !== by * this.#divisors[i]!).length
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
    if (this.#count > KEPT) {
      const [d, s, dd, ds, ss] = this.#sums as unknown as [number, number, number, number, number]
      const squares = dd - 2 * by * ds + by * by * ss
      return upperTail((side * (d - by * s)) / Math.sqrt(squares))
    }
    const parts = this.#kept
      .map((difference, i) => side * (difference - by * this.#divisors[i]!))
      .filter((e) => e !== 0)
    // Sums of the same numbers in another order differ in the last bits.
    const sum = parts.reduce((total, e) => total + e, 0)
    const enough = sum - 1e-12 * parts.reduce((total, e) => total + Math.abs(e), 0)
    return parts.length <= EXACT ? allFlips(parts, enough) : this.#drawnFlips(parts, enough)
  }

  #drawnFlips(parts: readonly number[], enough: number): number {
    const next = randomFrom(this.#seed)
    // Each beside its opposite: a processor guesses half of the branches wrong, and takes six times as long.
    const both = Float64Array.from(parts.flatMap((e) => [e, -e]))
    let as = 1
    for (let r = 0; r < FLIPS; r++) {
      let sum = 0
      for (let i = 0; i < both.length; i += 2) sum += both[i + Math.trunc(2 * next())]!
      if (sum >= enough) as++
    }
    return as / (FLIPS + 1)
  }
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
