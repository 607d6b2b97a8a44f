import type { FileMetaData, SchemaTree } from 'hyparquet'
import type { ColumnType } from '../../table.ts'
import type { Stored } from '../bytes/stored.ts'
import { readFooter } from './parquet-footer.ts'

const MOST_ROWS = 2 ** 27

/** What the end of a file says of it: plain values, which can be sent to another thread. */
export interface ParquetHead {
  /** With decimals as integers, since the library scales them inexactly. */
  readonly metadata: FileMetaData
  /** By how many digits decimals are scaled, by the names of the columns that hold them. */
  readonly scales: ReadonlyMap<string, number>
}

/** @throws Error for what is malformed */
export function readHead(file: Stored): ParquetHead {
  const metadata = readFooter(file)
  checkRows(metadata)
  return { metadata, scales: rawDecimals(metadata) }
}

function checkRows(metadata: FileMetaData): void {
  let rows = 0n
  for (const group of metadata.row_groups) {
    if (group.num_rows < 0n || group.num_rows > MOST_ROWS)
      throw new Error(`a row group of ${group.num_rows} rows`)
    rows += group.num_rows
    for (const { meta_data: column } of group.columns) {
      if (!column || column.num_values < 0n || column.num_values > 2 * MOST_ROWS)
        throw new Error(`a column of ${column?.num_values ?? 'unknown'} values in a row group`)
    }
  }
  if (rows !== metadata.num_rows)
    throw new Error(`${metadata.num_rows} rows are announced, the row groups have ${rows}`)
}

/** Makes the library give decimals as integers; the scales by columns of the file, of whose lists they may be. */
function rawDecimals({ schema: [root, ...elements] }: FileMetaData): Map<string, number> {
  const scales = new Map<string, number>()
  let column = ''
  /** Elements that belong to the column, before the next begins. */
  let left = 0
  for (const element of root ? elements : []) {
    if (left === 0) column = element.name
    left = Math.max(left - 1, 0) + (element.num_children ?? 0)
    const logical = element.logical_type
    if (element.converted_type !== 'DECIMAL' && logical?.type !== 'DECIMAL') continue
    scales.set(column, element.scale ?? (logical?.type === 'DECIMAL' ? logical.scale : 0))
    delete element.converted_type
    delete element.logical_type
  }
  return scales
}

/** The type of floats that are narrower than a double, in lists too. */
export function floatOf({ element, children: [inner] }: SchemaTree): string | undefined {
  if (inner) return floatOf(inner)
  return element.type === 'FLOAT'
    ? 'float32'
    : element.logical_type?.type === 'FLOAT16'
      ? 'float16'
      : undefined
}

/** What a column holds; undefined for structs, maps and raw bytes. */
export function columnType({ element, children }: SchemaTree): ColumnType | undefined {
  const { type, converted_type: converted, logical_type: logical } = element
  if (children.length > 0) {
    const [repeated] = children
    const inner = repeated!.children[0] ?? repeated!
    const single = children.length === 1 && repeated!.children.length < 2
    const isList =
      (converted === 'LIST' || logical?.type === 'LIST') && repeated!.element.repetition_type === 'REPEATED'
    const innerType =
      single && isList
        ? columnType({ ...inner, element: { ...inner.element, repetition_type: 'OPTIONAL' } })
        : undefined
    return innerType === 'number' || innerType === 'list' ? 'list' : undefined
  }
  if (element.repetition_type === 'REPEATED') return undefined
  if (/^(DATE|TIME)/.test(converted ?? logical?.type ?? '') || type === 'INT96') return 'text'
  if (type === 'BYTE_ARRAY')
    return converted === 'UTF8' || converted === 'ENUM' || logical?.type === 'STRING' ? 'text' : undefined
  if (type === 'FIXED_LEN_BYTE_ARRAY') {
    if (logical?.type === 'UUID') return 'text'
    return logical?.type === 'FLOAT16' || (element.precision ?? 0) > 0 ? 'number' : undefined
  }
  return 'number'
}
