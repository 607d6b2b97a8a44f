import type { SurveyRequest } from '../collectors/survey.ts'
import type { ColumnRequest } from '../data/columns.ts'
import type { ComputeRequest } from '../engine/request.ts'
import type { SplitHead, TableSource } from '../table.ts'
import type { Tensor } from '../tensor.ts'
import type { ListingPlace } from './listing.ts'
import type { RecordsFile } from './lockstep.ts'
import type { SplitsOutput } from './splits-listing.ts'

/** What a thread is to do, as it is sent. */
export type ThreadJob = RecordsJob | SplitsJob

/** Files of records, of which each thread reads the next ones in turn. */
export interface RecordsJob extends AskedOfThreads {
  readonly read: 'records'
  readonly shared: SharedArrayBuffer
  readonly files: readonly RecordsFile[]
  /** Where the text of all samples goes, and in which format. */
  readonly output?: ListingPlace | undefined
}

/** A table of which each thread reads the next part that can be read apart. */
export interface SplitsJob extends AskedOfThreads {
  readonly read: 'splits'
  readonly head: SplitHead
  /** How many parts there are; which were handed out, and how many rows they have. */
  readonly count: number
  readonly shared: SharedArrayBuffer
  /** As of records. */
  readonly output?: SplitsOutput | undefined
}

/** What is to be computed: names and numbers only, since functions cannot be sent. */
export interface AskedOfThreads {
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

export function askedOf(
  { loss, options, reduction, mode, from, meanBy, hints, predict }: ComputeRequest,
  columns: ColumnRequest | undefined,
  survey: SurveyRequest | undefined,
): AskedOfThreads {
  return {
    loss: loss.name,
    options: plainOptions(options),
    reduction,
    mode,
    from,
    meanBy,
    hints: hints !== undefined,
    columns: columns && plainColumns(columns),
    survey,
    predict: predict !== undefined,
  }
}

/** A request without the functions that read its tables. */
function plainColumns(request: ColumnRequest): ColumnRequest {
  const tables = request.tables.map(
    ({ name, format, columns }) => ({ name, format, columns, notes: [] }) as unknown as TableSource,
  )
  return { ...request, tables, notices: [] }
}

/** Options without the functions that tell where tensors were read. */
function plainOptions(options: ComputeRequest['options']): ComputeRequest['options'] {
  const plain = Object.entries(options).map(([name, value]) => {
    if (typeof value !== 'object' || value === null) return [name, value]
    const { data, shape, table } = value as Tensor
    return [name, { data, shape, ...(table && { table }) }]
  })
  return Object.fromEntries(plain)
}
