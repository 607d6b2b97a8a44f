import type { ColumnMetaData, SchemaTree } from 'hyparquet'
import { LossError } from '../../error.ts'
import type { UnpackWithin } from '../../kernel/zstd.ts'
import type { ColumnInfo, ColumnType, KernelRoom, Source, SplitHead, SplitTable } from '../../table.ts'
import { damageIn } from '../damage.ts'
import { type Codec, loadCodecs } from './codecs.ts'
import { type Chunk, decimalOf, type DecodedFile, decodedSource, decodedSplits } from './decoded-table.ts'
import { parquetSchema } from './hyparquet.ts'
import type { Input } from '../input.ts'
import { LOOKED_AT } from '../look.ts'
import { ColumnReader, plainKind } from './parquet-column.ts'
import { columnType, floatOf, type ParquetHead, readHead } from './parquet-head.ts'
import { ListReader, OddLists } from './parquet-lists.ts'
import type { RareColumns } from './parquet-rare.ts'
import { PageRoom, type PageSizes } from './page-room.ts'
import { spansOfTime } from './spans-of-time.ts'
import { type Stored, stored, storedAt } from '../bytes/stored.ts'

/** Rows of a chunk: few enough for the second-level cache. */
const CHUNK = 1 << 14
/** A larger row group is not decoded by the library only to be looked at. */
const MOST_LOOKED_AT = 1 << 18

export async function parquetSource(input: Input): Promise<Source> {
  const { name, path } = input
  const bytes = await stored(input)
  const file = await guarded(name, async () => ParquetFile.open(name, bytes, readHead(bytes)))
  return decodedSource(file.decoded(path))
}

/** The row groups of a file whose head was read elsewhere. */
export async function parquetSplits({ name, path, inode, found }: SplitHead): Promise<SplitTable> {
  const file = await ParquetFile.open(name, storedAt(path, inode), found as ParquetHead)
  return decodedSplits(file.decoded(path))!
}

/** The flat columns of a file and its lists, read a row group at a time. */
class ParquetFile {
  readonly #name: string
  readonly #bytes: Stored
  readonly #head: ParquetHead
  readonly #codecs: ReadonlyMap<string, Codec>
  readonly #tree: SchemaTree
  /** By name each column, and where its chunk stands in a row group unless there are structs: there may be 100,000. */
  readonly #tops: ReadonlyMap<string, { readonly top: SchemaTree; readonly place: number }>
  readonly #columns: readonly ColumnInfo[]
  readonly #leftOut: readonly string[]
  /** The first row of each row group. */
  readonly #starts: readonly number[]
  #rare: Promise<RareColumns> | undefined

  static async open(name: string, bytes: Stored, head: ParquetHead): Promise<ParquetFile> {
    const chunks = head.metadata.row_groups.flatMap(({ columns }) => columns)
    const codecs = await loadCodecs(new Set(chunks.map(({ meta_data: column }) => column?.codec ?? '')))
    return new ParquetFile(name, bytes, head, codecs)
  }

  /** @throws Error for columns of the same name, or without one */
  private constructor(name: string, bytes: Stored, head: ParquetHead, codecs: ReadonlyMap<string, Codec>) {
    this.#name = name
    this.#bytes = bytes
    this.#head = head
    this.#codecs = codecs
    const { metadata } = head
    this.#tree = parquetSchema(metadata)
    this.#tops = new Map(this.#tree.children.map((top, place) => [top.element.name, { top, place }]))
    const spans = spansOfTime(metadata)
    const all = this.#tree.children.map((child, i) => ({
      name: child.element.name,
      type: spans.has(i) ? undefined : columnType(child),
      stored: floatOf(child),
    }))
    // Of a damaged file.
    if (all.some((column) => (column.name as string | undefined) === undefined))
      throw new Error('a column has no name')
    if (new Set(all.map((column) => column.name)).size < all.length)
      throw new Error('two columns have the same name')
    this.#columns = all.filter(
      (column): column is (typeof all)[0] & { type: ColumnType } => column.type !== undefined,
    )
    this.#leftOut = all.filter(({ type }) => type === undefined).map((column) => column.name)
    let rows = 0
    this.#starts = metadata.row_groups.map((group) => {
      rows += Number(group.num_rows)
      return rows - Number(group.num_rows)
    })
  }

  /** `path` is that of a regular file: a pipe cannot be opened again. */
  decoded(path: string | undefined): DecodedFile {
    const apart = path !== undefined && this.#starts.length > 0
    return {
      name: this.#name,
      format: 'parquet',
      columns: this.#columns,
      pandas: this.#head.metadata.key_value_metadata?.find(({ key }) => key === 'pandas')?.value,
      leftOut: this.#leftOut,
      chunks: (wanted) => this.#chunks(wanted),
      first: (wanted) => this.#first(wanted),
      ...(apart && {
        splits: {
          head: { format: 'parquet', name: this.#name, path, inode: this.#bytes.inode!, found: this.#head },
          rows: this.#starts,
          most: CHUNK,
          open: (wanted, room) => this.#open(wanted, room),
        },
      }),
    }
  }

  async *#chunks(wanted: readonly number[]): AsyncGenerator<Chunk> {
    for (const g of this.#starts.keys()) yield* this.#chunksOf(g, wanted, CHUNK)
  }

  #open(wanted: readonly number[], room: KernelRoom | undefined) {
    const opened = this.#bytes.open()
    const sizes = new Map(wanted.map((i) => [i, this.#sizesOf(this.#columns[i]!.name)]))
    const pages = room && PageRoom.of(room, opened, sizes)
    const within = new Map(pages && Array.from(this.#codecs, ([name, codec]) => [name, codec.within?.(room)]))
    const memory = pages && { pages, within }
    return { chunks: (g: number) => this.#chunksOf(g, wanted, CHUNK, memory), close: () => opened.close() }
  }

  async #first(wanted: readonly number[]): Promise<Chunk | undefined> {
    const g = this.#head.metadata.row_groups.findIndex((group) => Number(group.num_rows) > 0)
    if (g < 0) return undefined
    const plain = wanted.every((i) => this.#plainOf(g, i) !== undefined)
    if (!plain && this.#rowsOf(g) > MOST_LOOKED_AT) return undefined
    for await (const chunk of this.#chunksOf(g, wanted, LOOKED_AT, undefined, LOOKED_AT)) return chunk
    return undefined
  }

  /** The rows of a row group, at most so many at a time; `looked` if only the first, so many, are asked for. */
  async *#chunksOf(
    g: number,
    wanted: readonly number[],
    most: number,
    memory?: PageMemory,
    looked?: number,
  ): AsyncGenerator<Chunk> {
    const rows = this.#rowsOf(g)
    if (rows === 0) return
    const readers = new Map<number, Ahead>()
    for (const i of wanted)
      readers.set(i, await guarded(this.#name, () => this.#columnOf(g, i, memory, looked)))
    for (let from = 0; from < rows;) {
      const chunk = await guarded(this.#name, async () => {
        let count = Math.min(rows - from, most)
        for (const [i, reader] of readers) {
          const ahead = aheadOf(reader)
          if (ahead === undefined) readers.set(i, await this.#rareOf(g, i, from))
          else count = Math.min(count, ahead)
        }
        return { rows: count, columns: new Map([...readers].map(([i, reader]) => [i, reader.take(count)])) }
      })
      from += chunk.rows
      yield chunk
    }
  }

  /** A column of a row group: by pages where it is plain or of equal lists, else whole, by the library. */
  async #columnOf(g: number, i: number, memory?: PageMemory, looked?: number): Promise<Ahead> {
    const plain = this.#plainOf(g, i)
    if (plain) {
      const { codec } = plain.column
      const room = memory && { pages: memory.pages, column: i, unpack: memory.within.get(codec) }
      const chunk = { ...plain, unpack: this.#codecOf(codec).unpack }
      const reader = new ColumnReader(this.#bytes, chunk, room, looked)
      return plain.lists ? new ListReader(reader, plain.lists.width) : reader
    }
    return this.#rareOf(g, i, 0)
  }

  /** A column of a row group from one of its rows on, by the library, which reads all of it. */
  async #rareOf(g: number, i: number, taken: number): Promise<Ahead> {
    const { name } = this.#columns[i]!
    const rare = await (this.#rare ??= this.#loadRare())
    const column = this.#chunkOf(g, name)
    if (!column) throw new Error(`the column ${name} is not in a row group`)
    const values = rare.read(column, this.#rowsOf(g))
    if (values.length < this.#rowsOf(g)) throw new Error('a column is too short')
    const scale = this.#head.scales.get(name)
    return held(scale === undefined ? values : Array.from(values, (value) => decimalOf(value, scale)), taken)
  }

  /** How a column of a row group is read by pages; undefined where the library must. */
  #plainOf(g: number, i: number) {
    const { name } = this.#columns[i]!
    const { top } = this.#tops.get(name)!
    const column = this.#chunkOf(g, name)
    if (!column) return undefined
    const lists =
      top.children.length > 0 ? listsIn(top, Number(column.num_values) / this.#rowsOf(g)) : undefined
    const { element, children } = lists?.leaf ?? top
    const flat = children.length === 0 && !this.#head.scales.has(name)
    const kind = flat ? plainKind(element, column) : undefined
    if (lists && (kind === 'TEXT' || kind === 'BOOLEAN')) return undefined
    return kind && { kind, optional: element.repetition_type !== 'REQUIRED', column, lists }
  }

  #chunkOf(g: number, name: string): ColumnMetaData | undefined {
    const { columns } = this.#head.metadata.row_groups[g]!
    const isOf = ({ meta_data: found }: (typeof columns)[number]) => found?.path_in_schema[0] === name
    const usual = columns[this.#tops.get(name)!.place]
    return (usual && isOf(usual) ? usual : columns.find(isOf))?.meta_data
  }

  #rowsOf(g: number): number {
    return Number(this.#head.metadata.row_groups[g]!.num_rows)
  }

  #codecOf(name: string): Codec {
    const codec = this.#codecs.get(name)
    if (!codec) throw new Error(`unsupported compression codec: ${name}`)
    return codec
  }

  async #loadRare(): Promise<RareColumns> {
    const { RareColumns } = await import('./parquet-rare.ts')
    const unpackerOf = (codec: string) => this.#codecOf(codec).unpack
    return new RareColumns(this.#bytes, this.#head.metadata, this.#tree, unpackerOf)
  }

  #sizesOf(name: string): PageSizes {
    const chunks = [...this.#starts.keys()].flatMap((g) => this.#chunkOf(g, name) ?? [])
    const most = (size: (chunk: ColumnMetaData) => bigint) =>
      chunks.reduce((largest, chunk) => Math.max(largest, Number(size(chunk))), 0)
    return {
      packed: most((chunk) => chunk.total_compressed_size),
      unpacked: most((chunk) => chunk.total_uncompressed_size),
      // Of a text two, where it begins and ends; of another value its number in a dictionary.
      integers: most((chunk) => (chunk.type === 'BYTE_ARRAY' ? 2n : 1n) * chunk.num_values),
    }
  }
}

/** Memory of a kernel for pages, and how they are unpacked within it, by codecs. */
interface PageMemory {
  readonly pages: PageRoom
  readonly within: ReadonlyMap<string, UnpackWithin | undefined>
}

type Ahead = Pick<ColumnReader, 'ahead' | 'take'> | ListReader

/** Rows that are ahead; undefined where the library must read them. */
function aheadOf(reader: Ahead): number | undefined {
  try {
    return reader.ahead
  } catch (error) {
    if (error instanceof OddLists) return undefined
    throw error
  }
}

/** Lists of single values, on average so many; undefined for what is nested deeper, and where they cannot be equally long. */
function listsIn(top: SchemaTree, width: number) {
  const [repeated] = top.children
  const [leaf] = repeated?.children ?? []
  const plain =
    top.children.length === 1 &&
    top.element.repetition_type !== 'REPEATED' &&
    repeated!.element.repetition_type === 'REPEATED' &&
    repeated!.children.length === 1
  if (!plain || !Number.isInteger(width) || width === 0) return undefined
  const optional = [top, leaf!].filter(({ element }) => element.repetition_type === 'OPTIONAL')
  return { leaf: leaf!, width, definition: 1 + optional.length }
}

function held(values: ArrayLike<unknown>, taken: number): Ahead {
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

/** Whatever the library throws is the file's fault: it was given nothing else. */
async function guarded<T>(name: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof LossError) throw error
    const message = damageIn(error).replace(/^parquet (file )?/, '')
    throw new LossError('E204', `${name}: the Parquet file is damaged: ${message}`, { at: { file: name } })
  }
}
