import type { LongTensor, Tensor } from './tensor.ts'
import type { GateTest, Verdict } from './verdict.ts'

/** batchmean divides the sum by the first dimension of the first argument, of losses that offer it. */
export type Reduction = 'none' | 'mean' | 'sum' | 'batchmean'
export const reductions: readonly Reduction[] = ['none', 'mean', 'sum']

/** Whether the losses are divided by something. */
export function isMean(reduction: Reduction): boolean {
  return reduction === 'mean' || reduction === 'batchmean'
}

/** What the mean divides by; the five conventions of torch come down to these. */
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
  readonly tries?: readonly string[]
}

export interface InputSummary {
  readonly name: string
  readonly format: string
  readonly shape: readonly number[]
  /** What the reader decided on its own: `header: yes`. */
  readonly notes: readonly string[]
  /** The columns that were selected. */
  readonly selected?: readonly string[]
  /** Columns that were neither named nor chosen. */
  readonly leftOut?: readonly string[]
}

/** An argument of a loss as a report names it; of targets, what they hold. */
export interface ArgumentSummary extends InputSummary {
  readonly kind?: 'elements' | 'indices' | 'probabilities'
}

/**
 * Per-sample results of neighbouring samples, as columns of equal length in the order they print: numbers, or texts
 * for labels and names of classes. `row` is always first and counts from 0, `loss` always there (or `loss_0`, `loss_1`, ... one per element of
 * a sample, when nothing is reduced).
 */
export type Samples = ReadonlyMap<string, Float64Array | readonly string[]>

/** Samples with what each adds to the sum of the losses and to the divisor of their mean. */
export interface Rated {
  readonly samples: Samples
  readonly sums: Float64Array
  readonly divisors: Float64Array
  /** Targets of single losses that are 0, 1 or between. */
  readonly sides?: Float64Array | undefined
}

/** Losses of the samples that share a text: a class, a split. */
export interface Group {
  readonly name: string
  readonly count: number
  readonly mean: number
  readonly sum: number
  /** Of the sum over all samples. */
  readonly share: number
  readonly accuracy?: number
}

export interface Quantile {
  readonly q: number
  readonly value: number
  /** Whether it comes from buckets, within a relative error of 0.0005. */
  readonly approximate: boolean
}

export interface Histogram {
  /** One more than counts. */
  readonly edges: readonly number[]
  readonly counts: readonly number[]
  /** Losses that are NaN or infinite. */
  readonly notFinite: number
}

/** Losses counted between powers of ten; 8 bins a decade. */
export interface PowersOfTen {
  /** Of whole decades, from the first with a loss to the last; `sum` is that of their losses, `wrong` what was predicted wrong. */
  readonly bins: readonly {
    readonly from: number
    readonly to: number
    readonly count: number
    readonly wrong?: number
    readonly sum: number
  }[]
  readonly negative: number
  /** Losses that are NaN or infinite. */
  readonly notFinite: number
}

/** How much of the sum the samples with the largest losses hold. */
export interface Concentration {
  /** The smallest part of the samples that holds half of the sum. */
  readonly half: number
  readonly parts: readonly { readonly worst: number; readonly share: number }[]
  /** Whether it comes from buckets, within a relative error of 0.0005. */
  readonly approximate: boolean
}

/** How often what is predicted with a probability comes true. */
export interface Calibration {
  /** Whose probability: that of the positive side, or of the predicted class. */
  readonly of: 'positive' | 'predicted'
  /** Mean over the samples of how far the rate of their bin is from its mean probability. */
  readonly error: number
  /** `rate` is the part of them that is positive, or right; low and high its 95 % interval. Absent in an empty bin. */
  readonly bins: readonly {
    readonly from: number
    readonly to: number
    readonly count: number
    readonly hits: number
    readonly mean?: number
    readonly rate?: number
    readonly low?: number
    readonly high?: number
  }[]
}

/** The samples of one target with one prediction. */
export interface Confusion {
  readonly target: number
  readonly predicted: number
  readonly count: number
  readonly sum: number
  /** Of the sum over all samples. */
  readonly share: number
}

/** Places whose right answer got a probability between two ends, and the sum of their losses. */
export interface RightAnswer {
  readonly from: number
  readonly to: number
  readonly count: number
  readonly sum: number
}

/** How far predicted numbers are from those that came; a difference is prediction minus target. */
export interface PredictionErrors {
  /** Pairs of finite numbers; `left` are the others. */
  readonly count: number
  readonly left: number
  /** The mean of the differences, and the root of the mean of their squares. */
  readonly bias: number
  readonly rmse: number
  /** Edges of bins, one more than counts, of the differences. */
  readonly edges: readonly number[]
  readonly counts: readonly number[]
  /** How many pairs lie in which square: its lower ends, and how wide it is. */
  readonly size: number
  readonly squares: readonly {
    readonly target: number
    readonly prediction: number
    readonly count: number
  }[]
}

/** A number that is told beside the loss; without value where `why` says what is missing. */
export interface Metric {
  readonly name: string
  readonly value?: number
  readonly why?: 'empty' | 'soft targets' | 'one class' | 'many classes' | 'two sides'
  /** Classes that were averaged over. */
  readonly classes?: number
  /** Whether ranks come from buckets, and how far off the value is at most, where that is known. */
  readonly approximate?: boolean
  readonly within?: number
}

/** What the samples of a run say together; each part on demand. */
export interface Survey {
  /** The worst samples, and their part of the sum. */
  readonly top?: Samples
  readonly topShare?: number
  readonly perClass?: readonly Group[]
  readonly groupBy?: readonly { readonly by: string; readonly groups: readonly Group[] }[]
  readonly quantiles?: readonly Quantile[]
  readonly histogram?: Histogram
  readonly powers?: PowersOfTen
  readonly concentration?: Concentration
  readonly calibration?: Calibration
  readonly rightAnswers?: readonly RightAnswer[]
  readonly errors?: PredictionErrors
  /** Largest sum first; `leftOut` pairs are not told. `names` of the classes, where they have names. */
  readonly confusions?: {
    readonly classes: number
    readonly pairs: readonly Confusion[]
    readonly leftOut: number
    /** Pairs of a wrong prediction that people are shown. */
    readonly shown: number
    readonly names?: readonly string[]
  }
  readonly metrics?: readonly Metric[]
}

/** A named result of a worked example: one number, or one per element or class. */
export interface ExplainedStep {
  readonly name: string
  /** In words, for a step that not all losses share. */
  readonly means?: { readonly en: string; readonly zh: string }
  /** Of the names before it; empty for what was given. */
  readonly formula: string
  readonly latex: string
  readonly values: readonly number[]
  /** Whether there is a value per element or class. */
  readonly each: boolean
  /** The formula with numbers put in, for each of the row's `shown`: texts and numbers in turn. */
  readonly numbers: readonly (readonly (string | number)[])[]
}

/** One row, or one position of a row, worked out. */
export interface ExplainedRow {
  readonly row: number
  /** The name of the sample, where one column gives it. */
  readonly id?: string
  /** Which of several positions of the row. */
  readonly position?: number
  /** Elements or classes whose numbers are put in: the target's class, the first element, or those of one row. */
  readonly shown: readonly number[]
  /** Left out because of the ignore index; there are no steps then. */
  readonly ignored: boolean
  readonly steps: readonly ExplainedStep[]
  /** What the row adds to the sum, and to the divisor of the mean. */
  readonly sum: number
  readonly share: number
  /** The same before the row's own weight, where it has one. */
  readonly unweighted?: { readonly weight: number; readonly sum: number; readonly share: number }
}

/** Some rows worked out step by step. How they are reduced is the report's. */
export interface Explanation {
  readonly formula: string
  readonly latex: string
  readonly input: string
  readonly columns: 'elements' | 'classes'
  /** Names of the classes, where they have names. */
  readonly classes?: readonly string[]
  /** How many positions a row has; not all may be worked out. */
  readonly positions: number
  readonly rows: readonly ExplainedRow[]
}

/** Slopes of the sum of losses, which a run handed out, as gradients. */
export interface Slopes {
  readonly shapes: Readonly<Record<string, readonly number[]>>
  /** Makes gradients of some slopes, in place. */
  divide(slopes: Float64Array): void
}

/** What a run found. Writers print it; the exit status is a function of it. */
export interface Report {
  readonly loss: string
  /** The torch function whose semantics were followed, or else where they come from. */
  readonly torch: string
  /** What a loss is of. */
  readonly one: 'element' | 'row' | 'batch'
  /** Which form of a loss with several ran: sigmoid or softmax. */
  readonly mode?: string
  /** How the input is written, where that was said: logits, probs or log-probs. */
  readonly from?: string
  readonly reduction: Reduction
  /** What else was asked of the conventions: `as keras: --from probs --eps 1e-7`. */
  readonly convention?: string
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
  /** What the mean divides, where that is not the sum of the losses; NaN where the mean is no quotient. */
  readonly dividend?: number | undefined
  readonly denominator: Denominator
  /**
   * Answers whose most probable class or side is the target; and the reduced loss of guessing all alike, and as often
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
  /** How gradients are made of the slopes that were handed out. */
  readonly slopes?: Slopes
  /** The same where it is not held in memory. */
  readonly longGrads?: Readonly<Record<string, LongTensor>>
  readonly survey?: Survey
  readonly notices: readonly Notice[]
  /** Comparisons that were asked for; absent if none was. */
  readonly checks?: readonly Check[]
  /** Rows worked out; on demand. */
  readonly explanation?: Explanation
}

/** Two models on the same samples; a difference is b - a, so below 0 the second is better. */
export interface Comparison {
  readonly a: Report
  readonly b: Report
  readonly samples: number
  /** The reduced loss of b less that of a, exactly summed. */
  readonly difference: number
  readonly interval: Interval
  readonly better: number
  readonly worse: number
  readonly equal: number
  /** Samples of which one loss is NaN: nobody knows which is better, and there is no verdict. */
  readonly unknown: number
  /** Which model is better, if these samples can tell, and how likely they are if none is. */
  readonly verdict: Verdict
  /** What --fail-if asked. */
  readonly gate?: readonly GateTest[]
  /** Samples whose loss grew the most, and those whose loss fell the most. */
  readonly regressions: Samples
  readonly improvements: Samples
  /** Where targets are classes or sides. */
  readonly perClass?: readonly ComparedGroup[]
  /** By the columns whose values are groups. */
  readonly perGroup?: readonly { readonly by: string; readonly groups: readonly ComparedGroup[] }[]
  readonly pairs: PairedLosses
  readonly differences: Differences
}

/** Where a number lies with 95 % confidence, and how that was found. */
export interface Interval {
  readonly low: number
  readonly high: number
  readonly method: string
}

/** The same loss of several models, in order: the epochs of a training, or candidates. */
export interface Series {
  readonly models: readonly Standing[]
  /** What each model is compared with. */
  readonly against: 'previous' | 'first'
  /** Index of the model with the lowest loss; absent where no loss is a number. */
  readonly best?: number
  /** The last model compared with the best; absent where it is the best. */
  readonly sinceBest?: Step
}

/** One model of several. */
export interface Standing {
  /** As it was named. */
  readonly name: string
  readonly report: Report
  /** From the model that it is compared with; absent for the first. */
  readonly step?: Step
}

/** From the reduced loss of one model to that of another; below 0 the loss fell. */
export interface Step {
  readonly difference: number
  readonly interval: Interval
  /** Whether the samples of both belong together, by their ids or by their order; `why` says what forbids it. */
  readonly paired: 'ids' | 'order' | 'no'
  readonly why?: 'other ids' | 'another number of samples' | 'other targets' | 'other weights'
  /** Samples whose loss fell, grew and stayed; only of pairs. */
  readonly counts?: { readonly better: number; readonly worse: number; readonly equal: number }
}

/** Samples of one class or group under two models. */
export interface ComparedGroup {
  readonly name: string
  readonly count: number
  readonly a: number
  readonly b: number
}

/** How many samples have which loss under a, and which under b, between powers of ten. */
export interface PairedLosses {
  /** Lower ends of the bins of both; 0 is next to nothing. */
  readonly squares: readonly { readonly a: number; readonly b: number; readonly count: number }[]
  readonly perDecade: number
  /** Pairs with a loss that is negative, NaN or infinite. */
  readonly left: number
}

/** How many samples have which difference; none where all are equal. */
export interface Differences {
  /** One more than counts; the first and the last bin also took what lies beyond. */
  readonly edges: readonly number[]
  readonly counts: readonly number[]
  readonly equal: number
  readonly approximate: boolean
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
