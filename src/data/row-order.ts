import { compareDecimals } from '../numerics/exact-decimal.ts'
import type { Notice } from '../report.ts'
import { quoted } from '../shell-word.ts'
import type { TableSource } from '../table.ts'
import type { Chosen } from './chosen.ts'

/**
 * H121 where the first file and another have a column of one name, with a value of its own in each row, whose values differ: rows then
 * probably belong together by it, and not by their order.
 */
export async function noticeRows(
  tables: readonly TableSource[],
  other: number,
  used: readonly Chosen[],
  notices: Notice[],
): Promise<void> {
  const [first, second] = [tables[0]!, tables[other]!]
  const usedOf = (table: number) => new Set(used.flatMap((one) => (one.table === table ? one.columns : [])))
  const [usedHere, usedThere] = [usedOf(0), usedOf(other)]
  // The first of a name.
  const places = new Map(second.columns.map(({ name }, i) => [name, i] as const).reverse())
  for (const [column, { name }] of first.columns.entries()) {
    const same = places.get(name)
    if (same === undefined || name === String(column) || usedHere.has(column) || usedThere.has(same)) continue
    const [own, theirs] = await Promise.all([keysOf(first, column), keysOf(second, same)])
    if (!own || !theirs) continue
    const row = own.findIndex(
      (key, i) => i < theirs.length && compareDecimals(key, theirs[i]!) !== 0 && key !== theirs[i],
    )
    if (row < 0) continue
    notices.push({
      code: 'H121',
      message: `both files have a column ${name}, and row ${row} is ${own[row]} in ${first.name}, but ${theirs[row]} in ${second.name}: rows were paired by their order`,
      tries: [`loss-calc ... --id ${quoted(name)}`],
    })
    return
  }
}

/** The first values of a column, if each is given and stands once. */
async function keysOf(table: TableSource, column: number): Promise<readonly string[] | undefined> {
  const look = await table.look?.(column)
  const keys = (look?.cells ?? []).filter((cell) => cell !== undefined)
  if (keys.length === 0 || keys.length < look!.cells.length) return undefined
  return new Set(keys).size === keys.length ? keys : undefined
}
