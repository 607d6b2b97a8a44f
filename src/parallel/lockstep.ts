import { closeSync, openSync, readSync } from 'node:fs'
import { workIn } from '../engine/workspace.ts'
import { kernelIfAvailable, type Kernel } from '../kernel/kernel.ts'
import type { PlainFile } from '../readers/csv/plain-file.ts'
import type { Tensor } from '../tensor.ts'

/** Text of the input taken at a time: fits the second-level cache. */
const CHUNK = 1 << 19
/** Text of the first batches: while V8 still compiles the loops, which takes some ten milliseconds, they are slow. */
const FIRST_CHUNK = 1 << 16
const FIRST_BATCHES = 24
/** The target's text for the same rows may be longer, but not without bound. */
const TARGET_CHUNK = 4 * CHUNK
const NEWLINE = 0x0a
/** Milliseconds without progress of any thread, where a turn takes one. */
const PATIENCE = 1000

/** The files have rows that are not plain, or not equally many: threads leave it to the plain way. */
export class GiveUp extends Error {}

/** What all threads share: who may read, and where; which batch is next to learn where its text goes, and where. */
const LOCK = 0
const FAILED = 1
/** How many turns were taken. */
const TURNS = 2
/** How many batches have their place. */
const PLACED = 3
const INPUT = 0
const TARGET = 1
const ROW = 2
const BATCH = 3
const PLACE = 4

const flagsOf = (shared: SharedArrayBuffer) => new Int32Array(shared, 0, 4)
const positionsOf = (shared: SharedArrayBuffer) => new Float64Array(shared, 16, 5)

/** Whoever makes it holds the lock, until it reserves the first rows. `place` is where the text of the first batch goes. */
export function createShared(input: PlainFile, target: PlainFile, place = 0): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(64)
  const positions = positionsOf(shared)
  positions[INPUT] = input.start
  positions[TARGET] = target.start
  positions[PLACE] = place
  flagsOf(shared)[LOCK] = 1
  return shared
}

/** Which rows were read. */
interface Rows {
  /** Number of the first row. */
  readonly from: number
  /** Which batch of all threads it is. */
  readonly number: number
}

/** Equal rows of both files, in memory that the next ones overwrite. */
export interface Batch extends Rows {
  readonly input: Tensor
  readonly target: Tensor
}

/**
 * Reads two files side by side, together with other threads: each takes the next rows under a lock, and parses them
 * outside it. Counting newlines is all that must happen in turn.
 */
export class Lockstep {
  readonly #flags: Int32Array
  readonly #positions: Float64Array
  readonly #kernel: Kernel
  readonly #input: Side
  readonly #target: Side
  /** Rows that are read and not yet parsed. */
  #reserved: Rows | undefined

  constructor(shared: SharedArrayBuffer, input: PlainFile, target: PlainFile) {
    this.#flags = flagsOf(shared)
    this.#positions = positionsOf(shared)
    const kernel = kernelIfAvailable({ bytes: 5 * (CHUNK + TARGET_CHUNK) })
    if (!kernel) throw new GiveUp()
    this.#kernel = kernel
    // Before any numbers lie there, since memory that grows moves.
    workIn(this.#kernel)
    this.#input = new Side(this.#kernel, input, CHUNK)
    try {
      this.#target = new Side(this.#kernel, target, TARGET_CHUNK)
    } catch (error) {
      this.#input.close()
      throw error
    }
  }

  /** Reads the first rows, `least` if there are as many, and lets other threads read. @throws GiveUp */
  reserve(least: number): void {
    this.#reserved = this.#unlockAfter(() => this.#read(least))
  }

  /** The next rows; undefined at the end. @throws GiveUp */
  take(): Batch | undefined {
    const rows = this.#reserved ?? this.#locked(() => this.#read())
    this.#reserved = undefined
    return rows && { input: this.#input.parse(), target: this.#target.parse(), ...rows }
  }

  /** How far all threads together have read in both files, in bytes. */
  get taken(): number {
    return this.#positions[INPUT]! + this.#positions[TARGET]!
  }

  /** How many turns all threads have taken. */
  get turns(): number {
    return Atomics.load(this.#flags, TURNS)
  }

  /** Tells the other threads to stop. */
  fail(): void {
    Atomics.store(this.#flags, FAILED, 1)
    Atomics.notify(this.#flags, PLACED)
  }

  close(): void {
    this.#input.close()
    this.#target.close()
  }

  /** The place of so many bytes of a batch, if all earlier batches have theirs. */
  place(number: number, bytes: number): number | undefined {
    if (Atomics.load(this.#flags, PLACED) !== number) return undefined
    const place = this.#positions[PLACE]!
    this.#positions[PLACE] = place + bytes
    Atomics.add(this.#flags, PLACED, 1)
    Atomics.add(this.#flags, TURNS, 1)
    Atomics.notify(this.#flags, PLACED)
    return place
  }

  /** The same, once all earlier batches have theirs. @throws GiveUp */
  awaitPlace(number: number, bytes: number): number {
    for (;;) {
      const placed = Atomics.load(this.#flags, PLACED)
      const place = this.place(number, bytes)
      if (place !== undefined) return place
      if (Atomics.load(this.#flags, FAILED) === 1) throw new GiveUp()
      this.#wait(PLACED, placed)
    }
  }

  #read(least = 1): Rows | undefined {
    if (Atomics.load(this.#flags, FAILED) === 1) throw new GiveUp()
    const positions = this.#positions
    const from = positions[ROW]!
    if (positions[INPUT]! >= this.#input.size) {
      if (positions[TARGET]! < this.#target.size) throw new GiveUp()
      return undefined
    }
    const few = positions[BATCH]! < FIRST_BATCHES ? this.#input.readLines(positions[INPUT]!, FIRST_CHUNK) : 0
    const enough = few > 0 && this.#input.rows >= least
    const input = enough ? few : this.#input.readLines(positions[INPUT]!, CHUNK)
    if (input === 0) throw new GiveUp()
    const { rows } = this.#input
    const target = this.#target.readRows(positions[TARGET]!, rows)
    positions[INPUT]! += input
    positions[TARGET]! += target
    positions[ROW] = from + rows
    return { from, number: positions[BATCH]!++ }
  }

  /** Waits for its turn. A thread may have died in its own: without progress there is no waiting on. */
  #enter(): void {
    while (Atomics.compareExchange(this.#flags, LOCK, 0, 1) !== 0) this.#wait(LOCK, 1)
  }

  #wait(flag: number, value: number): void {
    const turns = Atomics.load(this.#flags, TURNS)
    const woken = Atomics.wait(this.#flags, flag, value, PATIENCE)
    if (woken === 'timed-out' && turns === Atomics.load(this.#flags, TURNS)) throw new GiveUp()
  }

  #locked<T>(action: () => T): T {
    this.#enter()
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

/** One of the two files, and its part of the kernel's memory. */
class Side {
  readonly size: number
  readonly start: number
  end = 0
  /** How many lines were read last. */
  rows = 0
  readonly #kernel: Kernel
  readonly #file: PlainFile
  readonly #descriptor: number
  readonly #values: number
  readonly #chunk: number
  /** Text per row, from the rows so far. */
  #perRow = 16

  constructor(kernel: Kernel, file: PlainFile, chunk: number) {
    this.size = file.size
    this.#kernel = kernel
    this.#file = file
    this.#chunk = chunk
    this.#descriptor = openSync(file.path, 'r')
    this.start = kernel.reserve(chunk + 1)
    this.#values = kernel.reserve(4 * chunk + 8)
  }

  /** Reads whole lines from a place on; returns their length, 0 if there is none. */
  readLines(position: number, most: number): number {
    const length = this.#fill(position, most)
    const text = this.#text(length)
    const cut = position + length >= this.size ? length : text.lastIndexOf(NEWLINE) + 1
    this.#closeLine(cut)
    this.rows = this.#kernel.countNewlines(this.start, this.end)
    return cut
  }

  /** Reads a number of lines from a place on; returns their length. */
  readRows(position: number, rows: number): number {
    const guess = Math.min(this.#chunk, Math.ceil(rows * this.#perRow * 1.1) + 256)
    for (const most of guess < this.#chunk ? [guess, this.#chunk] : [this.#chunk]) {
      const length = this.#fill(position, most)
      const last = position + length >= this.size
      if (last) this.#closeLine(length)
      const end = this.#kernel.afterNewline(this.start, last ? this.end : this.start + length, rows)
      if (end === 0) continue
      this.end = end
      const used = Math.min(end - this.start, length)
      this.#perRow = used / rows
      return used
    }
    throw new GiveUp()
  }

  parse(): Tensor {
    const { columns, delimiter } = this.#file
    const { rows, stop } = this.#kernel.parseRows({
      start: this.start,
      end: this.end,
      out: this.#values,
      columns,
      delimiter,
    })
    if (stop) throw new GiveUp()
    const data = new Float64Array(this.#kernel.memory.buffer, this.#values, rows * columns)
    return { data, shape: [rows, columns], table: true }
  }

  close(): void {
    closeSync(this.#descriptor)
  }

  /** Reads no further than the file was long: what it grows by may end within a row. */
  #fill(position: number, most: number): number {
    most = Math.max(0, Math.min(most, this.size - position))
    const bytes = new Uint8Array(this.#kernel.memory.buffer, this.start, most)
    let length = 0
    while (length < most) {
      const read = readSync(this.#descriptor, bytes, length, most - length, position + length)
      if (read === 0) break
      length += read
    }
    return length
  }

  #text(length: number): Uint8Array {
    return new Uint8Array(this.#kernel.memory.buffer, this.start, length)
  }

  /** Ends the text with a newline, which the last line of a file may lack. */
  #closeLine(length: number): void {
    const text = this.#text(length + 1)
    const closed = length === 0 || text[length - 1] === NEWLINE
    if (!closed) text[length] = NEWLINE
    this.end = this.start + length + (closed ? 0 : 1)
  }
}
