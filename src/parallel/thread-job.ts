import type { ColumnRequest } from '../data/columns.ts'
import type { ComputeRequest } from '../engine/request.ts'
import type { TableSource } from '../table.ts'
import type { Tensor } from '../tensor.ts'
import type { KeptRequest } from './kept.ts'
import type { SharedListing } from './listing.ts'
import type { RecordsJob } from './lockstep.ts'
import type { SplitsJob } from './splits.ts'

/** What a thread is to do, as it is sent. */
export interface ThreadJob extends AskedOfThreads {
  readonly rows: RecordsJob | SplitsJob
  /** Where the text of all samples goes, and in which format. */
  readonly output: SharedListing | undefined
}

type Options = ComputeRequest['options']

/** Data of which equal rows are read with those of the other sides, and the options of each run over them. */
export interface AskedSide {
  /** What the columns of its files are; without it they are input and target. */
  readonly columns?: ColumnRequest | undefined
  readonly options: readonly Options[]
}

/** What is to be computed: names and numbers only, since functions cannot be sent. */
export interface AskedOfThreads {
  readonly sides: readonly AskedSide[]
  readonly loss: string
  readonly reduction: ComputeRequest['reduction']
  readonly mode: string | undefined
  readonly from: string | undefined
  readonly meanBy: ComputeRequest['meanBy']
  readonly hints: boolean
  /** What is kept of all samples together, and whether that needs their probabilities. */
  readonly kept?: KeptRequest | undefined
  readonly predict: boolean
}

export function askedOf(
  { loss, reduction, mode, from, meanBy, hints, predict }: Omit<ComputeRequest, 'options'>,
  sides: readonly AskedSide[],
  kept: KeptRequest | undefined,
): AskedOfThreads {
  return {
    loss: loss.name,
    sides: sides.map(({ columns, options }) => ({
      columns: columns && plainColumns(columns),
      options: options.map(plainOptions),
    })),
    ...{ reduction, mode, from, meanBy, kept },
    hints: hints !== undefined,
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
function plainOptions(options: Options): Options {
  const plain = Object.entries(options).map(([name, value]) => {
    if (typeof value !== 'object' || value === null) return [name, value]
    const { data, shape, table } = value as Tensor
    return [name, { data, shape, ...(table && { table }) }]
  })
  return Object.fromEntries(plain)
}
