import type { SplitHead, SplitTable } from '../table.ts'
import type { LinesHead } from './json/line-splits.ts'

/** The parts of a file that another thread has opened. */
export async function openSplits(head: SplitHead): Promise<SplitTable> {
  switch (head.format) {
    case 'parquet':
      return (await import('./columnar/parquet.ts')).parquetSplits(head)
    case 'arrow':
      return (await import('./columnar/arrow.ts')).arrowSplits(head)
    case 'ndjson':
      return (await import('./json/line-splits.ts')).lineSplits(head as LinesHead)
  }
}
