import type { LazyColumns } from '../lazy-columns.ts'
import type { Predictions } from '../predictions.ts'
import type { Samples } from '../samples.ts'
import type { Survey } from '../survey.ts'
import type { Tensor } from '../tensor.ts'

/** Rows of results, with what each adds to the sum and to its divisor. */
export interface SurveyRows {
  readonly samples: Samples
  /** Texts of the columns that group the rows, by name. */
  readonly labels?: ReadonlyMap<string, readonly string[]> | LazyColumns<readonly string[]> | undefined
  readonly sums: Float64Array
  readonly divisors: Float64Array
  /** The losses of each row, where it has several; and what each adds to the divisor, if that is not even. */
  readonly values?: Float64Array | undefined
  readonly valueDivisors?: Float64Array | undefined
  /** Target and prediction of the samples as numbers of classes, where the samples have their names. */
  readonly indices?: { readonly target: Float64Array; readonly predicted: Float64Array } | undefined
  /** Targets, where the samples have no column of them; and where they are classes, the index that is ignored. */
  readonly targets?: Tensor | undefined
  readonly ignored?: number | undefined
  /** Targets of single losses that are 0, 1 or between. */
  readonly sides?: Float64Array | undefined
  /** Probabilities with the targets; where they were asked for and the loss has them. */
  readonly predictions?: Predictions | undefined
}

/**
 * Something that is kept of the samples of a run. What it has seen of several parts, merged, gives the same bits as
 * the whole, in any order; `plain` is what a thread or a file passes on, exact through JSON.
 */
export interface Collector<Plain> {
  add(rows: SurveyRows): void
  merge(plain: Plain): void
  plain(): Plain
  /** `total` is the sum of all losses. */
  section(total: number): Partial<Survey>
}
