import type { AsyncBuffer, ColumnMetaData, Compressors, FileMetaData, SchemaTree } from 'hyparquet'
import { LossError } from '../../error.ts'
import type { ColumnType, TableSource } from '../../table.ts'
import type { Source } from '../../tensor.ts'
import {
  type Chunk,
  decimalOf,
  type Decoded,
  type DecodedFile,
  decodedSource,
  decodedTable,
} from './decoded-table.ts'
import { exactly, loadCodecs } from './codecs.ts'
import type { Input } from '../input.ts'
import { pageKind, unpackPages } from './parquet-pages.ts'
import { type Stored, stored } from '../bytes/stored.ts'

/** Rows of a group, which are held at once. */
/** A larger row group is not decoded only to be looked at. */
const MOST_LOOKED_AT = 1 << 18

const MOST_ROWS = 2 ** 27

/** Its columns as one tensor. */
export async function parquetSource(input: Input): Promise<Source> {
  return decodedSource(await parquetFile(input))
}

export async function parquetTable(input: Input): Promise<TableSource> {
  return decodedTable(await parquetFile(input))
}

async function parquetFile(input: Input): Promise<DecodedFile> {
  const { name } = input
  const bytes = await stored(input)
  const library = await import('hyparquet')
  const { parquetHeader, readColumn } = await import('hyparquet/src/column.js')
  const { DEFAULT_PARSERS: parsers } = await import('hyparquet/src/convert.js')
  let codecs: Compressors = {}
  const guard = guardOf(name)
  return guard(async () => {
    let column: ColumnMetaData | undefined
    let pages: Uint8Array[] = []
    const file = bufferOf(bytes, (part) => {
      if (!column) return
      const unpack = column.codec === 'UNCOMPRESSED' ? exactly((page) => page) : codecs[column.codec]
      if (!unpack) throw new Error(`unsupported compression codec: ${column.codec}`)
      const unpacked = unpackPages(part, pageKind(tree, column), parquetHeader, unpack)
      pages = unpacked.pages
      const i = tree.children.findIndex(({ element }) => element.name === column!.path_in_schema[0])
      const kind = unpacked.dense ? 'REQUIRED' : tree.children[i]!.element.repetition_type
      Object.assign(seenTree.children[i]!.element, { repetition_type: kind })
    })
    const metadata = await library.parquetMetadataAsync(file, { geoparquet: false })
    checkRows(metadata)
    const stored = metadata.row_groups.flatMap((group) => group.columns)
    codecs = await loadCodecs(new Set(stored.map((column) => column.meta_data?.codec ?? '')))
    const scales = rawDecimals(metadata)
    const tree = library.parquetSchema(metadata)
    const seen = throughChecks(metadata)
    const seenTree = library.parquetSchema(seen)
    const compressors = { [CHECKED]: () => pages.shift() ?? new Uint8Array(0) }
    const scan = await library.parquetScan({
      file,
      metadata: seen,
      compressors,
      geoparquet: false,
      useOffsetIndex: false,
    })
    const all = tree.children.map((child) => ({ name: child.element.name, type: typeOf(child) }))
    const names = all.map((column) => column.name)
    if (new Set(names).size < names.length) throw new Error('two columns have the same name')
    const columns = all.filter(
      (column): column is { name: string; type: ColumnType } => column.type !== undefined,
    )
    const read = (g: number, name: string, rows: readonly [number, number]): Promise<Decoded> =>
      guard(async () => {
        column = metadata.row_groups[g]!.columns.find(
          ({ meta_data: found }) => found?.path_in_schema[0] === name,
        )?.meta_data
        const top = seenTree.children.find(({ element }) => element.name === name)!
        if (!column || top.children.length > 0) {
          return scan.readColumn({ column: name, rowStart: rows[0], rowEnd: rows[1] })
        }
        // The pages of a plain column stay typed arrays; the scan would make one list of them.
        const count = rows[1] - rows[0]
        const start = Number(column.dictionary_page_offset || column.data_page_offset)
        const view = new DataView(await file.slice(start, start + Number(column.total_compressed_size)))
        const group = { groupStart: 0, selectStart: 0, selectEnd: count, groupRows: count }
        const schemaPath = [seenTree, top]
        const { type, path_in_schema: pathInSchema } = column
        const decoder = {
          pathInSchema,
          type,
          element: top.element,
          schemaPath,
          codec: CHECKED,
          parsers,
          compressors,
        }
        return joined(
          readColumn({ view, offset: 0 }, group, decoder as Parameters<typeof readColumn>[2]).data,
        )
      })
    async function chunkOf(g: number, from: number, rows: number, wanted: readonly number[]): Promise<Chunk> {
      const found = new Map<number, Decoded>()
      for (const i of wanted) {
        const values = await read(g, columns[i]!.name, [from, from + rows])
        const scale = scales.get(columns[i]!.name)
        found.set(
          i,
          scale === undefined ? values : Array.from(values as unknown[], (v) => decimalOf(v, scale)),
        )
      }
      return { rows, columns: found }
    }
    async function* chunks(wanted: readonly number[]): AsyncGenerator<Chunk> {
      let from = 0
      for (const [g, group] of metadata.row_groups.entries()) {
        const rows = Number(group.num_rows)
        if (rows > 0) yield await chunkOf(g, from, rows, wanted)
        from += rows
      }
    }
    async function first(wanted: readonly number[]): Promise<Chunk | undefined> {
      const g = metadata.row_groups.findIndex((group) => Number(group.num_rows) > 0)
      const rows = g < 0 ? 0 : Number(metadata.row_groups[g]!.num_rows)
      return rows === 0 || rows > MOST_LOOKED_AT ? undefined : chunkOf(g, 0, rows, wanted)
    }
    const leftOut = all.filter((column) => column.type === undefined).map((column) => column.name)
    return { name, format: 'parquet', columns, leftOut, chunks, first }
  })
}

type Guard = <T>(action: () => Promise<T>) => Promise<T>

/** Whatever the library throws is the file's fault: it was given nothing else. */
function guardOf(name: string): Guard {
  return async (action) => {
    try {
      return await action()
    } catch (error) {
      if (error instanceof LossError) throw error
      const message = (error as Error).message.replace(/^parquet (file )?/, '')
      throw new LossError('E204', `${name}: the Parquet file is damaged: ${message}`, { at: { file: name } })
    }
  }
}

/** Pages one after the other: doubles where all are numbers that are doubles. */
function joined(pages: readonly ArrayLike<unknown>[]): Decoded {
  if (pages.length === 1) return pages[0]!
  const isDoubles = (page: ArrayLike<unknown>): page is ArrayLike<number> =>
    Array.isArray(page) ? page.every((value) => typeof value === 'number') : typeof page[0] === 'number'
  const full = pages.filter((page) => page.length > 0)
  if (!full.every(isDoubles)) return full.flatMap((page) => Array.from(page))
  const out = new Float64Array(full.reduce((sum, page) => sum + page.length, 0))
  let at = 0
  for (const page of full) {
    out.set(page, at)
    at += page.length
  }
  return out
}

/** A name of a codec that the library looks up, but nobody writes. */
const CHECKED = 'LZO'

/** The same file as the library is to see it: each page comes from us, unpacked and checked. */
function throughChecks(metadata: FileMetaData): FileMetaData {
  const row_groups = metadata.row_groups.map((group) => ({
    ...group,
    columns: group.columns.map((chunk) => ({
      ...chunk,
      ...(chunk.meta_data && { meta_data: { ...chunk.meta_data, codec: CHECKED } as const }),
    })),
  }))
  return { ...metadata, row_groups, schema: metadata.schema.map((element) => ({ ...element })) }
}

function bufferOf(file: Stored, look: (part: Uint8Array) => void): AsyncBuffer {
  return {
    byteLength: file.size,
    slice(start, end = file.size) {
      if (!(start >= 0 && start <= end && end <= file.size)) {
        throw new Error(`bytes ${start} to ${end} are not inside the file`)
      }
      const part = file.read(start, end - start)
      look(part)
      const { buffer, byteOffset, byteLength } = part
      const whole = byteOffset === 0 && byteLength === buffer.byteLength
      return (whole ? buffer : buffer.slice(byteOffset, byteOffset + byteLength)) as ArrayBuffer
    },
  }
}

function checkRows(metadata: FileMetaData): void {
  let rows = 0n
  for (const group of metadata.row_groups) {
    if (group.num_rows < 0n || group.num_rows > MOST_ROWS)
      throw new Error(`a row group of ${group.num_rows} rows`)
    rows += group.num_rows
    for (const { meta_data: column } of group.columns) {
      if (!column || column.num_values < 0n || column.num_values > 2 * MOST_ROWS) {
        throw new Error(`a column of ${column?.num_values ?? 'unknown'} values in a row group`)
      }
    }
  }
  if (rows !== metadata.num_rows)
    throw new Error(`${metadata.num_rows} rows are announced, the row groups have ${rows}`)
}

/** Makes the library give decimals as integers, since it scales them inexactly; the scales by column. */
function rawDecimals(metadata: FileMetaData): Map<string, number> {
  const scales = new Map<string, number>()
  for (const element of metadata.schema) {
    if (element.converted_type !== 'DECIMAL' && element.logical_type?.type !== 'DECIMAL') continue
    const logical = element.logical_type
    scales.set(element.name, element.scale ?? (logical?.type === 'DECIMAL' ? logical.scale : 0))
    delete element.converted_type
    delete element.logical_type
  }
  return scales
}

/** What a column holds; undefined for structs, maps and raw bytes. */
function typeOf({ element, children }: SchemaTree): ColumnType | undefined {
  const { type, converted_type: converted, logical_type: logical } = element
  if (children.length > 0) {
    const [repeated] = children
    const inner = repeated!.children[0] ?? repeated!
    const single = children.length === 1 && repeated!.children.length < 2
    const isList =
      (converted === 'LIST' || logical?.type === 'LIST') && repeated!.element.repetition_type === 'REPEATED'
    const innerType =
      single && isList
        ? typeOf({ ...inner, element: { ...inner.element, repetition_type: 'OPTIONAL' } })
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
