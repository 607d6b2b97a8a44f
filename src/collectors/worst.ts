import { cellsOf } from '../lazy-columns.ts'
import type { Samples } from '../samples.ts'

/** A sample as one row; `at` is its number. */
interface Kept {
  readonly loss: number
  readonly sum: number
  readonly at: number
  readonly cells: readonly (number | string)[]
}

/** The worst samples of a part, as a thread sends them. */
export interface PlainWorst {
  readonly names: readonly string[]
  readonly kept: readonly Kept[]
}

/** The samples with the largest losses of a stream, in memory for twice as many. NaN counts as the largest. */
export class Worst {
  readonly #count: number
  #names: readonly string[] = []
  #kept: Kept[] = []
  /** Losses below cannot be among the worst any more. */
  #bar = -Infinity

  constructor(count: number) {
    this.#count = count
  }

  /** A row of samples; its loss decides, its sum is what it adds to the total. */
  add(samples: Samples, row: number, loss: number, sum: number): void {
    if (loss < this.#bar || this.#count === 0) return
    this.#names = [...samples.keys()]
    const at = samples.get('row')![row] as number
    this.#kept.push({ loss, sum, at, cells: cellsOf(samples, row).map(apart) })
    if (this.#kept.length >= 2 * this.#count + 64) this.#trim()
  }

  /** The same for some rows of a batch. */
  addRows(samples: Samples, rows: Int32Array, losses: Float64Array, sums: Float64Array): void {
    for (let i = nextWorse(rows, losses, 0, this.#bar); i < rows.length;) {
      const row = rows[i]!
      this.add(samples, row, losses[row]!, sums[row]!)
      i = nextWorse(rows, losses, i + 1, this.#bar)
    }
  }

  plain(): PlainWorst {
    this.#trim()
    return { names: this.#names, kept: this.#kept }
  }

  /** Adds the worst of other rows, of which so many stand before the numbers that they were given. */
  merge({ names, kept }: PlainWorst, before: number): void {
    if (kept.length > 0) this.#names = names
    for (const one of kept) this.#kept.push(before === 0 ? one : { ...one, at: before + one.at })
    this.#trim()
  }

  sum(): number {
    this.#trim()
    return this.#kept.reduce((total, { sum }) => total + sum, 0)
  }

  /** Their numbers, in the order of `samples`. */
  rows(order: 'loss' | 'row'): number[] {
    this.#trim()
    const rows = this.#kept.map(({ at }) => at)
    return order === 'loss' ? rows : rows.sort((a, b) => a - b)
  }

  /** Largest loss first; of equal ones the earlier. */
  samples(order: 'loss' | 'row'): Samples {
    this.#trim()
    const kept = order === 'loss' ? this.#kept : [...this.#kept].sort((a, b) => a.at - b.at)
    const column = (c: number) => {
      const cells = kept.map(({ cells }) => cells[c]!)
      return cells.every((cell) => typeof cell === 'number') ? Float64Array.from(cells) : cells.map(String)
    }
    return new Map(this.#names.map((name, c) => [name, column(c)]))
  }

  #trim(): void {
    this.#kept.sort((a, b) => byLoss(a.loss, b.loss) || a.at - b.at)
    this.#kept.length = Math.min(this.#kept.length, this.#count)
    if (this.#kept.length === this.#count) this.#bar = this.#kept.at(-1)?.loss ?? -Infinity
  }
}

/** The next row whose loss is not below the bar; NaN is not. Most are: V8 compiles this loop alone. */
function nextWorse(rows: Int32Array, losses: Float64Array, from: number, bar: number): number {
  let i = from
  while (i < rows.length && losses[rows[i]!]! < bar) i++
  return i
}

/** Texts up to here are never parts of longer ones. */
const SHORT = 12

/** A cell that does not keep the whole text in memory that it was cut from. */
function apart(cell: number | string): number | string {
  return typeof cell === 'string' && cell.length > SHORT ? Buffer.from(cell).toString() : cell
}

/** The larger loss first, NaN before all. */
function byLoss(a: number, b: number): number {
  if (a === b) return 0
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a))
  return a > b ? -1 : 1
}
