import type { ColumnInfo, CountedRows } from '../../table.ts'

/** How pandas names the rows of a frame that it wrote: by columns, or by numbers, which it only describes. */
export interface PandasIndex {
  readonly columns: readonly string[]
  readonly counted?: CountedRows
}

/** What stands under `pandas` in the metadata of a Parquet or Arrow file; whatever else stands there says nothing. */
export function pandasIndex(metadata: string | undefined): PandasIndex {
  const found = partsOf(metadata)
  const columns = found.filter((one) => typeof one === 'string')
  const [range] = found.filter((one) => typeof one === 'object' && one !== null) as Partial<CountedRows>[]
  const { start, stop, step } = range ?? {}
  const counted = [start, stop, step].every(Number.isSafeInteger) && step !== 0
  return { columns, ...(counted && { counted: { start: start!, stop: stop!, step: step! } }) }
}

function partsOf(metadata: string | undefined): readonly unknown[] {
  try {
    const found = JSON.parse(metadata ?? '{}') as { index_columns?: unknown } | null
    return Array.isArray(found?.index_columns) ? found.index_columns : []
  } catch {
    return []
  }
}

/** A column, marked where it names the rows. */
export function markedIn({ columns }: PandasIndex, column: ColumnInfo): ColumnInfo {
  return columns.includes(column.name) ? { ...column, index: true } : column
}
