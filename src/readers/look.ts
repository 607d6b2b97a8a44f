import type { Place } from '../error.ts'
import { parseDecimal } from '../numerics/decimal.ts'
import type { ColumnLook } from '../table.ts'

/** Of a column that is not looked at. */
export const unseen: ColumnLook = { cells: [], numbers: 0, texts: 0 }

/** Rows of a table whose cells tell what its columns hold, and columns of it that are looked at for a suggestion. */
export const LOOKED_AT = 1000
export const MOST_COLUMNS = 1000

/** What some cells of a column are, undefined where there is no value; `at` tells where the cell of a row stands. */
export function lookOf(
  cells: readonly (string | undefined)[],
  at: (row: number) => Place,
  isNumber: (text: string) => boolean = (text) => parseDecimal(text) !== undefined,
): ColumnLook {
  let [numbers, texts] = [0, 0]
  let [number, text] = [-1, -1]
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row]
    if (cell === undefined) continue
    if (isNumber(cell)) {
      if (numbers++ === 0) number = row
    } else if (texts++ === 0) text = row
  }
  const example = (row: number) => (row < 0 ? undefined : { text: cells[row]!, at: at(row) })
  return { cells, numbers, texts, number: example(number), text: example(text) }
}

/** Of numbers, unless most are texts: the others are then refused where they stand. */
export function typeOf({ numbers, texts }: ColumnLook): 'number' | 'text' {
  return texts > numbers ? 'text' : 'number'
}
