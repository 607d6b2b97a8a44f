import { LossError, type Place } from '../../error.ts'
import { parseDecimal } from '../../numerics/decimal.ts'
import { sizeOf, type Tensor } from '../../tensor.ts'
import { parsePasted } from '../inline/pasted.ts'

/** The lists of one column, row by row: all of one shape. */
export class ListCells {
  #shape: readonly number[] | undefined
  #rows: (Float64Array | undefined)[] = []

  miss(): void {
    this.#rows.push(undefined)
  }

  /**
   * Reads a cell as the next row.
   *
   * @throws LossError E201 not a number, E203 ragged or of another shape, E204 malformed or with numbers left out
   */
  read(cell: string, place: () => Place): void {
    const { data, shape } = flatList(cell) ?? parsedList(cell, place)
    const known = (this.#shape ??= shape)
    if (shape.join() !== known.join()) {
      const show = (sizes: readonly number[]) =>
        sizes.length === 1 ? `${sizes[0]} numbers` : sizes.join(' x ')
      throw new LossError('E203', `a list of ${show(shape)}, where those before have ${show(known)}`, {
        at: place(),
      })
    }
    this.#rows.push(data)
  }

  /** All rows so far; the next are those of another piece. */
  take(place: (row: number) => Place): { readonly tensor: Tensor; readonly missing: Uint8Array | undefined } {
    const rows = this.#rows
    this.#rows = []
    const shape = this.#shape ?? [0]
    const width = sizeOf(shape)
    const data = new Float64Array(rows.length * width).fill(Number.NaN)
    const missing = rows.includes(undefined) ? new Uint8Array(rows.length) : undefined
    rows.forEach((row, r) => {
      if (row) data.set(row, r * width)
      else missing![r] = 1
    })
    const tensor = {
      data,
      shape: [rows.length, ...shape],
      place: (index: number) => place(width === 0 ? 0 : Math.floor(index / width)),
    }
    return { tensor, missing }
  }
}

/** A list without lists inside, and with no other words than numbers. */
function flatList(cell: string): Pick<Tensor, 'data' | 'shape'> | undefined {
  const inner = /^\s*\[([^[\]()]*)\]\s*$/.exec(cell)?.[1]
  if (inner === undefined) return undefined
  const commas = inner.includes(',')
  const words = commas ? inner.split(',') : inner.split(/\s+/).filter((word) => word !== '')
  const numbers = words.map((word) => parseDecimal(word.trim()))
  if (numbers.includes(undefined) || numbers.length === 0) return undefined
  const data = Float64Array.from(numbers as number[])
  return { data, shape: [data.length] }
}

function parsedList(cell: string, place: () => Place): Pick<Tensor, 'data' | 'shape'> {
  try {
    return parsePasted(cell, 'cell').tensor
  } catch (error) {
    if (!(error instanceof LossError)) throw error
    const { why, tries } = error.details
    throw new LossError(error.code, `in a list: ${error.message}`, { at: place(), why, tries })
  }
}
