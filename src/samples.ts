import type { LazyColumns } from './lazy-columns.ts'
import type { TextColumn } from './table.ts'
import type { Tensor } from './tensor.ts'

/**
 * Per-sample results of neighbouring samples, as columns of equal length in the order they print: numbers, or texts
 * for labels and names of classes. `row` is always first and counts from 0, `loss` always there (or `loss_0`, `loss_1`, ... one per element of
 * a sample, when nothing is reduced).
 */
export type Samples = ReadonlyMap<string, Float64Array | readonly string[]>

/** Samples with what each adds to the sum of the losses and to the divisor of their mean, and what tells how good each is. */
export interface JudgedRows {
  readonly samples: Samples
  /** Names in `samples` of columns of the file, which may be called as a result is elsewhere: target. */
  readonly fromFile?: ReadonlySet<string> | undefined
  /** Texts of the columns that label the rows, by name. */
  readonly labels?: ReadonlyMap<string, readonly string[]> | LazyColumns<readonly string[]> | undefined
  readonly sums: Float64Array
  readonly divisors: Float64Array
  /** Whether it is known that all divisors are 1. */
  readonly even?: boolean
  /** Whether the mean divides by all rows, those that are ignored too. */
  readonly byRows?: boolean
  /** Losses before any reduction, times the weight of the row; and what each adds to the divisor, if that is not even. */
  readonly values?: Float64Array | undefined
  readonly valueDivisors?: Float64Array | undefined
  /** Target and prediction of the samples as numbers of classes, where the samples have their names. */
  readonly indices?: { readonly target: Float64Array; readonly predicted: Float64Array } | undefined
  /** Targets of single losses that are 0, 1 or between. */
  readonly sides?: Float64Array | undefined
  /** The target, with as many numbers to each row, where the samples have no column of it. */
  readonly targets?: Tensor | undefined
  /** Which index is ignored, of losses that take those of classes; NaN for none. */
  readonly ignored?: number | undefined
  /** Where they were asked for and the loss has them. */
  readonly predictions?: Predictions | undefined
  /** Columns that are only compared with those of another run. */
  readonly carried?: readonly ((start: number, rows: number) => TextColumn)[] | undefined
}

/**
 * What some rows say of the right answer. A place is what has a loss of its own: a row of classes, or one number that
 * is the probability of a positive side.
 */
export interface Predictions {
  /** How many classes a place has; 1 for the probability of a positive side. */
  readonly classes: number
  /** One probability per class of each place. */
  readonly p: Float64Array
  /** Index of the class, or the side: 0, 1, or a part between. NaN where the place does not count or has several classes. */
  readonly targets: Float64Array
  /** How many labels a row has, where it has several that may all be true: the columns of a matrix of sides. */
  readonly labels?: number | undefined
  /** Most probable class or side; NaN where the place does not count. */
  readonly predicted: Float64Array
  /** Numbers that order the places as the probability of class or side 1 does, and are not rounded to 1; up to 2 classes. */
  readonly scores: Float64Array | undefined
  /** -ln p of the right class. */
  readonly costs: Float64Array | undefined
  /** Classes more probable than the right one; of equal ones, the first. */
  readonly ranks: Float64Array | undefined
  /** Probability targets: one per class of each place. */
  readonly soft: Float64Array | undefined
  /** Whether the scores are unbounded, and not probabilities. */
  readonly logits: boolean
}
