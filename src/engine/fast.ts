import { createKernel, type LossLoops } from '../kernel/kernel.ts'
import type { ClassTarget } from '../losses/loss.ts'
import type { ExactSum } from '../numerics/exact-sum.ts'
import { EXP_TABLE, LOG_TABLE } from '../numerics/tables.ts'
import type { ClassPlan, ElementPlan } from './plan.ts'

/*
 * The one door to the loops in WebAssembly. They do the operations of the plain kernels in the same order, so the
 * bits are the same; where they stop (a soft target, an infinite logit), the plain kernel does the next ones.
 * Without this file everything gives the same numbers, more slowly.
 */

/** From how many numbers on the module is worth its start of some milliseconds. */
const WORTH = 4096
/** Numbers computed at a time: input, target and losses fit the first-level cache. */
const BLOCK = 1024
/** Elements left to the plain kernel where a loop stops, so that soft targets do not stop it one by one. */
const STRIDE = 8
const EXPONENTS = 2048
/** Losses after which the accumulators are emptied; what they lose stays exact up to twice as many. */
const LIMIT = 2 ** 24

/** Writes the losses of some elements or rows, and adds them up. */
export interface FastLoop {
  (x: Float64Array, t: Float64Array, values: Float64Array | undefined, sum: ExactSum): void
}

type Start = (loops: LossLoops, x: number, t: number, out: number, n: number) => number

/** The loop for a plan of n elements; undefined if there is none, or it would not pay. */
export function fastElements(plan: ElementPlan, n: number): FastLoop | undefined {
  if (n < WORTH || plan.weight || plan.posWeight) return undefined
  const start = elementStart(plan)
  if (!start) return undefined
  const working = plan.loss.working(plan.options)
  return (x, t, values, sum) => {
    const memory = (shared ??= new Memory())
    memory.reserve(BLOCK, BLOCK)
    for (let from = 0; from < n; from += BLOCK) {
      const to = Math.min(n, from + BLOCK)
      const size = to - from
      memory.load(x.subarray(from, to), t.subarray(from, to))
      for (let i = 0; i < size;) {
        i += memory.run(start, i, i, size - i)
        for (const end = Math.min(size, i + STRIDE); i < end; i++) {
          memory.out[i] = working(x[from + i]!, t[from + i]!, 1).loss
        }
      }
      memory.store(size, from, values, sum)
    }
    memory.flush(sum)
  }
}

function elementStart({ loss, options }: ElementPlan): Start | undefined {
  const { gamma, alpha } = options as { gamma: number; alpha: number | undefined }
  const side0 = alpha === undefined ? 1 : 1 - alpha
  const side1 = alpha ?? 1
  switch (loss.name) {
    case 'mse':
      return (loops, x, t, out, n) => loops.squaredErrors(x, t, out, n)
    case 'bce-logits':
      return (loops, x, t, out, n) => loops.bceWithLogits(x, t, out, n)
    case 'focal':
      // Beyond, the product with a logarithm overflows, which only the plain kernel guards against.
      if (gamma > 1e290) return undefined
      return (loops, x, t, out, n) => loops.focal(x, t, out, n, gamma, side0, side1)
    default:
      return undefined
  }
}

/** The loop for a plan of rows; undefined if there is none, or it would not pay. */
export function fastRows(plan: ClassPlan, rows: number): FastLoop | undefined {
  const { classes, inner, kind, ignoreIndex, loss, options } = plan
  const plain = kind === 'indices' && inner === 1 && !options.weight && options.labelSmoothing === 0
  if (loss.name !== 'ce' || !plain || rows * classes < WORTH) return undefined
  const working = loss.working(options, classes)
  const start: Start = (loops, x, t, out, n) => loops.crossEntropy(x, t, out, n, classes, ignoreIndex)
  const block = Math.max(1, Math.floor((4 * BLOCK) / classes))
  return (x, t, values, sum) => {
    const memory = (shared ??= new Memory())
    memory.reserve(block * classes, block)
    const row = { data: x, start: 0, length: classes }
    const target: ClassTarget = { index: 0, probabilities: undefined }
    for (let from = 0; from < rows; from += block) {
      const to = Math.min(rows, from + block)
      memory.load(x.subarray(from * classes, to * classes), t.subarray(from, to))
      for (let i = 0; i < to - from;) {
        i += memory.run(start, i * classes, i, to - from - i)
        if (i === to - from) break
        row.start = (from + i) * classes
        target.index = t[from + i]!
        memory.out[i] = target.index === ignoreIndex ? 0 : working(row, target).loss
        i++
      }
      memory.store(to - from, from, values, sum)
    }
    memory.flush(sum)
  }
}

/** Memory of the loops: a block of inputs, targets and losses, and the accumulators of the exact sum. */
class Memory {
  readonly #kernel = createKernel()
  readonly #bins = this.#kernel.reserve(2 * EXPONENTS * 8)
  /** Losses in the accumulators. */
  #added = 0
  #inputs = 0
  #targets = 0
  #outAt = 0
  #inputSize = 0
  #size = 0
  #x = new Float64Array(0)
  #t = new Float64Array(0)
  out = new Float64Array(0)

  constructor() {
    const tables = [EXP_TABLE, LOG_TABLE].map((table) => {
      const address = this.#kernel.reserve(table.byteLength)
      new Float64Array(this.#kernel.memory.buffer, address, table.length).set(table)
      return address
    })
    this.#kernel.loops.setTables(tables[0]!, tables[1]!)
  }

  /** Room for some inputs, and some targets and losses; two more for a loop that works in pairs. */
  reserve(inputs: number, size: number): void {
    if (inputs <= this.#inputSize && size <= this.#size) return
    this.#inputSize = inputs
    this.#size = size
    this.#inputs = this.#kernel.reserve(8 * inputs + 16)
    this.#targets = this.#kernel.reserve(8 * size + 16)
    this.#outAt = this.#kernel.reserve(8 * size + 16)
    const { buffer } = this.#kernel.memory
    this.#x = new Float64Array(buffer, this.#inputs, inputs + 2)
    this.#t = new Float64Array(buffer, this.#targets, size + 2)
    this.out = new Float64Array(buffer, this.#outAt, size + 2)
  }

  load(x: Float64Array, t: Float64Array): void {
    this.#x.set(x)
    this.#t.set(t)
    // What a pair at the end takes along is an ordinary element.
    this.#x[x.length] = 0
    this.#t[t.length] = 0
  }

  /** Runs a loop from some input and some target on; returns how many it did, at most n. */
  run(start: Start, input: number, target: number, n: number): number {
    const { loops } = this.#kernel
    return start(loops, this.#inputs + 8 * input, this.#targets + 8 * target, this.#outAt + 8 * target, n)
  }

  /** Adds the losses up, and hands them on where they are wanted. */
  store(size: number, from: number, values: Float64Array | undefined, sum: ExactSum): void {
    this.#added += size
    if (this.#added > LIMIT) this.flush(sum)
    for (let i = 0; i < size;) {
      i += this.#kernel.loops.addAll(this.#outAt + 8 * i, size - i, this.#bins)
      if (i < size) sum.add(this.out[i++]!)
    }
    values?.set(this.out.subarray(0, size), from)
  }

  /** Moves the accumulators into a sum, before what they lose could stop being exact. */
  flush(sum: ExactSum): void {
    const bins = new Float64Array(this.#kernel.memory.buffer, this.#bins, 2 * EXPONENTS)
    for (const part of bins) if (part !== 0) sum.add(part)
    bins.fill(0)
    this.#added = 0
  }
}

/** Made on first use; a thread has its own. */
let shared: Memory | undefined
