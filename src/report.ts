import type { Explanation } from './explanation.ts'
import type { Survey } from './survey.ts'
import type { LongTensor, Tensor } from './tensor.ts'

/** batchmean divides the sum by the first dimension of the first argument, of losses that offer it. */
export type Reduction = 'none' | 'mean' | 'sum' | 'batchmean'

export const reductions: readonly Reduction[] = ['none', 'mean', 'sum']

/** Whether the losses are divided by something. */
export const isMean = (reduction: Reduction): boolean => reduction === 'mean' || reduction === 'batchmean'

/** What the mean divides by. */
export interface Denominator {
  /** elements of the input, samples (positions of class targets), rows, or the sum of weights. */
  readonly kind: 'elements' | 'samples' | 'rows' | 'weights'
  readonly value: number
}

/** What the mean divides by: torch's rule, elements (positions) that count, rows, or the sum of weights. */
export type MeanBy = 'torch' | 'elements' | 'rows' | 'weights'

export const meanBys: readonly MeanBy[] = ['torch', 'elements', 'rows', 'weights']

/** Something the user should know; never changes a number. */
export interface Notice {
  readonly code: string
  readonly message: string
  /** A command or step to take. */
  readonly tries?: readonly string[] | undefined
}

export interface InputSummary {
  readonly name: string
  readonly format: string
  readonly shape: readonly number[]
  /** What the reader decided on its own: `header: yes`. */
  readonly notes: readonly string[]
  readonly selected?: readonly string[]
  /** Columns that were neither named nor chosen. */
  readonly leftOut?: readonly string[]
}

/** An argument of a loss as a report names it; of targets, what they hold. */
export interface ArgumentSummary extends InputSummary {
  readonly kind?: 'elements' | 'indices' | 'probabilities'
}

/** Slopes of the sum of losses, which a run handed out, as gradients. */
export interface Slopes {
  readonly shapes: Readonly<Record<string, readonly number[]>>
  /** Makes gradients of some slopes, in place. */
  divide(slopes: Float64Array): void
}

/** What the losses of rows come to. */
export interface LossReport {
  readonly loss: string
  /** The torch function whose semantics were followed, or else where they come from. */
  readonly torch: string
  readonly one: 'element' | 'row' | 'batch'
  /** Which form of a loss with several ran: sigmoid or softmax. */
  readonly mode?: string
  /** How the input is written, where that was said: logits, probs or log-probs. */
  readonly from?: string
  readonly reduction: Reduction
  /** Options of the loss as used, defaults included; tensors as nested lists. */
  readonly params: Readonly<Record<string, unknown>>
  /** By the names of the loss's arguments, in its order. */
  readonly args: Readonly<Record<string, ArgumentSummary>>
  /** Length of the first dimension; 1 for a single number or an unbatched row. */
  readonly samples: number
  readonly elements: number
  readonly ignored: number
  /** Rows left out because a value was missing. */
  readonly skipped?: number
  /** Elements whose loss is that of a floor (bce: a logarithm of -100); absent where none is. */
  readonly clamped?: number
  /** The reduced loss in nats; absent under reduction none. */
  readonly value?: number
  readonly sum: number
  /** How many losses are Infinity, -Infinity and NaN; absent where none is. */
  readonly notFinite?: readonly [above: number, below: number, nan: number] | undefined
  /** What the mean divides, where that is not the sum of the losses; NaN where the mean is no quotient. */
  readonly dividend?: number | undefined
  readonly denominator: Denominator
  /**
   * Answers whose most probable class or side is the target; and the reduced loss of guessing all classes equally, and as often
   * as the targets are.
   */
  readonly answers?: {
    readonly correct: number
    readonly counted: number
    readonly chance?: number
    readonly frequencies?: number
  }
  /** Losses that were not reduced, in torch's shape; under reduction none, where they fit in memory. */
  readonly values?: Tensor
  /** d value / d argument (of the sum under none), in its shape, by the argument's name; on demand. */
  readonly grads?: Readonly<Record<string, Tensor>>
  readonly notices: readonly Notice[]
}

/** What a run found. */
export interface Report extends LossReport {
  /** Whether each row has a weight of its own, which accuracy and metrics leave out. */
  readonly weightedRows?: boolean
  /** How gradients are made of the slopes that were handed out. */
  readonly slopes?: Slopes
  /** Gradients that are not held in memory. */
  readonly longGrads?: Readonly<Record<string, LongTensor>>
  /** What else was asked of the conventions: `as keras: --from probs --eps 1e-7`. */
  readonly convention?: string
  readonly survey?: Survey
  /** Comparisons that were asked for; absent if none was. */
  readonly checks?: readonly Check[]
  /** Rows worked out; on demand. */
  readonly explanation?: Explanation
}

/** A comparison that was asked for. Over losses that are not reduced it tells of the worst one. */
export interface Check {
  readonly kind: 'expect' | 'max' | 'min' | 'fail-if' | 'fail-on'
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
  /** What was found, what was asked, how far apart, in words; of one that failed. Not part of JSON. */
  readonly found?: string
}

export const failOns = ['nan', 'inf', 'clamp', 'ignored'] as const

export type FailOn = (typeof failOns)[number]
