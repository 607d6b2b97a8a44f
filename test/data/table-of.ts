import { parseDecimal } from '../../src/numerics/decimal.ts'
import type { ColumnInfo, ColumnLook, TableSource } from '../../src/table.ts'

/** Cells by the names of their columns; a column of lists has none. */
export type Cells = Readonly<Record<string, readonly (string | undefined)[] | 'list'>>

/** A table as far as it is looked at before it is read: a column with a text is one of texts, or one that has none but was read as such (`~`). */
export function tableOf(name: string, cells: Cells): TableSource {
  const names = Object.keys(cells)
  const isNumber = (cell: string | undefined) => cell !== undefined && parseDecimal(cell) !== undefined
  const isText = (cell: string | undefined) => cell !== undefined && !isNumber(cell)
  const columns = names.map((own): ColumnInfo => {
    const held = cells[own]!
    const type = held === 'list' ? 'list' : own.endsWith('~') || held.some(isText) ? 'text' : 'number'
    return { name: own.replace(/~$/, ''), type }
  })
  return {
    name,
    columns,
    look: async (column: number): Promise<ColumnLook> => {
      const held = cells[names[column]!]!
      const all = held === 'list' ? [] : held
      const first = (is: typeof isText) => {
        const row = all.findIndex(is)
        return row < 0 ? undefined : { text: all[row]!, at: { file: name, row } }
      }
      return {
        cells: all,
        numbers: all.filter(isNumber).length,
        texts: all.filter(isText).length,
        number: first(isNumber),
        text: first(isText),
      }
    },
  } as unknown as TableSource
}
