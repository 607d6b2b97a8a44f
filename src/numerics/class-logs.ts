import type { Row } from '../tensor.ts'
import { low, twoSum } from './double-double.ts'
import { exp, expPair } from './exp.ts'
import { logPair } from './log.ts'

/** A row of classes: the logarithms of their probabilities, however the row is written. */
export interface ClassLogs {
  /** Index of the (first) most probable class. */
  readonly k: number
  /** Takes up a row; everything else speaks of it until the next one. */
  read(row: Row): void
  /** -ln p_c as a pair. */
  minusLog(c: number): number
  /** ln(1 - p_c) as a pair; -Infinity where p_c is 1. */
  logOthers(c: number): number
  /** p_c, rounded. */
  probability(c: number): number
}

/** A row that holds probabilities, or (`logs`) their logarithms. Nothing is normalised. */
export class Given implements ClassLogs {
  k = 0
  readonly #logs: boolean
  #row: Row = { data: new Float64Array(0), start: 0, length: 0 }

  constructor(logs: boolean) {
    this.#logs = logs
  }

  read(row: Row): void {
    const { data, start, length } = row
    this.#row = row
    this.k = 0
    for (let c = 1; c < length; c++) if (data[start + c]! > data[start + this.k]!) this.k = c
  }

  #at(c: number): number {
    return this.#row.data[this.#row.start + c]!
  }

  minusLog(c: number): number {
    const x = this.#at(c)
    if (this.#logs) {
      low[0] = 0
      return -x
    }
    const ln = logOf(x, 0)
    low[0] = -low[0]!
    return -ln
  }

  logOthers(c: number): number {
    const p = this.#logs ? expPair(this.#at(c), 0) : this.#at(c)
    const pLow = this.#logs ? low[0]! : 0
    const others = twoSum(1, -p)
    return logOf(others, low[0]! - pLow)
  }

  probability(c: number): number {
    return this.#logs ? exp(this.#at(c)) : this.#at(c)
  }
}

/** ln(x + xLow) as a pair, also of what is not positive. */
export function logOf(x: number, xLow: number): number {
  if (x > 0 && x < Infinity) return logPair(x, xLow)
  low[0] = 0
  return x === 0 ? -Infinity : x === Infinity ? x : Number.NaN
}
