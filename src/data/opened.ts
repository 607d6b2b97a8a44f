import type { Notice } from '../report.ts'
import type { Source } from '../table.ts'
import type { ColumnRequest } from './columns.ts'
import type { Dataset } from './pairs.ts'

/** What a command reads, and what to say of it. */
export interface Opened {
  readonly dataset: Dataset
  /** The two sources, where nothing but their numbers is asked for: several threads may then read them. */
  readonly plain?: readonly [Source, Source] | undefined
  /** The columns of which the data are made, where that is all there is to it: several threads may then read them. */
  readonly columns?: ColumnRequest | undefined
  /** What the columns are, whatever is done with the rows: those of the first file may name them. */
  readonly request?: ColumnRequest | undefined
  /** The columns that group the samples, by the names they print under. */
  readonly groups: readonly string[]
  /** The column that names the samples, if one does. */
  readonly id?: string | undefined
  /** More may come while the data are read. */
  readonly notices: readonly Notice[]
}
