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
  /** Elements whose loss is that of a floor (bce: a logarithm of -100); absent where none is. */
  readonly clamped?: number
  /** The reduced loss in nats; absent under reduction none. */
  readonly value?: number
  readonly sum: number
  readonly denominator: Denominator
  /** Losses that were not reduced, in torch's shape; under reduction none, where they fit in memory. */
  readonly values?: Tensor
  /** d value / d input (of the sum under none), in the input's shape; on demand. */
  readonly grad?: Tensor
  readonly notices: readonly Notice[]
  /** Comparisons that were asked for; absent if none was. */
  readonly checks?: readonly Check[]
}

/** A comparison that was asked for. Over losses that are not reduced it tells of the worst one. */
export interface Check {
  readonly kind: 'expect' | 'max' | 'min' | 'fail-on'
  readonly ok: boolean
  /** Where the bound comes from: `--expect 0.72`. */
  readonly asked: string
  readonly want?: number
  readonly got?: number
  readonly rtol?: number
  readonly atol?: number
  /** Index of the worst among losses that are not reduced, its row, and how many fail. */
  readonly index?: number
  readonly row?: number
  readonly failed?: number
  /** What happened too often, under fail-on, and how often. */
  readonly what?: FailOn
  readonly count?: number
}

export const failOns = ['nan', 'inf', 'clamp', 'ignored'] as const
export type FailOn = (typeof failOns)[number]
