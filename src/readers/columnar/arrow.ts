import type { Batch, DataType, Table } from '@uwdata/flechette'
import { LossError } from '../../error.ts'
import type { ColumnInfo, ColumnType, KernelRoom, Source, SplitHead, SplitTable } from '../../table.ts'
import { damageIn } from '../damage.ts'
import { ArrowBatches, type ArrowHead, type Memory, readArrowHead } from './arrow-batches.ts'
import { ArrowDecoder } from './arrow-dictionaries.ts'
import { type ArrowMessage, streamMessages, WideIntegers } from './arrow-messages.ts'
import { type Bytes, peek } from '../bytes/bytes.ts'
import { exactly, loadZstd } from './codecs.ts'
import { rowsOf, TextMemory } from './arrow-columns.ts'
import type { Decoded } from './cells.ts'
import { type Chunk, decimalOf, type DecodedFile, decodedSource, decodedSplits } from './decoded-table.ts'
import type { Input } from '../input.ts'
import { LOOKED_AT } from '../look.ts'
import { decodeLz4Frame } from './lz4.ts'
import { CompressionType, getCompressionCodec, setCompressionCodec, Type } from './flechette.ts'
import { type OpenStored, type Stored, stored, storedAt } from '../bytes/stored.ts'

const MOST_ROWS = 2 ** 27
/** Rows of a chunk: few enough for the second-level cache; and of lists so many numbers. */
const CHUNK = 1 << 14
const NUMBERS = 1 << 17

const ownMemory: Memory = (length) => Buffer.allocUnsafeSlow(length)

/** A longer record batch is read to memory of its own. */
const MOST_ROOM = 2 ** 29

export const arrowSource = async (input: Input): Promise<Source> => decodedSource(await arrowFile(input))

async function arrowFile(input: Input): Promise<DecodedFile> {
  const { name, path } = input
  await addCodecs()
  const { first: head, all: bytes } = await peek(input.bytes)
  const isFile = Buffer.from(head.subarray(0, 6)).toString('latin1') === 'ARROW1'
  if (!isFile) return streamed(name, bytes)
  const file = await stored({ ...input, bytes })
  return inFile(
    name,
    path,
    file,
    guarded(name, () => readArrowHead(file)),
  )
}

/** The record batches of a file whose head was read elsewhere. */
export async function arrowSplits({ name, path, inode, found }: SplitHead): Promise<SplitTable> {
  await addCodecs()
  return decodedSplits(inFile(name, path, storedAt(path, inode), found as ArrowHead))!
}

/** A file that can be read at any place; `path` is that of a regular file, which can be opened again. */
function inFile(name: string, path: string | undefined, file: Stored, head: ArrowHead): DecodedFile {
  const batches = guarded(name, () => new ArrowBatches(head))
  const columns = new ArrowColumns(name, batches.schema)

  const placesOf = (wanted: readonly number[]) => wanted.map((i) => columns.used[i]!.i)

  /** Reads a batch; `memory` may be what the next one overwrites. */
  const batch = (open: OpenStored, number: number, wanted: readonly number[], memory?: Memory) =>
    guarded(name, () => batches.read(open, number, placesOf(wanted), memory ?? ownMemory))

  /** The batch that is looked at: it is kept until rows are read, as the library decodes all of its columns at once. */
  let seen: (ReturnType<ArrowBatches['begin']> & { readonly number: number }) | undefined

  function open(wanted: readonly number[], room: KernelRoom | undefined) {
    seen = undefined
    const opened = file.open()
    const memory = room && batches.longest <= MOST_ROOM ? memoryIn(room, batches.longest) : undefined
    return {
      chunks: (number: number) => columns.chunksOf(batch(opened, number, wanted, memory), wanted),
      close: () => opened.close(),
    }
  }
  return {
    ...columns.described,
    async first(wanted) {
      const opened = file.open()
      try {
        for (let number = seen?.number ?? 0; number < batches.count; number++) {
          const table = guarded(name, () => {
            if (seen?.number !== number) seen = { ...batches.begin(opened, number, ownMemory), number }
            seen.fill(opened, placesOf(wanted))
            return seen.table
          })
          const found = columns.firstOf(table, wanted)
          if (found) return found
        }
        return undefined
      } finally {
        opened.close()
      }
    },
    async *chunks(wanted) {
      const { chunks, close } = open(wanted, undefined)
      try {
        for (let number = 0; number < batches.count; number++) yield* chunks(number)
      } finally {
        close()
      }
    },
    ...(path !== undefined && {
      splits: {
        head: { format: 'arrow', name, path, inode: file.inode!, found: head },
        rows: batches.starts,
        most: CHUNK,
        open,
      },
    }),
  }
}

/** A stream, of which batches are kept that were looked at and are still to be read. */
async function streamed(name: string, bytes: Bytes): Promise<DecodedFile> {
  const tables = arrowTables(name, streamMessages(bytes))
  const schema = await tables.next()
  if (!schema.value) throw new LossError('E205', `${name} has no columns`, { at: { file: name } })
  const columns = new ArrowColumns(name, schema.value)
  const seen: Table[] = []
  return {
    ...columns.described,
    async first(wanted) {
      for (const table of seen) {
        const found = columns.firstOf(table, wanted)
        if (found) return found
      }
      for (let next = await tables.next(); !next.done; next = await tables.next()) {
        seen.push(next.value)
        const found = columns.firstOf(next.value, wanted)
        if (found) return found
      }
      return undefined
    },
    async *chunks(wanted) {
      try {
        for (let table = seen.shift(); table; table = seen.shift()) yield* columns.chunksOf(table, wanted)
        for await (const table of tables) yield* columns.chunksOf(table, wanted)
      } finally {
        await tables.return(undefined)
      }
    },
  }
}

/** A column that is read, and which field of the schema it is. */
type Used = ColumnInfo & { readonly stored: string | undefined; readonly i: number }

class ArrowColumns {
  readonly used: readonly Used[]
  readonly described: Pick<DecodedFile, 'name' | 'format' | 'columns' | 'pandas' | 'leftOut'>
  readonly #name: string
  /** Of columns of texts that were read: 25 KB each. */
  readonly #memories: TextMemory[] = []

  /** @throws LossError E205 where none can be read */
  constructor(name: string, { schema }: Table) {
    const all = schema.fields.map((field, i) => ({
      name: field.name,
      type: typeOf(field.type),
      stored: floatOf(field.type),
      i,
    }))
    const used = all.filter((column): column is Used => column.type !== undefined)
    if (used.length === 0)
      throw new LossError('E205', `${name} has no columns of numbers or text`, { at: { file: name } })
    this.used = used
    this.described = {
      name,
      format: 'arrow',
      columns: used.map(({ i: _, ...column }) => column),
      pandas: schema.metadata?.get('pandas'),
      leftOut: all.filter((column) => column.type === undefined).map((column) => column.name),
    }
    this.#name = name
  }

  /** The first rows of a batch; undefined if it has none. */
  firstOf(table: Table, wanted: readonly number[]): Chunk | undefined {
    const rows = this.#rowsIn(table)
    return rows > 0 ? this.#chunkOf(table, wanted, 0, Math.min(rows, LOOKED_AT)) : undefined
  }

  *chunksOf(table: Table, wanted: readonly number[]): Generator<Chunk> {
    const rows = this.#rowsIn(table)
    const step = this.#step(table, wanted, rows)
    for (let from = 0; from < rows; from += step) {
      yield this.#chunkOf(table, wanted, from, Math.min(rows, from + step))
    }
  }

  /** Rows of a chunk, as long as lists are on average. */
  #step(table: Table, wanted: readonly number[], rows: number): number {
    const numbers = wanted.map((i) => {
      let [batch] = table.getChildAt(this.used[i]!.i).data as readonly Batch<unknown>[]
      while (batch?.children?.[0]) [batch] = batch.children as [Batch<unknown>]
      return batch?.length ?? 0
    })
    return Math.max(
      1,
      Math.min(CHUNK, Math.floor((NUMBERS * rows) / numbers.reduce((most, n) => Math.max(most, n), 1))),
    )
  }

  #chunkOf(table: Table, wanted: readonly number[], from: number, end: number): Chunk {
    return guarded(this.#name, () => ({
      rows: end - from,
      columns: new Map(
        wanted.map((i) => [
          i,
          columnOf(table, this.used[i]!.i, from, end, () => (this.#memories[i] ??= new TextMemory())),
        ]),
      ),
    }))
  }

  #rowsIn(table: Table): number {
    return guarded(this.#name, () => lengthOf(table))
  }
}

/** Memory for one message, in that of a kernel. */
function memoryIn(room: KernelRoom, longest: number): Memory {
  const address = room.reserve(longest)
  return (length) => new Uint8Array(room.memory.buffer, address, length)
}

/** First a table without rows, for its schema; then one per record batch. */
async function* arrowTables(
  name: string,
  messages: AsyncGenerator<ArrowMessage>,
): AsyncGenerator<Table, undefined> {
  let decoder: ArrowDecoder | undefined
  try {
    for (;;) {
      const next = await messages.next().catch((error: unknown) => refuse(name, error))
      if (next.done) return undefined
      const message = next.value
      const known: ArrowDecoder | undefined = decoder
      if (message.kind === 'schema') {
        if (known) continue
        decoder = guarded(name, () => new ArrowDecoder(message.bytes))
        yield decoder.schema
      } else if (!known) refuse(name, new Error('its schema is missing'))
      else if (message.kind === 'dictionary') known.add(message)
      else yield guarded(name, () => known.decode(message.bytes))
    }
  } finally {
    await messages.return(undefined)
  }
}

/** Whatever the library throws is the file's fault: it was given nothing else. */
function guarded<T>(name: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    return refuse(name, error)
  }
}

function refuse(name: string, error: unknown): never {
  if (error instanceof LossError) throw error
  if (error instanceof WideIntegers) {
    const at = { file: name, field: error.message }
    throw new LossError('E201', `${name} holds numbers of the type int128`, { at })
  }
  throw new LossError('E204', `${name}: the Arrow data is damaged: ${damageIn(error)}`, {
    at: { file: name },
  })
}

async function addCodecs(): Promise<void> {
  if (getCompressionCodec(CompressionType.ZSTD)) return
  const { unpack: unpackZstd } = await loadZstd()
  const encode = (): never => {
    throw new Error('nothing is compressed here')
  }
  const codec = (unpack: typeof decodeLz4Frame) => ({
    encode,
    // Typed arrays are laid over it, so it must be aligned.
    decode(data: Uint8Array, length = -1) {
      const part = unpack(data, length)
      return part.byteOffset % 8 === 0 ? part : new Uint8Array(part)
    },
  })
  setCompressionCodec(CompressionType.ZSTD, codec(unpackZstd))
  setCompressionCodec(CompressionType.LZ4_FRAME, codec(exactly(decodeLz4Frame)))
}

function lengthOf(table: Table): number {
  const rows = table.getChildAt(0).data[0]?.length ?? 0
  if (!(rows >= 0 && rows <= MOST_ROWS)) throw new Error(`a record batch of ${rows} rows`)
  return rows
}

/** @throws Error for a column of another length, or whose buffers are too short */
function checkColumn(table: Table, i: number, rows: number): void {
  const [batch] = table.getChildAt(i).data
  if (rows === 0 || !batch) return
  if (batch.length !== rows) throw new Error(`a column of ${batch.length} values beside one of ${rows}`)
  checkBatch(batch)
}

/** Some values of a column; null where nothing is. */
function columnOf(table: Table, i: number, from: number, end: number, memory: () => TextMemory): Decoded {
  if (from === 0) checkColumn(table, i, lengthOf(table))
  const [batch] = table.getChildAt(i).data
  if (!batch) return []
  const scale = scaleOf(table.schema.fields[i]!.type)
  const quick = scale === undefined ? rowsOf(batch, from, end, memory) : undefined
  if (quick) return quick
  const values = batch.slice(from, end) as ArrayLike<unknown>
  if (Array.isArray(values) && values.includes(undefined)) throw new Error('a column is too short')
  return scale === undefined ? values : Array.from(values, (value) => decimalOf(value, scale))
}

const scaleOf = (type: DataType): number | undefined => ('scale' in type ? type.scale : undefined)

/** Whether its buffers hold what its length says; the library would make up the rest. */
function checkBatch(batch: Batch<unknown>): void {
  const { length, nullCount, validity, values, offsets, sizes, children, type } = batch
  const short = () => new Error('a buffer of a column is too short')
  const isBits = (bits: unknown) => (bits as Uint8Array).length * 8 >= length
  if (nullCount > 0 && validity && validity.length > 0 && !isBits(validity)) throw short()
  if (type.typeId === Type.Bool && !isBits(values)) throw short()
  if (!children || children.length === 0) return
  const inner = children[0]!
  const stride = 'stride' in type ? Number(type.stride) : 0
  if (!offsets && stride * length > inner.length) throw short()
  let last = 0
  for (let i = 0; offsets && i < length; i++) {
    const start = Number(offsets[i] ?? -1)
    const end = sizes ? start + Number(sizes[i] ?? -1) : Number(offsets[i + 1] ?? -1)
    if (start < (sizes ? 0 : last) || end < start || end > inner.length) throw short()
    last = end
  }
  children.forEach(checkBatch)
}

/** The type of floats that are narrower than a double, in lists too. */
function floatOf(type: DataType): string | undefined {
  if (type.typeId === Type.Float) return type.precision < 2 ? `float${16 << type.precision}` : undefined
  const [inner] = 'children' in type ? type.children : []
  return inner && floatOf(inner.type)
}

/** What a column holds; undefined for structs, maps, unions and raw bytes. */
function typeOf(type: DataType): ColumnType | undefined {
  switch (type.typeId) {
    case Type.Null:
    case Type.Int:
    case Type.Float:
    case Type.Bool:
    case Type.Decimal:
      return 'number'
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
    case Type.Date:
    case Type.Timestamp:
      return 'text'
    case Type.Dictionary:
      return (type as { dictionary: DataType }).dictionary.typeId === Type.Decimal
        ? undefined
        : typeOf((type as { dictionary: DataType }).dictionary)
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList:
    case Type.ListView:
    case Type.LargeListView: {
      const inner = (type as { children: readonly { type: DataType }[] }).children[0]!.type
      const kind = inner.typeId === Type.Decimal ? undefined : typeOf(inner)
      return kind === 'number' || kind === 'list' ? 'list' : undefined
    }
    default:
      return undefined
  }
}
