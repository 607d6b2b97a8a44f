import type { OpenOptions } from '../readers/open.ts'
import type { Missing } from '../table.ts'
import type { LossNeeds } from './classes.ts'
import type { Tidying } from './probabilities.ts'
import type { TargetSpelling } from './targets.ts'
import type { Where } from './condition.ts'

/** Which columns are what, as selectors; absent where the rest, or nothing, is meant. */
export interface ColumnNames {
  readonly input?: string | undefined
  readonly target?: string | undefined
  readonly weight?: string | undefined
  /** Names the samples, and tells which rows of two files belong together. */
  readonly id?: string | undefined
  readonly groupBy: readonly string[]
  readonly show?: readonly string[] | undefined
  readonly where: readonly Where[]
  readonly classes?: readonly string[] | undefined
}

export interface DataRequest {
  /** One file with the target as a column, or an input and a target. */
  readonly inputs: readonly string[]
  /** What will be computed; absent where anything may be. */
  readonly loss: LossNeeds | undefined
  /** How the input is said to be written: probs. */
  readonly from?: string | undefined
  readonly open: OpenOptions
  readonly columns: ColumnNames
  readonly missing: Missing
  readonly missingIds: Missing
  /** Whether rows and columns of the input are exchanged. */
  readonly transpose: boolean
  /** The dimension of the classes where it is not the second, counted from 0. */
  readonly classAxis?: number | 'last' | undefined
  readonly spelling: TargetSpelling
  readonly tidying: Tidying | undefined
}
