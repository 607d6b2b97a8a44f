import type { ArgumentSummary, LossReport, Reduction } from '../report.ts'
import type { Nested } from '../tensor.ts'
import type { Numbers } from './given-numbers.ts'

/** Options that every loss has. */
export interface CommonOptions {
  /**
   * How the losses are reduced; `batchmean` (sum over rows) for the losses that torch offers it for.
   * @default 'mean', but 'none' for pairwiseDistance, as in torch; torchvision's focal loss has 'none', too, ours 'mean'
   */
  readonly reduction?: Reduction
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
}

/** What a call of a loss gives. `V` is a number where the losses are reduced. */
export interface LossResult<V extends Nested = Nested> {
  /** The reduced loss; under reduction none the losses in torch's shape, as nested lists. */
  readonly value: V
  /** One loss per sample of the first dimension; under reduction none the same as `value`. */
  readonly perSample: Nested
  /** d value / d first argument (of the sum under none), nested like it; empty with `grad: false`. */
  readonly grad: Nested
  /** The same for each argument that is differentiable, by its name. */
  readonly grads: Readonly<Record<string, Nested>>
  /** Shapes, denominator, counts and notices of the run. */
  readonly report: LossReport & { readonly input?: ArgumentSummary; readonly target?: ArgumentSummary }
}

/** What a function of `loss-calc/numbers` gives: the same numbers without the report. */
export type LossNumbers<V extends Nested = Nested> = Omit<LossResult<V>, 'report'>

/** `O` with a reduction to one number, or (`none`) with the losses as they are. */
type Reduced<O> = Omit<O, 'reduction'> & { readonly reduction?: Exclude<Reduction, 'none'> }
type Single<O> = Omit<O, 'reduction'> & { readonly reduction: 'none' }

/**
 * A loss as a function of its arguments, then its options.
 *
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export interface LossFunction<A extends readonly Numbers[], O extends CommonOptions> {
  (...args: [...A, options?: Reduced<O>]): LossResult<number>
  (...args: [...A, options: Single<O>]): LossResult
  (...args: [...A, options?: O]): LossResult
  /** Its name as a command of `loss-calc`. */
  readonly command: string
}

/** Options without the one that says how inputs are written. */
export type PlainOptions<O> = Omit<O, keyof { readonly from: string }>

/** The same function without the report and long explanations. */
export interface NumbersFunction<A extends readonly Numbers[], O extends CommonOptions> {
  (...args: [...A, options?: Reduced<O>]): LossNumbers<number>
  (...args: [...A, options: Single<O>]): LossNumbers
  (...args: [...A, options?: O]): LossNumbers
}

/** A loss that is not reduced unless that is asked for. */
export interface UnreducedLossFunction<A extends readonly Numbers[], O extends CommonOptions> {
  (
    ...args: [...A, options: Omit<O, 'reduction'> & { readonly reduction: Exclude<Reduction, 'none'> }]
  ): LossResult<number>
  (...args: [...A, options?: O]): LossResult
  /** Its name as a command of `loss-calc`. */
  readonly command: string
}

/** The same function without the report and long explanations. */
export interface UnreducedNumbersFunction<A extends readonly Numbers[], O extends CommonOptions> {
  (
    ...args: [...A, options: Omit<O, 'reduction'> & { readonly reduction: Exclude<Reduction, 'none'> }]
  ): LossNumbers<number>
  (...args: [...A, options?: O]): LossNumbers
}
