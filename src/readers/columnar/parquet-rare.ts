import type { AsyncBuffer, ColumnMetaData, Compressors, FileMetaData, SchemaTree } from 'hyparquet'
import type { Stored } from '../bytes/stored.ts'
import { readColumn } from 'hyparquet/src/column.js'
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js'
import { parquetSchema } from './hyparquet.ts'
import type { Unpack } from './parquet-column.ts'
import { asyncBuffer } from './parquet-head.ts'
import { pageKind, unpackPages } from './parquet-pages.ts'

/** A name of a codec that the library looks up, but nobody writes. */
const CHECKED = 'LZO'

/** Reads columns that are nested or rare by the library, which sees each page unpacked and checked. */
export class RareColumns {
  readonly #metadata: FileMetaData
  readonly #tree: SchemaTree
  readonly #file: AsyncBuffer
  /** The same file as the library is to see it. */
  readonly #seen: FileMetaData
  readonly #seenTree: SchemaTree
  #scanning: ReturnType<typeof scanOf> | undefined
  /** The column that is read, and its pages. */
  #column: ColumnMetaData | undefined
  #pages: Uint8Array[] = []
  readonly #compressors = { [CHECKED]: () => this.#pages.shift() ?? new Uint8Array(0) }

  constructor(file: Stored, metadata: FileMetaData, tree: SchemaTree, unpackerOf: (codec: string) => Unpack) {
    this.#metadata = metadata
    this.#tree = tree
    this.#seen = throughChecks(metadata)
    this.#seenTree = parquetSchema(this.#seen)
    this.#file = asyncBuffer({
      ...file,
      read: (start, length) => {
        const part = file.read(start, length)
        if (this.#column) this.#unpack(part, this.#column, unpackerOf(this.#column.codec))
        return part
      },
    })
  }

  /** Some rows of a column, within a row group. @throws Error for what is malformed */
  async read(group: number, name: string, from: number, end: number): Promise<ArrayLike<unknown>> {
    const column = this.#metadata.row_groups[group]!.columns.find(
      ({ meta_data: found }) => found?.path_in_schema[0] === name,
    )?.meta_data
    this.#column = column
    const top = this.#seenTree.children.find(({ element }) => element.name === name)!
    if (!column || top.children.length > 0) {
      const scan = await (this.#scanning ??= scanOf(this.#file, this.#seen, this.#compressors))
      return scan.readColumn({ column: name, rowStart: from, rowEnd: end })
    }
    return this.#pagesOf(column, top, end - from)
  }

  /** The pages of a plain column stay typed arrays; the scan would make one list of them. */
  async #pagesOf(column: ColumnMetaData, top: SchemaTree, count: number): Promise<ArrayLike<unknown>> {
    const start = Number(column.dictionary_page_offset || column.data_page_offset)
    const view = new DataView(await this.#file.slice(start, start + Number(column.total_compressed_size)))
    const rows = { groupStart: 0, selectStart: 0, selectEnd: count, groupRows: count }
    const decoder = {
      pathInSchema: column.path_in_schema,
      type: column.type,
      element: top.element,
      schemaPath: [this.#seenTree, top],
      codec: CHECKED,
      parsers: DEFAULT_PARSERS,
      compressors: this.#compressors,
    }
    return joined(readColumn({ view, offset: 0 }, rows, decoder as Parameters<typeof readColumn>[2]).data)
  }

  #unpack(part: Uint8Array, column: ColumnMetaData, unpack: Unpack): void {
    const { pages, dense } = unpackPages(part, pageKind(this.#tree, column), unpack)
    this.#pages = pages
    const i = this.#tree.children.findIndex(({ element }) => element.name === column.path_in_schema[0])
    const kind = dense ? 'REQUIRED' : this.#tree.children[i]!.element.repetition_type
    Object.assign(this.#seenTree.children[i]!.element, { repetition_type: kind })
  }
}

/** All columns of a file, those that are nested, too. */
async function scanOf(file: AsyncBuffer, metadata: FileMetaData, compressors: Compressors) {
  const { parquetScan } = await import('hyparquet/src/scan.js')
  return parquetScan({ file, metadata, compressors, geoparquet: false, useOffsetIndex: false })
}

/** The same file, but with pages that come from us, unpacked and checked. */
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
