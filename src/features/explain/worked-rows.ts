import { mapArguments } from '../../by-argument.ts'
import type { Pair } from '../../data/pairs.ts'
import type { Explain } from '../../engine/request.ts'
import type { Plan } from '../../engine/plan.ts'
import type { ExplainedRows } from '../../explanation.ts'
import type { Tensor } from '../../tensor.ts'
import { type ChosenRows, chooseRows, explainRows, type WantedRows } from './explain.ts'
import { headingOf } from './formula.ts'

// Both ways to choose rows are loaded together.
export { FIRST_ROWS } from './explain.ts'
export { WorstRows } from './worst-rows.ts'

/** A piece with chosen rows. */
interface Piece {
  readonly plan: Plan
  readonly pair: Pair
  readonly chosen: ChosenRows
}

/** The chosen rows of a run. Their numbers are kept; their steps, a hundred times as much, are made row by row. */
export class WorkedRows implements Explain {
  readonly heading = headingOf
  readonly #choose: (plan: Plan, pair: Pair) => ChosenRows
  readonly #pieces: Piece[] = []

  /** `named`: the first label is the name of the sample. */
  constructor(wanted: WantedRows, named: boolean) {
    this.#choose = chooseRows(wanted, named)
  }

  see(plan: Plan, pair: Pair): void {
    const chosen = this.#choose(plan, pair)
    if (chosen.places.length > 0) this.#pieces.push({ plan, pair: pair.whole ? pair : kept(pair), chosen })
  }

  rows(): ExplainedRows {
    const pieces = this.#pieces
    const samples = pieces.reduce(
      (sum, { plan, chosen }) => sum + (plan.one === 'batch' ? 1 : chosen.places.length),
      0,
    )
    return {
      samples,
      *[Symbol.iterator]() {
        for (const { plan, pair, chosen } of pieces) yield* explainRows(plan, pair, chosen)
      },
    }
  }
}

/** A pair in memory of its own: the next piece may overwrite that of this one. */
function kept(pair: Pair): Pair {
  const copy = (tensor: Tensor): Tensor => ({ ...tensor, data: tensor.data.slice() })
  return {
    ...pair,
    args: mapArguments(pair.args, copy),
    rows: pair.rows?.slice(),
    weights: pair.weights && copy(pair.weights),
  }
}
