import type * as flechette from '@uwdata/flechette'
import type { Batch, DataType, Table } from '@uwdata/flechette'
import { LossError } from '../../error.ts'
import type { ColumnType, KernelRoom, Source } from '../../table.ts'
import { ArrowBatches, decodeMessages, type Memory } from './arrow-batches.ts'
import { type ArrowMessage, streamMessages } from './arrow-messages.ts'
import { peek } from '../bytes/bytes.ts'
import { exactly, loadZstd } from './codecs.ts'
import { rowsOf, TextMemory } from './arrow-columns.ts'
import type { Decoded } from './cells.ts'
import { type Chunk, decimalOf, type DecodedFile, decodedSource } from './decoded-table.ts'
import type { Input } from '../input.ts'
import { decodeLz4Frame } from './lz4.ts'
import { type OpenStored, stored } from '../bytes/stored.ts'

const MOST_ROWS = 2 ** 27
/** Rows of a chunk: few enough for the second-level cache. */
const CHUNK = 1 << 14
/** Rows that are looked at first. */
const FIRST = 1000

/** A longer record batch is read to memory of its own. */
const MOST_ROOM = 2 ** 29

export async function arrowSource(input: Input): Promise<Source> {
  return decodedSource(await arrowFile(input))
}

type Library = typeof flechette

/** An Arrow file or stream, read one record batch after the other. */
async function arrowFile(input: Input): Promise<DecodedFile> {
  const { name } = input
  const library = await import('@uwdata/flechette')
  await addCodecs(library)
  const { first: head, all: bytes } = await peek(input.bytes)
  const isFile = Buffer.from(head.subarray(0, 6)).toString('latin1') === 'ARROW1'
  const file = isFile ? await stored({ ...input, bytes }) : undefined
  const batches = file && guarded(name, () => new ArrowBatches(library, file))
  const tables = arrowTables(name, library, streamMessages(bytes))
  const next = batches ? { value: batches.schema } : await tables.next()
  if (!next.value) throw new LossError('E205', `${name} has no columns`, { at: { file: name } })
  const { fields } = next.value.schema
  const all = fields.map((field, i) => ({ name: field.name, type: typeOf(library, field.type), i }))
  const used = all.filter(
    (column): column is { name: string; type: ColumnType; i: number } => column.type !== undefined,
  )
  if (used.length === 0)
    throw new LossError('E205', `${name} has no columns of numbers or text`, { at: { file: name } })

  /** Batches that were looked at, and are still to be read. */
  const seen: Table[] = []
  const memories = used.map(() => new TextMemory())
  const chunkOf = (table: Table, wanted: readonly number[], from: number, end: number): Chunk =>
    guarded(name, () => ({
      rows: end - from,
      columns: new Map(wanted.map((i) => [i, columnOf(table, used[i]!.i, from, end, memories[i]!)])),
    }))
  const rowsIn = (table: Table) => guarded(name, () => lengthOf(table))

  /** Reads a batch of a file; `memory` may be what the next one overwrites. */
  const batch = (open: OpenStored, number: number, wanted: readonly number[], memory?: Memory) =>
    guarded(name, () =>
      batches!.read(
        open,
        number,
        wanted.map((i) => used[i]!.i),
        memory ?? ((length) => Buffer.allocUnsafeSlow(length)),
      ),
    )

  function firstOfFile(open: OpenStored, wanted: readonly number[]): Chunk | undefined {
    for (let number = 0; number < batches!.count; number++) {
      const table = batch(open, number, wanted)
      const rows = rowsIn(table)
      if (rows > 0) return chunkOf(table, wanted, 0, Math.min(rows, FIRST))
    }
    return undefined
  }

  async function first(wanted: readonly number[]): Promise<Chunk | undefined> {
    if (file) {
      const open = file.open()
      try {
        return firstOfFile(open, wanted)
      } finally {
        open.close()
      }
    }
    for (const table of seen) {
      const rows = rowsIn(table)
      if (rows > 0) return chunkOf(table, wanted, 0, Math.min(rows, FIRST))
    }
    for (let next = await tables.next(); !next.done; next = await tables.next()) {
      seen.push(next.value)
      const rows = rowsIn(next.value)
      if (rows > 0) return chunkOf(next.value, wanted, 0, Math.min(rows, FIRST))
    }
    return undefined
  }

  function* chunksOf(table: Table, wanted: readonly number[]): Generator<Chunk> {
    const rows = rowsIn(table)
    for (let from = 0; from < rows; from += CHUNK) {
      yield chunkOf(table, wanted, from, Math.min(rows, from + CHUNK))
    }
  }

  /** Batches of a file by number. */
  function openBatches(wanted: readonly number[], room: KernelRoom | undefined) {
    const open = file!.open()
    const memory = room && batches!.longest <= MOST_ROOM ? memoryIn(room, batches!.longest) : undefined
    return {
      chunks: (number: number) => chunksOf(batch(open, number, wanted, memory), wanted),
      close: () => open.close(),
    }
  }

  async function* chunks(wanted: readonly number[]): AsyncGenerator<Chunk> {
    if (file) {
      const { chunks: chunksIn, close } = openBatches(wanted, undefined)
      try {
        for (let number = 0; number < batches!.count; number++) yield* chunksIn(number)
      } finally {
        close()
      }
      return
    }
    try {
      for (let table = seen.shift(); table; table = seen.shift()) yield* chunksOf(table, wanted)
      for await (const table of tables) yield* chunksOf(table, wanted)
    } finally {
      await tables.return(undefined)
    }
  }
  return {
    name,
    format: 'arrow',
    columns: used.map(({ name, type }) => ({ name, type })),
    leftOut: all.filter((column) => column.type === undefined).map((column) => column.name),
    chunks,
    first,
    // A pipe cannot be opened again.
    ...(batches &&
      input.path !== undefined && { splits: { rows: batches.starts, most: CHUNK, open: openBatches } }),
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
  library: Library,
  messages: AsyncGenerator<ArrowMessage>,
): AsyncGenerator<Table, undefined> {
  let schema: Uint8Array | undefined
  const dictionaries: Uint8Array[] = []
  const decode = (...last: Uint8Array[]): Table =>
    guarded(name, () => decodeMessages(library, [schema!, ...last]))
  try {
    for (;;) {
      const next = await messages.next().catch((error: unknown) => refuse(name, error))
      if (next.done) return undefined
      const message = next.value
      if (message.kind === 'schema') {
        if (schema === undefined) {
          schema = message.bytes
          yield decode()
        }
      } else if (schema === undefined) refuse(name, new Error('its schema is missing'))
      else if (message.kind === 'dictionary') dictionaries.push(message.bytes)
      else yield decode(...dictionaries, message.bytes)
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
  throw new LossError('E204', `${name}: the Arrow data is damaged: ${(error as Error).message}`, {
    at: { file: name },
  })
}

async function addCodecs({
  CompressionType,
  getCompressionCodec,
  setCompressionCodec,
}: Library): Promise<void> {
  if (getCompressionCodec(CompressionType.ZSTD)) return
  const ZSTD = await loadZstd()
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
  setCompressionCodec(CompressionType.ZSTD, codec(ZSTD!))
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
function columnOf(table: Table, i: number, from: number, end: number, memory: TextMemory): Decoded {
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

function scaleOf(type: DataType): number | undefined {
  return 'scale' in type ? type.scale : undefined
}

/** Whether its buffers hold what its length says; the library would make up the rest. */
function checkBatch(batch: Batch<unknown>): void {
  const { length, nullCount, validity, values, offsets, sizes, children, type } = batch
  const short = () => new Error('a buffer of a column is too short')
  const isBits = (bits: unknown) => (bits as Uint8Array).length * 8 >= length
  if (nullCount > 0 && validity && validity.length > 0 && !isBits(validity)) throw short()
  if (type.typeId === 6 && !isBits(values)) throw short()
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

/** What a column holds; undefined for structs, maps, unions and raw bytes. */
function typeOf(library: Library, type: DataType): ColumnType | undefined {
  const { Type } = library
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
        : typeOf(library, (type as { dictionary: DataType }).dictionary)
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList:
    case Type.ListView:
    case Type.LargeListView: {
      const inner = (type as { children: readonly { type: DataType }[] }).children[0]!.type
      const kind = inner.typeId === Type.Decimal ? undefined : typeOf(library, inner)
      return kind === 'number' || kind === 'list' ? 'list' : undefined
    }
    default:
      return undefined
  }
}
