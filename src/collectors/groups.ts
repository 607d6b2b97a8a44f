import { grown } from '../numerics/grown.ts'
import { ExactSums, type PlainSums } from '../numerics/many-exact-sums.ts'
import { quotient } from '../numerics/quotient.ts'
import type { Numbered } from '../lazy-columns.ts'
import type { PlainTexts } from '../packed-texts.ts'
import type { Group, GroupList } from '../survey.ts'
import { TextNumbers } from './text-numbers.ts'

/** Groups of a part, as a thread sends them: what is known of each lies side by side, as there may be a million. */
export interface PlainGroups {
  readonly names: PlainTexts
  /** Numbers of their first rows. */
  readonly first: Float64Array
  /** Of each how many samples it has, how many with a prediction, and how many that are right. */
  readonly counts: Float64Array
  readonly sums: PlainSums
  readonly shares: PlainSums
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
export const COUNTS = 3

/** Losses added up by the text of a column; about 100 bytes per text. */
export class Groups {
  readonly #names = new TextNumbers()
  readonly #sums = new ExactSums()
  readonly #divisors = new ExactSums()
  #counts = new Float64Array(16 * COUNTS)
  /** Numbers of the first rows. */
  #first = new Float64Array(16).fill(Infinity)
  /** The list that texts were last numbered by, and the groups of its entries; -1 for one not met. */
  #list: Numbered['names'] = []
  #ofList = new Int32Array(0)
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
    const ones = new Float64Array(this.#names.size)
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

  plain(): PlainGroups {
    const { size } = this.#names
    return {
      names: this.#names.plain(),
      first: this.#first.subarray(0, size),
      counts: this.#counts.subarray(0, COUNTS * size),
      sums: this.#sums.plainSums(size),
      shares: this.#divisors.plainSums(size),
    }
  }

  /** Adds what was seen of other rows, of which so many stand before the numbers that they were given. */
  merge({ names, first, counts, sums, shares }: PlainGroups, before = 0): void {
    const groups = this.#names.addAll(names)
    this.#makeRoom()
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i]!
      if (before + first[i]! < this.#first[group]!) this.#first[group] = before + first[i]!
      for (let c = 0; c < COUNTS; c++) this.#counts[group * COUNTS + c]! += counts[i * COUNTS + c]!
    }
    this.#sums.mergeSums(sums, groups)
    this.#divisors.mergeSums(shares, groups)
  }

  #numberOf(key: string, row: number): number {
    const group = this.#names.add(key)
    if (group === this.#first.length) this.#makeRoom()
    if (row < this.#first[group]!) this.#first[group] = row
    return group
  }

  #makeRoom(): void {
    const known = this.#first.length
    if (this.#names.size <= known) return
    const size = Math.max(this.#names.size, 2 * known)
    this.#counts = grown(this.#counts, size * COUNTS)
    this.#first = grown(this.#first, size).fill(Infinity, known)
  }

  /**
   * In the order of `names`, the others after them as they first came; with `bySize` names that are all numbers by their
   * size. Shares are of the sum of all.
   */
  groups(total: number, names: readonly string[] = [], bySize = false): GroupList {
    const known = new Set(names)
    const listed = Array.from(known, (name) => this.#names.find(name)).filter((group) => group !== undefined)
    const all = Array.from({ length: this.#names.size }, (_, group) => group)
    const others = known.size === 0 ? all : all.filter((group) => !known.has(this.#names.text(group)))
    others.sort((a, b) => this.#first[a]! - this.#first[b]!)
    const order = known.size === 0 ? others : [...listed, ...others]
    if (bySize) this.#sortBySize(order)
    return new ListOfGroups(Uint32Array.from(order), (group) => this.#group(group, total))
  }

  #sortBySize(order: number[]): void {
    const sizes = new Float64Array(order.length)
    for (const group of order) {
      const name = this.#names.text(group)
      if (!/^\d+$/.test(name)) return
      sizes[group] = Number(name)
    }
    order.sort((a, b) => sizes[a]! - sizes[b]!)
  }

  #group(group: number, total: number): Group {
    const at = group * COUNTS
    const [judged, correct] = [this.#counts[at + 1]!, this.#counts[at + 2]!]
    const rounded = this.#sums.rounded(group)
    const sum = rounded.high * 2 ** rounded.scale
    return {
      name: this.#names.text(group),
      count: this.#counts[at]!,
      mean: quotient(rounded, this.#divisors.rounded(group)),
      sum,
      share: sum / total,
      ...(judged > 0 && { accuracy: correct / judged }),
    }
  }
}

/** Groups in an order, each made when it is its turn. */
class ListOfGroups implements GroupList {
  readonly #order: Uint32Array
  readonly #make: (group: number) => Group

  constructor(order: Uint32Array, make: (group: number) => Group) {
    this.#order = order
    this.#make = make
  }

  get length(): number {
    return this.#order.length
  }

  *[Symbol.iterator](): Generator<Group> {
    for (const group of this.#order) yield this.#make(group)
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
