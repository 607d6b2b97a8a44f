import type { Samples } from '../samples.ts'
import { exact, type Precision, short } from './number.ts'
import { visible } from './text.ts'

/** Texts of a column: a list, or what keeps a million of them in less memory. */
export interface PrintedCells extends Iterable<string> {
  readonly length: number
  /** Columns that the widest takes, where that is known. */
  readonly widest?: number
  at(row: number): string | undefined
}

export interface PrintedColumn {
  readonly name: string
  readonly cells: PrintedCells
}

export class FirstRows {
  readonly #limit: number
  readonly #columns = new Map<string, (number | string)[]>()
  #kept = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  add(batch: Samples): void {
    const [first] = batch.values()
    const length = first?.length ?? 0
    const taken = Math.min(length, this.#limit - this.#kept)
    for (const [name, column] of batch) {
      const kept = this.#columns.get(name) ?? []
      this.#columns.set(name, kept)
      for (let i = 0; i < taken; i++) kept.push(column[i]!)
    }
    this.#kept += taken
  }

  /** How many of a run's samples are not shown; none are missed where none were wanted. */
  hidden(samples: number): number {
    return this.#limit === 0 ? 0 : samples - this.#kept
  }

  /** The kept samples as text; none if there are no rows. */
  columns(precision: Precision): PrintedColumn[] {
    if (this.#kept === 0) return []
    return Array.from(this.#columns, ([name, numbers]) => ({
      name: visible(name),
      cells: showColumn(name, numbers, precision),
    }))
  }
}

/** Whole numbers plain (row, target, predicted), unless they are losses that happen to be whole; nothing for NaN there. */
function showColumn(name: string, cells: readonly (number | string)[], precision: Precision): string[] {
  const numbers = cells.filter((cell) => typeof cell === 'number')
  if (numbers.length < cells.length) return cells.map((cell) => visible(String(cell)))
  if (name.startsWith('loss')) return numbers.map((number) => short(number, precision))
  const whole = numbers.every((number) => Number.isNaN(number) || Number.isSafeInteger(number))
  return numbers.map((number) =>
    Number.isNaN(number) ? '' : whole ? exact(number) : short(number, precision),
  )
}
