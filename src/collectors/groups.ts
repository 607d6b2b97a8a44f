import { grown } from '../numerics/grown.ts'
import { ExactSums, type PlainSums } from '../numerics/many-exact-sums.ts'
import { quotient } from '../numerics/quotient.ts'
import { moreRoom, type PlainTexts } from '../packed-texts.ts'
import type { Group, GroupList } from '../survey.ts'
import { allRows } from './counted-rows.ts'
import { type ColumnTexts, NumbersOfTexts } from './column-texts.ts'

/** Groups of a part, as a thread sends them: what is known of each lies side by side, as there may be a million. */
export interface PlainGroups {
  readonly names: PlainTexts
  /** Of each the number of its first row, how many samples it has, and, unless none has a prediction, with one and right. */
  readonly counted: Float64Array
  readonly sums: PlainSums
  /** Absent where each sample has a share of 1, so that the counts are the sums of these. */
  readonly shares: PlainSums | undefined
}

/** Where most of it lies. */
export function groupMemory({ names, counted, sums, shares }: PlainGroups): unknown[] {
  return [names.letters, names.ends, counted, sums.terms, sums.used, shares?.terms]
}

type Cells = ArrayLike<number | string>

interface Answers {
  readonly target: Cells
  readonly predicted: Cells
}

/** Rows that are added to groups: which of them count, and what of each. */
interface GroupRows {
  readonly rows: Int32Array
  readonly sums: Float64Array
  readonly divisors: Float64Array
  /** Whether it is known that all of these are 1. */
  readonly even?: boolean | undefined
  /** Equal where the prediction is right; absent where there is none. */
  readonly answers: Answers | undefined
  /** Numbers of the rows over all batches. */
  readonly numbers: Float64Array
}

/** Side by side of a group at most: its first row, samples, those with a prediction, those that are right. */
export const COUNTED = 4
/** Of those the ones without predictions, and the place of the samples. */
const [FEW, SAMPLES] = [2, 1]

/** Losses added up by the text of a column; about 100 bytes per text. */
export class Groups {
  readonly #texts: NumbersOfTexts
  readonly #sums = new ExactSums()
  readonly #divisors = new ExactSums()
  /** Whether all samples had a share of 1, so that the counts are the sums of these. */
  #even = true
  #counted = new Float64Array(32 * FEW)
  /** How many numbers of each there are: FEW until a prediction comes, then COUNTED. */
  #width = FEW
  /** How many groups have them. */
  #known = 0
  /** What was last found elsewhere: added when somebody asks for groups, as many runs do not. */
  #other: { readonly groups: PlainGroups; readonly before: number } | undefined

  /** Others may number the same texts. */
  constructor(others?: Groups) {
    this.#texts = new NumbersOfTexts(others ? others.#texts.all : undefined)
  }

  /** Of a row: a sum of losses, its part of the divisor, and whether the prediction was right, if there was one. */
  add(key: string, sum: number, divisor: number, correct: boolean | undefined, row: number): void {
    const group = this.#texts.all.add(key)
    this.#sums.add(group, sum)
    if (divisor !== 1) this.#beUneven()
    if (!this.#even) this.#divisors.add(group, divisor)
    if (correct !== undefined) this.#countAnswers()
    this.#count(one.fill(group), allRows(1), [row])
    if (correct === undefined) return
    const at = group * COUNTED
    this.#counted[at + 2]!++
    if (correct) this.#counted[at + 3]!++
  }

  /** The same for rows of a batch, by the text of each; their groups, in memory that the next ones overwrite. */
  addRows(texts: ColumnTexts, rows: GroupRows): Int32Array {
    const groups = this.#texts.of(texts, rows.rows)
    this.addTo(groups, rows)
    return groups
  }

  /** The same where the groups are known. */
  addTo(groups: Int32Array, { rows, sums, divisors, even, answers, numbers }: GroupRows): void {
    this.#sums.addRows(groups, rows, sums)
    if (even !== true && this.#even && !areOnes(rows, divisors)) this.#beUneven()
    if (answers) this.#countAnswers()
    this.#count(groups, rows, numbers)
    if (answers) countRight(this.#counted, groups, rows, ...asNumbers(answers))
    if (!this.#even) this.#divisors.addRows(groups, rows, divisors)
  }

  /** Counts samples, and notes the first rows of their groups. */
  #count(groups: Int32Array, rows: Int32Array, numbers: ArrayLike<number>): void {
    this.#makeRoom()
    countInto(this.#counted, this.#width, this.#known, groups, rows, numbers)
    this.#known = this.#texts.all.size
  }

  #countAnswers(): void {
    if (this.#width === COUNTED) return
    const few = this.#counted
    this.#counted = new Float64Array((few.length * COUNTED) / FEW)
    for (let group = 0; group < this.#known; group++)
      this.#counted.set(few.subarray(FEW * group, FEW * (group + 1)), COUNTED * group)
    this.#width = COUNTED
  }

  #beUneven(): void {
    if (!this.#even) return
    this.#even = false
    for (let group = 0; group < this.#known; group++)
      this.#divisors.add(group, this.#counted[group * this.#width + SAMPLES]!)
  }

  plain(): PlainGroups {
    const size = this.#size
    return {
      names: this.#texts.all.plain(),
      counted: this.#counted.subarray(0, this.#width * size),
      sums: this.#sums.plainSums(size),
      shares: this.#even ? undefined : this.#divisors.plainSums(size),
    }
  }

  /** Adds what was seen of other rows, of which so many stand before the numbers that they were given. */
  merge(groups: PlainGroups, before = 0): void {
    this.#settle()
    this.#other = { groups, before }
  }

  #settle(): void {
    if (!this.#other) return
    const { names, counted, sums, shares } = this.#other.groups
    const { before } = this.#other
    this.#other = undefined
    const groups = this.#texts.all.addAll(names)
    const rows = allRows(groups.length)
    const width = counted.length / groups.length
    if (width === COUNTED) this.#countAnswers()
    if (shares) this.#beUneven()
    this.#makeRoom()
    mergeCounted(this.#counted, this.#width, this.#known, groups, counted, before)
    this.#known = this.#texts.all.size
    this.#sums.mergeSums(sums, groups, rows)
    if (this.#even) return
    if (shares) this.#divisors.mergeSums(shares, groups, rows)
    else for (let i = 0; i < groups.length; i++) this.#divisors.add(groups[i]!, counted[i * width + SAMPLES]!)
  }

  #makeRoom(): void {
    const length = this.#width * moreRoom(this.#counted.length / this.#width, this.#texts.all.size)
    if (length > this.#counted.length) this.#counted = grown(this.#counted, length)
  }

  /**
   * Found and made when they are asked for, as many runs show none. In the order of `names`, the others after them as they
   * first came; with `bySize` names that are all numbers by their size. Shares are of the sum of all.
   */
  groups(total: number, names: readonly string[] = [], bySize = false): GroupList {
    const size = () => this.#size
    const inOrder = () => this.#inOrder(names, bySize)
    const group = (number: number) => this.#group(number, total)
    return {
      get length() {
        return size()
      },
      *[Symbol.iterator]() {
        for (const number of inOrder()) yield group(number)
      },
    }
  }

  get #size(): number {
    this.#settle()
    return this.#texts.all.size
  }

  #inOrder(names: readonly string[], bySize: boolean): Uint32Array {
    const order = new Uint32Array(allRows(this.#size))
    sortBy(
      order,
      Float64Array.from(order, (group) => this.#counted[group * this.#width]!),
    )
    if (names.length > 0) {
      const places = new Map(Array.from(names, (name, i) => [name, i] as const).reverse())
      const placeOf = (group: number) => places.get(this.#texts.all.text(group)) ?? names.length
      sortBy(order, Float64Array.from(order.keys(), placeOf))
    }
    if (bySize) this.#sortBySize(order)
    return order
  }

  #sortBySize(order: Uint32Array): void {
    const sizes = new Float64Array(order.length)
    for (const group of order) {
      const name = this.#texts.all.text(group)
      if (!/^\d+$/.test(name)) return
      sizes[group] = Number(name)
    }
    sortBy(order, sizes)
  }

  #group(group: number, total: number): Group {
    const at = group * this.#width
    const [, count, judged = 0, correct = 0] = this.#counted.subarray(at, at + this.#width)
    const rounded = this.#sums.rounded(group)
    const sum = rounded.high * 2 ** rounded.scale
    const shares = this.#even ? { high: count!, low: 0, scale: 0 } : this.#divisors.rounded(group)
    return {
      name: this.#texts.all.text(group),
      count: count!,
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

const one = new Int32Array(1)

/** Sorts by numbers; those of one thread mostly are in order. */
function sortBy(order: Uint32Array, numbers: Float64Array): void {
  if (order.some((group, i) => i > 0 && numbers[group]! < numbers[order[i - 1]!]!))
    order.sort((a, b) => numbers[a]! - numbers[b]!)
}

/**
 * Counts samples of groups, and notes the first rows of the groups, of which so many are known and the others come in
 * order. What is read before it is written the system gives twice.
 */
function countInto(
  counted: Float64Array,
  width: number,
  known: number,
  groups: Int32Array,
  rows: Int32Array,
  numbers: ArrayLike<number>,
): void {
  for (let i = 0; i < groups.length; i++) {
    const at = groups[i]! * width
    const number = numbers[rows[i]!]!
    if (groups[i] === known) {
      counted[at] = number
      counted[at + SAMPLES] = 1
      known++
    } else {
      counted[at + SAMPLES]!++
      if (number < counted[at]!) counted[at] = number
    }
  }
}

/** Adds what was counted elsewhere of groups, of which so many are known and the others come in order. */
function mergeCounted(
  counted: Float64Array,
  width: number,
  known: number,
  groups: Int32Array,
  others: Float64Array,
  before: number,
): void {
  const theirs = others.length / groups.length
  for (let i = 0; i < groups.length; i++) {
    const [at, from] = [groups[i]! * width, i * theirs]
    const first = before + others[from]!
    if (groups[i] === known) {
      counted[at] = first
      known++
    } else if (first < counted[at]!) counted[at] = first
    for (let c = SAMPLES; c < theirs; c++) counted[at + c]! += others[from + c]!
  }
}

/** A prediction that is a text is 1, and the target 1 or 0 as it is equal; of an ignored row, which has none, NaN. */
function asNumbers({ target, predicted }: Answers): [target: Float64Array, predicted: Float64Array] {
  if (target instanceof Float64Array && predicted instanceof Float64Array) return [target, predicted]
  const guesses = Float64Array.from(predicted, (guess) =>
    guess === '' || Number.isNaN(guess) ? Number.NaN : 1,
  )
  return [guesses.map((_, row) => Number(target[row] === predicted[row])), guesses]
}

/** V8 compiles this loop alone. */
function countRight(
  counted: Float64Array,
  groups: Int32Array,
  rows: Int32Array,
  target: Float64Array,
  predicted: Float64Array,
): void {
  for (let i = 0; i < groups.length; i++) {
    const at = groups[i]! * COUNTED
    const guess = predicted[rows[i]!]!
    if (Number.isNaN(guess)) continue
    counted[at + 2]!++
    if (target[rows[i]!] === guess) counted[at + 3]!++
  }
}
