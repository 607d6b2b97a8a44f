import type { JudgedRows } from '../samples.ts'
import type { Survey } from '../survey.ts'

/**
 * Something that is kept of the samples of a run. What it has seen of several parts, merged, gives the same bits as
 * the whole, in any order; `plain` is what a thread or a file passes on, exact through JSON.
 */
export interface Collector<Plain> {
  add(rows: JudgedRows): void
  merge(plain: Plain): void
  plain(): Plain
  /** `total` is the sum of all losses. */
  section(total: number): Partial<Survey>
}
