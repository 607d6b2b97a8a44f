import type { AsyncBuffer, ColumnMetaData, Compressors, FileMetaData, SchemaTree } from 'hyparquet'
import { LossError } from '../../error.ts'
import type { ColumnType, KernelRoom, Source } from '../../table.ts'
import { exactly, loadCodecs } from './codecs.ts'
import { type Chunk, decimalOf, type DecodedFile, decodedSource } from './decoded-table.ts'
import type { Input } from '../input.ts'
import { ColumnReader, plainKind, type Unpack } from './parquet-column.ts'
import { pageKind, unpackPages } from './parquet-pages.ts'
import { PageRoom, type PageSizes } from './page-room.ts'
import { type Stored, stored } from '../bytes/stored.ts'

/** Rows of a chunk: few enough for the second-level cache. */
const CHUNK = 1 << 14
/** A larger row group is not decoded by the library only to be looked at. */
const MOST_LOOKED_AT = 1 << 18
/** Rows that are looked at first. */
const FIRST = 1000

const MOST_ROWS = 2 ** 27

export async function parquetSource(input: Input): Promise<Source> {
  return decodedSource(await parquetFile(input))
}

async function parquetFile(input: Input): Promise<DecodedFile> {
  const { name } = input
  const bytes = await stored(input)
  // Not the whole library: half of what a small run takes would be loading it.
  const library = await import('hyparquet/src/metadata.js')
  const { parquetHeader, readColumn } = await import('hyparquet/src/column.js')
  const { DEFAULT_PARSERS: parsers } = await import('hyparquet/src/convert.js')
  let codecs: Compressors = {}
  const guard = guardOf(name)
  return guard(async () => {
    let column: ColumnMetaData | undefined
    let pages: Uint8Array[] = []
    const unpackerOf = (codec: string): Unpack => {
      const unpack = codec === 'UNCOMPRESSED' ? exactly((page) => page) : codecs[codec as keyof Compressors]
      if (!unpack) throw new Error(`unsupported compression codec: ${codec}`)
      return unpack
    }
    const file = bufferOf(bytes, (part) => {
      if (!column) return
      const unpacked = unpackPages(part, pageKind(tree, column), parquetHeader, unpackerOf(column.codec))
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
    const scanned = async () => {
      const { parquetScan } = await import('hyparquet/src/scan.js')
      return parquetScan({ file, metadata: seen, compressors, geoparquet: false, useOffsetIndex: false })
    }
    let scanning: ReturnType<typeof scanned> | undefined
    const all = tree.children.map((child) => ({ name: child.element.name, type: typeOf(child) }))
    const names = all.map((column) => column.name)
    if (new Set(names).size < names.length) throw new Error('two columns have the same name')
    const columns = all.filter(
      (column): column is { name: string; type: ColumnType } => column.type !== undefined,
    )
    const read = (g: number, name: string, rows: readonly [number, number]): Promise<ArrayLike<unknown>> =>
      guard(async () => {
        column = metadata.row_groups[g]!.columns.find(
          ({ meta_data: found }) => found?.path_in_schema[0] === name,
        )?.meta_data
        const top = seenTree.children.find(({ element }) => element.name === name)!
        if (!column || top.children.length > 0) {
          const scan = await (scanning ??= scanned())
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
    /** What the pages of a column can take at most. */
    const sizesOf = (name: string): PageSizes => {
      const chunks = stored.filter(({ meta_data: found }) => found?.path_in_schema[0] === name)
      const most = (size: (chunk: ColumnMetaData) => bigint) =>
        Math.max(0, ...chunks.map(({ meta_data: found }) => Number(size(found!))))
      return {
        packed: most((chunk) => chunk.total_compressed_size),
        unpacked: most((chunk) => chunk.total_uncompressed_size),
      }
    }
    const starts = metadata.row_groups.map(() => 0)
    for (let g = 1; g < starts.length; g++)
      starts[g] = starts[g - 1]! + Number(metadata.row_groups[g - 1]!.num_rows)
    /** A column of a row group: by pages where it is plain, else whole, by the library. */
    async function columnOf(g: number, i: number, pages: PageRoom | undefined): Promise<Ahead> {
      const { name } = columns[i]!
      const scale = scales.get(name)
      const { element, children } = tree.children.find((child) => child.element.name === name)!
      const chunk = metadata.row_groups[g]!.columns.find(
        ({ meta_data: found }) => found?.path_in_schema[0] === name,
      )?.meta_data
      const kind = chunk && children.length === 0 && scale === undefined && plainKind(element, chunk)
      if (kind) {
        const optional = element.repetition_type !== 'REQUIRED'
        const unpack = unpackerOf(chunk.codec)
        const room = pages && { pages, column: i }
        return new ColumnReader(bytes, { kind, optional, column: chunk, unpack }, parquetHeader, room)
      }
      const rows = Number(metadata.row_groups[g]!.num_rows)
      const from = starts[g]!
      const values = await read(g, name, [from, from + rows])
      if (values.length < rows) throw new Error('a column is too short')
      return held(scale === undefined ? values : Array.from(values, (value) => decimalOf(value, scale)))
    }
    async function* chunksOf(
      g: number,
      wanted: readonly number[],
      most: number,
      pages?: PageRoom,
    ): AsyncGenerator<Chunk> {
      const rows = Number(metadata.row_groups[g]!.num_rows)
      if (rows === 0) return
      const readers = new Map<number, Ahead>()
      for (const i of wanted) readers.set(i, await guard(() => columnOf(g, i, pages)))
      for (let from = 0; from < rows;) {
        const chunk = await guard(async () => {
          let count = Math.min(rows - from, most)
          for (const reader of readers.values()) count = Math.min(count, reader.ahead)
          return {
            rows: count,
            columns: new Map([...readers].map(([i, reader]) => [i, reader.take(count)])),
          }
        })
        from += chunk.rows
        yield chunk
      }
    }
    async function* chunks(wanted: readonly number[]): AsyncGenerator<Chunk> {
      for (const g of metadata.row_groups.keys()) yield* chunksOf(g, wanted, CHUNK)
    }
    async function first(wanted: readonly number[]): Promise<Chunk | undefined> {
      const g = metadata.row_groups.findIndex((group) => Number(group.num_rows) > 0)
      if (g < 0) return undefined
      const plain = wanted.every((i) => {
        const { name } = columns[i]!
        const top = tree.children.find((child) => child.element.name === name)!
        const chunk = metadata.row_groups[g]!.columns.find(
          ({ meta_data: found }) => found?.path_in_schema[0] === name,
        )?.meta_data
        return chunk && top.children.length === 0 && plainKind(top.element, chunk)
      })
      if (!plain && Number(metadata.row_groups[g]!.num_rows) > MOST_LOOKED_AT) return undefined
      for await (const chunk of chunksOf(g, wanted, FIRST)) return chunk
      return undefined
    }
    const leftOut = all.filter((column) => column.type === undefined).map((column) => column.name)
    const splits = {
      rows: starts,
      most: CHUNK,
      open(wanted: readonly number[], room: KernelRoom | undefined) {
        const opened = bytes.open()
        const pages =
          room && PageRoom.of(room, opened, new Map(wanted.map((i) => [i, sizesOf(columns[i]!.name)])))
        return { chunks: (g: number) => chunksOf(g, wanted, CHUNK, pages), close: () => opened.close() }
      },
    }
    // A pipe cannot be opened again.
    const apart = input.path !== undefined && starts.length > 0
    return { name, format: 'parquet', columns, leftOut, chunks, first, ...(apart && { splits }) }
  })
}

/** A column of which some rows are ahead. */
type Ahead = Pick<ColumnReader, 'ahead' | 'take'>

/** A column that is in memory whole. */
function held(values: ArrayLike<unknown>): Ahead {
  let taken = 0
  const typed = ArrayBuffer.isView(values) ? (values as unknown as Float64Array) : undefined
  return {
    get ahead() {
      return values.length - taken
    },
    take(rows) {
      const from = taken
      taken += rows
      return typed ? typed.subarray(from, taken) : (values as unknown[]).slice(from, taken)
    },
  }
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
function joined(pages: readonly ArrayLike<unknown>[]): ArrayLike<unknown> {
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
