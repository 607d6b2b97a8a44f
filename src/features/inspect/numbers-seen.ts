import type { Shaped } from '../../engine/fit.ts'
import { ExactSum } from '../../numerics/exact-sum.ts'
import { SmallSum } from '../../numerics/small-sum.ts'
import type { TensorSource } from '../../table.ts'
import type { Tensor } from '../../tensor.ts'

/** What numbers may be, going by their values alone. */
export type LooksLike =
  | 'one-hot rows'
  | 'zeros and ones'
  | 'class indices'
  | 'probabilities per row'
  | 'probabilities'
  | 'log-probabilities'
  | 'logits or other numbers'
  | 'nothing'

/** What is known of an input without its numbers. */
interface Origin extends Pick<TensorSource, 'name' | 'format' | 'notes'> {
  readonly columns?: readonly string[] | undefined
}

export interface InspectedNumbers extends Origin {
  readonly shape: readonly number[]
  readonly count: number
  /** Of the finite numbers; NaN without any. */
  readonly min: number
  readonly max: number
  readonly mean: number
  readonly nan: number
  readonly infinite: number
  readonly zeros: number
  readonly integers: number
  /** Least and greatest sum of a row; absent where rows have one number. */
  readonly rowSums?: readonly [number, number]
  readonly looks: LooksLike
}

/** Tolerance for rows of probabilities that sum to 1, and of log-probabilities whose log-sum-exp is 0. */
const NEAR = 1e-2

/** Adds up what the numbers of one input are like. */
export class NumbersSeen {
  #shape: readonly number[] | undefined
  #table = false
  #rows = 0
  #count = 0
  #min = Infinity
  #max = -Infinity
  readonly #sum: ExactSum | SmallSum
  #nan = 0
  #infinite = 0
  #zeros = 0
  #ones = 0
  #integers = 0
  #negative = 0
  /** -1 and -100, which often mark rows to skip. */
  #marks = 0
  #leastSum = Infinity
  #greatestSum = -Infinity
  #oneHot = true
  #logRows = true

  /** `small` where there are many of these: a sum that is fast for many numbers takes 32 KB. */
  constructor(small = false) {
    this.#sum = small ? new SmallSum() : new ExactSum()
  }

  add({ data, shape, table }: Tensor): void {
    this.#shape ??= shape
    this.#table = table === true
    this.#rows += shape[0] ?? 1
    this.#count += data.length
    this.#addNumbers(data)
    // In a loop of its own, which takes half of the time.
    for (let i = 0; i < data.length; i++) if (Number.isFinite(data[i])) this.#sum.add(data[i]!)
    const width = shape.length === 2 ? shape[1]! : 0
    if (width > 1) this.#addRows(data, width)
  }

  /** Fields are written once for all numbers: a field that holds a double is made anew each time. */
  #addNumbers(data: Float64Array): void {
    let [least, most] = [this.#min, this.#max]
    let [zeros, ones, integers, negative, marks] = [0, 0, 0, 0, 0]
    for (let i = 0; i < data.length; i++) {
      const x = data[i]!
      if (!Number.isFinite(x)) {
        if (Number.isNaN(x)) this.#nan++
        else this.#infinite++
        continue
      }
      if (x < least) least = x
      if (x > most) most = x
      if (x < 0) negative++
      if (!Number.isInteger(x)) continue
      integers++
      if (x === 0) zeros++
      else if (x === 1) ones++
      else if (x === -1 || x === -100) marks++
    }
    ;[this.#min, this.#max] = [least, most]
    this.#zeros += zeros
    this.#ones += ones
    this.#integers += integers
    this.#negative += negative
    this.#marks += marks
  }

  #addRows(data: Float64Array, width: number): void {
    let [least, most] = [this.#leastSum, this.#greatestSum]
    for (let start = 0; start < data.length; start += width) {
      let sum = 0
      for (let i = start; i < start + width; i++) sum += data[i]!
      if (sum < least) least = sum
      if (sum > most) most = sum
      if (this.#oneHot) this.#oneHot = isOneHot(data, start, width)
      if (this.#logRows) this.#logRows = isLogRow(data, start, width)
    }
    ;[this.#leastSum, this.#greatestSum] = [least, most]
  }

  /** The shape of all pieces together. */
  shaped(): Shaped {
    const shape = this.#shape ?? []
    return { shape: shape.length === 0 ? [] : [this.#rows, ...shape.slice(1)], table: this.#table }
  }

  within(min: number, max: number): boolean {
    if (min === -Infinity && max === Infinity) return true
    return this.#nan + this.#infinite === 0 && this.#min >= min && this.#max <= max
  }

  numbers({ name, format, notes, columns }: Origin): InspectedNumbers {
    const { shape } = this.shaped()
    const finite = this.#count - this.#nan - this.#infinite
    const rowSums = this.#leastSum <= this.#greatestSum
    return {
      name,
      format,
      notes,
      ...(columns && { columns }),
      shape,
      count: this.#count,
      min: finite > 0 ? this.#min : Number.NaN,
      max: finite > 0 ? this.#max : Number.NaN,
      mean: this.#sum.value() / finite,
      nan: this.#nan,
      infinite: this.#infinite,
      zeros: this.#zeros,
      integers: this.#integers,
      ...(rowSums && { rowSums: [this.#leastSum, this.#greatestSum] as const }),
      looks: this.#looks(),
    }
  }

  #looks(): LooksLike {
    const count = this.#count
    if (count === 0) return 'nothing'
    const rows = this.#leastSum <= this.#greatestSum
    if (rows && this.#oneHot) return 'one-hot rows'
    if (this.#zeros + this.#ones === count) return 'zeros and ones'
    if (this.#integers === count && this.#negative === this.#marks && !rows) return 'class indices'
    if (this.#infinite === 0 && this.#min >= 0 && this.#max <= 1) {
      const sumToOne = rows && this.#leastSum >= 1 - NEAR && this.#greatestSum <= 1 + NEAR
      return sumToOne ? 'probabilities per row' : 'probabilities'
    }
    return rows && this.#logRows && this.#max <= 0 ? 'log-probabilities' : 'logits or other numbers'
  }
}

function isOneHot(data: Float64Array, start: number, width: number): boolean {
  let [ones, zeros] = [0, 0]
  for (let i = start; i < start + width; i++) {
    if (data[i] === 1) ones++
    if (data[i] === 0) zeros++
  }
  return ones === 1 && zeros === width - 1
}

function isLogRow(data: Float64Array, start: number, width: number): boolean {
  let exps = 0
  for (let i = start; i < start + width; i++) exps += Math.exp(data[i]!)
  return Math.abs(Math.log(exps)) <= NEAR
}
