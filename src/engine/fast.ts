import type { LossLoops } from '../kernel/kernel.ts'
import type { ClassTarget } from '../losses/loss.ts'
import type { ExactSum } from '../numerics/exact-sum.ts'
import type { Tensor } from '../tensor.ts'
import type { ClassPlan, ElementPlan } from './plan.ts'
import type { Totals } from './totals.ts'
import { type Addresses, BLOCK, WIDE_BLOCK, workspaceFor } from './workspace.ts'

/*
 * The one door to the loops in WebAssembly. They do the operations of the plain kernels in the same order, so the
 * bits are the same; where they stop (a soft target, an infinite logit), the plain kernel does the next ones.
 * Without this file everything gives the same numbers, more slowly.
 */

/** Elements left to the plain kernel where a loop stops, so that soft targets do not stop it one by one. */
const STRIDE = 8

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

/** The same, some inputs and some elements or rows behind. */
function behind({ x, t, p, out, details }: Addresses, inputs: number, rows: number): Addresses {
  const bytes = 8 * rows
  return { x: x + 8 * inputs, t: t + bytes, p: p + bytes, out: out + bytes, details: details + 2 * bytes }
}

/** The loop for a plan of n elements, which writes their losses and adds them up; undefined if there is none that pays. */
export function fastElements(
  plan: ElementPlan,
  n: number,
): ((elements: Elements, values: Float64Array | undefined, sum: ExactSum) => void) | undefined {
  const start = elementStart(plan)
  const space = start && workspaceFor(n)
  if (!space) return undefined
  const working = plan.loss.working(plan.options)
  return ({ x, t, w, p }, values, sum) => {
    const { loops } = space
    for (let from = 0; from < n; from += BLOCK) {
      const size = Math.min(BLOCK, n - from)
      const part = (data: Float64Array) => ({ data, start: from, length: size })
      const at = space.load(part(x), part(t), p && part(p))
      const { out } = space
      for (let i = 0; i < size;) {
        i += start(loops, behind(at, i, i), size - i)
        for (const end = Math.min(size, i + STRIDE); i < end; i++) {
          out[i] = working(x[from + i]!, t[from + i]!, p ? p[from + i]! : 1).loss
        }
      }
      if (w) for (let i = 0; i < size; i++) out[i] = w[from + i]! * out[i]!
      space.store(size, from, values, sum)
    }
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
  const space = loss.name === 'ce' && plain ? workspaceFor(rows * classes) : undefined
  if (!space) return undefined
  const working = loss.working(options, classes)
  const weight = (options.weight as Tensor | undefined)?.data
  const block = Math.min(BLOCK, Math.max(1, Math.floor(WIDE_BLOCK / classes)))
  return (x, t, values, details, { sum, weights }) => {
    const start: Start = (loops, at, n) =>
      loops.crossEntropy(at.x, at.t, at.out, n, classes, ignoreIndex, details ? at.details : 0)
    const row = { data: x, start: 0, length: classes }
    const target: ClassTarget = { index: 0, probabilities: undefined }
    for (let from = 0; from < rows; from += block) {
      const size = Math.min(block, rows - from)
      const inputs = { data: x, start: from * classes, length: size * classes }
      const at = space.load(inputs, { data: t, start: from, length: size })
      const { out, details: found } = space
      for (let i = 0; i < size;) {
        const stop = i + start(space.loops, behind(at, i * classes, i), size - i)
        if (!weight && !details) i = stop
        for (; i < stop; i++) {
          const share = weight ? weight[t[from + i]!]! : 1
          if (details) details.shares[from + i] = share
          if (!weight) continue
          out[i]! *= share
          weights.add(share)
        }
        if (i === size) break
        row.start = (from + i) * classes
        target.index = t[from + i]!
        const result = target.index === ignoreIndex ? IGNORED : working(row, target)
        out[i] = result.loss
        found[2 * i] = result.predicted
        found[2 * i + 1] = result.pTarget
        if (details) details.shares[from + i] = result.share
        if (weight && result !== IGNORED) weights.add(result.share)
        i++
      }
      for (let i = 0; details && i < size; i++) {
        details.predicted[from + i] = found[2 * i]!
        details.pTarget[from + i] = found[2 * i + 1]!
      }
      space.store(size, from, values, sum)
    }
  }
}

/** What a row leaves that does not count. */
const IGNORED = { loss: 0, share: 0, predicted: Number.NaN, pTarget: Number.NaN }

/** Whether all numbers lie in [min, max], which NaN does not. */
export function allWithin(data: Float64Array, min: number, max: number): boolean {
  const space = workspaceFor(0)
  const address = space?.find(data)
  if (space && address !== undefined) return space.loops.allWithin(address, data.length, min, max) === 1
  for (let i = 0; i < data.length; i++) if (!(data[i]! >= min && data[i]! <= max)) return false
  return true
}
