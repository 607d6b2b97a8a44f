import { addPairs, dividePairs, low, multiplyPairs, twoSum } from '../numerics/double-double.ts'
import type { Tensor } from '../tensor.ts'
import type { ClassTarget } from './loss.ts'

/** A target after `--label-smoothing`, times the weights of the classes: a coefficient of -log p_c per class, as pairs. */
export class SmoothedTarget {
  readonly high: Float64Array
  readonly low: Float64Array
  readonly #weight: Tensor | undefined
  /** The share of a target that stays, 1 - e, and the one each class gets, e/C. */
  readonly #stays: number
  readonly #staysLow: number
  readonly #even: number
  readonly #evenLow: number
  /** `ofIndices`, once a row has an index. */
  #table: Float64Array | undefined

  constructor(classes: number, weight: Tensor | undefined, smoothing: number) {
    this.high = new Float64Array(classes)
    this.low = new Float64Array(classes)
    this.#weight = weight
    this.#stays = twoSum(1, -smoothing)
    this.#staysLow = low[0]!
    this.#even = dividePairs(smoothing, 0, classes, 0)
    this.#evenLow = low[0]!
  }

  /**
   * Index y: a_c = w_y (1-e)[c=y] + w_c e/C; probabilities q: w_c (q_c (1-e) + e/C); e is the label smoothing.
   *
   * Source: torch.nn.CrossEntropyLoss.
   */
  read({ index, probabilities }: ClassTarget): void {
    const table = probabilities ? undefined : (this.#table ??= this.ofIndices())
    for (let c = 0; c < this.high.length; c++) {
      const at = 4 * c + (c === index ? 0 : 2)
      if (table) this.set(c, table[at]!, table[at + 1]!)
      else this.#read(c, probabilities!.data[probabilities!.start + c]!)
    }
  }

  #read(c: number, q: number): void {
    const kept = multiplyPairs(q, 0, this.#stays, this.#staysLow)
    const share = addPairs(kept, low[0]!, this.#even, this.#evenLow)
    // The weight of a class that does not count may be anything, even NaN.
    this.set(c, share, low[0]!)
    if (this.#weight && share !== 0) this.scale(c, this.#weight.data[c]!, 0)
  }

  /** Four numbers per class: the coefficient of one that is the target, and of one that is not, each as a pair. */
  ofIndices(): Float64Array {
    const table = new Float64Array(4 * this.high.length)
    for (let c = 0; c < this.high.length; c++) {
      for (const q of [1, 0]) {
        this.#read(c, q)
        table.set([this.high[c]!, this.low[c]!], 4 * c + 2 - 2 * q)
      }
    }
    return table
  }

  set(c: number, high: number, rest: number): void {
    this.high[c] = high
    this.low[c] = rest
  }

  scale(c: number, factor: number, factorLow: number): void {
    this.high[c] = multiplyPairs(this.high[c]!, this.low[c]!, factor, factorLow)
    this.low[c] = low[0]!
  }
}
