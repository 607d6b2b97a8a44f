import { joinNumbers } from '../../tensor.ts'
import type { AsyncBuffer, ColumnMetaData, FileMetaData, SchemaTree } from 'hyparquet'
import type { Stored } from '../bytes/stored.ts'
import { assembleNested } from 'hyparquet/src/assemble.js'
import { readColumn } from 'hyparquet/src/column.js'
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js'
import { getTreePath } from 'hyparquet/src/schema.js'
import { parquetSchema } from './hyparquet.ts'
import { instantOf } from './instants.ts'
import type { Unpack } from './parquet-column.ts'
import { asyncBuffer } from './parquet-footer.ts'
import { pageKind, unpackPages } from './parquet-pages.ts'

const PARSERS = {
  ...DEFAULT_PARSERS,
  timestampFromMicroseconds: (count: bigint) => instantOf(count, 1000n),
  timestampFromNanoseconds: (count: bigint) => instantOf(count, 1_000_000n),
} as typeof DEFAULT_PARSERS

/** A name of a codec that the library looks up, but nobody writes. */
const CHECKED = 'LZO'

/** Reads columns that are nested or rare by the library, which sees each page unpacked and checked. */
export class RareColumns {
  readonly #metadata: FileMetaData
  readonly #tree: SchemaTree
  readonly #file: AsyncBuffer
  /** The same schema as the library is to see it. */
  readonly #seenTree: SchemaTree
  #column: ColumnMetaData | undefined
  #pages: Uint8Array[] = []
  readonly #compressors = { [CHECKED]: () => this.#pages.shift() ?? new Uint8Array(0) }

  constructor(file: Stored, metadata: FileMetaData, tree: SchemaTree, unpackerOf: (codec: string) => Unpack) {
    this.#metadata = metadata
    this.#tree = tree
    const schema = metadata.schema.map((element) => ({ ...element }))
    this.#seenTree = parquetSchema({ ...metadata, schema })
    this.#file = asyncBuffer({
      ...file,
      read: (start, length) => {
        const part = file.read(start, length)
        if (this.#column) this.#unpack(part, this.#column, unpackerOf(this.#column.codec))
        return part
      },
    })
  }

  /** A column of a row group. @throws Error for what is malformed */
  async read(group: number, name: string, rows: number): Promise<ArrayLike<unknown>> {
    const column = this.#metadata.row_groups[group]!.columns.find(
      ({ meta_data: found }) => found?.path_in_schema[0] === name,
    )?.meta_data
    if (!column) throw new Error(`the column ${name} is not in a row group`)
    this.#column = column
    const start = Number(column.dictionary_page_offset || column.data_page_offset)
    const view = new DataView(await this.#file.slice(start, start + Number(column.total_compressed_size)))
    const path = getTreePath(this.#seenTree, column.path_in_schema)
    const decoder = {
      pathInSchema: column.path_in_schema,
      type: column.type,
      element: path.at(-1)!.element,
      schemaPath: path,
      codec: CHECKED,
      parsers: PARSERS,
      compressors: this.#compressors,
    }
    const all = { groupStart: 0, selectStart: 0, selectEnd: rows, groupRows: rows }
    const { data } = readColumn({ view, offset: 0 }, all, decoder as Parameters<typeof readColumn>[2])
    const [, top] = path as [SchemaTree, SchemaTree]
    const leaf = column.path_in_schema.join('.')
    const values = new Map([[leaf, joined(data)]])
    assembleNested(values as Map<string, unknown[]>, top, PARSERS)
    return values.get(name)!
  }

  #unpack(part: Uint8Array, column: ColumnMetaData, unpack: Unpack): void {
    const { pages, dense } = unpackPages(part, pageKind(this.#tree, column), unpack)
    this.#pages = pages
    const i = this.#tree.children.findIndex(({ element }) => element.name === column.path_in_schema[0])
    const kind = dense ? 'REQUIRED' : this.#tree.children[i]!.element.repetition_type
    Object.assign(this.#seenTree.children[i]!.element, { repetition_type: kind })
  }
}

/** Pages one after the other: doubles where all are numbers that are doubles. */
function joined(pages: readonly ArrayLike<unknown>[]): ArrayLike<unknown> {
  if (pages.length === 1) return pages[0]!
  const isDoubles = (page: ArrayLike<unknown>): page is ArrayLike<number> =>
    Array.isArray(page) ? page.every((value) => typeof value === 'number') : typeof page[0] === 'number'
  const full = pages.filter((page) => page.length > 0)
  if (!full.every(isDoubles)) return full.flatMap((page) => Array.from(page))
  return joinNumbers(full)
}
