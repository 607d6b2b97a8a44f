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
/** Sums that rows may be added to. */
const MOST_SUMS = 16
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
  readonly #total: Accumulators
  readonly #byRow: Accumulators
  /** Which rows are added to which sums. */
  readonly #rows: number
  readonly #sums: number
  readonly #inputs: Copies
  readonly #targets: Copies
  readonly #positives: Copies
  readonly #out: number
  readonly #predicted: number
  readonly #pTarget: number
  readonly #counts: number

  /** Reserves all its memory, except for copies of longer rows: memory that grows moves, and its contents with it. */
  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.loops = kernel.loops
    this.#total = new Accumulators(kernel, 1)
    this.#byRow = new Accumulators(kernel, MOST_SUMS)
    this.#rows = kernel.reserve(4 * WIDE_BLOCK)
    this.#sums = kernel.reserve(4 * WIDE_BLOCK)
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
    this.#total.begin(sum, size, (_, part) => sum.add(part))
    const { out } = this
    for (let i = 0; i < size;) {
      i += this.loops.addAll(this.#out + 8 * i, size - i, this.#total.address)
      if (i < size) sum.add(out[i++]!)
    }
    values?.set(out.subarray(0, size), from)
  }

  /** The first rows, in order and of the first sums. */
  addUp: AddUp = (owner, sums, rows, numbers) => {
    const n = Math.min(sums.length, WIDE_BLOCK)
    const start = rows[0]!
    const length = Math.min(Math.max(0, rows[n - 1]! + 1 - start), WIDE_BLOCK)
    const values = this.#inputs.addressOf({ data: numbers, start, length })
    const [own, at] = [this.#sums, this.#rows]
    for (const [address, part] of [
      [own, sums],
      [at, rows],
    ] as const)
      new Int32Array(this.#kernel.memory.buffer, address, n).set(part.subarray(0, n))
    this.#byRow.begin(owner, n, (sum, part) => owner.add(sum, part))
    return this.loops.addEach(own, at, n, values, start, length, MOST_SUMS, this.#byRow.address)
  }
}

/** Accumulators of some sums by number; their owner gets what they hold when it is asked for a sum. */
class Accumulators {
  readonly address: number
  readonly #kernel: Kernel
  readonly #count: number
  #owner: Pick<AwaitingSums, 'awaits'> | undefined
  #take: AwaitingSums['add'] | undefined
  #added = 0

  constructor(kernel: Kernel, count: number) {
    this.#kernel = kernel
    this.#count = count
    this.address = kernel.reserve(count * BINS)
  }

  /** Before so many numbers are added to sums of an owner. */
  begin(owner: Pick<AwaitingSums, 'awaits'>, numbers: number, take: AwaitingSums['add']): void {
    if (this.#owner !== owner || this.#added + numbers > LIMIT) {
      // It may await others.
      owner.awaits(() => this.#flush())
      this.#flush()
      this.#owner = owner
      this.#take = take
    }
    this.#added += numbers
  }

  /** Before what they lose could stop being exact, too. */
  #flush(): void {
    for (let sum = 0; this.#owner && sum < this.#count; sum++) {
      const bins = this.address + BINS * sum
      const parts = new Float64Array(this.#kernel.memory.buffer, bins, this.#kernel.loops.gather(bins))
      for (const part of parts) this.#take!(sum, part)
      parts.fill(0)
    }
    this.#added = 0
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
