import { compareDecimals } from '../numerics/exact-decimal.ts'
import type { Notice } from '../report.ts'
import { quoted } from '../shell-word.ts'
import type { ColumnLook, TableSource } from '../table.ts'
import type { Chosen } from './chosen.ts'
import { isId } from './id-columns.ts'

/**
 * H121 where the first file and another name their rows in columns whose values differ: rows then probably belong
 * together by them, and not by their order. Columns of one name, with a value of its own in each row or named like an
 * id; else the ids of both, where they are the same in another order.
 */
export async function noticeRows(
  tables: readonly TableSource[],
  other: number,
  used: readonly Chosen[],
  notices: Notice[],
): Promise<void> {
  const [first, second] = [tables[0]!, tables[other]!]
  const freeOf = (table: number) => {
    const taken = new Set(used.flatMap((one) => (one.table === table ? one.columns : [])))
    return [...tables[table]!.columns.keys()].filter((column) => !taken.has(column))
  }
  const [own, theirs] = [freeOf(0), freeOf(other)]
  // The first of a name.
  const places = new Map(theirs.map((column) => [second.columns[column]!.name, column] as const).reverse())
  for (const column of own) {
    const { name } = first.columns[column]!
    const same = places.get(name)
    if (same === undefined || name === String(column)) continue
    const keys = await keysOf(first, column, second, same)
    if (!keys || keys.row < 0 || !(keys.once || isId(name))) continue
    const { row, own, theirs, once } = keys
    notices.push({
      code: 'H121',
      message: `both files have a column ${name}, and row ${row} is ${own[row]} in ${first.name}, but ${theirs[row]} in ${second.name}: rows were paired by their order`,
      tries: [
        once
          ? `loss-calc ... --id ${quoted(name)}`
          : 'sort both files alike, or give each row an id of its own',
      ],
    })
    return
  }
  const [here, there] = [idOf(first, own), idOf(second, theirs)]
  if (here === undefined || there === undefined) return
  const keys = await keysOf(first, here, second, there)
  if (!keys || keys.row < 0 || !keys.once || !keys.own.every((key) => keys.theirs.includes(key))) return
  const [name, otherName] = [first.columns[here]!.name, second.columns[there]!.name]
  notices.push({
    code: 'H121',
    message: `${name} of ${first.name} and ${otherName} of ${second.name} hold the same ids in another order: rows were paired by their order`,
    tries: ['name both columns alike, then --id pairs the rows'],
  })
}

/** The first column that is named like an id. */
function idOf({ columns }: TableSource, free: readonly number[]): number | undefined {
  return free.find((column) => isId(columns[column]!.name))
}

/** The first values of two columns, if each is given. */
interface Keys {
  readonly own: readonly string[]
  readonly theirs: readonly string[]
  /** The first row in which they differ; -1 for none. */
  readonly row: number
  /** Whether no value stands twice in either. */
  readonly once: boolean
}

async function keysOf(
  first: TableSource,
  column: number,
  second: TableSource,
  same: number,
): Promise<Keys | undefined> {
  const [own, theirs] = await Promise.all([first.look?.(column), second.look?.(same)].map(cellsOf))
  if (!own || !theirs) return undefined
  const row = own.findIndex(
    (key, i) => i < theirs.length && compareDecimals(key, theirs[i]!) !== 0 && key !== theirs[i],
  )
  return { own, theirs, row, once: [own, theirs].every((keys) => new Set(keys).size === keys.length) }
}

async function cellsOf(look: Promise<ColumnLook> | undefined): Promise<readonly string[] | undefined> {
  const { cells = [] } = (await look) ?? {}
  const keys = cells.filter((cell) => cell !== undefined)
  return keys.length === 0 || keys.length < cells.length ? undefined : keys
}
