import type { Pair } from '../../data/pairs.ts'
import type { Explain } from '../../engine/request.ts'
import type { Plan } from '../../engine/plan.ts'
import type { ExplainedRow, ExplainedRows } from '../../explanation.ts'
import { explainRows } from './explain.ts'
import { headingOf } from './formula.ts'

// Both ways to choose rows are loaded together.
export { FIRST_ROWS, WorkedRows } from './explain.ts'

/**
 * Works out rows that are known at the end only: those that are the worst so far are worked out while their piece is
 * there, and forgotten when others are worse.
 */
export class WorstRows {
  readonly #named: boolean
  readonly #found = new Map<number, readonly ExplainedRow[]>()
  #piece: { readonly plan: Plan; readonly pair: Pair } | undefined

  /** `named`: the first label is the name of the sample. */
  constructor(named: boolean) {
    this.#named = named
  }

  readonly explain: Explain = {
    heading: headingOf,
    see: (plan, pair) => {
      this.#piece = { plan, pair }
    },
    rows: () => this.rows([]),
  }

  /** Rows that are the worst after the piece that came last, by their numbers. */
  see(worst: readonly number[]): void {
    // First: a row may be large.
    const left = new Set(worst)
    for (const row of this.#found.keys()) if (!left.has(row)) this.#found.delete(row)
    for (const row of worst) {
      if (this.#found.has(row)) continue
      const { plan, pair } = this.#piece!
      const place = pair.rows ? pair.rows.indexOf(row) : row - pair.firstRow
      const ids: readonly string[] | undefined = this.#named ? pair.texts?.values().next().value : undefined
      this.#found.set(row, [...explainRows(plan, pair, { places: [place], alone: false, ids })])
    }
  }

  rows(worst: readonly number[]): ExplainedRows {
    const found = worst.flatMap((row) => this.#found.get(row) ?? [])
    return { samples: worst.length, [Symbol.iterator]: () => found.values() }
  }
}
