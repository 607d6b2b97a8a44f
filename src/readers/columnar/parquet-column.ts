import type { TypedNumbers } from '../../tensor.ts'
import type { ColumnMetaData, SchemaElement } from 'hyparquet'
import type { UnpackWithin } from '../../kernel/zstd.ts'
import type { Stored } from '../bytes/stored.ts'
import { Coded, type Decoded, Gapped, Spans } from './cells.ts'
import { type PageHeader, readPageHeader } from './page-header.ts'
import type { PageRoom } from './page-room.ts'
import { checkEqual, type EqualLists } from './parquet-lists.ts'
import { checkCount, decoded, isFull } from './runs.ts'

/* A column chunk of single values, or of lists of equally many, read page by page; what is nested or rare is left to the library. */

export type Unpack = (input: Uint8Array, length: number) => Uint8Array

const ENCODINGS: readonly string[] = [
  ...['PLAIN', 'PLAIN_DICTIONARY', 'RLE_DICTIONARY', 'RLE', 'BIT_PACKED', 'BYTE_STREAM_SPLIT'],
]
const WHOLE_NUMBER = /^U?INT_\d+$/

/** What a flat column holds, where it is read here; undefined where the library must. */
export function plainKind(element: SchemaElement, column: ColumnMetaData): Kind | undefined {
  if (element.repetition_type === 'REPEATED') return undefined
  if (!column.encodings.every((encoding) => ENCODINGS.includes(encoding))) return undefined
  const { converted_type: converted, logical_type: logical } = element
  const whole =
    (converted === undefined || WHOLE_NUMBER.test(converted)) && (!logical || logical.type === 'INTEGER')
  const unsigned = converted?.startsWith('U') ?? (logical?.type === 'INTEGER' && !logical.isSigned)
  switch (column.type) {
    case 'DOUBLE':
    case 'FLOAT':
    case 'BOOLEAN':
      return converted === undefined && !logical ? column.type : undefined
    case 'INT32':
      return whole ? (unsigned ? 'UINT32' : 'INT32') : undefined
    case 'INT64':
      return whole ? (unsigned ? 'UINT64' : 'INT64') : undefined
    case 'BYTE_ARRAY':
      return converted === 'UTF8' || converted === 'ENUM' || logical?.type === 'STRING' ? 'TEXT' : undefined
    default:
      return undefined
  }
}

type Kind = 'DOUBLE' | 'FLOAT' | 'BOOLEAN' | 'INT32' | 'UINT32' | 'INT64' | 'UINT64' | 'TEXT'

type Values = TypedNumbers | Spans | readonly string[] | readonly boolean[]

/** The values of a page, as many as are not missing; or their numbers in the dictionary. */
interface Page {
  readonly rows: number
  readonly values: Values
  readonly codes: Int32Array | undefined
  /** 1 where nothing is, where that is anywhere. */
  readonly missing: Uint8Array | undefined
}

/** Bytes of a chunk that are read at once. */
const WINDOW = 1 << 20
/** A page header holds two texts of statistics at most. */
const LONGEST_HEADER = 1 << 24

interface ColumnChunk {
  readonly kind: Kind
  readonly optional: boolean
  readonly column: ColumnMetaData
  readonly unpack: Unpack
  readonly lists?: EqualLists | undefined
}

/** Memory for the pages of a column, which of its columns it is, and how pages are unpacked within it. */
interface ColumnRoom {
  readonly pages: PageRoom
  readonly column: number
  readonly unpack?: UnpackWithin | undefined
}

/** Reads a column chunk from its first row on; of lists their values. @throws Error for what is malformed, OddLists */
export class ColumnReader {
  readonly #file: Stored
  readonly #chunk: ColumnChunk
  readonly #room: ColumnRoom | undefined
  readonly #most: number
  readonly #end: number
  /** Where the window lies in the file, and the next page. */
  #start: number
  #at: number
  #window: Uint8Array = new Uint8Array(0)
  #left: number
  /** Values of lists in the pages before. */
  #seen = 0
  #dictionary: Values | undefined
  #page: Page | undefined
  /** Rows of the page that were taken. */
  #taken = 0

  /**
   * Where there is room for pages, the next page overwrites the one before. Of a page without gaps no more rows than `most`
   * are decoded: who only looks takes no others.
   */
  constructor(file: Stored, chunk: ColumnChunk, room?: ColumnRoom, most = Infinity) {
    this.#room = room
    this.#most = most
    this.#file = file
    this.#chunk = chunk
    const { column } = chunk
    ;[this.#start, this.#end] = placeOf(column, file)
    this.#at = this.#start
    this.#left = Number(column.num_values)
  }

  /** Rows that are left in the page that was begun; of the next one if it was taken whole. */
  get ahead(): number {
    return this.#current().rows - this.#taken
  }

  /** The next rows, which must not be more than are ahead. */
  take(rows: number): Decoded {
    const page = this.#current()
    const from = this.#taken
    this.#taken += rows
    return cut(page, from, this.#taken, this.#dictionary)
  }

  /** Passes over rows without decoding their pages. */
  #current(): Page {
    while (!this.#page || this.#taken === this.#page.rows) {
      this.#page = this.#next()
      this.#taken = 0
    }
    return this.#page
  }

  #next(): Page {
    for (;;) {
      if (this.#left === 0 || this.#at >= this.#end) throw new Error('a column is too short')
      const { type, packed, size, v1, v2, dictionary } = this.#header()
      const end = this.#at + packed
      if (!(packed >= 0 && end <= this.#end && size >= 0))
        throw new Error(`a page of ${packed} bytes does not fit`)
      const bytes = this.#stored(packed)
      this.#at = end
      if (type === 'DICTIONARY_PAGE' && dictionary) {
        const unpacked = this.#unpacked(bytes, size)
        // Arrow writes all its categories into each row group, also those of no row.
        const count = checkCount(dictionary.values, unpacked.length)
        // The next page overwrites what is in the room.
        const content = this.#room ? unpacked.slice() : unpacked
        const words = plainValues(this.#chunk.kind, content, count, undefined)
        this.#dictionary =
          words instanceof Spans ? Array.from({ length: count }, (_, i) => words.text(i)!) : words
      } else if (type === 'DATA_PAGE' && v1) {
        this.#left -= checkCount(v1.values, this.#left)
        return this.#pageOf(this.#unpacked(bytes, size), v1.encoding, v1.values)
      } else if (type === 'DATA_PAGE_V2' && v2) {
        this.#left -= checkCount(v2.values, this.#left)
        checkCount(v2.nulls, v2.values)
        const levels = v2.definition + v2.repetition
        if (!(v2.definition >= 0 && levels >= 0 && levels <= packed))
          throw new Error('the levels of a page do not fit')
        const rest = bytes.subarray(levels)
        const content = !v2.compressed ? this.#kept(rest) : this.#unpacked(rest, size - levels)
        const definition = bytes.subarray(v2.repetition, levels)
        this.#checkLists(bytes.subarray(0, v2.repetition), definition, v2.values)
        const missing = this.#missing(definition, v2.values)
        return this.#values(content, v2.encoding, v2.values, missing)
      } else if (type !== 'INDEX_PAGE') throw new Error(`a page of the kind ${type}`)
    }
  }

  #stored(length: number): Uint8Array {
    const { codec } = this.#chunk.column
    const found = this.#room?.pages.page(this.#room.column, this.#at, length, codec !== 'UNCOMPRESSED')
    return found ?? this.#bytes(length)
  }

  /** Bytes of a page that need no unpacking: where others would be overwritten, a copy. */
  #kept(bytes: Uint8Array): Uint8Array {
    return this.#room && this.#chunk.column.codec !== 'UNCOMPRESSED' ? bytes.slice() : bytes
  }

  #unpacked(bytes: Uint8Array, size: number): Uint8Array {
    const { pages, column, unpack } = this.#room ?? {}
    const within = unpack && pages!.unpack(column!, bytes, size, unpack)
    return within ?? this.#chunk.unpack(bytes, size)
  }

  #header(): PageHeader {
    for (let size = 256; ; size *= 16) {
      const bytes = this.#bytes(Math.min(size, this.#end - this.#at))
      const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 }
      try {
        const header = readPageHeader(reader)
        this.#at += reader.offset
        return header
      } catch (error) {
        if (this.#at + size >= this.#end || size > LONGEST_HEADER) throw error
      }
    }
  }

  #bytes(length: number): Uint8Array {
    if (this.#room) return this.#room.pages.few(this.#at, length)
    const from = this.#at - this.#start
    if (from + length > this.#window.length) {
      const most = Math.min(this.#end - this.#at, Math.max(WINDOW, length))
      this.#start = this.#at
      this.#window = this.#file.read(this.#at, most)
      if (this.#window.length < length) throw new Error('it is cut off')
      return this.#window.subarray(0, length)
    }
    return this.#window.subarray(from, from + length)
  }

  /** Of the first kind of page: levels with their length in front of the values. */
  #pageOf(content: Uint8Array, encoding: string, rows: number): Page {
    const { optional, lists } = this.#chunk
    let rest = content
    const levels = () => {
      const end = 4 + lengthOf(rest)
      if (end > rest.length) throw new Error(`${end - 4} bytes of levels do not fit in a page`)
      const found = rest.subarray(4, end)
      rest = rest.subarray(end)
      return found
    }
    if (lists) this.#checkLists(levels(), levels(), rows)
    const missing = !lists && optional ? this.#missing(levels(), rows) : undefined
    return this.#values(rest, encoding, rows, missing)
  }

  /** @throws OddLists */
  #checkLists(repetition: Uint8Array, definition: Uint8Array, count: number): void {
    const { lists } = this.#chunk
    if (!lists) return
    const levels = this.#room?.pages.codes(this.#room.column, repetition, 1, count)
    checkEqual(lists, levels ?? decoded(repetition, 1, count), definition, this.#seen)
    this.#seen += count
  }

  #missing(levels: Uint8Array, rows: number): Uint8Array | undefined {
    if (this.#chunk.lists || !this.#chunk.optional || isFull(levels, rows)) return undefined
    const present = decoded(levels, 1, rows)
    if (!present.includes(0)) return undefined
    return Uint8Array.from(present, (level) => 1 - level)
  }

  #values(content: Uint8Array, encoding: string, all: number, missing: Uint8Array | undefined): Page {
    const stored = missing ? all - missing.reduce((sum, gap) => sum + gap, 0) : all
    const rows = missing ? all : Math.min(all, this.#most)
    const count = Math.min(stored, rows)
    const { kind } = this.#chunk
    const page = (values: Values, codes?: Int32Array): Page => ({ rows, values, codes, missing })
    if (encoding === 'PLAIN') return page(spread(plainValues(kind, content, count, this.#room), missing))
    if (encoding === 'BYTE_STREAM_SPLIT')
      return page(spread(plainValues(kind, joinStreams(kind, content, stored), count, undefined), missing))
    if (encoding === 'RLE' && kind === 'BOOLEAN') {
      const bits = decoded(content.subarray(4, 4 + lengthOf(content)), 1, count, stored)
      return page(
        spread(
          Array.from(bits, (bit) => bit === 1),
          missing,
        ),
      )
    }
    if (!encoding.endsWith('_DICTIONARY')) throw new Error(`unsupported encoding: ${encoding}`)
    const codes = this.#codes(content, count, stored)
    if (kind === 'TEXT') return page([], missing ? spreadCodes(codes, missing) : codes)
    return page(spread(entries(this.#dictionary!, codes), missing))
  }

  /** The first ones of a page. */
  #codes(content: Uint8Array, count: number, stored: number): Int32Array {
    const known = this.#dictionary?.length ?? 0
    if (content.length === 0 && count > 0) throw new Error('a page without values')
    const [packed, width = 0] = [content.subarray(1), content[0]]
    const within = this.#room?.pages.codes(this.#room.column, packed, width, count, known)
    if (within) return within
    const codes = decoded(packed, width, count, stored)
    checkCodes(codes, known)
    return codes
  }
}

/** Where a column chunk begins and ends. @throws Error if that is not inside the file */
export function placeOf(column: ColumnMetaData, { size }: Stored): [start: number, end: number] {
  // Some writers leave 0 for no dictionary.
  const start = Number(column.dictionary_page_offset || column.data_page_offset)
  const end = start + Number(column.total_compressed_size)
  if (!(start >= 0 && start <= end && end <= size))
    throw new Error(`bytes ${start} to ${end} are not inside the file`)
  return [start, end]
}

function checkCodes(codes: Int32Array, known: number): void {
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!
    if (code < 0 || code >= known) throw new Error(`entry ${code} of a dictionary of ${known}`)
  }
}

/** What stands before a part that says how long it is. */
function lengthOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true)
}

const WIDTHS: Readonly<Record<Exclude<Kind, 'BOOLEAN' | 'TEXT'>, number>> = {
  DOUBLE: 8,
  FLOAT: 4,
  INT32: 4,
  UINT32: 4,
  INT64: 8,
  UINT64: 8,
}

function plainValues(kind: Kind, bytes: Uint8Array, count: number, room: ColumnRoom | undefined): Values {
  if (kind === 'TEXT')
    return new Spans(bytes, room?.pages.texts(room.column, bytes, count) ?? placesOf(bytes, count))
  if (kind === 'BOOLEAN') {
    if (bytes.length * 8 < count) throw new Error('a page is too short')
    return Array.from({ length: count }, (_, i) => ((bytes[i >> 3]! >> (i & 7)) & 1) === 1)
  }
  const width = WIDTHS[kind]
  if (count * width > bytes.length) throw new Error('a page is too short')
  const used = bytes.subarray(0, count * width)
  const aligned =
    bytes.byteOffset % width === 0 ? used : (room?.pages.aligned(used, width) ?? new Uint8Array(used))
  const { buffer, byteOffset } = aligned
  switch (kind) {
    case 'DOUBLE':
      return new Float64Array(buffer, byteOffset, count)
    case 'FLOAT':
      return new Float32Array(buffer, byteOffset, count)
    case 'INT32':
      return new Int32Array(buffer, byteOffset, count)
    case 'UINT32':
      return new Uint32Array(buffer, byteOffset, count)
    case 'INT64':
      return new BigInt64Array(buffer, byteOffset, count)
    case 'UINT64':
      return new BigUint64Array(buffer, byteOffset, count)
  }
}

/** Where texts begin and end that have their lengths in front. */
function placesOf(bytes: Uint8Array, count: number): Int32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const ends = new Int32Array(2 * count)
  let at = 0
  for (let i = 0; i < count; i++) {
    if (at + 4 > bytes.length) throw new Error('a page is too short')
    const start = at + 4
    at = start + view.getUint32(at, true)
    if (at > bytes.length) throw new Error('a text is longer than its page')
    ends[2 * i] = start
    ends[2 * i + 1] = at
  }
  return ends
}

/** Bytes of numbers that lie apart, by their place within the number. */
function joinStreams(kind: Kind, bytes: Uint8Array, count: number): Uint8Array {
  const width = kind === 'TEXT' || kind === 'BOOLEAN' ? 0 : WIDTHS[kind]
  if (width === 0) throw new Error(`unsupported encoding: BYTE_STREAM_SPLIT of ${kind}`)
  if (count * width > bytes.length) throw new Error('a page is too short')
  const joined = new Uint8Array(count * width)
  for (let b = 0; b < width; b++) {
    for (let i = 0; i < count; i++) joined[i * width + b] = bytes[b * count + i]!
  }
  return joined
}

function entries(dictionary: Values, codes: Int32Array): Values {
  if (Array.isArray(dictionary)) return Array.from(codes, (code) => (dictionary as boolean[])[code]!)
  const typed = dictionary as Float64Array
  const values = new (typed.constructor as Float64ArrayConstructor)(codes.length)
  for (let i = 0; i < codes.length; i++) values[i] = typed[codes[i]!]!
  return values
}

function spreadCodes(codes: Int32Array, missing: Uint8Array): Int32Array {
  const spread = new Int32Array(missing.length)
  let next = 0
  for (let row = 0; row < missing.length; row++) spread[row] = missing[row] === 1 ? -1 : codes[next++]!
  return spread
}

/** Values at the rows that have one. */
function spread(values: Values, missing: Uint8Array | undefined): Values {
  if (!missing) return values
  let next = 0
  if (values instanceof Spans) {
    const ends = new Int32Array(2 * missing.length).fill(-1)
    for (let row = 0; row < missing.length; row++) {
      if (missing[row] === 1) continue
      ends.set(values.ends.subarray(2 * next, 2 * next + 2), 2 * row)
      next++
    }
    return new Spans(values.bytes, ends)
  }
  if (Array.isArray(values))
    return Array.from(missing, (gap) => (gap === 1 ? undefined : (values as string[])[next++])) as string[]
  const typed = values as Float64Array
  const spread = new (typed.constructor as Float64ArrayConstructor)(missing.length)
  for (let row = 0; row < missing.length; row++) if (missing[row] !== 1) spread[row] = typed[next++]!
  return spread
}

function cut(
  { values, codes, missing }: Page,
  from: number,
  end: number,
  dictionary: Values | undefined,
): Decoded {
  if (codes) return new Coded(codes.subarray(from, end), dictionary as readonly string[])
  if (values instanceof Spans) return new Spans(values.bytes, values.ends.subarray(2 * from, 2 * end))
  if (Array.isArray(values)) return values.slice(from, end)
  const typed = (values as Float64Array).subarray(from, end)
  return missing ? new Gapped(typed, missing.subarray(from, end)) : typed
}
