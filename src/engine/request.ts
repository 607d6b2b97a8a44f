import type { ByArgument, Tensor } from '../tensor.ts'
import type { Pair } from '../data/pairs.ts'
import type { Predictions } from '../samples.ts'
import type { Loss } from '../losses/loss.ts'
import type { GivenOptions } from '../options.ts'
import type { ExplainedRows, Explanation } from '../explanation.ts'
import type { MeanBy, Notice, Reduction } from '../report.ts'
import type { PlainEvidence } from './evidence.ts'
import type { Buffers } from './buffers.ts'
import type { Plan } from './plan.ts'
import type { Counts } from './totals.ts'

/** Works out rows step by step; loaded only if rows are to be explained. */
export interface Explain {
  /** The loss as a formula, with the options that this run was given. */
  heading(plan: Plan): Pick<Explanation, 'formula' | 'latex'>
  /** Takes the rows that it wants of a piece, while it is there. */
  see(plan: Plan, pair: Pair): void
  rows(): ExplainedRows
}

/** What a hint may look at after a run. */
export interface Facts {
  readonly plan: Plan
  readonly evidence: PlainEvidence
  readonly counts: Counts
  readonly reduction: Reduction
  readonly sum: number
  readonly mean: number
  readonly input: Described
  readonly target?: Described | undefined
}

/** What is known of an argument besides its numbers. */
interface Described {
  readonly name: string
  readonly format: string
  readonly columns?: readonly string[] | undefined
  readonly selected?: readonly string[]
  readonly notes?: readonly string[]
}

/** What to compute, apart from the numbers. */
export interface ComputeRequest {
  readonly loss: Loss
  /** Options of the loss; tensors already read. */
  readonly options: GivenOptions
  readonly reduction: Reduction
  /** Form of a loss with several; by the shapes if absent. */
  readonly mode?: string | undefined
  /** How the input is written: logits, probs or log-probs; the loss's own way if absent. */
  readonly from?: string | undefined
  /** Another divisor of the mean than torch's. */
  readonly meanBy?: MeanBy | undefined
  /** Whether the report holds the losses that were not reduced. */
  readonly values?: boolean
  readonly grad?: boolean
  /**
   * Gets the slopes of the sum of losses, rows in order, by the names of the arguments; the report then holds no
   * gradients, but how to make them of those (`Slopes`). The next rows overwrite them.
   */
  readonly takeSlopes?: ((slopes: ByArgument<Float64Array>, args: ByArgument<Tensor>) => void) | undefined
  /** Of how many rows results per sample are wanted; Infinity for all, none if absent. */
  readonly samples?: number
  /** Says which common mistakes the facts look like; evidence is collected only if it is there. */
  readonly hints?: ((facts: Facts) => readonly Notice[]) | undefined
  /**
   * Where only notices are wanted: whether the sum of such a loss matters to them. Where it does not, no loss is computed;
   * answers are not judged.
   */
  readonly sums?: ((plan: Plan) => boolean) | undefined
  readonly explain?: Explain | undefined
  /** Says how probable the answers of some rows are; what it says goes to `take`. */
  readonly predict?:
    ((plan: Plan, args: ByArgument<Tensor>, buffers: Buffers) => Predictions | undefined) | undefined
  /** Whether `take` also gets what each row adds to the sum. */
  readonly perRow?: boolean
}
