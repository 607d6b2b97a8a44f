import { ExactSum, type PlainSum } from '../numerics/exact-sum.ts'
import type { Survey } from '../survey.ts'
import { cellOf, Grid, GridRange, type PlainGrid } from './grid.ts'

/** Squares of a side; at least half as many are in use. */
const CELLS = 40
const BINS = 30

export interface PlainErrors {
  readonly count: number
  readonly left: number
  readonly sum: PlainSum
  readonly squares: PlainSum
  readonly differences: PlainGrid
  readonly low: number
  readonly high: number
  /** The logarithm to base 2 of the side of a square. */
  readonly width: number
  readonly cells: readonly (readonly [target: number, prediction: number, count: number])[]
}

/**
 * Predicted numbers against their targets, counted in squares whose side is the least power of two that is enough for
 * the range of both: in bounded memory, and the same in any order.
 */
export class Errors {
  #count = 0
  #left = 0
  readonly #sum = new ExactSum()
  readonly #squares = new ExactSum()
  readonly #differences = new Grid()
  readonly #range = new GridRange(CELLS)
  #cells = new Map<number, Map<number, number>>()

  /** Numbers side by side; if they were broadcast, their pairs are not known. */
  add(predictions: Float64Array, targets: Float64Array): void {
    if (predictions.length !== targets.length) return
    for (const [i, prediction] of predictions.entries()) {
      const target = targets[i]!
      const difference = prediction - target
      if (!Number.isFinite(difference)) {
        this.#left++
        continue
      }
      this.#count++
      this.#sum.add(prediction)
      this.#sum.add(-target)
      this.#squares.add(difference * difference)
      this.#differences.add(difference)
      const [low, high] = prediction < target ? [prediction, target] : [target, prediction]
      if (!this.#range.has(low, high)) this.#stretch(low, high, -Infinity)
      const size = 2 ** this.#range.width
      this.#place(cellOf(target, size), cellOf(prediction, size), 1)
    }
  }

  plain(): PlainErrors {
    const cells = [...this.#cells].flatMap(([target, row]) =>
      [...row].map(([prediction, count]) => [target, prediction, count] as const),
    )
    cells.sort(([a, b], [c, d]) => a - c || b - d)
    return {
      ...{ count: this.#count, left: this.#left, sum: this.#sum.plain(), squares: this.#squares.plain() },
      ...{
        differences: this.#differences.plain(),
        low: this.#range.low,
        high: this.#range.high,
        width: this.#range.width,
        cells,
      },
    }
  }

  merge(other: PlainErrors): void {
    this.#left += other.left
    if (other.count === 0) return
    this.#count += other.count
    this.#sum.merge(other.sum)
    this.#squares.merge(other.squares)
    this.#differences.merge(other.differences)
    this.#stretch(other.low, other.high, other.width)
    const finer = 2 ** (this.#range.width - other.width)
    for (const [target, prediction, count] of other.cells)
      this.#place(cellOf(target, finer), cellOf(prediction, finer), count)
  }

  section(): Pick<Survey, 'errors'> {
    if (this.#count === 0) return {}
    const size = 2 ** this.#range.width
    return {
      errors: {
        count: this.#count,
        left: this.#left,
        bias: this.#sum.value() / this.#count,
        rmse: Math.sqrt(this.#squares.value() / this.#count),
        ...this.#differences.histogram(BINS),
        size,
        squares: this.plain().cells.map(([target, prediction, count]) => ({
          target: target * size,
          prediction: prediction * size,
          count,
        })),
      },
    }
  }

  #place(target: number, prediction: number, times: number): void {
    let row = this.#cells.get(target)
    if (!row) this.#cells.set(target, (row = new Map()))
    row.set(prediction, (row.get(prediction) ?? 0) + times)
  }

  /** Makes the range hold these too, in squares no smaller than 2^least. */
  #stretch(low: number, high: number, least: number): void {
    const coarser = this.#range.include(low, high, least)
    if (coarser === 1) return
    const old = this.#cells
    this.#cells = new Map()
    for (const [target, row] of old)
      for (const [prediction, count] of row)
        this.#place(cellOf(target, coarser), cellOf(prediction, coarser), count)
  }
}
