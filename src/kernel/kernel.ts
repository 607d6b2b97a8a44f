import type { KernelRoom } from '../table.ts'
import { MISSING, MISSING_WORDS, type Parsed, type ParseInput, type RecordInput } from './parse-types.ts'
import { writePowersOfTen } from './powers.ts'
import { kernelBytes } from './kernel-bytes.ts'

/**
 * The functions of the WebAssembly module. Addresses are byte offsets into the kernel's memory. They return
 * signed 32-bit integers: an address from 2 GiB on comes back negative until `>>> 0`.
 */
interface KernelExports extends Pick<KernelRoom, 'interleave' | 'unpackBits' | 'findTexts'> {
  countNewlines(start: number, end: number): number
  /** Number of line ends in [start, end): newlines, and carriage returns that none follows. */
  countLineEnds(start: number, end: number): number
  afterNewline(start: number, end: number, nth: number): number
  parseRows(start: number, end: number, out: number, columns: number, delimiter: number): number
  parseRecords(
    start: number,
    end: number,
    columns: number,
    delimiter: number,
    roles: number,
    out: number,
    texts: number,
  ): number
  findRecords(start: number, end: number, most: number): number
  indexNames(
    texts: number,
    stride: number,
    rows: number,
    out: number,
    slots: number,
    size: number,
    names: number,
    count: number,
    heap: number,
    heapEnd: number,
  ): number
  moveNames(from: number, size: number, to: number, newSize: number): void
  hashTexts(texts: number, stride: number, rows: number, out: number): void
  unpackSnappy(start: number, end: number, out: number, outEnd: number): number
  largest(start: number, count: number): number
  formatRows(values: number, rows: number, columns: number, delimiter: number, out: number): number
  formatObjects(values: number, rows: number, columns: number, texts: number, out: number): number
  formatCells(columns: number, count: number, rows: number, out: number): number
  parseObjects(start: number, end: number, shape: number, count: number, out: number, texts: number): number
  setTables(exp: number, log: number, softplus: number): void
  bceWithLogits(x: number, t: number, out: number, n: number): number
  weightedBceWithLogits(x: number, t: number, p: number, out: number, n: number): number
  binaryCrossEntropy(x: number, t: number, out: number, n: number): number
  crossEntropy(...rows: RowsOfLogits): number
  smoothedCrossEntropy(...rows: [...RowsOfLogits, coefficients: number]): number
  focusedCrossEntropy(...rows: [...RowsOfLogits, scales: number, gamma: number]): number
  focal(x: number, t: number, out: number, n: number, gamma: number, side0: number, side1: number): number
  squaredErrors(x: number, t: number, out: number, n: number): number
  addAll(values: number, n: number, bins: number): number
  gather(bins: number): number
  allWithin(values: number, n: number, low: number, high: number): number
  countSides(x: number, t: number, n: number, even: number, counts: number): void
  countRight(x: number, t: number, n: number, classes: number, ignored: number, counts: number): number
  freeMemoryStart(): number
  readonly objectsWritten: WebAssembly.Global
  readonly objectsEnd: WebAssembly.Global
  readonly rowsEnd: WebAssembly.Global
  readonly recordsEnd: WebAssembly.Global
  readonly recordsFound: WebAssembly.Global
  readonly namesCount: WebAssembly.Global
  readonly namesEnd: WebAssembly.Global
}

/** Logits against class indices; what the results mean, src/kernel/assembly/class-losses.ts says. */
type RowsOfLogits = [
  ...[x: number, t: number, out: number, rows: number, classes: number],
  ...[ignored: number, predicted: number, pTarget: number],
]

/** Parses and formats numbers in memory of its own; the caller lays out that memory with `reserve`. */
export interface Kernel extends KernelRoom, Pick<KernelExports, 'countNewlines' | 'countLineEnds'> {
  readonly memory: WebAssembly.Memory
  readonly loops: LossLoops
  readonly naming: NameLoops

  /** Address just after the nth newline (counted from 1) in [start, end), or 0 if it has fewer. */
  afterNewline(start: number, end: number, nth: number): number

  /**
   * Parses rows of numbers, each value bit-identical to JavaScript's Number(). Fields are decimal literals
   * (digits, one '.', an exponent, a sign '+' or '-') or, with an optional sign, nan NaN NAN inf Inf INF
   * infinity Infinity; blanks around them are fine, and so are LF and CR LF. Stops at anything else.
   */
  parseRows(input: ParseInput): Parsed

  /**
   * Parses records of RFC 4180: as parseRows, but cells may be quoted, and then hold delimiters, newlines and doubled
   * quotes. Stops at what is not that: a quote in a cell that does not begin with it, text after a closing quote, a
   * quote that is never closed, a carriage return outside quotes that no newline follows, a NUL, a blank line.
   */
  parseRecords(input: RecordInput): Parsed

  /**
   * The address after the last record, but at most the first `most`, that ends in [start, end), where a record begins;
   * and how many end there. Only newlines outside quotes end records.
   */
  findRecords(start: number, end: number, most?: number): { end: number; records: number }

  /**
   * Writes `rows` * `columns` doubles as text: String(v) of each, the byte `delimiter` between columns and a
   * newline after each row. Returns the address after the text. The region at `out` must hold
   * MAX_NUMBER_TEXT bytes per value.
   */
  formatRows(values: number, rows: number, columns: number, delimiter: number, out: number): number

  /** Writes lines of CSV from columns that src/kernel/assembly/write-cells.ts describes; returns the address after the text. */
  formatCells(columns: number, count: number, rows: number, out: number): number

  /**
   * Writes rows of doubles with fixed texts around them, one before every column and one after the last:
   * `texts` is the address of their addresses and lengths, 32-bit integers. Stops before a row with a number that
   * is not finite; `rows` tells how many are written, `end` is the address after the text.
   */
  formatObjects(
    values: number,
    rows: number,
    columns: number,
    texts: number,
    out: number,
  ): { end: number; rows: number }

  /**
   * Writes down how objects are spelled: the bytes before each value, and after the last, and what is read of each
   * value. The region at `address` must hold `shapeBytes` of them.
   */
  objectShape(between: readonly Uint8Array[], roles: Uint8Array, address: number): ObjectShape

  /**
   * Reads objects of that shape, one after the other, as long as they have it; the last byte must be a newline. Numbers
   * go to `out`, MISSING_WORDS for one that is null; of each text where it begins and where it ends to `texts`, 0 for one
   * that is null. `end` is where the first object begins that is not read.
   */
  parseObjects(
    start: number,
    end: number,
    shape: ObjectShape,
    out: number,
    texts: number,
  ): { rows: number; end: number }
}

/** Memory that the shape of objects takes. */
export function shapeBytes(between: readonly Uint8Array[]): number {
  return between.reduce((sum, { length }) => sum + length + 24, 16)
}

/** What is read of a value of an object, bits to be combined; a value that is read may be null where that is said. */
export const ObjectRole = { number: 1, text: 2, mayBeNull: 4 } as const

/** Where the kernel finds how objects are spelled, and how many numbers and texts it reads of each. */
export interface ObjectShape {
  readonly address: number
  readonly values: number
  readonly numbers: number
  readonly texts: number
}

/** The loops over losses; src/kernel/assembly/losses.ts and class-losses.ts say what they do, src/engine/kernel-loops.ts where they may. */
export type LossLoops = Pick<
  KernelExports,
  | 'setTables'
  | 'bceWithLogits'
  | 'weightedBceWithLogits'
  | 'binaryCrossEntropy'
  | 'crossEntropy'
  | 'smoothedCrossEntropy'
  | 'focusedCrossEntropy'
  | 'focal'
  | 'squaredErrors'
  | 'addAll'
  | 'gather'
  | 'allWithin'
  | 'countSides'
  | 'countRight'
>

/** The functions of src/kernel/names.ts. */
type NameLoops = Pick<KernelExports, 'hashTexts' | 'indexNames' | 'moveNames' | 'namesCount' | 'namesEnd'>

/** Longest text of one double with the byte after it: "-0.0000012345678901234567" and a newline. */
export const MAX_NUMBER_TEXT = 26

/** More than any function touches after the end of its region: parseRows reads 63 bytes, formatRows writes 48. */
const REGION_PADDING = 64
const PAGE = 65536
/** Pages for tables of the module's own. */
const OWN_PAGES = 2

/** One character per byte. */
function textOf(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

/** Compiled once, however many instances a thread makes. */
let compiled: WebAssembly.Module | undefined

/** Whether an attempt has failed, so that no other is made. */
let unavailable = false

/**
 * As `createKernel`; undefined where WebAssembly cannot be had: `node --jitless`, or no address space for its memory, as
 * under `ulimit -v`. Everything it does can be done without it, with the same bits, in more time.
 */
export function kernelIfAvailable(bytes?: number): Kernel | undefined {
  if (unavailable) return undefined
  try {
    return createKernel(bytes)
  } catch {
    unavailable = true
    return undefined
  }
}

/**
 * Instantiates the kernel, synchronously, in 1 to 2 ms. `bytes` is how much memory to start with for the
 * regions, which saves growing it piece by piece; `reserve` grows it anyway when needed.
 *
 * @throws Error where WebAssembly or its memory cannot be had
 */
export function createKernel(bytes = 0): Kernel {
  const memory = new WebAssembly.Memory({ initial: OWN_PAGES + Math.ceil(bytes / PAGE) })
  let view = new Uint8Array(memory.buffer)
  const currentView = () => {
    if (view.buffer !== memory.buffer) view = new Uint8Array(memory.buffer)
    return view
  }
  compiled ??= new WebAssembly.Module(kernelBytes())
  let readCell: RecordInput['readCell']
  const instance = new WebAssembly.Instance(compiled, {
    env: { memory },
    host: {
      slowNumber: (address: number, length: number) => {
        const start = address >>> 0
        return Number(textOf(currentView().subarray(start, start + length)))
      },
      readCell: (start: number, end: number, out: number) => {
        const number = readCell?.(
          new TextDecoder('utf-8', { ignoreBOM: true }).decode(
            currentView().subarray(start >>> 0, end >>> 0),
          ),
        )
        if (number === undefined) return 0
        if (number === MISSING) new Uint32Array(memory.buffer, out >>> 0, 2).set(MISSING_WORDS)
        else new Float64Array(memory.buffer, out >>> 0, 1)[0] = number
        return 1
      },
      fillPowers: (address: number, minPower: number, maxPower: number) =>
        writePowersOfTen(memory.buffer, address, minPower, maxPower),
    },
  })
  const wasm = instance.exports as unknown as KernelExports
  let free = wasm.freeMemoryStart()
  const check = ({ start, end, delimiter }: ParseInput | RecordInput) => {
    if (!isDelimiter(delimiter)) throw new RangeError(`byte ${delimiter} cannot be a delimiter`)
    if (end > start && currentView()[end - 1] !== NEWLINE)
      throw new RangeError('the text to parse must end with a newline')
  }

  return {
    memory,
    loops: wasm,
    naming: wasm,

    reserve(size) {
      const address = Math.ceil(free / 16) * 16
      free = address + size + REGION_PADDING
      const missing = Math.ceil((free - memory.buffer.byteLength) / PAGE)
      if (missing > 0) memory.grow(missing)
      return address
    },

    unpackSnappy: (start, end, out, outEnd) => wasm.unpackSnappy(start, end, out, outEnd) === 1,
    interleave: wasm.interleave,
    unpackBits: wasm.unpackBits,
    largest: (start, count) => wasm.largest(start, count) >>> 0,
    findTexts: wasm.findTexts,
    countNewlines: wasm.countNewlines,
    countLineEnds: wasm.countLineEnds,

    afterNewline: (start, end, nth) => wasm.afterNewline(start, end, nth) >>> 0,

    parseRows(given) {
      check(given)
      const { start, end, out, columns, delimiter } = given
      const rows = wasm.parseRows(start, end, out, columns, delimiter)
      return { rows, end: (wasm.rowsEnd.value as number) >>> 0 }
    },

    parseRecords(given) {
      check(given)
      const { start, end, columns, delimiter, roles, out, texts } = given
      readCell = given.readCell
      const rows = wasm.parseRecords(start, end, columns, delimiter, roles, out, texts)
      return { rows, end: (wasm.recordsEnd.value as number) >>> 0 }
    },

    findRecords(start, end, most = 0x7fffffff) {
      const address = wasm.findRecords(start, end, most) >>> 0
      return { end: address, records: wasm.recordsFound.value as number }
    },

    formatRows: (values, rows, columns, delimiter, out) =>
      wasm.formatRows(values, rows, columns, delimiter, out) >>> 0,

    formatCells: (columns, count, rows, out) => wasm.formatCells(columns, count, rows, out) >>> 0,

    formatObjects(values, rows, columns, texts, out) {
      const end = wasm.formatObjects(values, rows, columns, texts, out) >>> 0
      return { end, rows: wasm.objectsWritten.value as number }
    },

    objectShape(between, roles, address) {
      const entries = new Uint32Array(memory.buffer, address, 4 * between.length)
      let at = address + 16 * between.length
      between.forEach((bytes, i) => {
        new Uint8Array(memory.buffer, at, bytes.length).set(bytes)
        entries.set([at, bytes.length, roles[i] ?? 0, 0], 4 * i)
        at += bytes.length
      })
      const count = (role: number) => roles.reduce((sum, one) => sum + ((one & role) === 0 ? 0 : 1), 0)
      return {
        address,
        values: roles.length,
        numbers: count(ObjectRole.number),
        texts: count(ObjectRole.text),
      }
    },

    parseObjects(start, end, { address, values }, out, texts) {
      const rows = wasm.parseObjects(start, end, address, values, out, texts)
      return { rows, end: (wasm.objectsEnd.value as number) >>> 0 }
    },
  }
}

const NEWLINE = 0x0a

/** Whether a file of numbers can have this byte between its columns. */
export function isDelimiter(byte: number): boolean {
  return (
    Number.isInteger(byte) &&
    byte >= 0 &&
    byte <= 255 &&
    !/[0-9A-Za-z+.\-"\r\n]/.test(String.fromCharCode(byte))
  )
}
