import { statSync } from 'node:fs'
import { isDelimiter } from '../../kernel/kernel.ts'
import type { PlainRows } from '../../tensor.ts'

/** A file of plain numeric rows, as far as its first line tells. */
export interface PlainFile extends PlainRows {
  readonly path: string
  readonly size: number
}

/** The file at a path whose rows are plain; undefined unless it is regular and may be read at any place. */
export function plainFile(path: string, rows: PlainRows): PlainFile | undefined {
  const stat = statSync(path)
  return stat.isFile() && isDelimiter(rows.delimiter) ? { ...rows, path, size: stat.size } : undefined
}
