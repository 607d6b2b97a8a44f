import { isUtf8 } from 'node:buffer'
import { readSync } from 'node:fs'
import { workIn } from '../engine/workspace.ts'
import { isDelimiter, kernelIfAvailable, type Kernel } from '../kernel/kernel.ts'
import { CellParser } from '../readers/csv/cell-parser.ts'
import type { Columns, Missing, PlainRecords, Selection } from '../table.ts'
import { GiveUp } from './give-up.ts'
import type { SharedRows, TurnRows } from './shared-rows.ts'

/** Text of the input taken at a time: fits the second-level cache. */
const CHUNK = 1 << 19
/** Text of the first batches: while V8 still compiles the loops, which takes some ten milliseconds, they are slow. */
const FIRST_CHUNK = 1 << 16
const FIRST_BATCHES = 24
/** The text of another file for the same rows may be longer, but not without bound. */
const OTHER_CHUNK = 4 * CHUNK
const NEWLINE = 0x0a
/** Milliseconds without progress of any thread, where a turn takes one. */
const PATIENCE = 1000

/** What all threads share: who may read, whether one has failed, how many turns were taken; and where to read on. */
const LOCK = 0
const FAILED = 1
const TURNS = 2
const ROW = 0
const TURN = 1
/** Where the first file is read on; the others follow. */
const FILES = 2

const flagsOf = (shared: SharedArrayBuffer) => new Int32Array(shared, 0, 4)
const positionsOf = (shared: SharedArrayBuffer) => new Float64Array(shared, 16)

/** A file, and which of its columns are read: all as numbers if that is not said. */
export interface RecordsFile {
  readonly file: PlainRecords
  readonly selections?: readonly Selection[] | undefined
  /** Whether a missing value marks its row; it is refused if absent. */
  readonly missing?: Missing | undefined
}

/** Files of records, of which each thread reads the next ones in turn, and what threads share of them. */
export interface RecordsJob {
  readonly read: 'records'
  readonly files: readonly RecordsFile[]
  readonly shared: SharedArrayBuffer
}

/** Whoever makes it holds the lock, until it reserves the first rows. A descriptor serves all threads. */
export function recordsJob(files: readonly RecordsFile[]): RecordsJob {
  const shared = new SharedArrayBuffer(16 + 8 * (FILES + files.length))
  const positions = positionsOf(shared)
  files.forEach(({ file }, i) => (positions[FILES + i] = file.start))
  flagsOf(shared)[LOCK] = 1
  // Each file as it was found: it has functions that cannot be sent.
  return { read: 'records', files: files.map((one) => ({ ...one, file: { ...one.file } })), shared }
}

/** Rows that were found, and the number of the turn. */
interface Found {
  readonly firstRow: number
  readonly number: number
}

/**
 * Reads one file, or several side by side, together with other threads: each takes the next records under a lock, and
 * parses them outside it. Finding the ends of records is all that must happen in turn.
 */
export class Lockstep implements SharedRows {
  readonly #flags: Int32Array
  readonly #positions: Float64Array
  readonly #kernel: Kernel
  readonly #sides: readonly Side[]
  /** Rows that are read and not yet parsed. */
  #reserved: Found | undefined
  readonly #onBytes: ((bytes: number) => void) | undefined

  /** Reads the first rows, `least` if there are as many, before other threads may read. @throws GiveUp */
  constructor({ shared, files }: RecordsJob, least?: number, onBytes?: (bytes: number) => void) {
    this.#onBytes = onBytes
    this.#flags = flagsOf(shared)
    this.#positions = positionsOf(shared)
    const kernel = kernelIfAvailable(5 * (CHUNK + (files.length - 1) * OTHER_CHUNK))
    if (!kernel) throw new GiveUp()
    this.#kernel = kernel
    // Before any numbers lie there, since memory that grows moves.
    workIn(this.#kernel)
    this.#sides = files.map((part, i) => new Side(kernel, part, i === 0 ? CHUNK : OTHER_CHUNK))
    if (least !== undefined) this.#reserved = this.#unlockAfter(() => this.#read(least))
  }

  *read(begin: (turn: number) => void): Generator<TurnRows> {
    let seen = 0
    for (;;) {
      const found = this.#reserved ?? this.#locked(() => this.#read())
      this.#reserved = undefined
      if (!found) return
      begin(found.number)
      yield { firstRow: found.firstRow, parts: this.#parse() }
      const read = this.#sides.reduce((sum, _, i) => sum + this.#positions[FILES + i]!, 0)
      this.#onBytes?.(read - seen)
      seen = read
    }
  }

  /** Names that are new may make the memory grow, and what was found before move; they are new once. */
  #parse(): readonly (readonly Columns[])[] {
    const { memory } = this.#kernel
    for (const side of this.#sides) side.parse()
    for (;;) {
      const { buffer } = memory
      const parts = this.#sides.map((side) => side.columns())
      if (memory.buffer === buffer) return parts
    }
  }

  get turns(): number {
    return Atomics.load(this.#flags, TURNS)
  }

  fail(): void {
    Atomics.store(this.#flags, FAILED, 1)
  }

  #read(least = 1): Found | undefined {
    if (Atomics.load(this.#flags, FAILED) === 1) throw new GiveUp()
    const positions = this.#positions
    const firstRow = positions[ROW]!
    const [first, ...others] = this.#sides as [Side, ...Side[]]
    if (positions[FILES]! >= first.size) {
      if (others.some((side, i) => positions[FILES + 1 + i]! < side.size)) throw new GiveUp()
      return undefined
    }
    const few = positions[TURN]! < FIRST_BATCHES ? first.readSome(positions[FILES]!, FIRST_CHUNK) : 0
    const enough = few > 0 && first.rows >= least
    const read = enough ? few : first.readSome(positions[FILES]!, CHUNK)
    if (read === 0) throw new GiveUp()
    const { rows } = first
    const taken = others.map((side, i) => side.readRows(positions[FILES + 1 + i]!, rows))
    positions[FILES]! += read
    taken.forEach((bytes, i) => (positions[FILES + 1 + i]! += bytes))
    positions[ROW] = firstRow + rows
    return { firstRow, number: positions[TURN]!++ }
  }

  /** Waits for its turn. A thread may have died in its own: without progress there is no waiting on. */
  #locked<T>(action: () => T): T {
    while (Atomics.compareExchange(this.#flags, LOCK, 0, 1) !== 0) {
      const { turns } = this
      const woken = Atomics.wait(this.#flags, LOCK, 1, PATIENCE)
      if (woken === 'timed-out' && turns === this.turns) throw new GiveUp()
    }
    return this.#unlockAfter(action)
  }

  #unlockAfter<T>(action: () => T): T {
    try {
      const result = action()
      Atomics.add(this.#flags, TURNS, 1)
      return result
    } finally {
      Atomics.store(this.#flags, LOCK, 0)
      Atomics.notify(this.#flags, LOCK, 1)
    }
  }
}

/** One of the files, and its part of the kernel's memory. */
class Side {
  readonly size: number
  readonly start: number
  end = 0
  rows = 0
  readonly #kernel: Kernel
  readonly #file: PlainRecords
  readonly #chunk: number
  /** Where numbers go, if all are read that are there. */
  readonly #values: number | undefined
  readonly #records: CellParser
  /** Text per row, from the rows so far. */
  #perRow = 16
  #found: () => readonly Columns[] = () => []

  constructor(kernel: Kernel, { file, selections, missing = 'error' }: RecordsFile, chunk: number) {
    if (!isDelimiter(file.delimiter)) throw new GiveUp()
    this.size = file.size
    this.#kernel = kernel
    this.#file = file
    this.#chunk = chunk
    this.start = kernel.reserve(chunk + 1)
    const { columns, delimiter } = file
    const all = { columns: Array.from({ length: columns }, (_, c) => c), as: 'numbers' } as const
    if (!selections) this.#values = kernel.reserve(4 * chunk + 8)
    this.#records = new CellParser(kernel, { columns, delimiter, missing }, selections ?? [all], chunk + 1)
  }

  /** Reads whole records from a place on; returns their length, 0 if there is none. */
  readSome(position: number, most: number): number {
    const length = this.#fill(position, most)
    const last = position + length >= this.size
    if (last) this.#closeLine(length)
    const { end, records } = this.#find(last ? this.end : this.start + length)
    this.rows = records
    // What is never closed is told by whoever reads it.
    if (!last) this.end = end
    return Math.min(this.end - this.start, length)
  }

  /** Reads a number of records from a place on; returns their length. */
  readRows(position: number, rows: number): number {
    const guess = Math.min(this.#chunk, Math.ceil(rows * this.#perRow * 1.1) + 256)
    for (const most of guess < this.#chunk ? [guess, this.#chunk] : [this.#chunk]) {
      const length = this.#fill(position, most)
      const last = position + length >= this.size
      if (last) this.#closeLine(length)
      const found = this.#find(last ? this.end : this.start + length, rows)
      if (found.records < rows) continue
      this.end = found.end
      this.rows = rows
      const used = Math.min(this.end - this.start, length)
      this.#perRow = used / rows
      return used
    }
    throw new GiveUp()
  }

  /** The records that end before a place, or the first of them. No cell that is a number has newlines in it. */
  #find(end: number, most?: number): { end: number; records: number } {
    const { start } = this
    if (this.#values === undefined) return this.#kernel.findRecords(start, end, most)
    if (most === undefined) {
      const cut = start + this.#text(end - start).lastIndexOf(NEWLINE) + 1
      return { end: cut, records: this.#kernel.countNewlines(start, cut) }
    }
    const after = this.#kernel.afterNewline(start, end, most)
    return { end: after, records: after === 0 ? 0 : most }
  }

  #text(length: number): Uint8Array {
    return new Uint8Array(this.#kernel.memory.buffer, this.start, length)
  }

  /** @throws GiveUp if the kernel does not take all of it */
  parse(): void {
    const { columns, delimiter } = this.#file
    const { start, end, rows } = this
    if (this.#values !== undefined) {
      const out = this.#values
      if (this.#kernel.parseRows({ start, end, out, columns, delimiter }).end === end) {
        this.#found = () => {
          const data = new Float64Array(this.#kernel.memory.buffer, out, rows * columns)
          return [{ as: 'numbers', tensor: { data, shape: [rows, columns], table: true } }]
        }
        return
      }
    }
    if (!isUtf8(this.#text(end - start))) throw new GiveUp()
    const found = this.#records.read(start, end)
    if (found.end < end || found.rows !== rows) throw new GiveUp()
    this.#found = () =>
      found.columns(
        () => Buffer.from(this.#kernel.memory.buffer, start, end - start),
        start,
        unknownPlace,
        true,
      )
  }

  columns(): readonly Columns[] {
    return this.#found()
  }

  /** Reads no further than the file was long: what it grows by may end within a row. */
  #fill(position: number, most: number): number {
    most = Math.max(0, Math.min(most, this.size - position))
    const bytes = new Uint8Array(this.#kernel.memory.buffer, this.start, most)
    let length = 0
    while (length < most) {
      const read = readSync(this.#file.descriptor, bytes, length, most - length, position + length)
      if (read === 0) break
      length += read
    }
    return length
  }

  /** Ends the text with a newline, which the last record of a file may lack. */
  #closeLine(length: number): void {
    const text = this.#text(length + 1)
    const closed = length === 0 || text[length - 1] === NEWLINE
    if (!closed) text[length] = NEWLINE
    this.end = this.start + length + (closed ? 0 : 1)
  }
}

/** Whatever is refused, the plain way refuses, and knows where it stands. */
const unknownPlace = () => ({ file: '' })
