import { low, twoSum } from './double-double.ts'
import { countNotFinite, type NotFinite, type PlainSum, sumOfNotFinite } from './exact-sum.ts'
import { canonical, grow, HUGE_EXPONENT, rounded, type RoundedSum, SCALE } from './expansion.ts'
import { addUp } from './rows-by-sum.ts'

/** Doubles of an expansion, side by side, at most: ordinary losses of any number need two or three once they are compressed. */
const TERMS = 4
/** Rows that are not worth a call of the kernel, which begins by settling what other sums await. */
const FEW = 32
/** In place of the number of terms, where they are in a list. */
const LISTED = 255
const HUGE = 2 ** (HUGE_EXPONENT - 1023)

/** Many exact sums as a thread sends them: the terms of each side by side, so many of them used. */
export interface PlainSums {
  readonly terms: Float64Array
  readonly used: Uint8Array
  /** Those that are longer, huge or not finite. */
  readonly others: ReadonlyMap<number, PlainSum>
}

export function plainSumAt({ terms, used, others }: PlainSums, index: number): PlainSum {
  const other = others.get(index)
  if (other) return other
  const at = (index * terms.length) / used.length
  if (used[index]! <= 1) return { small: used[index] === 0 ? [] : [terms[at]!], huge: [] }
  return { small: canonical([...terms.subarray(at, at + used[index]!)]), huge: [] }
}

export function sumsInOrder({ terms, used, others }: PlainSums, order: Uint32Array): PlainSums {
  const width = terms.length / used.length
  const moved = { terms: new Float64Array(terms.length), used: used.map((_, i) => used[order[i]!]!) }
  order.forEach((from, i) => {
    for (let t = 0; t < width; t++) moved.terms[i * width + t] = terms[from * width + t]!
  })
  const places = others.size === 0 ? [] : Array.from(order, (from, i) => [i, others.get(from)] as const)
  return { ...moved, others: new Map(places.filter((place): place is [number, PlainSum] => !!place[1])) }
}

/**
 * Many exact sums, by number from 0: each with the bits of `ExactSum`, in 9 to 33 bytes instead of 32 KB as long as a
 * few doubles hold it. Slower to add to where the terms are of very different size.
 */
export class ExactSums {
  /** How many doubles each has: 1, 2 or TERMS. */
  #width = 1
  #terms = new Float64Array(32)
  #used = new Uint8Array(32)
  /** The expansions that are longer. */
  readonly #long = new Map<number, number[]>()
  /** Sums of huge terms, each times 2^-SCALE. */
  readonly #huge = new Map<number, number[]>()
  readonly #notFinite = new Map<number, NotFinite>()
  #settle: (() => void) | undefined

  add(index: number, x: number): void {
    this.#makeRoom(index + 1)
    if (!(Math.abs(x) < HUGE)) this.#addHuge(index, x)
    else if (this.#used[index] === LISTED) grow(this.#long.get(index)!, x)
    else this.#grow(index, x)
  }

  /** Adds numbers of some rows, each to the sum of its own number. */
  addRows(sums: Int32Array, rows: Int32Array, numbers: Float64Array): void {
    let i = sums.length > FEW ? addUp(this, sums, rows, numbers) : 0
    while (i < sums.length) {
      i = addRows(this.#terms, this.#used, sums, rows, numbers, i)
      if (i < sums.length) this.add(sums[i]!, numbers[rows[i++]!]!)
    }
  }

  /** As `ExactSum.awaits`. */
  awaits(settle: () => void): void {
    this.#settle?.()
    this.#settle = settle
  }

  merge(index: number, { small, huge, notFinite }: PlainSum): void {
    for (const term of small) this.add(index, term)
    for (const term of huge) this.#growHuge(index, term)
    if (notFinite) this.#notFinite.set(index, countNotFinite(this.#notFinite.get(index), notFinite))
  }

  /** As `ExactSum.plain`. */
  plain(index: number): PlainSum {
    this.#settle?.()
    const [huge, notFinite] = [this.#huge.get(index) ?? [], this.#notFinite.get(index)]
    return {
      small: canonical(this.#expansion(index)),
      huge: canonical(huge),
      ...(notFinite && { notFinite }),
    }
  }

  /** The first ones, so many, as they are merged elsewhere. */
  plainSums(count: number): PlainSums {
    this.#settle?.()
    this.#makeRoom(count)
    const odd = [...this.#long.keys(), ...this.#huge.keys(), ...this.#notFinite.keys()]
    return {
      terms: this.#terms.subarray(0, count * this.#width),
      used: this.#used.subarray(0, count),
      others: new Map(odd.map((index) => [index, this.plain(index)])),
    }
  }

  /** Adds each of others to the one whose number is given for it; `rows` are the numbers from 0 on. */
  mergeSums({ terms, used, others }: PlainSums, numbers: Int32Array, rows: Int32Array): void {
    const width = terms.length / used.length
    // Mostly each is one number.
    if (width === 1 && others.size === 0 && !used.includes(0)) return this.addRows(numbers, rows, terms)
    for (let i = 0; i < used.length; i++) {
      if (others.has(i)) this.merge(numbers[i]!, others.get(i)!)
      else for (let t = 0; t < used[i]!; t++) this.add(numbers[i]!, terms[i * width + t]!)
    }
  }

  /** The sum rounded to a pair; scaled where it would overflow. */
  rounded(index: number): RoundedSum {
    this.#settle?.()
    const used = this.#used[index] ?? 0
    if (used <= 2 && !this.#notFinite.has(index) && !this.#huge.has(index)) {
      // Two terms or fewer are the pair, except for the rounding of the first.
      const at = index * this.#width
      const high =
        used === 0 ? 0 : used === 1 ? this.#terms[at]! : twoSum(this.#terms[at + 1]!, this.#terms[at]!)
      return { high, low: used === 2 ? low[0]! : 0, scale: 0 }
    }
    const special = sumOfNotFinite(this.#notFinite.get(index))
    return rounded(special, this.#expansion(index), this.#huge.get(index) ?? [])
  }

  /** The sum, correctly rounded. */
  value(index: number): number {
    const { high, scale } = this.rounded(index)
    return high * 2 ** scale
  }

  /** `grow`, where there may be no room for one more. */
  #grow(index: number, x: number): void {
    const first = index * this.#width
    if (this.#used[index] === TERMS) this.#used[index] = compress(this.#terms, first)
    for (let t = 0; t < this.#used[index]!; t++) some[t] = this.#terms[first + t]!
    const count = growAt(some, 0, this.#used[index]!, x)
    this.#used[index] = count > TERMS ? LISTED : count
    if (count > TERMS) this.#long.set(index, [...some])
    else {
      if (count > this.#width) this.#makeRoom(0, 2 * this.#width)
      for (let t = 0; t < count; t++) this.#terms[index * this.#width + t] = some[t]!
    }
  }

  #addHuge(index: number, x: number): void {
    if (Number.isFinite(x)) this.#growHuge(index, x * 2 ** -SCALE)
    else this.#notFinite.set(index, countNotFinite(this.#notFinite.get(index), x))
  }

  #growHuge(index: number, term: number): void {
    let sum = this.#huge.get(index)
    if (!sum) this.#huge.set(index, (sum = []))
    grow(sum, term)
  }

  #expansion(index: number): readonly number[] {
    const used = this.#used[index] ?? 0
    if (used === LISTED) return this.#long.get(index)!
    return [...this.#terms.subarray(index * this.#width, index * this.#width + used)]
  }

  /** Room for so many, with so many doubles each. */
  #makeRoom(least: number, width = this.#width): void {
    const before = this.#used.length
    if (least <= before && width === this.#width) return
    const size = least > before ? Math.max(least, 8 * before) : before
    const [terms, used] = [new Float64Array(size * width), new Uint8Array(size)]
    used.set(this.#used)
    if (width === this.#width) terms.set(this.#terms)
    else
      for (let i = 0; i < this.#terms.length; i++)
        // What lies fallow is not written, as the system then gives it.
        if (this.#terms[i] !== 0)
          terms[Math.floor(i / this.#width) * width + (i % this.#width)] = this.#terms[i]!
    this.#width = width
    this.#terms = terms
    this.#used = used
  }
}

/**
 * `grow` for numbers of rows, from one of them on, as long as there is room for one more term; where it stops: also at a
 * number that is huge. V8 compiles this loop alone.
 */
function addRows(
  all: Float64Array,
  used: Uint8Array,
  sums: Int32Array,
  rows: Int32Array,
  numbers: Float64Array,
  from: number,
): number {
  const width = all.length / used.length
  for (let i = from; i < sums.length; i++) {
    const index = sums[i]!
    const x = numbers[rows[i]!]!
    if (index >= used.length || !(Math.abs(x) < HUGE)) return i
    if (used[index] === TERMS) used[index] = compress(all, index * width)
    if (used[index]! >= width) return i
    used[index] = growAt(all, index * width, used[index]!, x)
  }
  return sums.length
}

/** `grow` for so many terms from a place on, after which there is room for one; how many they are then. */
function growAt(all: Float64Array, first: number, count: number, x: number): number {
  let kept = first
  for (let i = first; i < first + count; i++) {
    const term = all[i]!
    const sum = x + term
    const shadow = sum - x
    const lost = x - (sum - shadow) + (term - shadow)
    if (lost !== 0) all[kept++] = lost
    x = sum
  }
  if (x !== 0) all[kept++] = x
  return kept - first
}

const some = new Float64Array(TERMS + 1)

/** Makes the terms of a sum few that are TERMS, as they may hold a few bits each; how many they are then. */
function compress(all: Float64Array, first: number): number {
  const end = first + TERMS
  let from = end - 1
  let high = all[from]!
  for (let i = from - 1; i >= first; i--) {
    const sum = high + all[i]!
    const lost = all[i]! - (sum - high)
    if (lost !== 0) all[from--] = sum
    high = lost || sum
  }
  all[from] = high
  all.copyWithin(first, from, end)
  return end - from
}
