import type { LossLoops } from '../kernel/exports.ts'
import type { ClassTarget } from '../losses/loss.ts'
import type { Tensor } from '../tensor.ts'
import type { ElementPlan } from './fit-elements.ts'
import type { RowPlan } from './fit-rows.ts'
import { overColumns, weightedLoss } from './element-columns.ts'
import { answersOfRows } from './answers.ts'
import { type FastElements, type FastRows, useLoops } from './loops.ts'
import { useAddUp } from '../numerics/rows-by-sum.ts'
import { type Addresses, BLOCK, WIDE_BLOCK, workspaceFor } from './workspace.ts'

/*
 * The one door to the loops in WebAssembly; loops.ts says who asks for them. They do the operations of the plain loops in the same order, so the
 * bits are the same; where they stop (a soft target, an infinite logit), the plain loop does the next ones.
 * Without this file everything gives the same numbers, more slowly.
 */

/** Elements left to the plain loop where a loop stops, so that soft targets do not stop it one by one. */
const STRIDE = 8

type Start = (loops: LossLoops, at: Addresses, n: number) => number

/** The same, some inputs and some elements or rows further on. */
function after({ x, t, p, out, predicted, pTarget }: Addresses, inputs: number, rows: number): Addresses {
  const bytes = 8 * rows
  return {
    x: x + 8 * inputs,
    t: t + bytes,
    p: p + bytes,
    out: out + bytes,
    predicted: predicted + bytes,
    pTarget: pTarget + bytes,
  }
}

/**
 * The loop for a plan of n elements in blocks, which are added up by the kernel; undefined if they are too few. A loss
 * without a loop of the kernel is computed by its own.
 */
export function fastElements(plan: ElementPlan, n: number): FastElements | undefined {
  const start = elementStart(plan)
  const space = workspaceFor(n)
  if (!space) return undefined
  const plain = plan.loss.working(plan.options)
  return (columns, w, values, sum) => {
    const { loops } = space
    const working = overColumns(columns, plain)
    const [x, t, p] = columns
    for (let from = 0; from < n; from += BLOCK) {
      const size = Math.min(BLOCK, n - from)
      const part = (data: Float64Array) => ({ data, start: from, length: size })
      const at = start && space.load(part(x!), part(t!), p && part(p))
      const { out } = space
      for (let i = 0; i < size;) {
        if (at) i += start(loops, after(at, i, i), size - i)
        for (const end = at ? Math.min(size, i + STRIDE) : size; i < end; i++) {
          const { loss, rest } = working(from + i)
          out[i] = loss
          if (rest !== undefined) out[i] = weightedLoss({ loss, rest }, w?.[from + i], sum)
          else if (w && !at) out[i]! *= w[from + i]!
        }
      }
      if (w && at) for (let i = 0; i < size; i++) out[i] = w[from + i]! * out[i]!
      space.store(size, from, values, sum)
    }
  }
}

/** The loop of the kernel that a loss names, with the numbers of its options; undefined if it has none for them. */
function elementStart({ loss: { loop }, options, factors }: ElementPlan): Start | undefined {
  const numbers = loop && (loop.numbers ? loop.numbers(options) : [])
  if (!numbers) return undefined
  const given = factors.some((factor) => factor !== undefined)
  switch (loop.name) {
    case 'binaryCrossEntropy':
      return (loops, { x, t, out }, n) => loops.binaryCrossEntropy(x, t, out, n)
    case 'bceWithLogits':
      return (loops, { x, t, p, out }, n) => {
        // Hard targets first; from the first soft one on, the loop for any.
        const done = given ? 0 : loops.bceWithLogits(x, t, out, n)
        const bytes = 8 * done
        if (done >= n) return done
        return done + loops.weightedBceWithLogits(x + bytes, t + bytes, p + bytes, out + bytes, n - done)
      }
    case 'squaredErrors':
      return (loops, { x, t, out }, n) => loops.squaredErrors(x, t, out, n)
    case 'focused': {
      const [gamma, side0, side1] = numbers as [number, number, number]
      return given ? undefined : (loops, { x, t, out }, n) => loops.focal(x, t, out, n, gamma, side0, side1)
    }
    default:
      return undefined
  }
}

/** The loop of the kernel for rows, by its name; `table` says that there are numbers for each class. */
function rowStart(
  name: string,
  classes: number,
  ignored: number,
  gamma: number,
  table: boolean,
): Start | undefined {
  if (name === 'focusedCrossEntropy')
    return (loops, { x, t, p, out, predicted, pTarget }, n) =>
      loops.focusedCrossEntropy(x, t, out, n, classes, ignored, predicted, pTarget, p, gamma)
  if (name !== 'crossEntropy') return undefined
  if (table)
    return (loops, { x, t, p, out, predicted, pTarget }, n) =>
      loops.smoothedCrossEntropy(x, t, out, n, classes, ignored, predicted, pTarget, p)
  return (loops, { x, t, out, predicted, pTarget }, n) =>
    loops.crossEntropy(x, t, out, n, classes, ignored, predicted, pTarget)
}

/** The loop for a plan of rows; undefined if there is none, or it would not pay. */
export function fastRows(plan: RowPlan, rows: number): FastRows | undefined {
  const { size: classes, inner, kind, ignoreIndex, loss, options } = plan
  const { loop } = loss
  const numbers = loop && (loop.numbers ? loop.numbers(options) : [])
  const plain = kind === 'indices' && inner === 1
  const space = numbers && plain ? workspaceFor(rows * classes) : undefined
  if (!space) return undefined
  const table = loop!.perClass?.(options, classes)
  const run = rowStart(loop!.name, classes, ignoreIndex, numbers![0] ?? 0, table !== undefined)
  if (!run) return undefined
  const perClass = table && { data: table, start: 0, length: table.length }
  let working: ReturnType<typeof loss.working> | undefined
  const weight = (options.weight as Tensor | undefined)?.data
  const block = Math.min(BLOCK, Math.max(1, Math.floor(WIDE_BLOCK / classes)))
  return (x, t, values, details, judged, { sum, weights, answers }) => {
    const row = { data: x, start: 0, length: classes }
    const target: ClassTarget = { index: 0, probabilities: undefined }
    const judge = answersOfRows(plan, space)
    for (let from = 0; from < rows; from += block) {
      const size = Math.min(block, rows - from)
      const inputs = { data: x, start: from * classes, length: size * classes }
      const at = space.load(inputs, { data: t, start: from, length: size }, perClass)
      judge.see(at, size)
      const { out, told } = space
      for (let i = 0; i < size;) {
        const next = after(at, i * classes, i)
        const stop =
          i + run(space.loops, { ...next, p: at.p, predicted: details ? next.predicted : 0 }, size - i)
        if (!weight) {
          details?.divisors.fill(1, from + i, from + stop)
          i = stop
        }
        for (; i < stop; i++) {
          const divisor = weight![t[from + i]!]!
          if (details) details.divisors[from + i] = divisor
          if (!table) out[i]! *= divisor
          weights.add(divisor)
        }
        if (i === size) break
        row.start = (from + i) * classes
        target.index = t[from + i]!
        working ??= loss.working(options, classes)
        const result = target.index === ignoreIndex ? IGNORED : (working({ input: row, target }) as RowDetail)
        out[i] = result.loss
        told.predicted[i] = result.predicted
        told.pTarget[i] = result.pTarget
        if (details) details.divisors[from + i] = result.divisor
        if (weight && result !== IGNORED) weights.add(result.divisor)
        i++
      }
      details?.predicted.set(told.predicted.subarray(0, size), from)
      details?.pTarget.set(told.pTarget.subarray(0, size), from)
      space.store(size, from, values, sum)
    }
    judge.addTo(answers, judged)
  }
}

interface RowDetail {
  readonly loss: number
  readonly divisor: number
  readonly predicted: number
  readonly pTarget: number
}

/** What a row leaves that does not count. */
const IGNORED: RowDetail = { loss: 0, divisor: 0, predicted: Number.NaN, pTarget: Number.NaN }

/** Whether all numbers in the memory of the kernel lie in [min, max]; undefined for numbers elsewhere. */
function allWithinKernel(data: Float64Array, min: number, max: number): boolean | undefined {
  const space = workspaceFor(0)
  const address = space?.find(data)
  if (address === undefined) return undefined
  return space!.loops.allWithin(address, data.length, min, max) === 1
}

/** Answers of numbers in the memory of the kernel. */
function countSides(x: Float64Array, t: Float64Array, even: number) {
  const space = workspaceFor(0)
  const [a, b] = [space?.find(x), space?.find(t)]
  if (a === undefined || b === undefined) return undefined
  return space!.countSides(a, b, x.length, even)
}

/** Has the engine use the loops of the kernel from now on. */
export function turnLoopsOn(): void {
  useLoops({ elements: fastElements, rows: fastRows, allWithin: allWithinKernel, countSides })
  useAddUp((owner, sums, ...rows) => workspaceFor(sums.length)?.addUp(owner, sums, ...rows) ?? 0)
}
