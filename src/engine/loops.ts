import type { ExactSum } from '../numerics/exact-sum.ts'
import type { Answers } from './answer-counts.ts'
import type { ElementColumns } from './element-columns.ts'
import type { ElementPlan } from './fit-elements.ts'
import type { RowPlan } from './fit-rows.ts'

/** What is kept of each row in addition to its loss. */
export interface RowDetails {
  readonly divisors: Float64Array
  readonly predicted: Float64Array
  readonly pTarget: Float64Array
}

/** Computes elements over columns of numbers: their losses, where wanted, and the sum. */
export interface FastElements {
  (
    columns: ElementColumns,
    w: Float64Array | undefined,
    values: Float64Array | undefined,
    sum: ExactSum,
  ): void
}

/**
 * Computes rows of x against t: their losses, where wanted, details of each, and sums; and judges the answers, of so many
 * rows that are not ignored.
 */
export interface FastRows {
  (
    x: Float64Array,
    t: Float64Array,
    values: Float64Array | undefined,
    details: RowDetails | undefined,
    judged: number,
    totals: { readonly sum: ExactSum; readonly weights: ExactSum; readonly answers: Answers },
  ): void
}

/** How many numbers are on the side of their target, and how many targets are 1 and 0. */
interface Sides {
  readonly right: number
  readonly ones: number
  readonly zeros: number
}

/**
 * The faster loops, as the engine calls them. They give the same bits as the plain ones, so a program may do without:
 * a page that needs one small loss then loads no WebAssembly.
 */
interface Loops {
  elements(plan: ElementPlan, n: number): FastElements | undefined
  rows(plan: RowPlan, rows: number): FastRows | undefined
  allWithin(data: Float64Array, min: number, max: number): boolean | undefined
  /** How many answers are right and how often each side is the target; undefined for numbers that lie elsewhere. */
  countSides(x: Float64Array, t: Float64Array, even: number): Sides | undefined
}

let used: Loops | undefined

/** Turns faster loops on, for good. */
export function useLoops(loops: Loops): void {
  used = loops
}

export function loopsInUse(): Loops | undefined {
  return used
}
