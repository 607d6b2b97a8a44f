import { grown } from '../numerics/grown.ts'
import { ExactSums, type PlainSums } from '../numerics/many-exact-sums.ts'
import { quotient } from '../numerics/quotient.ts'
import type { CsvCells, Numbered } from '../lazy-columns.ts'
import type { Group, GroupList } from '../survey.ts'
import { allRows } from './counted-rows.ts'
import { type NumberedTexts, TextNumbers } from './text-numbers.ts'

/** Groups of a part, as a thread sends them: what is known of each lies side by side, as there may be a million. */
export interface PlainGroups {
  readonly names: NumberedTexts
  /** Numbers of their first rows. */
  readonly first: Float64Array
  /** Of each how many samples it has, and, unless no sample has a prediction, how many with one and how many that are right. */
  readonly counts: Float64Array
  readonly sums: PlainSums
  /** Absent where each sample has a share of 1, so that the counts are the sums of these. */
  readonly shares: PlainSums | undefined
}

/** Where most of it lies. */
export function groupMemory({ names, first, counts, sums, shares }: PlainGroups): unknown[] {
  return [names.letters, names.ends, names.slots, first, counts, sums.terms, shares?.terms]
}

type Cells = ArrayLike<number | string>

/** Texts of rows: by their numbers or as cells where the reader has them so. */
export interface GroupTexts {
  readonly numbered?: Numbered | undefined
  readonly cells?: CsvCells | undefined
  readonly texts: () => readonly string[]
}

/** Rows that are added to groups: which of them count, and what of each. */
interface GroupRows {
  readonly rows: Int32Array
  readonly sums: Float64Array
  readonly divisors: Float64Array
  /** Whether it is known that all of these are 1. */
  readonly even?: boolean | undefined
  /** Equal where the prediction is right; absent where there is none. */
  readonly answers: { readonly target: Cells; readonly predicted: Cells } | undefined
  /** Numbers of the rows over all batches. */
  readonly numbers: Float64Array
}

/** Memory for so many times what is needed: what is copied is used twice, what lies fallow the system does not give. */
const MORE = 4

/** What is counted of a group at most, side by side: samples, those with a prediction, those that are right. */
export const COUNTS = 3

/** Losses added up by the text of a column; about 100 bytes per text. */
export class Groups {
  readonly #names: TextNumbers
  readonly #sums: ExactSums
  readonly #divisors: ExactSums
  /** Whether all samples had a share of 1, so that the counts are the sums of these. */
  #even = true
  #counts = new Float64Array(16)
  /** How many counts each has: 1 until a prediction comes, then COUNTS. */
  #width = 1
  /** Numbers of the first rows. */
  #first = new Float64Array(16)
  /** How many groups have a place in both. */
  #known = 0
  /** The list that texts were last numbered by, and the groups of its entries; -1 for one not met. */
  #list: Numbered['names'] = []
  #ofList = new Int32Array(0)
  #groups = new Int32Array(0)

  /** `fast` where half a megabyte does not matter: rows are added faster then. Of one `factor` others are merged faster. */
  constructor(fast = true, factor?: number) {
    this.#names = new TextNumbers(factor)
    this.#sums = new ExactSums(fast)
    this.#divisors = new ExactSums(fast)
  }

  /** Of a row: a sum of losses, its part of the divisor, and whether the prediction was right, if there was one. */
  add(key: string, sum: number, divisor: number, correct: boolean | undefined, row: number): void {
    const group = this.#numberOf(key, row)
    this.#sums.add(group, sum)
    if (divisor !== 1) this.#beUneven()
    if (!this.#even) this.#divisors.add(group, divisor)
    if (correct !== undefined) this.#countAnswers()
    const at = group * this.#width
    this.#counts[at]!++
    if (correct === undefined) return
    this.#counts[at + 1]!++
    if (correct) this.#counts[at + 2]!++
  }

  /** The same for rows of a batch, by the text of each. */
  addRows(texts: GroupTexts, rows: GroupRows): void {
    const groups = this.#roomFor(rows.rows.length)
    if (texts.numbered) this.#findNumbered(texts.numbered, rows, groups)
    else this.#findTexts(texts, rows, groups)
    this.#sums.addRows(groups, rows.rows, rows.sums)
    this.#countRows(groups, rows)
  }

  /** Cells of a file need not become texts to be found: of a million, most are only counted. */
  #findTexts({ cells, texts }: GroupTexts, { rows, numbers }: GroupRows, groups: Int32Array): void {
    for (let i = 0; i < groups.length; i++) {
      if (cells) i = this.#names.addCells(cells, rows, groups, i)
      if (i < groups.length) groups[i] = this.#names.add(texts()[rows[i]!]!)
    }
    this.#makeRoom()
    noteFirst(this.#first, groups, rows, numbers)
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

  #countRows(groups: Int32Array, { rows, divisors, even, answers }: GroupRows): void {
    if (even !== true && this.#even && !areOnes(rows, divisors)) this.#beUneven()
    if (answers) this.#countAnswers()
    countInto(this.#counts, this.#width, groups)
    if (answers) countRight(this.#counts, groups, rows, answers.target, answers.predicted)
    if (!this.#even) this.#divisors.addRows(groups, rows, divisors)
  }

  #countAnswers(): void {
    if (this.#width === COUNTS) return
    const counts = new Float64Array(COUNTS * this.#first.length)
    for (let group = 0; group < this.#known; group++) counts[group * COUNTS] = this.#counts[group]!
    this.#counts = counts
    this.#width = COUNTS
  }

  #beUneven(): void {
    if (!this.#even) return
    this.#even = false
    for (let group = 0; group < this.#known; group++) {
      const count = this.#counts[group * this.#width]!
      if (count > 0) this.#divisors.add(group, count)
    }
  }

  plain(): PlainGroups {
    const { size } = this.#names
    return {
      names: this.#names.plain(),
      first: this.#first.subarray(0, size),
      counts: this.#counts.subarray(0, this.#width * size),
      sums: this.#sums.plainSums(size),
      shares: this.#even ? undefined : this.#divisors.plainSums(size),
    }
  }

  /** Adds what was seen of other rows, of which so many stand before the numbers that they were given. */
  merge({ names, first, counts, sums, shares }: PlainGroups, before = 0): void {
    const rows = allRows(first.length)
    const groups = this.#names.addAll(names)
    this.#makeRoom()
    const width = counts.length / groups.length
    if (width === COUNTS) this.#countAnswers()
    if (shares && !areCounts(shares, counts, width)) this.#beUneven()
    noteFirst(this.#first, groups, rows, before === 0 ? first : first.map((row) => before + row))
    for (let i = 0; i < groups.length; i++)
      for (let c = 0; c < width; c++) this.#counts[groups[i]! * this.#width + c]! += counts[i * width + c]!
    this.#sums.mergeSums(sums, groups, rows)
    if (this.#even) return
    if (shares) this.#divisors.mergeSums(shares, groups, rows)
    else for (let i = 0; i < groups.length; i++) this.#divisors.add(groups[i]!, counts[i * width]!)
  }

  #numberOf(key: string, row: number): number {
    const group = this.#names.add(key)
    if (group === this.#known) this.#makeRoom()
    if (row < this.#first[group]!) this.#first[group] = row
    return group
  }

  #makeRoom(): void {
    const { size } = this.#names
    if (size > this.#first.length) {
      this.#counts = grown(this.#counts, MORE * size * this.#width)
      this.#first = grown(this.#first, MORE * size)
    }
    // Memory that is read before it is written is given twice by the system.
    this.#counts.fill(0, this.#known * this.#width, size * this.#width)
    this.#first.fill(Infinity, this.#known, size)
    this.#known = size
  }

  /**
   * Found and made when they are asked for, as many runs show none. In the order of `names`, the others after them as they
   * first came; with `bySize` names that are all numbers by their size. Shares are of the sum of all.
   */
  groups(total: number, names: readonly string[] = [], bySize = false): GroupList {
    const inOrder = () => this.#inOrder(names, bySize)
    const group = (number: number) => this.#group(number, total)
    return {
      length: this.#names.size,
      *[Symbol.iterator]() {
        for (const number of inOrder()) yield group(number)
      },
    }
  }

  #inOrder(names: readonly string[], bySize: boolean): Uint32Array {
    const order = Uint32Array.from({ length: this.#names.size }, (_, group) => group)
    sortBy(order, this.#first)
    if (names.length > 0) {
      const places = new Map(Array.from(names, (name, i) => [name, i] as const).reverse())
      const placeOf = (group: number) => places.get(this.#names.text(group)) ?? names.length
      sortBy(order, Float64Array.from(order.keys(), placeOf))
    }
    if (bySize) this.#sortBySize(order)
    return order
  }

  #sortBySize(order: Uint32Array): void {
    const sizes = new Float64Array(order.length)
    for (const group of order) {
      const name = this.#names.text(group)
      if (!/^\d+$/.test(name)) return
      sizes[group] = Number(name)
    }
    sortBy(order, sizes)
  }

  #group(group: number, total: number): Group {
    const at = group * this.#width
    const [judged, correct] = this.#width === COUNTS ? this.#counts.subarray(at + 1, at + COUNTS) : [0, 0]
    const rounded = this.#sums.rounded(group)
    const sum = rounded.high * 2 ** rounded.scale
    const count = this.#counts[at]!
    const shares = this.#even ? { high: count, low: 0, scale: 0 } : this.#divisors.rounded(group)
    return {
      name: this.#names.text(group),
      count,
      mean: quotient(rounded, shares),
      sum,
      share: sum / total,
      ...(judged > 0 && { accuracy: correct / judged }),
    }
  }
}

function areOnes(rows: Int32Array, divisors: Float64Array): boolean {
  for (let i = 0; i < rows.length; i++) if (divisors[rows[i]!] !== 1) return false
  return true
}

/** Whether sums are how many samples each group has. */
function areCounts({ terms, used, others }: PlainSums, counts: Float64Array, width: number): boolean {
  const most = terms.length / used.length
  for (let i = 0; i < used.length; i++)
    if (used[i]! > 1 || (used[i] === 1 ? terms[i * most] : 0) !== counts[i * width]) return false
  return others.size === 0
}

/** Sorts by numbers; those of one thread mostly are in order. */
function sortBy(order: Uint32Array, numbers: Float64Array): void {
  if (order.some((group, i) => i > 0 && numbers[group]! < numbers[order[i - 1]!]!))
    order.sort((a, b) => numbers[a]! - numbers[b]!)
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

function noteFirst(first: Float64Array, groups: Int32Array, rows: Int32Array, numbers: Float64Array): void {
  for (let i = 0; i < groups.length; i++) {
    const number = numbers[rows[i]!]!
    if (number < first[groups[i]!]!) first[groups[i]!] = number
  }
}

/** Counts samples of groups. A function of its own, as the ones before: V8 compiles the loop alone. */
function countInto(counts: Float64Array, width: number, groups: Int32Array): void {
  for (let i = 0; i < groups.length; i++) counts[groups[i]! * width]!++
}

function countRight(
  counts: Float64Array,
  groups: Int32Array,
  rows: Int32Array,
  target: Cells,
  predicted: Cells,
): void {
  for (let i = 0; i < groups.length; i++) {
    const [at, row] = [groups[i]! * COUNTS, rows[i]!]
    const guess = predicted[row]
    // An ignored row has none.
    if (guess === undefined || guess === '' || Number.isNaN(guess)) continue
    counts[at + 1]!++
    if (target[row] === guess) counts[at + 2]!++
  }
}
