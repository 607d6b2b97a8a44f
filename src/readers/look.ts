import type { Place } from '../error.ts'
import { parseDecimal } from '../numerics/decimal.ts'
import type { ColumnLook } from '../table.ts'

/** A cell as text, undefined if there is no value; and its place. */
interface Cell {
  readonly text: string | undefined
  readonly at: Place
}

/** What some cells of a column are. */
export function lookOf(
  cells: readonly Cell[],
  isNumber: (text: string) => boolean = (text) => parseDecimal(text) !== undefined,
): ColumnLook {
  const given = cells.filter((cell): cell is { text: string; at: Place } => cell.text !== undefined)
  const numbers = given.filter(({ text }) => isNumber(text))
  const texts = given.filter(({ text }) => !isNumber(text))
  return {
    cells: cells.map(({ text }) => text),
    numbers: numbers.length,
    texts: texts.length,
    number: numbers[0],
    text: texts[0],
  }
}

/** Of numbers, unless most are texts: the others are then refused where they stand. */
export function typeOf({ numbers, texts }: ColumnLook): 'number' | 'text' {
  return texts > numbers ? 'text' : 'number'
}
