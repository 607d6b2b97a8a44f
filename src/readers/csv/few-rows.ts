import { isDecimal } from '../../numerics/decimal.ts'
import { textOf } from '../bytes/bytes.ts'
import { trimmed } from '../missing.ts'

/** Text up to here is parsed sooner than the kernel starts. */
const SHORT = 1 << 14
/** Neither quotes nor letters of several bytes. */
const PLAIN = /^[\t\n !#-~]*$/

/** The cells of a few plain rows; undefined for any others, which are the kernel's. */
export function fewRows(
  bytes: Uint8Array,
  columns: number,
  delimiter: string,
  wanted: { numbers: readonly number[]; texts: readonly number[] },
): { rows: number; numbers: Float64Array; texts: ReadonlyMap<number, readonly string[]> } | undefined {
  if (bytes.length > SHORT) return undefined
  const text = textOf(bytes)
  // Where all cells are numbers, the pattern of numbers says as much.
  const allNumbers = new Set(wanted.numbers).size === columns
  if (!allNumbers && !PLAIN.test(text)) return undefined
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const numbers: number[] = []
  const texts = new Map(wanted.texts.map((column) => [column, [] as string[]]))
  for (const line of lines) {
    const cells = line.split(delimiter)
    if (cells.length !== columns || !wanted.numbers.every((column) => isDecimal(cells[column]!)))
      return undefined
    for (const column of wanted.numbers) numbers.push(Number(cells[column]))
    for (const [column, list] of texts) {
      const cell = trimmed(cells[column]!)
      if (cell === '') return undefined
      list.push(cell)
    }
  }
  return { rows: lines.length, numbers: Float64Array.from(numbers), texts }
}
