import type { Notice } from '../report.ts'
import type { TableSource } from '../table.ts'

/**
 * H118 where the first row of a file without a header is 0, 1, 2, ..., and another number has a fraction. Where all columns
 * from the first on are the input, its numbers tell that.
 */
export async function noticeFirstRow(
  { name, notes, columns, look }: TableSource,
  input: readonly number[],
  notices: Notice[],
): Promise<void> {
  if (!notes.includes('header: no') || columns.length < 2) return
  if (input.length > 1 && input.every((column, i) => column === i)) return
  let fraction = false
  for (const column of columns.keys()) {
    const { cells } = await look(column)
    if (cells[0] !== String(column)) return
    fraction ||= cells.some((cell) => cell !== undefined && /[.eE]/.test(cell))
  }
  if (!fraction) return
  notices.push({
    code: 'H118',
    message: `the first row of ${name} is 0, 1, 2, ...: it looks like the names of columns`,
    tries: ['loss-calc ... --headers'],
  })
}
