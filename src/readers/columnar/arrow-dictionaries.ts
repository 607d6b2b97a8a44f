import type { Batch, DataType, ExtractionOptions, Table } from '@uwdata/flechette'
import type { ArrowMessage } from './arrow-messages.ts'
import { tableFromIPC, Type } from './flechette.ts'

const OPTIONS: ExtractionOptions = { useBigInt: true, useDate: true, useDecimalInt: true }

/** Codes of a dictionary, with all of its values: a list, or an array of numbers. */
type CodedBatch = Batch<unknown> & { readonly type: { readonly id: number }; cache: ArrayLike<unknown> }

/**
 * Decodes record batches, and each dictionary once. The library would decode all dictionaries again for every batch, which
 * takes time by the square of the batches: it gets those that came since the last one, behind empty ones.
 */
export class ArrowDecoder {
  readonly schema: Table
  readonly #start: readonly Uint8Array[]
  /** Whether a dictionary holds codes of another one: those are not taken apart. */
  readonly #nested: boolean
  #added: ArrowMessage[] = []
  /** By the id of the dictionary. A delta makes the list longer. */
  readonly #values = new Map<number, ArrayLike<unknown>>()

  /** @throws Error for what is malformed */
  constructor(schema: Uint8Array) {
    this.schema = tableFromIPC([schema], OPTIONS)
    const found = this.schema.schema.fields.flatMap(({ type }) => dictionariesIn(type))
    const ids = new Set(found.map(({ id }) => id))
    this.#start = [schema, ...Array.from(ids, emptyDictionary)]
    this.#nested = found.some(({ dictionary }) => dictionariesIn(dictionary).length > 0)
  }

  add(dictionary: ArrowMessage): void {
    this.#added.push(dictionary)
  }

  /** @throws Error for what is malformed */
  decode(records: Uint8Array): Table {
    const added = this.#added.map(({ bytes }) => bytes)
    const table = tableFromIPC([...this.#start, ...added, records], OPTIONS)
    const batches = table.children.flatMap(({ data }) => data.flatMap(codedIn))
    const byId = new Map(batches.map((batch) => [batch.type.id, batch]))
    for (const [id, { cache }] of byId) this.#keep(id, cache)
    for (const batch of batches) batch.cache = this.#values.get(batch.type.id)!
    if (!this.#nested) this.#added = []
    return table
  }

  /** What the messages since the last batch gave a dictionary. */
  #keep(id: number, values: ArrayLike<unknown>): void {
    const known = this.#values.get(id)
    const added = this.#added.filter(({ dictionary }) => dictionary!.id === id)
    if (added.some(({ dictionary }) => !dictionary!.isDelta)) this.#values.set(id, values)
    else if (!known) throw new Error(`the dictionary ${id} is missing`)
    else if (added.length > 0) {
      const list: unknown[] = Array.isArray(known) ? known : Array.from(known)
      for (let i = 0; i < values.length; i++) list.push(values[i])
      this.#values.set(id, list)
    }
  }
}

interface DictionaryType {
  readonly id: number
  readonly dictionary: DataType
}

function dictionariesIn(type: DataType): DictionaryType[] {
  if (type.typeId === Type.Dictionary) return [type as DictionaryType]
  const { children = [] } = type as { readonly children?: readonly { readonly type: DataType }[] }
  return children.flatMap((child) => dictionariesIn(child.type))
}

function codedIn(batch: Batch<unknown>): CodedBatch[] {
  if (batch.type.typeId === Type.Dictionary) return [batch as unknown as CodedBatch]
  return ((batch.children ?? []) as Batch<unknown>[]).flatMap(codedIn)
}

/** A message with a dictionary of no values, as a flatbuffer: tables behind their layouts. */
function emptyDictionary(id: number): Uint8Array {
  const bytes = Buffer.alloc(8 + 88)
  bytes.writeInt32LE(-1, 0)
  bytes.writeInt32LE(88, 4)
  const tables = bytes.subarray(8)
  // The message: version 5, a dictionary (2), and where it is.
  tables.writeInt32LE(16, 0)
  ;[12, 12, 10, 8, 4, 0].forEach((value, i) => tables.writeInt16LE(value, 4 + 2 * i))
  tables.writeInt32LE(12, 16)
  tables.writeInt32LE(36 - 20, 20)
  tables.writeUInt8(2, 24)
  tables.writeInt16LE(4, 26)
  // The dictionary: its id, and where its values are.
  ;[8, 16, 8, 4].forEach((value, i) => tables.writeInt16LE(value, 28 + 2 * i))
  tables.writeInt32LE(8, 36)
  tables.writeInt32LE(60 - 40, 40)
  tables.writeBigInt64LE(BigInt(id), 44)
  // Its values: a column of 0 rows, without buffers.
  ;[8, 8, 0, 4].forEach((value, i) => tables.writeInt16LE(value, 52 + 2 * i))
  tables.writeInt32LE(8, 60)
  tables.writeInt32LE(68 - 64, 64)
  tables.writeInt32LE(1, 68)
  return bytes
}
