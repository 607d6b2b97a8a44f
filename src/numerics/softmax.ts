import type { Row } from '../tensor.ts'
import type { ClassLogs } from './class-logs.ts'
import { addPairs, low, twoSum } from './double-double.ts'
import { expPair } from './exp.ts'
import { log1pPair, logPair } from './log.ts'

/**
 * A row of logits seen from its maximum x_k: e_j = exp(x_j - x_k) for j != k, their sum s, and
 * lse = ln(1 + s), so that -log softmax(x)_j = (x_k - x_j) + lse, a sum of terms >= 0 that keeps its digits.
 * One +Infinity gives the limit; NaN, two +Infinity or only -Infinity make s NaN.
 */
export class Softmax implements ClassLogs {
  /** Index of the (first) maximum. */
  k = 0
  /** e_j, with 0 in place of e_k = 1. */
  readonly e: Float64Array
  readonly #eLow: Float64Array
  s = 0
  sLow = 0
  #lse = 0
  #lseLow = 0
  #row: Row = { data: new Float64Array(0), start: 0, length: 0 }

  constructor(classes: number) {
    this.e = new Float64Array(classes)
    this.#eLow = new Float64Array(classes)
  }

  /** Takes up a row; everything else speaks of it until the next one. */
  read(row: Row): void {
    const { data, start, length } = row
    this.#row = row
    let k = 0
    let max = data[start]!
    for (let j = 1; j < length; j++) {
      const x = data[start + j]!
      if (x > max) {
        k = j
        max = x
      }
    }
    this.k = k
    // Even and odd classes are summed apart, as two lanes of a vector unit do.
    let even = 0
    let evenLow = 0
    let odd = 0
    let oddLow = 0
    for (let j = 0; j < length; j++) {
      const gap = j === k ? -Infinity : twoSum(data[start + j]!, -max)
      // A lost part of the gap counts: one ulp of a gap of 650 is 500 ulp of its exponential.
      const e = expPair(gap, gap > -Infinity ? low[0]! : 0)
      const eLow = low[0]!
      this.e[j] = e
      this.#eLow[j] = eLow
      if (j & 1) {
        odd = twoSum(odd, e)
        oddLow += low[0]! + eLow
      } else {
        even = twoSum(even, e)
        evenLow += low[0]! + eLow
      }
    }
    this.s = Number.isNaN(max) ? max : addPairs(even, evenLow, odd, oddLow)
    this.sLow = low[0]!
    this.#lse = log1pPair(this.s, this.sLow)
    this.#lseLow = low[0]!
    if (Number.isNaN(this.s)) this.#lse = this.s
  }

  /** -log softmax(x)_j as a pair. */
  minusLog(j: number): number {
    if (j === this.k) {
      low[0] = this.#lseLow
      return this.#lse
    }
    const { data, start } = this.#row
    const gap = twoSum(data[start + this.k]!, -data[start + j]!)
    if (gap === Infinity) {
      low[0] = 0
      return Number.isNaN(this.#lse) ? this.#lse : gap
    }
    return addPairs(gap, low[0]!, this.#lse, this.#lseLow)
  }

  /** softmax(x)_j times the normaliser 1 + s, as a pair. */
  share(j: number): number {
    if (j === this.k) {
      low[0] = 0
      return Number.isNaN(this.s) ? this.s : 1
    }
    low[0] = this.#eLow[j]!
    return this.e[j]!
  }

  /** (1 - softmax(x)_j)(1 + s): the shares of the other classes, as a pair. */
  otherShares(j: number): number {
    if (j === this.k) {
      low[0] = this.sLow
      return this.s
    }
    const rest = addPairs(this.s, this.sLow, -this.e[j]!, -this.#eLow[j]!)
    return addPairs(1, 0, rest, low[0]!)
  }

  /** ln(1 - softmax(x)_j) as a pair; -Infinity where the others vanish. */
  logOthers(j: number): number {
    const others = this.otherShares(j)
    if (!(others > 0)) {
      low[0] = 0
      return others === 0 ? -Infinity : others
    }
    const ln = logPair(others, low[0]!)
    return addPairs(ln, low[0]!, -this.#lse, -this.#lseLow)
  }

  /** softmax(x)_j, rounded. */
  probability(j: number): number {
    return this.share(j) / (1 + this.s)
  }
}
