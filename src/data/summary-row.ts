import type { Notice } from '../report.ts'
import { selectorOf } from '../selector.ts'
import { quoted } from '../error.ts'
import type { TableSource } from '../table.ts'
import type { Where } from './condition.ts'

/** What reports call a last row that sums up the others; in Chinese: total, grand total, subtotal, mean. */
const SUMMARY =
  /^(?:(?:grand |sub)?totals?|sum|mean|average|avg|std|summe|gesamt|mittelwert|somme|moyenne|\u5408\u8ba1|\u603b\u8ba1|\u5c0f\u8ba1|\u5e73\u5747\u503c?)\s*:?$/i

/**
 * H131 where a last row of text is called what sums up the others, as none of those that were looked at before it is, and
 * no --where looks at that column. In a column of `names` it is a class.
 */
export async function noticeSummary(
  source: TableSource,
  names: readonly number[],
  where: readonly Where[],
  notices: Notice[],
): Promise<void> {
  const { name, columns } = source
  const cells = source.lastCells?.() ?? []
  const at = cells.length === columns.length ? cells.findIndex((cell) => SUMMARY.test(cell)) : -1
  if (at < 0 || where.some(({ column }) => column === columns[at]!.name || column === String(at))) return
  const { cells: first } = await source.look(at)
  const before = first.filter((cell) => cell !== undefined && SUMMARY.test(cell))
  if (names.includes(at) || before.length > 1) return
  const selector = selectorOf(columns[at]!.name === '' ? String(at) : columns[at]!.name)
  notices.push({
    code: 'H131',
    message: `the last row of ${name} is called ${JSON.stringify(cells[at])}: it looks like a summary of the others, and counts as a row`,
    tries: [`loss-calc ... --where ${quoted(`${selector}!=${cells[at]!}`)}`],
  })
}
