import type { ByArgument } from '../tensor.ts'
import type { Reduction } from '../report.ts'
import type { Predictions, Samples } from '../samples.ts'
import type { Buffers } from './buffers.ts'

/** What a pass over some rows is asked to leave besides the totals. */
export interface Wanted {
  readonly reduction: Reduction
  readonly samples: boolean
  /** Where only notices are wanted, and no answers judged: whether the sum is, too, or only what is counted and refused. */
  readonly summed?: boolean | undefined
  readonly values: boolean
  /** Whether they are kept after the next rows. */
  readonly kept: boolean
  readonly grad: boolean
  /** What each loss adds to the divisor of the mean. */
  readonly divisors?: boolean
  readonly buffers: Buffers
  readonly slopes: Buffers
}

/** Results of some rows, in the shapes of the plan. */
export interface Results {
  samples?: Samples
  values?: Float64Array
  /** What each loss adds to what the mean divides; absent where that is the loss. */
  parts?: Float64Array
  /** What each loss adds to the divisor of the mean; absent where that is 1 throughout. */
  divisors?: Float64Array
  /** Whether all of them are known to be 1. */
  even?: boolean
  /** d (sum of losses) / d argument, by the names of the arguments; not yet divided by the mean's divisor. */
  grads?: ByArgument<Float64Array>
  predictions?: Predictions | undefined
  /** What a loss of the whole batch reduces by itself; its gradients then are those of the reduced loss. */
  reduced?: Reduced
}

/** The reduced losses of a batch, and what its mean divides by. */
interface Reduced {
  readonly shape: readonly number[]
  readonly mean: number
  readonly sum: number
  readonly divisor: number
  readonly weighted: boolean
  /** What the mean divides, where that is not the sum of the losses; NaN where it is no quotient. */
  readonly dividend: number | undefined
}
