import type { UnpackWithin } from '../../kernel/zstd.ts'
import type { KernelRoom } from '../../table.ts'
import type { OpenStored } from '../bytes/stored.ts'
import { malformed } from './codecs.ts'
import { checkPacked, decodeRuns } from './runs.ts'

/** Bytes of all regions together; beyond, pages come in memory of their own. */
const MOST = 2 ** 29
/** What unpacking may write beyond the end of a region. */
const SLACK = 64

/** Integers of a column that there is room for: of a million texts where each begins and ends. */
const MOST_INTEGERS = 2 ** 21

/** How large the pages of a column may be, as they are stored and unpacked; how many integers tell what one holds. */
export interface PageSizes {
  readonly packed: number
  readonly unpacked: number
  readonly integers: number
}

interface Region {
  readonly address: number
  readonly size: number
}

/**
 * Where pages of some columns are read to and unpacked: in a kernel's memory, of which each column has a part that its
 * next page overwrites. Nothing is reserved later, since memory that grows moves.
 */
export class PageRoom {
  readonly #room: KernelRoom
  readonly #file: OpenStored
  readonly #packed: Region
  readonly #columns: ReadonlyMap<number, Region>
  readonly #integers: ReadonlyMap<number, Region>

  /** Undefined where the pages may be too large. */
  static of(
    room: KernelRoom,
    file: OpenStored,
    columns: ReadonlyMap<number, PageSizes>,
  ): PageRoom | undefined {
    let packed = 0
    let all = 0
    for (const sizes of columns.values()) {
      packed = Math.max(packed, sizes.packed)
      all += Math.max(sizes.unpacked, sizes.packed) + 4 * Math.min(sizes.integers, MOST_INTEGERS)
    }
    return packed + all <= MOST ? new PageRoom(room, file, columns, packed) : undefined
  }

  private constructor(
    room: KernelRoom,
    file: OpenStored,
    columns: ReadonlyMap<number, PageSizes>,
    packed: number,
  ) {
    this.#room = room
    this.#file = file
    const region = (size: number) => ({ address: room.reserve(size + SLACK), size })
    this.#packed = region(packed)
    this.#columns = new Map(
      Array.from(columns, ([i, sizes]) => [i, region(Math.max(sizes.packed, sizes.unpacked))]),
    )
    this.#integers = new Map(
      Array.from(columns, ([i, { integers }]) => [i, region(4 * Math.min(integers, MOST_INTEGERS))]),
    )
  }

  /** A few bytes, such as a header. */
  few(start: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length)
    return bytes.subarray(0, this.#file.readInto(bytes, start))
  }

  /** A page as it is stored: where the column's own pages go if it is not packed. Undefined if it is too large. */
  page(column: number, start: number, length: number, packed: boolean): Uint8Array | undefined {
    const { address, size } = packed ? this.#packed : this.#columns.get(column)!
    if (length > size) return undefined
    const bytes = new Uint8Array(this.#room.memory.buffer, address, length)
    if (this.#file.readInto(bytes, start) < length) throw new Error('it is cut off')
    return bytes
  }

  /** Unpacks a page that lies in this memory. Undefined if it is too large. @throws Error if it is malformed */
  unpack(
    column: number,
    { byteOffset, length }: Uint8Array,
    unpacked: number,
    unpack: UnpackWithin,
  ): Uint8Array | undefined {
    const { address, size } = this.#columns.get(column)!
    if (unpacked > size) return undefined
    if (!unpack(byteOffset, byteOffset + length, address, address + unpacked)) throw malformed(unpacked)
    return new Uint8Array(this.#room.memory.buffer, address, unpacked)
  }

  /** Integers of a page that lies in this memory, until the next page. Undefined if they are too many, or not below `end`. */
  codes(
    column: number,
    bytes: Uint8Array,
    width: number,
    count: number,
    end = Infinity,
  ): Int32Array | undefined {
    const codes = this.#integersOf(column, bytes, count)
    if (!codes) return undefined
    decodeRuns(bytes, width, codes, count, (packed, at, bits, out, from, end) => {
      checkPacked(packed, at, bits, end - from)
      this.#room.unpackBits(packed.byteOffset + at, bits, end - from, out.byteOffset + 4 * from)
    })
    return count === 0 || this.#room.largest(codes.byteOffset, count) < end ? codes : undefined
  }

  /** Where the texts of a page that lies in this memory begin and end. Undefined if they are too many, or do not fit. */
  texts(column: number, bytes: Uint8Array, count: number): Int32Array | undefined {
    const ends = this.#integersOf(column, bytes, 2 * count)
    if (!ends) return undefined
    const { byteOffset, length } = bytes
    const fit = this.#room.findTexts(byteOffset, byteOffset + length, count, ends.byteOffset)
    return fit === count ? ends : undefined
  }

  #integersOf(column: number, { buffer }: Uint8Array, count: number): Int32Array | undefined {
    const { address, size } = this.#integers.get(column)!
    if (buffer !== this.#room.memory.buffer || 4 * count > size) return undefined
    return new Int32Array(buffer, address, count)
  }

  /** Moves bytes in this memory to where numbers of some width may be laid over them; others are copied. */
  aligned(bytes: Uint8Array, width: number): Uint8Array {
    const { buffer, byteOffset, length } = bytes
    if (buffer !== this.#room.memory.buffer) return new Uint8Array(bytes)
    const moved = new Uint8Array(buffer, byteOffset - (byteOffset % width), length)
    moved.set(bytes)
    return moved
  }
}
