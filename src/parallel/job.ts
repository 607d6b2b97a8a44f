import type { SurveyRequest } from '../collectors/survey.ts'
import type { ColumnRequest } from '../data/columns.ts'
import type { ComputeRequest } from '../engine/request.ts'
import type { OpenOptions } from '../readers/open.ts'
import type { ListingPlace } from './listing.ts'
import type { FilePart } from './lockstep.ts'

/** What is to be computed: names and numbers only, since functions cannot be sent. */
export interface Asked {
  /** What the columns of the files are; without it they are input and target. */
  readonly columns?: ColumnRequest | undefined
  readonly loss: string
  readonly options: ComputeRequest['options']
  readonly reduction: ComputeRequest['reduction']
  readonly mode: string | undefined
  readonly from: string | undefined
  readonly meanBy: ComputeRequest['meanBy']
  readonly hints: boolean
  /** What is kept of all samples together, and whether that needs their probabilities. */
  readonly survey?: SurveyRequest | undefined
  readonly predict: boolean
}

/** Files of records, of which each thread reads the next ones in turn. */
export interface Job extends Asked {
  readonly shared: SharedArrayBuffer
  readonly files: readonly FilePart[]
  /** Where the text of all samples goes, and in which format. */
  readonly output?: ListingPlace | undefined
}

/** A table of which each thread reads the next part that can be read apart. */
export interface TableJob extends Asked {
  readonly table: {
    readonly path: string
    readonly open: OpenOptions
    readonly splits: number
    /** Which parts were handed out, and how many rows they have. */
    readonly shared: SharedArrayBuffer
  }
}
