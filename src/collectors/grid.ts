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
  #low = Infinity
  #high = -Infinity
  #width = 0
  #cells = new Map<number, number>()

  /** A finite number. */
  add(number: number): void {
    // Without the sign of -0.
    const x = number + 0
    if (x < this.#low || x > this.#high) this.#stretch(x, x, -Infinity)
    this.#count(cellOf(x, 2 ** this.#width), 1)
  }

  plain(): PlainGrid {
    const cells = [...this.#cells].sort(([a], [b]) => a - b)
    return { low: this.#low, high: this.#high, width: this.#width, cells }
  }

  merge({ low, high, width, cells }: PlainGrid): void {
    if (cells.length === 0) return
    this.#stretch(low, high, width)
    const finer = 2 ** (this.#width - width)
    for (const [cell, count] of cells) this.#count(cellOf(cell, finer), count)
  }

  /**
   * Bins of about equal width: their inner edges lie between two cells, so that each loss is counted between the edges
   * that are told. Empty without losses.
   */
  histogram(bins: number): { edges: number[]; counts: number[] } {
    const size = 2 ** this.#width
    const first = cellOf(this.#low, size)
    const range = cellOf(this.#high, size) - first
    const inner = Array.from({ length: bins - 1 }, (_, i) => first + Math.round((range * (i + 1)) / bins))
    const counts = new Array<number>(bins).fill(0)
    let bin = 0
    for (const [cell, count] of this.plain().cells) {
      while (bin < inner.length && inner[bin]! <= cell) bin++
      counts[bin]! += count
    }
    return {
      edges: [this.#low, ...inner.map((cell) => Math.max(this.#low, cell * size)), this.#high],
      counts,
    }
  }

  #count(cell: number, times: number): void {
    this.#cells.set(cell, (this.#cells.get(cell) ?? 0) + times)
  }

  /** Makes the range hold these too, in cells no narrower than 2^least. */
  #stretch(low: number, high: number, least: number): void {
    const first = this.#cells.size === 0
    this.#low = Math.min(this.#low, low)
    this.#high = Math.max(this.#high, high)
    const width = widthFor(this.#low, this.#high, CELLS, Math.max(first ? -Infinity : this.#width, least))
    const coarser = 2 ** (width - this.#width)
    this.#width = width
    if (first || coarser === 1) return
    const old = this.#cells
    this.#cells = new Map()
    for (const [cell, count] of old) this.#count(cellOf(cell, coarser), count)
  }
}

/** Rounded down, also where the quotient is too small to be told from 0. */
export function cellOf(x: number, size: number): number {
  return x < 0 ? Math.min(-1, Math.floor(x / size)) : Math.floor(x / size)
}

/** The logarithm to base 2 of the least width, from 2^least on, at which a range lies in at most so many cells. */
export function widthFor(low: number, high: number, cells: number, least: number): number {
  let width = Math.max(least, finest(low, high))
  while (cellOf(high, 2 ** width) - cellOf(low, 2 ** width) >= cells) width++
  return width
}

/** The narrowest width at which the numbers of cells are exact: that of a last digit of the larger of two numbers. */
function finest(low: number, high: number): number {
  const size = Math.max(Math.abs(low), Math.abs(high))
  return size === 0 ? -1074 : Math.max(-1074, Math.floor(Math.log2(size)) - 52)
}
