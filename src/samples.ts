import type { TextColumn } from './table.ts'
import type { Tensor } from './tensor.ts'

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
  /** The target, with as many numbers to each row, where the samples have no column of it. */
  readonly targets?: Tensor | undefined
  /** Columns that are only compared with those of another run. */
  readonly carried?: readonly ((start: number, rows: number) => TextColumn)[] | undefined
}
