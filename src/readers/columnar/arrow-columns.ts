import type { TypedNumbers } from '../../tensor.ts'
import type { Batch } from '@uwdata/flechette'
import { Coded, type Decoded, Gapped, Lists, Spans } from './cells.ts'
import { Type } from './flechette.ts'
import { instantOf } from './instants.ts'
import { textOf, WordTable } from '../words.ts'

/* Columns of a record batch, some rows at a time: typed arrays and words, without an object per value. */

/** What the library keeps of a column, beside what its types say. */
type Kept = Batch<unknown> & {
  /** Of views: the buffers of long texts. */
  readonly data?: readonly Uint8Array[]
  /** Of a dictionary: all of its values. */
  readonly cache?: readonly unknown[]
}

/** Units of times of which a millisecond has several, by their numbers in Arrow. */
const PARTS = [undefined, undefined, 1000n, 1_000_000n] as const

/** Texts of a column over all batches: few words, until there are many. */
export class TextMemory {
  words: WordTable | undefined = new WordTable()
  /** Short views that were met: the four integers of each, and the number of its word. */
  readonly views = new Int32Array(4 * VIEWS)
  readonly codes = new Int32Array(VIEWS).fill(-1)
}

function slotOf(view: Int32Array, at: number): number {
  const mixed = Math.imul(
    view[at + 1]! ^ Math.imul(view[at + 2]! ^ Math.imul(view[at + 3]!, 0x01000193), 0x01000193),
    0x9e3779b1,
  )
  return (mixed ^ view[at]!) >>> 24
}

/** Notes the numbers of views that were met, from one of some rows on; where it stops. V8 compiles this loop alone. */
function findKnown(
  views: Int32Array,
  { views: known, codes: knownCodes }: TextMemory,
  codes: Int32Array,
  from: number,
): number {
  for (let i = from, at = 4 * from; i < codes.length; i++, at += 4) {
    const slot = slotOf(views, at)
    const code = knownCodes[slot]!
    const same =
      known[4 * slot] === views[at] &&
      known[4 * slot + 1] === views[at + 1] &&
      known[4 * slot + 2] === views[at + 2] &&
      known[4 * slot + 3] === views[at + 3]
    if (code < 0 || !same) return i
    codes[i] = code
  }
  return codes.length
}

const VIEWS = 256
/** The longest text that stands in its view. */
const IN_VIEW = 12

/** Rows of a column; undefined where the library must read them one by one. */
export function rowsOf(
  batch: Batch<unknown>,
  from: number,
  end: number,
  memory: () => TextMemory,
): Decoded | undefined {
  const { type, values } = batch as Kept
  const { typeId } = type
  if (isNumber(batch)) return numbers(batch, values as TypedNumbers, from, end)
  if (typeId === Type.List || typeId === Type.LargeList || typeId === Type.FixedSizeList)
    return lists(batch, from, end)
  if (typeId === Type.Timestamp) return instants(batch, from, end)
  if (typeId === Type.Dictionary) return coded(batch as Kept, from, end)
  if (typeId === Type.Utf8 || typeId === Type.LargeUtf8 || typeId === Type.Utf8View)
    return texts(batch as Kept, from, end, memory())
  return undefined
}

function isNumber({ type: { typeId }, values }: Batch<unknown>): boolean {
  return typeId === Type.Int || (typeId === Type.Float && !(values instanceof Uint16Array))
}

/** Lists of numbers that are equally long, and lack nothing; undefined for others. */
function lists({ type, nullCount, offsets, children }: Batch<unknown>, from: number, end: number) {
  const [inner] = children as [Batch<unknown>]
  if (nullCount > 0 || inner.nullCount > 0 || !isNumber(inner)) return undefined
  const starts = offsets as unknown as ArrayLike<number | bigint> | undefined
  const start = (row: number) => (starts ? Number(starts[row]) : row * (type as { stride: number }).stride)
  const first = start(from)
  const width = start(from + 1) - first
  if (!(width > 0)) return undefined
  for (let row = from + 1; starts && row < end; row++)
    if (start(row + 1) - start(row) !== width) return undefined
  const values = inner.values as TypedNumbers
  const last = first + (end - from) * width
  if (values.length < last) throw short()
  return new Lists(values.subarray(first, last) as TypedNumbers, width, end - from)
}

function isMissing({ nullCount, validity }: Batch<unknown>, row: number): boolean {
  return (
    nullCount > 0 && validity !== undefined && ((validity as Uint8Array)[row >> 3]! & (1 << (row & 7))) === 0
  )
}

function numbers(batch: Batch<unknown>, values: TypedNumbers, from: number, end: number): Decoded {
  if (values.length < end) throw short()
  const part = values.subarray(from, end) as TypedNumbers
  if (batch.nullCount === 0) return part
  return new Gapped(
    part,
    Uint8Array.from({ length: end - from }, (_, i) => Number(isMissing(batch, from + i))),
  )
}

/** Times that a millisecond has several of; undefined for others. */
function instants(batch: Batch<unknown>, from: number, end: number): unknown[] | undefined {
  const { type, values } = batch
  const parts = PARTS[(type as unknown as { unit: number }).unit]
  if (parts === undefined) return undefined
  const counts = values as unknown as BigInt64Array
  if (counts.length < end) throw short()
  return Array.from({ length: end - from }, (_, i) =>
    isMissing(batch, from + i) ? undefined : instantOf(counts[from + i]!, parts),
  )
}

/** Of dictionaries, which only ever grow: how many values were found to be texts. */
const texted = new WeakMap<readonly unknown[], number>()

function areTexts(values: readonly unknown[]): values is readonly string[] {
  let count = texted.get(values) ?? 0
  while (count < values.length && typeof values[count] === 'string') count++
  texted.set(values, count)
  return count === values.length
}

/** Words of a dictionary; undefined for one of numbers, or of nothing. */
function coded(batch: Kept, from: number, end: number): Coded | undefined {
  const { cache, values } = batch
  if (!cache || !areTexts(cache) || values instanceof BigInt64Array) return undefined
  const codes = new Int32Array(end - from)
  for (let row = from; row < end; row++) {
    const code = isMissing(batch, row) ? -1 : Number((values as Int32Array)[row])
    if (code >= cache.length || (code < 0 && !isMissing(batch, row)))
      throw new Error(`entry ${code} of a dictionary of ${cache.length}`)
    codes[row - from] = code
  }
  return new Coded(codes, cache)
}

function texts(batch: Kept, from: number, end: number, memory: TextMemory): Decoded {
  const place = batch.type.typeId === Type.Utf8View ? viewOf(batch) : spanOf(batch)
  const { words } = memory
  if (words) {
    const codes = new Int32Array(end - from)
    const views = viewsOf(batch)?.subarray(4 * from)
    let i = 0
    for (; i < codes.length; i++) {
      if (views && batch.nullCount === 0) i = findKnown(views, memory, codes, i)
      if (i === codes.length) break
      codes[i] = -1
      if (isMissing(batch, from + i)) continue
      place.move(from + i)
      codes[i] = words.codeOf(place.bytes, place.start, place.end)
      if (codes[i]! < 0) break
      if (!views || views[4 * i]! > IN_VIEW) continue
      const slot = slotOf(views, 4 * i)
      memory.views.set(views.subarray(4 * i, 4 * i + 4), 4 * slot)
      memory.codes[slot] = codes[i]!
    }
    if (i === codes.length) return new Coded(codes, words.words)
    memory.words = undefined
  }
  const spans = batch.type.typeId === Type.Utf8View ? undefined : spansOf(batch, place, from, end)
  if (spans) return spans
  const found = new Array<string | undefined>(end - from)
  for (let row = from; row < end; row++) {
    if (isMissing(batch, row)) continue
    place.move(row)
    found[row - from] = textOf(place.bytes, place.start, place.end)
  }
  return found
}

/** Texts that stand side by side; undefined beyond 2 GiB. */
function spansOf(batch: Kept, place: Span, from: number, end: number): Spans | undefined {
  if (place.bytes.length > 0x7fffffff) return undefined
  const ends = new Int32Array(2 * (end - from)).fill(-1)
  for (let row = from; row < end; row++) {
    if (isMissing(batch, row)) continue
    place.move(row)
    ends[2 * (row - from)] = place.start
    ends[2 * (row - from) + 1] = place.end
  }
  return new Spans(place.bytes, ends, false)
}

/** Views as integers: a length, and the text if it is short. */
function viewsOf({ type, values }: Kept): Int32Array | undefined {
  if (type.typeId !== Type.Utf8View) return undefined
  const { buffer, byteOffset, byteLength } = values as Uint8Array
  return byteOffset % 4 === 0 ? new Int32Array(buffer, byteOffset, byteLength >> 2) : undefined
}

interface Span {
  bytes: Uint8Array
  start: number
  end: number
  move(row: number): void
}

const short = () => new Error('a buffer of a column is too short')

function spanOf({ offsets, values }: Kept): Span {
  const starts = offsets as unknown as ArrayLike<number | bigint>
  return {
    bytes: values as Uint8Array,
    start: 0,
    end: 0,
    move(row) {
      this.start = Number(starts[row] ?? -1)
      this.end = Number(starts[row + 1] ?? -1)
      if (!(this.start >= 0 && this.end >= this.start && this.end <= this.bytes.length)) throw short()
    },
  }
}

/** Of views: up to 12 bytes stand beside their length, longer texts in a buffer of their own. */
function viewOf({ values, data = [] }: Kept): Span {
  const own = values as Uint8Array
  const view = new DataView(own.buffer, own.byteOffset, own.byteLength)
  return {
    bytes: own,
    start: 0,
    end: 0,
    move(row) {
      const at = 16 * row
      const length = view.getInt32(at, true)
      if (length < 0) throw short()
      if (length <= 12) {
        this.bytes = own
        this.start = at + 4
      } else {
        const buffer = data[view.getInt32(at + 8, true)]
        if (!buffer) throw short()
        this.bytes = buffer
        this.start = view.getInt32(at + 12, true)
      }
      this.end = this.start + length
      if (!(this.start >= 0 && this.end <= this.bytes.length)) throw short()
    },
  }
}
