import { addPairs, dividePairs, low, multiplyPairs, twoSum } from '../numerics/double-double.ts'
import { powerOfLog } from '../numerics/power.ts'
import type { ClassLogs } from '../numerics/class-logs.ts'
import type { Softmax } from '../numerics/softmax.ts'
import type { Tensor } from '../tensor.ts'
import type { ClassTarget } from './loss.ts'

/** Beyond, a product could overflow, which the loops of the kernel do not guard against. */
const LARGEST_FACTOR = 1e100

/** Whether the loops of the kernel may multiply by these numbers. */
export function areFactors(numbers: number | Tensor | undefined): boolean {
  const all = numbers === undefined ? [] : typeof numbers === 'number' ? [numbers] : numbers.data
  return all.every((number: number) => Math.abs(number) < LARGEST_FACTOR)
}

/** What all classes add to a loss: coefficients of -log softmax(x)_c, as pairs. */
export class Coefficients {
  readonly high: Float64Array
  readonly low: Float64Array
  readonly #weight: Tensor | undefined
  /** The share of a target that stays, 1 - e, and the one each class gets, e/C. */
  readonly #stays: number
  readonly #staysLow: number
  readonly #even: number
  readonly #evenLow: number

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
    for (let c = 0; c < this.high.length; c++) {
      this.#read(c, probabilities ? probabilities.data[probabilities.start + c]! : c === index ? 1 : 0)
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

/** Sum over c of a_c (-log softmax(x)_c), rounded once. A class with coefficient 0 adds 0, even where its log is infinite. */
export function weightedCost(logs: Pick<ClassLogs, 'minusLog'>, a: Coefficients): number {
  let total = 0
  let totalLow = 0
  for (let c = 0; c < a.high.length; c++) {
    const cost = logs.minusLog(c)
    if (a.high[c] === 0 && cost === Infinity) continue
    const term =
      cost === Infinity ? twoSum(a.high[c]! * cost, 0) : multiplyPairs(a.high[c]!, a.low[c]!, cost, low[0]!)
    total = addPairs(total, totalLow, term, low[0]!)
    totalLow = low[0]!
  }
  return total
}

/** (1 - softmax(x)_c)^gamma as a pair, from the logarithm of the other classes' shares. */
export function modulator(softmax: Softmax, c: number, gamma: number): number {
  const ln = softmax.logOthers(c)
  return powerOfLog(ln, low[0]!, gamma)
}

/** What cancels down to less than this is the rounding of the pairs: the slope is 0. */
const NOISE = 2 ** -98

/**
 * d/dx_j of the sum over c of b_c (-log softmax(x)_c): (sum b) p_j - b_j, written without cancellation as
 * ((sum of the other b) e_j - b_j (shares of the others)) / normaliser.
 */
export function softmaxGradient(softmax: Softmax, b: Coefficients, out: Float64Array): void {
  let sum = 0
  let sumLow = 0
  for (let c = 0; c < out.length; c++) {
    sum = addPairs(sum, sumLow, b.high[c]!, b.low[c]!)
    sumLow = low[0]!
  }
  const normaliser = twoSum(1, softmax.s)
  const normaliserLow = low[0]! + softmax.sLow
  for (let j = 0; j < out.length; j++) {
    const others = addPairs(sum, sumLow, -b.high[j]!, -b.low[j]!)
    const othersLow = low[0]!
    const share = softmax.share(j)
    const pull = multiplyPairs(others, othersLow, share, low[0]!)
    const pullLow = low[0]!
    const rest = softmax.otherShares(j)
    const push = multiplyPairs(b.high[j]!, b.low[j]!, rest, low[0]!)
    const slope = addPairs(pull, pullLow, -push, -low[0]!)
    const slopeLow = low[0]!
    out[j] =
      Math.abs(slope) < NOISE * Math.abs(pull) ? 0 : dividePairs(slope, slopeLow, normaliser, normaliserLow)
  }
}
