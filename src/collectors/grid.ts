/** Cells between which a range is cut; those in use are at least half as many. */
const CELLS = 1 << 14

/** What a part has seen, as a thread sends it. */
export interface PlainGrid {
  readonly low: number
  readonly high: number
  /** The logarithm to base 2 of the width of a cell. */
  readonly width: number
  /** Numbers of cells, and how many losses lie in each. */
  readonly cells: readonly (readonly [cell: number, count: number])[]
}

/**
 * Counts of numbers in cells of equal width, in bounded memory. The width is a power of two, the least that is enough
 * for the range, and a cell lies at a multiple of it: so the cells and their counts depend on the numbers alone, not on
 * their order, and two cells become one exactly when the range grows.
 */
export class Grid {
  readonly #range = new GridRange(CELLS)
  #cells = new Map<number, number>()

  add(number: number): void {
    // Without the sign of -0.
    const x = number + 0
    if (!this.#range.has(x, x)) this.#stretch(x, x, -Infinity)
    this.#count(cellOf(x, 2 ** this.#range.width), 1)
  }

  plain(): PlainGrid {
    const cells = [...this.#cells].sort(([a], [b]) => a - b)
    const { low, high, width } = this.#range
    return { low, high, width, cells }
  }

  merge({ low, high, width, cells }: PlainGrid): void {
    if (cells.length === 0) return
    this.#stretch(low, high, width)
    const finer = 2 ** (this.#range.width - width)
    for (const [cell, count] of cells) this.#count(cellOf(cell, finer), count)
  }

  /**
   * Bins of about equal width: their inner edges lie between two cells, so that each loss is counted between the edges
   * that are reported. Empty without losses.
   */
  histogram(bins: number): { edges: number[]; counts: number[] } {
    const { low, high, width } = this.#range
    const size = 2 ** width
    const first = cellOf(low, size)
    const range = cellOf(high, size) - first
    const inner = Array.from({ length: bins - 1 }, (_, i) => first + Math.round((range * (i + 1)) / bins))
    const counts = new Array<number>(bins).fill(0)
    let bin = 0
    for (const [cell, count] of this.plain().cells) {
      while (bin < inner.length && inner[bin]! <= cell) bin++
      counts[bin]! += count
    }
    return { edges: [low, ...inner.map((cell) => Math.max(low, cell * size)), high], counts }
  }

  #count(cell: number, times: number): void {
    this.#cells.set(cell, (this.#cells.get(cell) ?? 0) + times)
  }

  /** Makes the range hold these too, in cells no narrower than 2^least. */
  #stretch(low: number, high: number, least: number): void {
    const coarser = this.#range.include(low, high, least)
    if (coarser === 1) return
    const old = this.#cells
    this.#cells = new Map()
    for (const [cell, count] of old) this.#count(cellOf(cell, coarser), count)
  }
}

/** A range of numbers that grows, cut into cells whose width is the least power of two at which so many are enough. */
export class GridRange {
  readonly #most: number
  low = Infinity
  high = -Infinity
  /** The logarithm to base 2 of the width of a cell. */
  width = 0

  constructor(most: number) {
    this.#most = most
  }

  has(low: number, high: number): boolean {
    return low >= this.low && high <= this.high
  }

  /** Grows to hold these, with cells no narrower than 2^least; returns how many of the old cells are one now. */
  include(low: number, high: number, least: number): number {
    const first = this.low > this.high
    this.low = Math.min(this.low, low)
    this.high = Math.max(this.high, high)
    const old = this.width
    this.width = widthFor(this.low, this.high, this.#most, Math.max(first ? -Infinity : old, least))
    return first ? 1 : 2 ** (this.width - old)
  }
}

/** Rounded down, also if the quotient is so small that it is 0. */
export function cellOf(x: number, size: number): number {
  return x < 0 ? Math.min(-1, Math.floor(x / size)) : Math.floor(x / size)
}

/** The logarithm to base 2 of the least width, from 2^least on, at which a range lies in at most so many cells. */
function widthFor(low: number, high: number, cells: number, least: number): number {
  let width = Math.max(least, finest(low, high))
  while (cellOf(high, 2 ** width) - cellOf(low, 2 ** width) >= cells) width++
  return width
}

/** The narrowest width at which the numbers of cells are exact: that of a last digit of the larger of two numbers. */
function finest(low: number, high: number): number {
  const size = Math.max(Math.abs(low), Math.abs(high))
  return size === 0 ? -1074 : Math.max(-1074, Math.floor(Math.log2(size)) - 52)
}
