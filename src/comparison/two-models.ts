import { RowOrder, type PlainRowOrder } from '../data/row-order.ts'
import type { JudgedRows } from '../samples.ts'
import { Compared, type PlainCompared } from './compared.ts'
import type { Question } from './gate-tests.ts'
import { checkSameRows } from './same-rows.ts'

export interface ComparisonRequest {
  readonly reduction: 'mean' | 'sum'
  /** How many of the samples that changed most are kept. */
  readonly top: number
  readonly seed: number
  readonly questions?: readonly Question[]
  /** Columns whose values are groups. */
  readonly groupBy?: readonly string[]
  /** For each of the columns that seem to name the rows, whether only all ids in another order tell. */
  readonly orders?: readonly boolean[]
}

/** The same as a thread sends it. */
export interface PlainTwoModels {
  readonly compared: PlainCompared
  readonly orders: readonly PlainRowOrder[]
}

/** The same samples under two models: what is found of them, and how their ids follow each other. */
export class TwoModels {
  readonly compared: Compared
  readonly orders: readonly RowOrder[]

  constructor({ reduction, top, seed, questions, groupBy, orders = [] }: ComparisonRequest) {
    this.compared = new Compared(reduction, top, seed, questions, groupBy)
    this.orders = orders.map((sets) => new RowOrder(sets))
  }

  /**
   * Rows of both, `from` one on where those of the same number belong together; `name` is that of the second.
   *
   * @throws LossError E310 if rows, labels or targets differ
   */
  add(a: JudgedRows, b: JudgedRows, name: string, from: number | undefined): void {
    checkSameRows(a, b, from, name)
    if (this.orders.length > 0 && from !== undefined) {
      const numbers = a.samples.get('row') as Float64Array
      for (const [i, order] of this.orders.entries()) {
        const [own, theirs] = [a, b].map(({ carried }) => carried?.[i]?.(0, numbers.length))
        if (own && theirs) order.see(own, theirs, numbers.length, (row) => numbers[row]!)
      }
    }
    this.compared.add(a, b)
  }

  plain(): PlainTwoModels {
    return { compared: this.compared.plain(), orders: this.orders.map((order) => order.plain()) }
  }

  /** Adds what was found of other samples, in any order. */
  merge({ compared, orders }: PlainTwoModels): void {
    this.compared.merge(compared)
    this.orders.forEach((order, i) => order.merge(orders[i]!))
  }
}
