import type { Notice } from '../report.ts'
import { selectorOf } from '../selector.ts'
import { quoted, through } from '../error.ts'
import { parseDecimal } from '../numerics/decimal.ts'
import { LOOKED_AT } from '../readers/look.ts'
import type { ColumnLook, TableSource } from '../table.ts'
import type { Chosen } from './chosen.ts'
import type { Where } from './condition.ts'

/** What reports call a last row that sums up the others; in Chinese: total, grand total, subtotal, mean. */
const SUMMARY =
  /^(?:(?:grand |sub)?totals?|sum|mean|average|avg|std|summe|gesamt|mittelwert|somme|moyenne|\u5408\u8ba1|\u603b\u8ba1|\u5c0f\u8ba1|\u5e73\u5747\u503c?)\s*:?$/i
/** Rows above a last one, of fewer of which it would be the sum by chance, and columns that are looked at. */
const FEW = 3
const MOST = 64
/** What rounding leaves of a sum, and how near a mean with few digits is, beside the range of its column. */
const ROUNDED = 1e-12
const NEAR = 5e-4

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
  const { name, columns, format } = source
  const records = /json$/.test(format) && columns.length <= MOST
  const looks = columns.map(({ type }, at) => (type === 'text' && records ? source.look(at) : undefined))
  const cells = source.lastCells?.() ?? (await Promise.all(looks)).map(lastOf)
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

/** The last text of a column whose cells are all looked at. */
const lastOf = (look: ColumnLook | undefined): string =>
  (look && look.cells.length < LOOKED_AT && look.cells.at(-1)) || ''

/**
 * H131 where the last of few rows holds the sums or the means of the others, or the last line of a table has nothing
 * beside its numbers, as all others have.
 */
export async function noticeSums(
  tables: readonly TableSource[],
  used: readonly Chosen[],
  notices: Notice[],
): Promise<void> {
  const { name, format } = tables[0]!
  const chosen = used.flatMap(({ table, columns }) => columns.map((column) => ({ table, column })))
  // A file of several parts has more rows than are looked at.
  if (chosen.length > MOST || tables.some(({ splits }) => splits !== undefined)) return
  const summed = await isSummary(chosen, tables)
  if (!summed && (tables.length > 1 || !(await isNameless(tables[0]!, used)))) return
  notices.push({
    code: 'H131',
    message: summed
      ? `the last row of ${name} holds the sums or means of the others, and counts as a row`
      : `the last row of ${name} has numbers alone, as no other that was looked at, and counts as a row`,
    ...(tables.length === 1 && /^[ct]sv$/.test(format) && { tries: [through("sed '$d' FILE |", name)] }),
  })
}

const numbersOf = ({ cells }: ColumnLook): number[] =>
  cells.map((cell) => parseDecimal(cell ?? '') ?? Number.NaN)

/**
 * Whether the last numbers are the sums of those above, and larger than each, or means that are no whole numbers; most
 * tables show in their first column that they are neither.
 */
async function isSummary(
  columns: readonly { table: number; column: number }[],
  tables: readonly TableSource[],
): Promise<boolean> {
  let [sums, means, fraction] = [true, true, false]
  for (const { table, column } of columns) {
    const numbers = numbersOf(await tables[table]!.look(column))
    const above = numbers.slice(0, -1)
    const last = numbers.at(-1)!
    const sum = above.reduce((sum, x) => sum + x, 0)
    const [least, most] = [Math.min(...above), Math.max(...above)]
    const size = Math.max(-least, most)
    if (above.length < FEW) return false
    sums &&= Math.abs(last - sum) <= ROUNDED * size * above.length && Math.abs(last) > size
    means &&= Math.abs(last - sum / above.length) <= NEAR * (most - least)
    fraction ||= !Number.isInteger(last) && least !== most
    if (!sums && !means) return false
  }
  return sums || (means && fraction)
}

/** Whether the last line has no cell beside the columns that are used, where the rows that were looked at have one each. */
async function isNameless(source: TableSource, used: readonly Chosen[]): Promise<boolean> {
  const { columns } = source
  const last = source.lastCells?.() ?? []
  const taken = new Set(used.flatMap((one) => one.columns))
  const beside = [...columns.keys()].filter((column) => !taken.has(column))
  if (beside.length === 0 || last.length !== columns.length || beside.some((column) => last[column] !== ''))
    return false
  for (const column of beside) {
    const { cells } = await source.look(column)
    if (cells.length <= FEW || cells.slice(0, -1).includes(undefined)) return false
  }
  return true
}
