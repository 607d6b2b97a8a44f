import { compareDecimals } from '../numerics/exact-decimal.ts'
import type { Notice } from '../report.ts'
import { quoted } from '../shell-word.ts'
import type { ColumnLook, TableSource } from '../table.ts'
import type { Chosen } from './chosen.ts'
import { isId } from './column-names.ts'

/** Columns of a file that are tried against each of another. */
const MOST_NAMING = 8

/**
 * H121 where the first file and another name their rows in columns whose values differ: rows then probably belong
 * together by them, and not by their order. Columns of one name, with a value of its own in each row or named like an
 * id; else a column of ids or texts of each, where they are the same in another order.
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
    const { row, own, theirs, once, given } = keys
    notices.push({
      code: 'H121',
      message: `both files have a column ${name}, and row ${row} is ${own[row]} in ${first.name}, but ${theirs[row]} in ${second.name}: rows were paired by their order`,
      tries: [
        once && given
          ? `loss-calc ... --id ${quoted(name)}`
          : 'sort both files alike, or give each row an id of its own',
      ],
    })
    return
  }
  for (const here of namingOf(first, own)) {
    for (const there of namingOf(second, theirs)) {
      const keys = await keysOf(first, here, second, there)
      if (!keys || keys.row < 0 || !keys.once) continue
      const known = new Set(keys.theirs)
      if (!keys.own.every((key) => known.has(key))) continue
      const [name, otherName] = [first.columns[here]!.name, second.columns[there]!.name]
      notices.push({
        code: 'H121',
        message: `${name} of ${first.name} and ${otherName} of ${second.name} hold the same ids in another order: rows were paired by their order`,
        tries: ['name both columns alike, then --id pairs the rows'],
      })
      return
    }
  }
}

/** Columns that may name the rows: those that are called so, and the first of texts. */
function namingOf({ columns }: TableSource, free: readonly number[]): number[] {
  const ids = free.filter((column) => isId(columns[column]!.name))
  const texts = free.filter((column) => columns[column]!.type === 'text')
  return [...new Set([...ids, ...texts])].slice(0, MOST_NAMING)
}

/** The first values of two columns. */
interface Keys {
  readonly own: readonly Key[]
  readonly theirs: readonly Key[]
  /** The first row in which they differ; -1 for none. */
  readonly row: number
  /** Whether no value stands twice in either. */
  readonly once: boolean
  /** Whether no value is missing. */
  readonly given: boolean
}

type Key = string | undefined

async function keysOf(
  first: TableSource,
  column: number,
  second: TableSource,
  same: number,
): Promise<Keys | undefined> {
  const [own, theirs] = await Promise.all([first.look?.(column), second.look?.(same)].map(cellsOf))
  if (!own || !theirs) return undefined
  const row = own.findIndex((key, i) => differ(key, theirs[i]))
  const values = [own, theirs].map((keys) => keys.filter((key) => key !== undefined))
  const once = values.every((keys) => new Set(keys).size === keys.length)
  const given = values.every((keys, i) => keys.length === [own, theirs][i]!.length)
  return { own, theirs, row, once, given }
}

/** A missing value differs from none. */
function differ(key: Key, other: Key): boolean {
  return key !== undefined && other !== undefined && compareDecimals(key, other) !== 0 && key !== other
}

async function cellsOf(look: Promise<ColumnLook> | undefined): Promise<readonly Key[] | undefined> {
  const { cells = [] } = (await look) ?? {}
  return cells.some((cell) => cell !== undefined) ? cells : undefined
}
