import { ExactSums } from '../numerics/many-exact-sums.ts'
import type { PlainSum } from '../numerics/exact-sum.ts'
import { quotient } from '../numerics/quotient.ts'
import type { Numbered } from '../lazy-columns.ts'
import type { Group } from '../survey.ts'

/** A group of a part, as a thread sends it. */
export interface PlainGroup {
  readonly name: string
  /** Number of its first row. */
  readonly first: number
  readonly counts: readonly [count: number, judged: number, correct: number]
  readonly sum: PlainSum
  readonly shares: PlainSum
}

type Cells = ArrayLike<number | string>

/** Rows that are added to groups: which of them count, and what of each. */
interface GroupRows {
  readonly rows: Int32Array
  readonly sums: Float64Array
  readonly divisors: Float64Array
  /** Equal where the prediction is right; absent where there is none. */
  readonly answers: { readonly target: Cells; readonly predicted: Cells } | undefined
  /** Numbers of the rows over all batches. */
  readonly numbers: Float64Array
}

/** What is counted of a group, side by side: samples, those with a prediction, those that are right. */
const COUNTS = 3

/** Losses added up by the text of a column; about 200 bytes per text. */
export class Groups {
  readonly #numbers = new Map<string, number>()
  readonly #sums = new ExactSums()
  readonly #divisors = new ExactSums()
  #counts = new Float64Array(16 * COUNTS)
  /** Numbers of the first rows. */
  #first = new Float64Array(16)
  /** The list that texts were last numbered by, and the groups of its entries; -1 for one not met. */
  #list: Numbered['names'] = []
  #ofList = new Int32Array(0)
  /** The groups of the rows that are added. */
  #groups = new Int32Array(0)

  /** Of a row: a sum of losses, its part of the divisor, and whether the prediction was right, if there was one. */
  add(key: string, sum: number, divisor: number, correct: boolean | undefined, row: number): void {
    const group = this.#numberOf(key, row)
    this.#sums.add(group, sum)
    this.#divisors.add(group, divisor)
    const at = group * COUNTS
    this.#counts[at]!++
    if (correct === undefined) return
    this.#counts[at + 1]!++
    if (correct) this.#counts[at + 2]!++
  }

  /** The same for rows of a batch, by the text of each. */
  addRows(texts: readonly string[] | Numbered, rows: GroupRows): void {
    const groups = this.#roomFor(rows.rows.length)
    if ('codes' in texts) this.#findNumbered(texts, rows, groups)
    else
      for (let i = 0; i < groups.length; i++)
        groups[i] = this.#numberOf(texts[rows.rows[i]!]!, rows.numbers[rows.rows[i]!]!)
    this.#sums.addRows(groups, rows.rows, rows.sums)
    this.#countRows(groups, rows)
  }

  #roomFor(rows: number): Int32Array {
    if (this.#groups.length < rows) this.#groups = new Int32Array(rows)
    return this.#groups.subarray(0, rows)
  }

  /** Each entry of the list is looked up once. */
  #findNumbered({ names, codes }: Numbered, { rows, numbers }: GroupRows, groups: Int32Array): void {
    if (names !== this.#list || this.#ofList.length < names.length + 1) {
      const known = names === this.#list ? this.#ofList : new Int32Array(0)
      this.#list = names
      this.#ofList = new Int32Array(2 * names.length + 16).fill(-1)
      this.#ofList.set(known)
    }
    const ofList = this.#ofList
    for (let i = 0; i < groups.length; i++) {
      i = findKnown(codes, ofList, rows, numbers, this.#first, groups, i)
      if (i === groups.length) break
      const row = rows[i]!
      const at = codes[row]! + 1
      groups[i] = ofList[at] = this.#numberOf(names[at - 1] ?? '', numbers[row]!)
    }
  }

  #countRows(groups: Int32Array, { rows, divisors, answers }: GroupRows): void {
    /** Shares of 1 are added as their number, which is exact. */
    const ones = new Float64Array(this.#numbers.size)
    if (
      countInto(this.#counts, ones, groups, rows, divisors, answers?.target, answers?.predicted) <
      groups.length
    ) {
      for (let i = 0; i < groups.length; i++) {
        const divisor = divisors[rows[i]!]!
        if (divisor !== 1) this.#divisors.add(groups[i]!, divisor)
      }
    }
    for (let group = 0; group < ones.length; group++)
      if (ones[group]! > 0) this.#divisors.add(group, ones[group]!)
  }

  plain(): PlainGroup[] {
    return Array.from(this.#numbers, ([name, group]) => ({
      name,
      first: this.#first[group]!,
      counts: this.#countsOf(group),
      sum: this.#sums.plain(group),
      shares: this.#divisors.plain(group),
    }))
  }

  /** Adds what was seen of other rows, of which so many stand before the numbers that they were given. */
  merge(groups: readonly PlainGroup[], before = 0): void {
    for (const { name, first, counts, sum, shares } of groups) {
      const group = this.#numberOf(name, before + first)
      this.#sums.merge(group, sum)
      this.#divisors.merge(group, shares)
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
    // Groups are numbered in the order of the map.
    const texts = [...this.#numbers.keys()]
    const order = Uint32Array.from(texts, (_, group) => group)
    order.sort((a, b) => this.#first[a]! - this.#first[b]!)
    for (const group of order) {
      if (!known.has(texts[group]!)) groups.push(this.#group(texts[group]!, group, total))
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
      mean: quotient(rounded, this.#divisors.rounded(group)),
      sum,
      share: sum / total,
      ...(judged > 0 && { accuracy: correct / judged }),
    }
  }
}

/**
 * Notes the groups of rows from one on, and their first rows, as far as the entries of the list are known; where it
 * stops. V8 compiles this loop alone.
 */
function findKnown(
  codes: Numbered['codes'],
  ofList: Int32Array,
  rows: Int32Array,
  numbers: Float64Array,
  first: Float64Array,
  groups: Int32Array,
  from: number,
): number {
  for (let i = from; i < groups.length; i++) {
    const row = rows[i]!
    // The first place is for what the list lacks.
    const group = ofList[codes[row]! + 1]!
    if (group < 0) return i
    if (numbers[row]! < first[group]!) first[group] = numbers[row]!
    groups[i] = group
  }
  return groups.length
}

/**
 * Counts samples of groups, and their predictions, and shares of 1; how many of these there are. A function of its own, as
 * the one before: V8 compiles the loop alone.
 */
function countInto(
  counts: Float64Array,
  ones: Float64Array,
  groups: Int32Array,
  rows: Int32Array,
  divisors: Float64Array,
  target: Cells | undefined,
  predicted: Cells | undefined,
): number {
  let all = 0
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i]!
    const row = rows[i]!
    counts[group * COUNTS]!++
    if (divisors[row] === 1) {
      ones[group]!++
      all++
    }
    if (!target || !predicted) continue
    counts[group * COUNTS + 1]!++
    if (target[row] === predicted[row]) counts[group * COUNTS + 2]!++
  }
  return all
}

function twice(numbers: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(2 * numbers.length)
  grown.set(numbers)
  return grown
}
