import type { LossLoops } from '../kernel/exports.ts'
import { kernelIfAvailable, type Kernel } from '../kernel/kernel.ts'
import { MOST_CLASSES } from './answer-counts.ts'
import type { ExactSum } from '../numerics/exact-sum.ts'
import type { AddUp, AwaitingSums } from '../numerics/rows-by-sum.ts'
import { SOFTPLUS_BYTES } from '../numerics/softplus.ts'
import { EXP_TABLE, LOG_TABLE } from '../numerics/tables.ts'

/** Losses computed at a time: few enough for the second-level cache, and so many that JavaScript hardly matters. */
export const BLOCK = 8192
/** Inputs of a block of rows, where a row is not longer. */
export const WIDE_BLOCK = 4 * BLOCK
const EXPONENTS = 2048
/** Bytes of the accumulators of a sum. */
const BINS = 2 * EXPONENTS * 8
/** So many sums of rows may be added to at once. */
const MOST_SUMS = 32
/** Losses after which the accumulators are emptied; what they lose stays exact up to twice as many. */
const LIMIT = 2 ** 24

/** Where the numbers of the element or row lie that a loop starts with. */
export interface Addresses {
  readonly x: number
  readonly t: number
  readonly p: number
  readonly out: number
  /** What is told of each row: the predicted class, and the probability of the target. */
  readonly predicted: number
  readonly pTarget: number
}

/** Numbers from some place on. */
interface Part {
  readonly data: Float64Array
  readonly start: number
  readonly length: number
}

/**
 * A kernel's memory as its loops use it: results of a block, accumulators of the exact sum, and copies of numbers
 * that lie elsewhere.
 */
export class Workspace {
  readonly loops: LossLoops
  readonly #kernel: Kernel
  readonly #bins: number
  /** Accumulators of sums by number, and which rows are added to which. */
  readonly #binsOfRows: number
  readonly #rows: number
  readonly #inputs: Copies
  readonly #targets: Copies
  readonly #positives: Copies
  readonly #out: number
  readonly #predicted: number
  readonly #pTarget: number
  readonly #counts: number
  /** Losses in the accumulators, and the sum they belong to. */
  #added = 0
  #sum: ExactSum | undefined
  /** The same of the sums by number, and how many of them are in use. */
  #addedRows = 0
  #owner: AwaitingSums | undefined
  #sumsUsed = 0

  /** Reserves all its memory, except for copies of longer rows: memory that grows moves, and its contents with it. */
  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.loops = kernel.loops
    this.#bins = kernel.reserve(BINS)
    this.#binsOfRows = kernel.reserve(MOST_SUMS * BINS)
    this.#rows = kernel.reserve(8 * BLOCK)
    // A loop that works in pairs may write one more.
    this.#out = kernel.reserve(8 * BLOCK + 8)
    this.#predicted = kernel.reserve(8 * BLOCK + 8)
    this.#pTarget = kernel.reserve(8 * BLOCK + 8)
    this.#counts = kernel.reserve(8 * MOST_CLASSES)
    this.#inputs = new Copies(kernel, WIDE_BLOCK)
    this.#targets = new Copies(kernel, BLOCK)
    this.#positives = new Copies(kernel, BLOCK)
    const [exp, log] = [EXP_TABLE, LOG_TABLE].map((table) => {
      const address = kernel.reserve(table.byteLength)
      new Float64Array(kernel.memory.buffer, address, table.length).set(table)
      return address
    })
    this.loops.setTables(exp!, log!, kernel.reserve(SOFTPLUS_BYTES))
  }

  get out(): Float64Array {
    return this.#block(this.#out)
  }

  /** What is told of each row of a block. */
  get told(): { readonly predicted: Float64Array; readonly pTarget: Float64Array } {
    return { predicted: this.#block(this.#predicted), pTarget: this.#block(this.#pTarget) }
  }

  #block(address: number): Float64Array {
    return new Float64Array(this.#kernel.memory.buffer, address, BLOCK)
  }

  /** Brings a block to where the loops can work on it; weights of the positive side are 1 if absent. */
  load(x: Part, t: Part, p?: Part): Addresses {
    return {
      x: this.#inputs.addressOf(x),
      t: this.#targets.addressOf(t),
      p: p ? this.#positives.addressOf(p) : this.#positives.ones(t.length),
      out: this.#out,
      predicted: this.#predicted,
      pTarget: this.#pTarget,
    }
  }

  /** Where numbers lie in this memory already. */
  find({ buffer, byteOffset }: Float64Array): number | undefined {
    return buffer === this.#kernel.memory.buffer ? byteOffset : undefined
  }

  /** Of numbers in this memory: how many are on the side of their target, and how many targets are 1 and 0. */
  countSides(x: number, t: number, n: number, even: number): { right: number; ones: number; zeros: number } {
    const counts = this.#zeros(3)
    this.loops.countSides(x, t, n, even, this.#counts)
    const [right, ones, zeros] = counts as unknown as [number, number, number]
    return { right, ones, zeros }
  }

  /** Starts counting how often each class is the target. */
  clearCounts(classes: number): void {
    if (classes <= MOST_CLASSES) this.#zeros(classes)
  }

  /** The counts since; none for more than 1000 classes. */
  classCounts(classes: number): number[] {
    if (classes > MOST_CLASSES) return []
    return [...new Float64Array(this.#kernel.memory.buffer, this.#counts, classes)]
  }

  /** Of rows in this memory: how many have their target first. Counts the targets, too. */
  countRight({ x, t }: Pick<Addresses, 'x' | 't'>, rows: number, classes: number, ignored: number): number {
    return this.loops.countRight(x, t, rows, classes, ignored, classes <= MOST_CLASSES ? this.#counts : 0)
  }

  #zeros(length: number): Float64Array {
    return new Float64Array(this.#kernel.memory.buffer, this.#counts, length).fill(0)
  }

  /** Adds the losses of a block up, and hands them on where they are wanted. */
  store(size: number, from: number, values: Float64Array | undefined, sum: ExactSum): void {
    if (this.#sum !== sum || this.#added + size > LIMIT) {
      this.#flush()
      this.#sum = sum
      sum.awaits(() => this.#flush())
    }
    this.#added += size
    const { out } = this
    for (let i = 0; i < size;) {
      i += this.loops.addAll(this.#out + 8 * i, size - i, this.#bins)
      if (i < size) sum.add(out[i++]!)
    }
    values?.set(out.subarray(0, size), from)
  }

  /** Moves the accumulators into their sum: before it is asked for, and before what they lose could stop being exact. */
  #flush(): void {
    this.#empty(this.#bins, (part) => this.#sum?.add(part))
    this.#added = 0
    this.#sum = undefined
  }

  #empty(bins: number, take: (part: number) => void): void {
    const parts = new Float64Array(this.#kernel.memory.buffer, bins, this.loops.gather(bins))
    parts.forEach(take)
    parts.fill(0)
  }

  /** Rows of few sums, and of numbers that there is room for. */
  addUp: AddUp = (owner, sums, rows, numbers) => {
    const { buffer } = this.#kernel.memory
    const own = this.#rows + 4 * BLOCK
    const first = rows[0] ?? 0
    const length = Math.min(numbers.length - first, WIDE_BLOCK)
    const values = this.#inputs.addressOf({ data: numbers, start: first, length })
    let done = 0
    for (let end = 0; done === end && done < sums.length;) {
      end = Math.min(done + BLOCK, sums.length)
      new Int32Array(buffer, own, BLOCK).set(sums.subarray(done, end))
      new Int32Array(buffer, this.#rows, BLOCK).set(rows.subarray(done, end))
      const most = this.#kernel.largest(own, end - done) + 1
      if (most > MOST_SUMS) break
      this.#begin(owner, end - done)
      this.#sumsUsed = Math.max(this.#sumsUsed, most)
      done += this.loops.addEach(own, this.#rows, end - done, values, first, length, this.#binsOfRows)
    }
    return done
  }

  #begin(owner: AwaitingSums, rows: number): void {
    if (this.#owner !== owner || this.#addedRows + rows > LIMIT) {
      // It may await others.
      owner.awaits(() => this.#flushRows())
      this.#flushRows()
      this.#owner = owner
    }
    this.#addedRows += rows
  }

  #flushRows(): void {
    const owner = this.#owner
    for (let sum = 0; sum < this.#sumsUsed; sum++)
      this.#empty(this.#binsOfRows + BINS * sum, (part) => owner!.add(sum, part))
    this.#sumsUsed = this.#addedRows = 0
    this.#owner = undefined
  }
}

/** A region for numbers that do not lie in the kernel's memory. */
class Copies {
  readonly #kernel: Kernel
  #address: number
  #size: number
  /** How many numbers from the start on are 1. */
  #ones = 0

  constructor(kernel: Kernel, size: number) {
    this.#kernel = kernel
    this.#size = size
    this.#address = kernel.reserve(8 * size + 8)
  }

  addressOf({ data, start, length }: Part): number {
    const { buffer } = this.#kernel.memory
    if (data.buffer === buffer) return data.byteOffset + 8 * start
    const copy = this.#roomFor(length)
    copy.set(data.subarray(start, start + length))
    // What a pair at the end takes along is an ordinary number.
    copy[length] = 0
    this.#ones = 0
    return this.#address
  }

  ones(length: number): number {
    if (this.#ones < length) {
      this.#roomFor(length).fill(1)
      this.#ones = length
    }
    return this.#address
  }

  #roomFor(length: number): Float64Array {
    if (length > this.#size) {
      this.#address = this.#kernel.reserve(8 * length + 8)
      this.#size = length
    }
    return new Float64Array(this.#kernel.memory.buffer, this.#address, length + 1)
  }
}

/** From how many numbers on the module is worth its start of some milliseconds. */
const WORTH = 4096

/** Made on first use; a thread has its own. */
let ofThread: Workspace | undefined

/** The workspace of this thread, made if so many numbers are worth it; undefined where the kernel cannot be had. */
export function workspaceFor(numbers: number): Workspace | undefined {
  if (numbers >= WORTH && !ofThread) {
    const kernel = kernelIfAvailable()
    if (kernel) ofThread = new Workspace(kernel)
  }
  return ofThread
}

/** Has this thread's loops work in the memory of a kernel, so that numbers which lie there are not copied. */
export function workIn(kernel: Kernel): void {
  ofThread = new Workspace(kernel)
}
