import { ByteQueue } from '../bytes/byte-queue.ts'
import type { Bytes } from '../bytes/bytes.ts'
import type { Stored } from '../bytes/stored.ts'
import { Type } from './flechette.ts'

const CONTINUATION = 0xffffffff
const FILE_MAGIC = 'ARROW1'
const LONGEST_METADATA = 1 << 28
const LONGEST_BODY = 2 ** 31
const MOST_FIELDS = 100_000
const DEEPEST = 64
/** Kinds of messages, and the version from which buffers have no page. */
const SCHEMA = 1
const DICTIONARY = 2
const RECORDS = 3
const WITHOUT_PAGES = 3

type MessageKind = 'schema' | 'dictionary' | 'records'

export interface ArrowMessage {
  readonly kind: MessageKind
  /** Of a dictionary: which one, and whether its values follow those that it has. */
  readonly dictionary?: { readonly id: number; readonly isDelta: boolean } | undefined
  /** The message with its prefix and body, aligned. */
  readonly bytes: Uint8Array
}

/**
 * The messages of an Arrow stream. All lengths and offsets of their metadata are checked, since the library that
 * decodes them trusts them.
 *
 * @throws Error for what is malformed or cut off
 */
export async function* streamMessages(bytes: Bytes): AsyncGenerator<ArrowMessage> {
  const queue = new ByteQueue(bytes)
  try {
    for (;;) {
      const at = queue.position
      const prefix = await queue.take(8)
      if (prefix.length === 0) return
      const length = metadataLength(prefix, at)
      if (length === 0) return
      const metadata = await queue.take(length)
      if (metadata.length < length)
        throw new Error(`it ends within the metadata of the message at byte ${at}`)
      const { kind, bodyLength, dictionary } = new Metadata(metadata).message()
      const body = await queue.take(bodyLength)
      if (body.length < bodyLength)
        throw new Error(`the message at byte ${at} has ${bodyLength} bytes, but ${body.length} follow`)
      const whole = Buffer.allocUnsafeSlow(8 + length + bodyLength)
      whole.set(prefix)
      whole.set(metadata, 8)
      whole.set(body, 8 + length)
      yield { kind, bytes: whole, dictionary }
    }
  } finally {
    await queue.close()
  }
}

/** What an Arrow file holds, by the list at its end: what lies between need not be a stream. */
interface Contents {
  readonly schema: Uint8Array
  readonly dictionaries: readonly Block[]
  readonly records: readonly Block[]
}

/** @throws Error for what is malformed or cut off */
export function fileContents(file: Stored): Contents {
  const end = Buffer.from(file.read(Math.max(0, file.size - 10), 10))
  if (end.length < 10 || end.toString('latin1', 4) !== FILE_MAGIC)
    throw new Error('it is cut off: its end is missing')
  const length = end.readInt32LE(0)
  if (length <= 0 || length > Math.min(file.size - 18, LONGEST_METADATA))
    throw new Error(`its list of contents is said to be ${length} bytes long`)
  const footer = file.read(file.size - 10 - length, length)
  const { schema, dictionaries, records } = new Metadata(footer).footer()
  return { schema: schemaMessage(footer, schema), dictionaries, records }
}

interface Block {
  readonly offset: number
  readonly metadata: number
  readonly body: number
}

/** A dictionary of a file whole, with its body. @throws Error for what is malformed */
export function dictionaryIn(file: Stored, block: Block): ArrowMessage {
  const { kind, length, dictionary } = messageIn(file, block, 'dictionary')
  const read = file.read(block.offset, length)
  // Typed arrays are laid over it.
  return { kind, bytes: read.byteOffset % 8 === 0 ? read : new Uint8Array(read), dictionary }
}

/** A record batch of a file, as far as its metadata tell. */
export interface Records {
  readonly offset: number
  /** Bytes of the message, and those in front of its body. */
  readonly length: number
  readonly metadata: number
  readonly rows: number
  readonly compressed: boolean
}

/** @throws Error for what is malformed */
export function recordsIn(file: Stored, block: Block): Records {
  const { length, metadata, rows = 0, compressed = false } = messageIn(file, block, 'records')
  return { offset: block.offset, length, metadata, rows, compressed }
}

function messageIn(file: Stored, { offset, metadata, body }: Block, kind: MessageKind) {
  const inside = offset >= 8 && metadata >= 8 && body >= 0 && offset + metadata + body <= file.size
  if (!inside)
    throw new Error(`the message of ${metadata + body} bytes at byte ${offset} is not inside the file`)
  const bytes = file.read(offset, metadata)
  const length = metadataLength(bytes.subarray(0, 8), offset)
  if (8 + length > metadata) throw new Error(`the message at byte ${offset} has ${length} bytes of metadata`)
  const found = new Metadata(bytes.subarray(8, 8 + length)).message()
  if (found.kind !== kind || 8 + length + found.bodyLength > metadata + body)
    throw new Error(`the message at byte ${offset} is not what the list of contents says`)
  return { ...found, metadata: 8 + length, length: 8 + length + found.bodyLength }
}

function metadataLength(prefix: Uint8Array, at: number): number {
  if (prefix.length < 8) throw new Error(`it ends within the start of the message at byte ${at}`)
  const view = new DataView(prefix.buffer, prefix.byteOffset, 8)
  const length = view.getUint32(4, true)
  if (view.getUint32(0, true) !== CONTINUATION) throw new Error(`byte ${at} does not start a message`)
  if (length > LONGEST_METADATA) throw new Error(`the message at byte ${at} has ${length} bytes of metadata`)
  return length
}

/** A message whose header is the schema inside a footer: a table of the flatbuffer in front of it points there. */
function schemaMessage(
  footer: Uint8Array,
  { table, version }: { table: number; version: number },
): Uint8Array {
  const bytes = Buffer.alloc(40 + footer.length)
  const size = 32 + footer.length
  bytes.writeUInt32LE(CONTINUATION, 0)
  bytes.writeUInt32LE(size, 4)
  // Where the table is; its layout: 12 bytes, then where version, kind and header lie in it; the table.
  bytes.writeUInt32LE(16, 8)
  ;[12, 12, 8, 10, 4, 0].forEach((value, i) => bytes.writeUInt16LE(value, 12 + 2 * i))
  bytes.writeInt32LE(12, 24)
  bytes.writeUInt32LE(32 + table - 20, 28)
  bytes.writeInt16LE(version, 32)
  bytes.writeUInt8(SCHEMA, 34)
  bytes.set(footer, 40)
  return bytes
}

/** Integers of 128 bits, as polars has them, which the library does not decode; the message is the name of the column. */
export class WideIntegers extends Error {}

/** Walks the flatbuffer of a message. A place outside of it makes the DataView throw. */
class Metadata {
  readonly #view: DataView
  #fields = 0

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  message(): Omit<ArrowMessage, 'bytes'> & { bodyLength: number; rows?: number; compressed?: boolean } {
    const message = this.#table(0)
    const version = this.#field(message, 4)
    const old = (version === 0 ? 0 : this.#view.getInt16(version, true)) < WITHOUT_PAGES
    const type = this.#field(message, 6)
    const header = this.#table(this.#wanted(message, 8))
    const length = this.#field(message, 10)
    const bodyLength = length === 0 ? 0 : Number(this.#view.getBigInt64(length, true))
    if (!(bodyLength >= 0 && bodyLength <= LONGEST_BODY)) throw new Error(`a message of ${bodyLength} bytes`)
    const kind = type === 0 ? 0 : this.#view.getUint8(type)
    if (kind === SCHEMA) {
      this.#schema(header)
      return { kind: 'schema', bodyLength }
    }
    if (kind === RECORDS) return { kind: 'records', bodyLength, ...this.#records(header, old) }
    if (kind !== DICTIONARY) throw new Error(`a message of the unknown kind ${kind}`)
    this.#records(this.#table(this.#wanted(header, 6)), old)
    const [id, delta] = [this.#field(header, 4), this.#field(header, 8)]
    const dictionary = {
      id: id === 0 ? 0 : Number(this.#view.getBigInt64(id, true)),
      isDelta: delta !== 0 && this.#view.getUint8(delta) !== 0,
    }
    return { kind: 'dictionary', bodyLength, dictionary }
  }

  footer(): { schema: { table: number; version: number }; dictionaries: Block[]; records: Block[] } {
    const footer = this.#table(0)
    const version = this.#field(footer, 4)
    const table = this.#table(this.#wanted(footer, 6))
    this.#schema(table)
    return {
      schema: { table, version: version === 0 ? 0 : this.#view.getInt16(version, true) },
      dictionaries: this.#blocks(this.#field(footer, 8)),
      records: this.#blocks(this.#field(footer, 10)),
    }
  }

  #blocks(at: number): Block[] {
    const { start, count } = this.#vector(at, 24)
    return Array.from({ length: count }, (_, i) => ({
      offset: Number(this.#view.getBigInt64(start + 24 * i, true)),
      metadata: this.#view.getInt32(start + 24 * i + 8, true),
      body: Number(this.#view.getBigInt64(start + 24 * i + 16, true)),
    }))
  }

  #schema(table: number): void {
    const endianness = this.#field(table, 4)
    if (endianness !== 0 && this.#view.getInt16(endianness, true) !== 0)
      throw new Error('its numbers are big-endian')
    this.#children(this.#field(table, 6), 0)
    this.#vector(this.#field(table, 8), 4)
  }

  #records(table: number, old: boolean): { rows: number; compressed: boolean } {
    this.#vector(this.#field(table, 6), 16)
    const buffers = this.#vector(this.#field(table, 8), old ? 24 : 16).count
    const views = this.#vector(this.#field(table, 12), 8)
    for (let i = 0; i < views.count; i++) {
      const count = this.#view.getBigInt64(views.start + 8 * i, true)
      if (count < 0n || count > buffers) throw new Error(`a column of ${count} buffers`)
    }
    const compression = this.#field(table, 10)
    if (compression !== 0) this.#table(compression)
    const length = this.#field(table, 4)
    const rows = length === 0 ? 0 : Number(this.#view.getBigInt64(length, true))
    return { rows, compressed: compression !== 0 }
  }

  #children(vector: number, depth: number): void {
    if (depth > DEEPEST) throw new Error(`types are nested deeper than ${DEEPEST}`)
    const { start, count } = this.#vector(vector, 4)
    this.#fields += count
    if (this.#fields > MOST_FIELDS) throw new Error(`more than ${MOST_FIELDS} fields`)
    for (let i = 0; i < count; i++) {
      const field = this.#table(start + 4 * i)
      const type = this.#table(this.#wanted(field, 10))
      // The only vector inside a type: the ids of a union. Elsewhere this slot is a number or a text.
      const kind = this.#view.getUint8(this.#wanted(field, 8))
      if (kind === Type.Union) this.#vector(this.#field(type, 6), 4)
      const bits = kind === Type.Int ? this.#field(type, 4) : 0
      if (bits !== 0 && this.#view.getInt32(bits, true) === 128)
        throw new WideIntegers(this.#text(this.#field(field, 4)))
      const dictionary = this.#field(field, 12)
      if (dictionary !== 0) this.#table(dictionary)
      this.#children(this.#field(field, 14), depth + 1)
      this.#vector(this.#field(field, 16), 4)
    }
  }

  #table(at: number): number {
    const table = at + this.#view.getInt32(at, true)
    const layout = table - this.#view.getInt32(table, true)
    const size = this.#view.getUint16(layout, true)
    if (layout + size > this.#view.byteLength) throw new Error('its metadata points beyond its end')
    return table
  }

  /** Where a field of a table lies; 0 if it is absent. */
  #field(table: number, slot: number): number {
    const layout = table - this.#view.getInt32(table, true)
    if (slot >= this.#view.getUint16(layout, true)) return 0
    const offset = this.#view.getInt16(layout + slot, true)
    if (offset === 0) return 0
    this.#view.getUint8(table + offset)
    return table + offset
  }

  #wanted(table: number, slot: number): number {
    const at = this.#field(table, slot)
    if (at === 0) throw new Error('its metadata is incomplete')
    return at
  }

  #text(at: number): string {
    const { start, count } = this.#vector(at, 1)
    return Buffer.from(this.#view.buffer, this.#view.byteOffset + start, count).toString()
  }

  #vector(at: number, stride: number): { start: number; count: number } {
    if (at === 0) return { start: 0, count: 0 }
    const start = at + this.#view.getInt32(at, true)
    const count = this.#view.getInt32(start, true)
    if (count < 0 || start + 4 + count * stride > this.#view.byteLength)
      throw new Error(`its metadata has a list of ${count}, which does not fit`)
    return { start: start + 4, count }
  }
}
