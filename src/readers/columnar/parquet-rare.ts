import { joinNumbers } from '../../tensor.ts'
import type { ColumnMetaData, FileMetaData, SchemaTree } from 'hyparquet'
import type { Stored } from '../bytes/stored.ts'
import { assembleNested } from 'hyparquet/src/assemble.js'
import { readColumn } from 'hyparquet/src/column.js'
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js'
import { getTreePath } from 'hyparquet/src/schema.js'
import { parquetSchema } from './hyparquet.ts'
import { instantOf } from './instants.ts'
import { placeOf, type Unpack } from './parquet-column.ts'
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
  readonly #tree: SchemaTree
  readonly #file: Stored
  readonly #unpackerOf: (codec: string) => Unpack
  /** The same schema as the library is to see it. */
  readonly #seenTree: SchemaTree
  #pages: Uint8Array[] = []
  readonly #compressors = { [CHECKED]: () => this.#pages.shift() ?? new Uint8Array(0) }

  constructor(file: Stored, metadata: FileMetaData, tree: SchemaTree, unpackerOf: (codec: string) => Unpack) {
    this.#file = file
    this.#tree = tree
    this.#unpackerOf = unpackerOf
    const schema = metadata.schema.map((element) => ({ ...element }))
    this.#seenTree = parquetSchema({ ...metadata, schema })
  }

  /** A column of a row group. @throws Error for what is malformed */
  read(column: ColumnMetaData, rows: number): ArrayLike<unknown> {
    const [start, end] = placeOf(column, this.#file)
    const part = this.#file.read(start, end - start)
    this.#unpack(part, column)
    const view = new DataView(part.buffer, part.byteOffset, part.byteLength)
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
    return values.get(column.path_in_schema[0]!)!
  }

  #unpack(part: Uint8Array, column: ColumnMetaData): void {
    const { pages, dense } = unpackPages(part, pageKind(this.#tree, column), this.#unpackerOf(column.codec))
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
