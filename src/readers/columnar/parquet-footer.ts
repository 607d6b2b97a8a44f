import type { ColumnMetaData, FileMetaData, RowGroup } from 'hyparquet'
import type { Stored } from '../bytes/stored.ts'
import { parquetMetadata } from './hyparquet.ts'
import { pass, STRUCT, varint } from './page-header.ts'

/** What is told of 100,000 row groups of two columns takes 17 MB. */
const MOST = 2 ** 28
/** Bytes that the library reads at a time: it makes 40 times as many of them. */
const SLICE = 2 ** 20
/** What ends a file: the length of the footer and a mark. */
const END = 8
/** The field that lists the row groups, and its type. */
const ROW_GROUPS = 4
const LIST = 9
const AS_IT_IS = { geoparquet: false }

/**
 * The footer of a file. A long one, of many row groups, is read some groups at a time, and what is told of a group but
 * not used is dropped: it is most.
 *
 * @throws Error for what is malformed
 */
export function readFooter(file: Stored): FileMetaData {
  const end = Buffer.from(file.read(Math.max(0, file.size - END), END))
  if (!end.toString('latin1').endsWith('PAR1')) throw new Error('it is cut off: its end is missing')
  const length = end.length < END ? 0 : end.readUInt32LE()
  if (length > MOST) throw new Error(`its footer is said to be ${length} bytes long, more than 256 MiB`)
  const bytes = file.read(Math.max(0, file.size - END - length), length + END)
  const few = length < SLICE || bytes.length < length + END
  return few ? parquetMetadata(bytes, AS_IT_IS) : footerInSlices(bytes)
}

/** The same of the last bytes of a file, all of the footer; some groups are at least so many bytes. */
export function footerInSlices(bytes: Uint8Array, slice = SLICE): FileMetaData {
  const parts = partsOf(bytes, slice)
  if (!parts) return parquetMetadata(bytes, AS_IT_IS)
  const { before, groups, after } = parts
  const mark = bytes.subarray(-4)
  const read = (i: number, rest: Uint8Array) => {
    const { count, bytes: some } = groups[i] ?? { count: 0, bytes: new Uint8Array(0) }
    return parquetMetadata(footerOf([before, listHead(count), some, rest], mark), AS_IT_IS)
  }
  const words = new Words()
  const first = read(0, after)
  const kept = first.row_groups.map((group) => used(group, words))
  for (let i = 1; i < groups.length; i++)
    for (const group of read(i, Uint8Array.of(0)).row_groups) kept.push(used(group, words))
  return { ...first, row_groups: kept }
}

/** A footer cut where its row groups begin, after some of them, and where they end; undefined without any. */
function partsOf(bytes: Uint8Array, slice: number) {
  const end = bytes.length - END
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, end), offset: 0 }
  if (!findGroups(reader)) return undefined
  const before = bytes.subarray(0, reader.offset)
  const head = reader.view.getUint8(reader.offset++)
  if ((head & 15) !== STRUCT) return undefined
  let left = head >> 4 === 15 ? varint(reader) : head >> 4
  const groups: { readonly count: number; readonly bytes: Uint8Array }[] = []
  // What stands before them is read with each.
  const size = Math.max(slice, before.length)
  while (left > 0) {
    const from = reader.offset
    let count = 0
    for (; count < left && reader.offset < from + size; count++) pass(reader, STRUCT, 0)
    groups.push({ count, bytes: bytes.subarray(from, reader.offset) })
    left -= count
  }
  return { before, groups, after: bytes.subarray(reader.offset, end) }
}

/** Goes to the list of the row groups; whether there is one. */
function findGroups(reader: Parameters<typeof pass>[0]): boolean {
  for (let field = 0; ;) {
    const byte = reader.view.getUint8(reader.offset++)
    // The fields that the format has come in order, a byte before each.
    if (byte >> 4 === 0) return false
    field += byte >> 4
    if (field === ROW_GROUPS) return (byte & 15) === LIST
    pass(reader, byte & 15, 0)
  }
}

function footerOf(parts: readonly Uint8Array[], mark: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(parts.reduce((sum, part) => sum + part.length, 0))
  return Buffer.concat([...parts, length, mark])
}

/** How a list of so many structs begins. */
function listHead(count: number): Uint8Array {
  const bytes = [0xf0 | STRUCT]
  for (; count > 0x7f; count = Math.floor(count / 128)) bytes.push((count % 128) | 0x80)
  return Uint8Array.of(...bytes, count)
}

/** Lists of words, each held once. */
class Words {
  readonly #known = new Map<string, string[]>()

  same<T extends string>(words: T[]): T[] {
    const key = words.join('\0')
    const known = this.#known.get(key)
    if (!known) this.#known.set(key, words)
    return (known as T[] | undefined) ?? words
  }
}

function used({ columns, num_rows, total_byte_size }: RowGroup, words: Words): RowGroup {
  return {
    num_rows,
    total_byte_size,
    columns: columns.map(({ file_offset, meta_data: column }) => ({
      file_offset,
      ...(column && { meta_data: usedOf(column, words) }),
    })),
  }
}

function usedOf(column: ColumnMetaData, words: Words): ColumnMetaData {
  const { dictionary_page_offset: dictionary } = column
  return {
    type: column.type,
    encodings: words.same(column.encodings),
    path_in_schema: words.same(column.path_in_schema),
    codec: column.codec,
    num_values: column.num_values,
    total_uncompressed_size: column.total_uncompressed_size,
    total_compressed_size: column.total_compressed_size,
    data_page_offset: column.data_page_offset,
    ...(dictionary !== undefined && { dictionary_page_offset: dictionary }),
  }
}
