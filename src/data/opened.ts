import type { Notice } from '../report.ts'
import type { Source } from '../table.ts'
import type { ColumnRequest } from './columns.ts'
import type { Dataset } from './pairs.ts'

/** What a command reads, and what to say of it. */
export interface Opened {
  readonly dataset: Dataset
  /** An input and a target of which all numbers are read. */
  readonly sources?: readonly [Source, Source] | undefined
  /** What the columns are, where some are selected. */
  readonly columns?: ColumnRequest | undefined
  /** Whether nothing is done with the rows that were read: several threads may then read them. */
  readonly asRead: boolean
  /** The columns that group the samples, by the names they print under. */
  readonly groups: readonly string[]
  /** The column that names the samples, if one does. */
  readonly id?: string | undefined
  /** More may come while the data are read. */
  readonly notices: Notice[]
}
