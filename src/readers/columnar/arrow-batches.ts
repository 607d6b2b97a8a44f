import type { Batch, Table } from '@uwdata/flechette'
import type { OpenStored, Stored } from '../bytes/stored.ts'
import { ArrowDecoder } from './arrow-dictionaries.ts'
import { type ArrowMessage, dictionaryIn, fileContents, type Records, recordsIn } from './arrow-messages.ts'

/** Bytes between two buffers that are read rather than passed over. */
const GAP = 1 << 12

/** Where a record batch is read to: so many bytes, which the next one may overwrite. */
export type Memory = (length: number) => Uint8Array

/** What the end of a file says of it, and where its batches are: plain values, which can be sent to another thread. */
export interface ArrowHead {
  readonly schema: Uint8Array
  readonly dictionaries: readonly ArrowMessage[]
  readonly records: readonly Records[]
}

/** @throws Error for what is malformed or cut off */
export function readArrowHead(file: Stored): ArrowHead {
  const { schema, dictionaries, records } = fileContents(file)
  return {
    schema,
    dictionaries: dictionaries.map((block) => dictionaryIn(file, block)),
    records: records.map((block) => recordsIn(file, block)),
  }
}

/** The record batches of an Arrow file, each read apart, and of each only the buffers of the columns that are wanted. */
export class ArrowBatches {
  readonly #decoder: ArrowDecoder
  readonly #records: readonly Records[]

  /** @throws Error for what is malformed */
  constructor({ schema, dictionaries, records }: ArrowHead) {
    this.#decoder = new ArrowDecoder(schema)
    for (const dictionary of dictionaries) this.#decoder.add(dictionary)
    this.#records = records
  }

  get schema(): Table {
    return this.#decoder.schema
  }

  get count(): number {
    return this.#records.length
  }

  get longest(): number {
    return this.#records.reduce((most, { length }) => Math.max(most, length), 0)
  }

  /** Where each batch begins, by its first row. */
  get starts(): number[] {
    let rows = 0
    return this.#records.map((records) => {
      rows += records.rows
      return rows - records.rows
    })
  }

  /** A batch; columns that are not wanted hold anything. @throws Error for what is malformed */
  read(file: OpenStored, number: number, wanted: readonly number[], memory: Memory): Table {
    const { table, fill } = this.begin(file, number, memory)
    fill(file, wanted)
    return table
  }

  /** A batch whose columns hold anything until they are filled. @throws Error for what is malformed */
  begin(file: OpenStored, number: number, memory: Memory): BegunBatch {
    const { offset, length, compressed, metadata } = this.#records[number]!
    const bytes = memory(length)
    const read = (from: OpenStored, begin: number, end: number) => {
      if (from.readInto(bytes.subarray(begin, end), offset + begin) < end - begin)
        throw new Error('it is cut off')
    }
    // The library unpacks all columns at once.
    read(file, 0, compressed ? length : metadata)
    const table = this.#decoder.decode(bytes)
    const fill = (from: OpenStored, wanted: readonly number[]) => {
      if (compressed) return
      const parts = wanted.flatMap((i) =>
        table.getChildAt(i).data.flatMap((batch) => buffersOf(batch, bytes)),
      )
      for (const [begin, end] of together(parts)) read(from, begin, end)
    }
    return { table, fill }
  }
}

interface BegunBatch {
  readonly table: Table
  /** @throws Error where the file is cut off */
  fill(file: OpenStored, wanted: readonly number[]): void
}

type Part = readonly [from: number, end: number]

function buffersOf(batch: Batch<unknown>, message: Uint8Array): Part[] {
  const {
    validity,
    values,
    offsets,
    sizes,
    typeIds,
    data,
    children = [],
  } = batch as Batch<unknown> & { readonly typeIds?: unknown; readonly data?: readonly unknown[] }
  const views = [validity, values, offsets, sizes, typeIds, ...(data ?? [])]
  return [
    ...views.flatMap((view): Part[] => {
      if (!ArrayBuffer.isView(view) || view.buffer !== message.buffer || view.byteLength === 0) return []
      const from = view.byteOffset - message.byteOffset
      return [[from, from + view.byteLength]]
    }),
    ...(children ?? []).flatMap((child) => buffersOf(child, message)),
  ]
}

/** Parts that lie next to each other as one. */
function together(parts: readonly Part[]): Part[] {
  const found: [number, number][] = []
  for (const [from, end] of [...parts].sort(([a], [b]) => a - b)) {
    const last = found.at(-1)
    if (last && from <= last[1] + GAP) last[1] = Math.max(last[1], end)
    else found.push([from, end])
  }
  return found
}
