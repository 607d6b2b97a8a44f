import type { KernelRoom } from '../table.ts'
import { MISSING, MISSING_WORDS, type Parsed, type ParseInput, type RecordInput } from './parse-types.ts'
import { writePowersOfTen } from './powers.ts'
import { kernelBytes } from './kernel-bytes.ts'
import type { KernelExports, LossLoops, NameLoops } from './exports.ts'
import type { ObjectShape } from './object-shape.ts'

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

  /** Writes lines from columns that src/kernel/assembly/write-cells.ts describes, with texts as formatObjects has them; returns the address after the text. */
  formatCells(columns: number, count: number, rows: number, texts: number, out: number): number

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
   * Reads objects of a shape, one after the other, as long as they have it; the last byte must be a newline. Numbers
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
  compiled ??= new WebAssembly.Module(kernelBytes())
  let readCell: RecordInput['readCell']
  const host = hostOf(memory, (cell) => readCell?.(cell))
  const wasm = new WebAssembly.Instance(compiled, { env: { memory }, host })
    .exports as unknown as KernelExports
  return {
    ...roomOf(memory, wasm),
    memory,
    loops: wasm,
    naming: wasm,
    countNewlines: wasm.countNewlines,
    countLineEnds: wasm.countLineEnds,
    afterNewline: (start, end, nth) => wasm.afterNewline(start, end, nth) >>> 0,

    parseRows(given) {
      check(memory, given)
      const { start, end, out, columns, delimiter } = given
      const rows = wasm.parseRows(start, end, out, columns, delimiter)
      return { rows, end: (wasm.rowsEnd.value as number) >>> 0 }
    },

    parseRecords(given) {
      check(memory, given)
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
    formatCells: (columns, count, rows, texts, out) =>
      wasm.formatCells(columns, count, rows, texts, out) >>> 0,

    formatObjects(values, rows, columns, texts, out) {
      const end = wasm.formatObjects(values, rows, columns, texts, out) >>> 0
      return { end, rows: wasm.objectsWritten.value as number }
    },

    parseObjects(start, end, { address, values }, out, texts) {
      const rows = wasm.parseObjects(start, end, address, values, out, texts)
      return { rows, end: (wasm.objectsEnd.value as number) >>> 0 }
    },
  }
}

/** The memory in regions, and what readers of columns do in it. */
function roomOf(memory: WebAssembly.Memory, wasm: KernelExports): KernelRoom {
  let free = wasm.freeMemoryStart()
  return {
    memory,
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
  }
}

/** What the module asks for: what it does not decide, of texts in the memory. */
function hostOf(memory: WebAssembly.Memory, readCell: NonNullable<RecordInput['readCell']>) {
  return {
    slowNumber: (address: number, length: number) =>
      Number(textOf(new Uint8Array(memory.buffer, address >>> 0, length))),
    readCell: (start: number, end: number, out: number) => {
      const cell = new Uint8Array(memory.buffer, start >>> 0, (end - start) >>> 0)
      const number = readCell(new TextDecoder('utf-8', { ignoreBOM: true }).decode(cell))
      if (number === undefined) return 0
      if (number === MISSING) new Uint32Array(memory.buffer, out >>> 0, 2).set(MISSING_WORDS)
      else new Float64Array(memory.buffer, out >>> 0, 1)[0] = number
      return 1
    },
    fillPowers: (address: number, minPower: number, maxPower: number) =>
      writePowersOfTen(memory.buffer, address, minPower, maxPower),
  }
}

const NEWLINE = 0x0a

function check(memory: WebAssembly.Memory, { start, end, delimiter }: ParseInput): void {
  if (!isDelimiter(delimiter)) throw new RangeError(`byte ${delimiter} cannot be a delimiter`)
  if (end > start && new Uint8Array(memory.buffer)[end - 1] !== NEWLINE)
    throw new RangeError('the text to parse must end with a newline')
}

/** Whether a file of numbers can have this byte between its columns: no digit or letter, and nothing of what is beside them. */
export function isDelimiter(byte: number): boolean {
  if (!Number.isInteger(byte) || byte < 0 || byte > 255) return false
  const sign = String.fromCharCode(byte)
  return Number.isNaN(parseInt(sign, 36)) && !'+.-"\r\n'.includes(sign)
}
