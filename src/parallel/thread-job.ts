import type { SurveyRequest } from '../collectors/survey.ts'
import type { ColumnRequest } from '../data/columns.ts'
import type { ComputeRequest } from '../engine/request.ts'
import type { TableSource } from '../table.ts'
import type { Tensor } from '../tensor.ts'
import type { SharedListing } from './listing.ts'
import type { RecordsJob } from './lockstep.ts'
import type { SplitsJob } from './splits.ts'

/** What a thread is to do, as it is sent. */
export interface ThreadJob extends AskedOfThreads {
  readonly rows: RecordsJob | SplitsJob
  /** Where the text of all samples goes, and in which format. */
  readonly output: SharedListing | undefined
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
