import { LossError, type Place } from '../../error.ts'
import { parseDecimal } from '../../numerics/decimal.ts'
import type { ColumnInfo, Columns, NumberColumns, Selection, TextColumn } from '../../table.ts'
import { checkSelections } from '../selection.ts'

/**
 * Reads columns of lists as texts, and their numbers out of these: `[0.1, 0.5]` as pandas writes a list, `[0.1 0.5]` as
 * it writes an array of numpy.
 *
 * @throws LossError E201 for what is no number, E203 for lists of different length
 */
export async function* withLists(
  file: string,
  columns: readonly ColumnInfo[],
  selections: readonly Selection[],
  read: (selections: readonly Selection[]) => AsyncIterable<readonly Columns[]>,
): AsyncGenerator<readonly Columns[]> {
  const lists = selections.map(
    ({ as, columns: picked }) => as === 'numbers' && picked.some((c) => columns[c]!.type === 'list'),
  )
  if (!lists.includes(true)) {
    yield* read(selections)
    return
  }
  checkSelections(file, columns, selections)
  const widths = new Map<number, number>()
  const given = selections.map((one, i) => (lists[i] ? ({ ...one, as: 'texts' } as const) : one))
  for await (const parts of read(given)) {
    yield parts.map((part, i) =>
      lists[i] ? numbersOf(part as TextColumn, selections[i]!.columns[0]!, widths) : part,
    )
  }
}

function numbersOf({ texts, place }: TextColumn, column: number, widths: Map<number, number>): NumberColumns {
  const at = (row: number): Place => place!(row)
  const lists = texts.map((text, row) => (text === undefined ? undefined : listOf(text, () => at(row))))
  const width = widths.get(column) ?? lists.find((list) => list !== undefined)?.length ?? 0
  if (lists.some((list) => list !== undefined)) widths.set(column, width)
  const data = new Float64Array(texts.length * width).fill(Number.NaN)
  const missing = lists.includes(undefined) ? new Uint8Array(texts.length) : undefined
  lists.forEach((list, row) => {
    if (list === undefined) missing![row] = 1
    else if (list.length === width) data.set(list, row * width)
    else {
      throw new LossError('E203', `a list of ${list.length} numbers, where those before have ${width}`, {
        at: at(row),
      })
    }
  })
  const tensor = {
    data,
    shape: [texts.length, width],
    place: (index: number) => at(Math.floor(index / width)),
  }
  return { as: 'numbers', tensor, missing }
}

function listOf(text: string, at: () => Place): number[] {
  const inner = /^\[([^[\]]*)\]$/.exec(text)?.[1]
  if (inner === undefined)
    throw new LossError('E201', `${JSON.stringify(text.slice(0, 40))} is no list of numbers`, { at: at() })
  const words = inner.split(inner.includes(',') ? ',' : /[ \t\r\n]+/).map((word) => word.trim())
  if (words.at(-1) === '') words.pop()
  if (words[0] === '') words.shift()
  return words.map((word) => {
    const number = parseDecimal(word)
    if (number !== undefined) return number
    const what = /^\.{3}$/.test(word)
      ? 'numbers were left out where the list was printed: ...'
      : `${JSON.stringify(word.slice(0, 40))} is not a number`
    throw new LossError('E201', what, { at: at(), why: 'it stands in a list in a cell' })
  })
}
