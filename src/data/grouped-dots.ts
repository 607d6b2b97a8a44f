import type { Notice } from '../report.ts'
import { selectorOf } from '../selector.ts'
import type { TableSource } from '../table.ts'

/** With a sign of money before it, or a unit behind. */
const COMMA = /^[^\d,]{0,4}\d[\d.]*,\d+[^\d,]{0,4}$/
/** Three digits behind a comma may be a group, too. */
const DECIMALS = /,(?!\d{3}\b)/
const DOTS = /^[+-]?(?!0\.)\d{1,3}(?:\.\d{3})?$/

/** W410 where a column that is read has three digits after each dot, and another decimal commas: dots then group digits. */
export async function noticeGroupedDots(
  { columns, name, format, look }: TableSource,
  used: readonly number[],
  notices: Notice[],
): Promise<void> {
  if (format !== 'csv' && format !== 'tsv') return
  const cellsOf = async (column: number) => (await look(column)).cells.filter((cell) => cell !== undefined)
  const texts = [...columns.keys()].filter((column) => columns[column]!.type === 'text')
  for (const other of texts) {
    const others = await cellsOf(other)
    const comma = others.find((cell) => DECIMALS.test(cell))
    if (comma === undefined || !others.every((cell) => COMMA.test(cell))) continue
    for (const column of used) {
      const cells = await cellsOf(column)
      const dotted = cells.find((cell) => cell.includes('.'))
      if (dotted === undefined || !cells.every((cell) => DOTS.test(cell))) continue
      notices.push({
        code: 'W410',
        message: `${selectorOf(columns[other]!.name)} of ${name} has decimal commas, ${comma}, and ${selectorOf(columns[column]!.name)} no dot but before three digits: ${dotted} may be ${dotted.replace('.', '')}`,
        tries: ['loss-calc ... --decimal , --numbers thousands'],
      })
      return
    }
  }
}
