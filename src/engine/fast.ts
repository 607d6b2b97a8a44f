import { createKernel, type LossLoops } from '../kernel/kernel.ts'
import type { ClassTarget } from '../losses/loss.ts'
import type { ExactSum } from '../numerics/exact-sum.ts'
import { SOFTPLUS_BYTES } from '../numerics/softplus.ts'
import { EXP_TABLE, LOG_TABLE } from '../numerics/tables.ts'
import type { Tensor } from '../tensor.ts'
import type { ClassPlan, ElementPlan } from './plan.ts'
import type { Totals } from './totals.ts'

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

/** Numbers of some elements; w and p are weights and weights of the positive side. */
export interface Elements {
  readonly x: Float64Array
  readonly t: Float64Array
  readonly w: Float64Array | undefined
  readonly p: Float64Array | undefined
}

/** What is told of each row besides its loss. */
export interface RowDetails {
  readonly shares: Float64Array
  readonly predicted: Float64Array
  readonly pTarget: Float64Array
}

type Start = (loops: LossLoops, at: Addresses, n: number) => number

/** Where the numbers of the element or row lie that a loop starts with. */
interface Addresses {
  readonly x: number
  readonly t: number
  readonly p: number
  readonly out: number
  readonly details: number
}

/** The loop for a plan of n elements, which writes their losses and adds them up; undefined if there is none that pays. */
export function fastElements(
  plan: ElementPlan,
  n: number,
): ((elements: Elements, values: Float64Array | undefined, sum: ExactSum) => void) | undefined {
  const start = n < WORTH ? undefined : elementStart(plan)
  if (!start) return undefined
  const working = plan.loss.working(plan.options)
  return ({ x, t, w, p }, values, sum) => {
    const memory = (shared ??= new Memory())
    memory.reserve(BLOCK, BLOCK)
    for (let from = 0; from < n; from += BLOCK) {
      const to = Math.min(n, from + BLOCK)
      const size = to - from
      memory.load(x.subarray(from, to), t.subarray(from, to), p?.subarray(from, to))
      for (let i = 0; i < size;) {
        i += memory.run(start, i, i, size - i)
        for (const end = Math.min(size, i + STRIDE); i < end; i++) {
          memory.out[i] = working(x[from + i]!, t[from + i]!, p ? p[from + i]! : 1).loss
        }
      }
      if (w) for (let i = 0; i < size; i++) memory.out[i] = w[from + i]! * memory.out[i]!
      memory.store(size, from, values, sum)
    }
    memory.flush(sum)
  }
}

function elementStart({ loss, options, posWeight }: ElementPlan): Start | undefined {
  const { gamma, alpha } = options as { gamma: number; alpha: number | undefined }
  const side0 = alpha === undefined ? 1 : 1 - alpha
  const side1 = alpha ?? 1
  switch (loss.name) {
    case 'mse':
      return (loops, { x, t, out }, n) => loops.squaredErrors(x, t, out, n)
    case 'bce':
      return (loops, { x, t, out }, n) => loops.binaryCrossEntropy(x, t, out, n)
    case 'bce-logits':
      return (loops, { x, t, p, out }, n) => {
        // Hard targets first; from the first soft one on, the loop for any.
        const done = posWeight ? 0 : loops.bceWithLogits(x, t, out, n)
        const behind = 8 * done
        if (done >= n) return done
        return done + loops.weightedBceWithLogits(x + behind, t + behind, p + behind, out + behind, n - done)
      }
    case 'focal':
      // Beyond, the product with a logarithm overflows, which only the plain kernel guards against.
      if (gamma > 1e290 || posWeight) return undefined
      return (loops, { x, t, out }, n) => loops.focal(x, t, out, n, gamma, side0, side1)
    default:
      return undefined
  }
}

/** Computes rows of x against t: their losses, where wanted, details of each, and sums. */
export interface FastRows {
  (
    x: Float64Array,
    t: Float64Array,
    values: Float64Array | undefined,
    details: RowDetails | undefined,
    totals: Pick<Totals, 'sum' | 'weights'>,
  ): void
}

/** The loop for a plan of rows; undefined if there is none, or it would not pay. */
export function fastRows(plan: ClassPlan, rows: number): FastRows | undefined {
  const { classes, inner, kind, ignoreIndex, loss, options } = plan
  const plain = kind === 'indices' && inner === 1 && options.labelSmoothing === 0
  if (loss.name !== 'ce' || !plain || rows * classes < WORTH) return undefined
  const working = loss.working(options, classes)
  const weight = (options.weight as Tensor | undefined)?.data
  const block = Math.max(1, Math.floor((4 * BLOCK) / classes))
  return (x, t, values, details, { sum, weights }) => {
    const start: Start = (loops, at, n) =>
      loops.crossEntropy(at.x, at.t, at.out, n, classes, ignoreIndex, details ? at.details : 0)
    const memory = (shared ??= new Memory())
    memory.reserve(block * classes, block)
    const row = { data: x, start: 0, length: classes }
    const target: ClassTarget = { index: 0, probabilities: undefined }
    for (let from = 0; from < rows; from += block) {
      const size = Math.min(block, rows - from)
      memory.load(x.subarray(from * classes, (from + size) * classes), t.subarray(from, from + size))
      for (let i = 0; i < size;) {
        const stop = i + memory.run(start, i * classes, i, size - i)
        for (; i < stop; i++) {
          const share = weight ? weight[t[from + i]!]! : 1
          if (details) details.shares[from + i] = share
          if (!weight) continue
          memory.out[i]! *= share
          weights.add(share)
        }
        if (i === size) break
        row.start = (from + i) * classes
        target.index = t[from + i]!
        const result = target.index === ignoreIndex ? IGNORED : working(row, target)
        memory.out[i] = result.loss
        memory.details[2 * i] = result.predicted
        memory.details[2 * i + 1] = result.pTarget
        if (details) details.shares[from + i] = result.share
        if (weight && result !== IGNORED) weights.add(result.share)
        i++
      }
      for (let i = 0; details && i < size; i++) {
        details.predicted[from + i] = memory.details[2 * i]!
        details.pTarget[from + i] = memory.details[2 * i + 1]!
      }
      memory.store(size, from, values, sum)
    }
    memory.flush(sum)
  }
}

/** What a row leaves that does not count. */
const IGNORED = { loss: 0, share: 0, predicted: Number.NaN, pTarget: Number.NaN }

/** Memory of the loops: a block of inputs, targets and losses, and the accumulators of the exact sum. */
class Memory {
  readonly #kernel = createKernel()
  readonly #bins = this.#kernel.reserve(2 * EXPONENTS * 8)
  /** Losses in the accumulators. */
  #added = 0
  #inputs = 0
  #targets = 0
  #positives = 0
  #outAt = 0
  #detailsAt = 0
  #inputSize = 0
  #size = 0
  #x = new Float64Array(0)
  #t = new Float64Array(0)
  #p = new Float64Array(0)
  out = new Float64Array(0)
  /** Two numbers per row. */
  details = new Float64Array(0)

  constructor() {
    const tables = [EXP_TABLE, LOG_TABLE].map((table) => {
      const address = this.#kernel.reserve(table.byteLength)
      new Float64Array(this.#kernel.memory.buffer, address, table.length).set(table)
      return address
    })
    this.#kernel.loops.setTables(tables[0]!, tables[1]!, this.#kernel.reserve(SOFTPLUS_BYTES))
  }

  /** Room for some inputs, and some targets and losses; two more for a loop that works in pairs. */
  reserve(inputs: number, size: number): void {
    if (inputs <= this.#inputSize && size <= this.#size) return
    this.#inputSize = inputs
    this.#size = size
    this.#inputs = this.#kernel.reserve(8 * inputs + 16)
    this.#targets = this.#kernel.reserve(8 * size + 16)
    this.#positives = this.#kernel.reserve(8 * size + 16)
    this.#outAt = this.#kernel.reserve(8 * size + 16)
    this.#detailsAt = this.#kernel.reserve(16 * size)
    const { buffer } = this.#kernel.memory
    this.#x = new Float64Array(buffer, this.#inputs, inputs + 2)
    this.#t = new Float64Array(buffer, this.#targets, size + 2)
    this.#p = new Float64Array(buffer, this.#positives, size + 2)
    this.out = new Float64Array(buffer, this.#outAt, size + 2)
    this.details = new Float64Array(buffer, this.#detailsAt, 2 * size)
  }

  load(x: Float64Array, t: Float64Array, p?: Float64Array): void {
    this.#x.set(x)
    this.#t.set(t)
    this.#p.fill(1)
    if (p) this.#p.set(p)
    // What a pair at the end takes along is an ordinary element.
    this.#x[x.length] = 0
    this.#t[t.length] = 0
  }

  /** Runs a loop from some input and some target on; returns how many it did, at most n. */
  run(start: Start, input: number, target: number, n: number): number {
    const { loops } = this.#kernel
    const at = {
      x: this.#inputs + 8 * input,
      t: this.#targets + 8 * target,
      p: this.#positives + 8 * target,
      out: this.#outAt + 8 * target,
      details: this.#detailsAt + 16 * target,
    }
    return start(loops, at, n)
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
