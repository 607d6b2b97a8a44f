import type { Tensor } from './tensor.ts'

export type Reduction = 'none' | 'mean' | 'sum'
export const reductions: readonly Reduction[] = ['none', 'mean', 'sum']

/** What the mean divides by; the five conventions of torch come down to these. */
export interface Denominator {
  /** elements of the input, samples (positions of class targets), or the sum of weights. */
  readonly kind: 'elements' | 'samples' | 'weights'
  readonly value: number
}

/** Something the user should know; never changes a number. */
export interface Notice {
  readonly code: string
  readonly message: string
  /** A command or step to take. */
  readonly tries?: readonly string[]
}

export interface InputSummary {
  readonly name: string
  readonly format: string
  readonly shape: readonly number[]
  /** What the reader decided on its own: `header: yes`. */
  readonly notes: readonly string[]
}

/**
 * Per-sample results of neighbouring samples, as columns of equal length in the order they print.
 * `row` is always first and counts from 0, `loss` always there (or `loss_0`, `loss_1`, ... one per element of
 * a sample, when nothing is reduced).
 */
export type Samples = ReadonlyMap<string, Float64Array>

/** A named result of a worked example: one number, or one per element or class. */
export interface ExplainedStep {
  readonly name: string
  /** Of the names before it; empty for what was given. */
  readonly formula: string
  readonly latex: string
  readonly values: readonly number[]
  /** Whether there is a value per element or class. */
  readonly each: boolean
  /** The formula with the numbers of one element or class put in: texts and numbers in turn. */
  readonly numbers: readonly (string | number)[]
}

/** One row, or one position of a row, worked out. */
export interface ExplainedRow {
  readonly row: number
  /** Which of several positions of the row. */
  readonly position?: number
  /** Index of the element or class whose numbers are put in: the first, or the target's. */
  readonly shown: number
  /** Left out because of the ignore index; there are no steps then. */
  readonly ignored: boolean
  readonly steps: readonly ExplainedStep[]
  /** What the row adds to the sum, and to the divisor of the mean. */
  readonly sum: number
  readonly share: number
}

/** Some rows worked out step by step. How they are reduced is the report's. */
export interface Explanation {
  readonly formula: string
  readonly latex: string
  readonly input: string
  readonly columns: 'elements' | 'classes'
  /** How many positions a row has; not all may be worked out. */
  readonly positions: number
  readonly rows: readonly ExplainedRow[]
}

/** What a run found. Writers print it; the exit status is a function of it. */
export interface Report {
  readonly loss: string
  /** The torch function whose semantics were followed. */
  readonly torch: string
  /** Which form of a loss with several ran: sigmoid or softmax. */
  readonly mode?: string
  readonly reduction: Reduction
  /** Options of the loss as used, defaults included; tensors as nested lists. */
  readonly params: Readonly<Record<string, unknown>>
  readonly input: InputSummary
  readonly target: InputSummary & { readonly kind: 'elements' | 'indices' | 'probabilities' }
  /** Length of the first dimension; 1 for a single number or an unbatched row. */
  readonly samples: number
  readonly elements: number
  readonly ignored: number
  /** The reduced loss in nats; absent under reduction none. */
  readonly value?: number
  readonly sum: number
  readonly denominator: Denominator
  /** Losses that were not reduced, in torch's shape; under reduction none, where they fit in memory. */
  readonly values?: Tensor
  /** d value / d input (of the sum under none), in the input's shape; on demand. */
  readonly grad?: Tensor
  readonly notices: readonly Notice[]
  /** Rows worked out; on demand. */
  readonly explanation?: Explanation
}
