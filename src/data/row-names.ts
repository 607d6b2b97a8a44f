import type { Notice } from '../report.ts'
import { quoted } from '../error.ts'
import { selectorOf } from '../selector.ts'
import type { ColumnLook, TableSource, TextColumn } from '../table.ts'
import type { Chosen } from './chosen.ts'
import { namesRows } from './column-names.ts'
import { noticeCounted } from './counted-rows.ts'
import { rowsOfColumns } from './column-rows.ts'
import { differ, type RowDifference, type RowOrder } from './row-order.ts'

/** Columns of the first table and another that seem to name the same rows. */
export interface RowNames {
  readonly columns: readonly [own: Chosen, theirs: Chosen]
  /** Whether one row that differs tells, or only all ids that are the same in another order. */
  readonly told: 'by one' | 'by all'
  /** Whether --id may pair the rows by them. */
  readonly pairs: boolean
  /** Whether each column that is used is one of these: where all hold the same in another order, they are ranks. */
  readonly mayRank?: boolean
  /** Whether the first is used, as of several columns of one name that of the first table is: they name no rows. */
  readonly used?: boolean
}

/** Columns of other tables with the name of one that is used for what only one column is. */
export function namesakes(tables: readonly TableSource[], used: readonly Chosen[]): RowNames[] {
  return used.flatMap(({ table, columns: [column] }) =>
    tables.flatMap(({ columns }, other) => {
      const { name } = tables[table]!.columns[column!]!
      const same =
        other > table && name !== String(column) ? columns.findIndex((one) => one.name === name) : -1
      if (same < 0 || columns[same]!.type === 'list') return []
      const both = sideBySide(table, column!, other, same)
      return [{ columns: both, told: 'by one', pairs: false, used: true }]
    }),
  )
}

/** A column of each of two tables. */
const sideBySide = (table: number, own: number, other: number, theirs: number): RowNames['columns'] => [
  { table, columns: [own] },
  { table: other, columns: [theirs] },
]

/** Columns of a file that are tried against each of another. */
const MOST_NAMING = 8
/** How many of the values of a column that names rows are different, of a few that stand twice. */
const NEARLY = 0.9
/** Fewer whole numbers are the same by chance. */
const FEWEST = 3
/** Of those with one name that are ids, how many are compared. */
const MOST_IDS = 4

/**
 * Which columns name the rows of the first file and of another, so that rows probably belong together by them, and not by
 * their order: columns of one name, with a value of its own in nearly each row or named like an id, or with the same
 * values in another order; else a column of ids or texts of each. H121 where only numbers that pandas gave them tell.
 */
export async function rowNames(
  tables: readonly TableSource[],
  other: number,
  used: readonly Chosen[],
  notices: Notice[],
): Promise<readonly RowNames[]> {
  const [first, second] = [tables[0]!, tables[other]!]
  const own = freeOf(tables, 0, used)
  const theirs = freeOf(tables, other, used)
  const named = (here: number, there: number, told: RowNames['told'], pairs: boolean): RowNames => ({
    columns: sideBySide(0, here, other, there),
    told,
    pairs,
  })
  // The first of a name.
  const places = new Map(theirs.map((column) => [second.columns[column]!.name, column] as const).reverse())
  /** Of the columns whose values come again and again the one with most of them. */
  let most: { readonly apart: number; readonly names: RowNames } | undefined
  const alike: (RowNames & { readonly id: boolean; readonly once: boolean })[] = []
  for (const column of own) {
    const { name } = first.columns[column]!
    const same = places.get(name)
    if (same === undefined) continue
    const unnamed = name === String(column)
    const keys = await keysOf(first, column, second, same)
    const { differs, once, apart, given, seen } = keys
    // Without a header a column of whole numbers or texts may name the rows: the same ones in another order tell.
    if (unnamed) {
      if (seen && once && keys.whole && differs)
        alike.push({ ...named(column, same, 'by all', once && given), id: false, once: false })
      continue
    }
    const id = [first.columns[column]!, second.columns[same]!].some(namesRows)
    if (!(id || (seen && keys.nearlyOnce))) {
      if (seen && apart > (most?.apart ?? 1)) most = { apart, names: named(column, same, 'by all', false) }
      continue
    }
    const found = named(column, same, 'by one', once && given)
    if (differs) return [found]
    alike.push({ ...found, id, once: seen && once && !keys.counts })
  }
  const best = alike.find(({ id, once }) => id && once) ?? alike.find(({ once }) => once)
  if (best) return [best]
  const ids = [...alike.slice(0, MOST_IDS), ...(most ? [most.names] : [])]
  for (const here of namingOf(first, own)) {
    for (const there of namingOf(second, theirs)) {
      const [one, two] = [first.columns[here]!, second.columns[there]!]
      // Those of one name were compared before.
      if (one.name === two.name || !(namesRows(one) || namesRows(two))) continue
      const { differs, once, seen, digits } = await keysOf(first, here, second, there)
      // Keys of a JSON object are texts, also where they are numbers.
      if (seen && once && (one.type === two.type || digits))
        return [...ids, named(here, there, differs ? 'by all' : 'by one', false)]
    }
  }
  if (ids.length === 0) await noticeCounted([first, second], notices)
  return ids
}

/**
 * Columns of input and target of one name that hold the same whole numbers, each once: they probably name the rows. H119
 * where each row has the same, H121 where all are the same in another order.
 */
export async function usedAsNames(
  [first, second]: readonly [TableSource, TableSource],
  [input, target]: readonly [Chosen, Chosen],
  notices: Notice[],
): Promise<readonly RowNames[]> {
  if (input.columns.length < 2) return []
  const places = new Map(target.columns.map((column) => [second.columns[column]!.name, column] as const))
  const found: RowNames[] = []
  const told = notices.length
  const tried = input.columns.slice(0, MOST_IDS)
  for (const own of tried) {
    const { name, type } = first.columns[own]!
    const theirs = places.get(name)
    if (theirs === undefined || type !== 'number' || name === String(own)) continue
    const { once, whole, given, apart, differs } = await keysOf(first, own, second, theirs)
    if (!once || !whole || !given || apart < FEWEST) continue
    const columns = sideBySide(0, own, 1, theirs)
    if (differs) found.push({ columns, told: 'by all', pairs: true })
    else
      notices.push({
        code: 'H119',
        message: `${name} is the same in each row of ${first.name} and ${second.name}, and counts as input and target`,
        tries: [`loss-calc ... --id ${quoted(selectorOf(name))}`],
      })
  }
  // Rows that one column names in both files are in one order.
  return notices.length > told ? [] : found.map((one) => ({ ...one, mayRank: found.length === tried.length }))
}

/** Columns that are not used and hold no lists. */
function freeOf(tables: readonly TableSource[], table: number, used: readonly Chosen[]): number[] {
  const taken = new Set(used.flatMap((one) => (one.table === table ? one.columns : [])))
  const { columns } = tables[table]!
  return [...columns.keys()].filter((column) => !taken.has(column) && columns[column]!.type !== 'list')
}

/** Columns that may name the rows: those that are called so, and the first of texts. */
function namingOf({ columns }: TableSource, free: readonly number[]): number[] {
  const ids = free.filter((column) => namesRows(columns[column]!))
  const texts = free.filter((column) => columns[column]!.type === 'text')
  return [...new Set([...ids, ...texts])].slice(0, MOST_NAMING)
}

/** What the first values of two columns tell. */
interface Keys {
  /** Whether a row has others. */
  readonly differs: boolean
  /** Whether no value stands twice in either. */
  readonly once: boolean
  /** Whether few do. */
  readonly nearlyOnce: boolean
  /** How many different ones there are, in that with fewer. */
  readonly apart: number
  /** Whether no value is missing. */
  readonly given: boolean
  /** Whether both hold some. */
  readonly seen: boolean
  /** Whether they count the rows, whichever these are. */
  readonly counts: boolean
  /** Whether none has a fraction. */
  readonly whole: boolean
  /** Whether all are whole numbers. */
  readonly digits: boolean
}

async function keysOf(first: TableSource, column: number, second: TableSource, same: number): Promise<Keys> {
  const [own, theirs] = (await Promise.all([first.look(column), second.look(same)])).map(
    ({ cells }) => cells,
  ) as [ColumnLook['cells'], ColumnLook['cells']]
  const values = [own, theirs].map((cells) => cells.filter((cell) => cell !== undefined))
  const apart = values.map((cells) => new Set(cells).size)
  return {
    differs: own.some((cell, row) => differ(cell, theirs[row])),
    once: values.every((cells, i) => apart[i] === cells.length),
    nearlyOnce: values.every((cells, i) => apart[i]! >= NEARLY * cells.length),
    apart: Math.min(...apart),
    given: values.every((cells, i) => cells.length === [own, theirs][i]!.length),
    seen: values.every((cells) => cells.length > 0),
    whole: values.flat().every((cell) => !/^[+-]?\d*\.\d/.test(cell)),
    digits: values.flat().every((cell) => /^\d+$/.test(cell)),
    counts: own.every((cell, row) => Number(cell) === Number(own[0]) + row),
  }
}

/** H121 for each other table of which a row has another name, else W426 for one with another value. */
export async function noticeOrders(
  {
    tables,
    names,
    notices,
  }: { tables: readonly TableSource[]; names: readonly RowNames[]; notices: Notice[] },
  orders: readonly RowOrder[],
): Promise<void> {
  const ranks = names.every(({ mayRank }, i) => !mayRank || orders[i]!.sameIds)
  const found = names.flatMap((one, i) => {
    const { first, sameIds } = orders[i]!
    if (one.mayRank && ranks) return []
    return first && (one.told === 'by one' || sameIds) ? [{ ...one, first }] : []
  })
  for (const other of tables.keys()) {
    const [earliest] = found
      .filter(({ columns }) => columns[1].table === other)
      .sort((a, b) => Number(a.used ?? false) - Number(b.used ?? false) || a.first.row - b.first.row)
    if (earliest) notices.push(await noticeOf(tables, earliest, earliest.first))
  }
}

async function noticeOf(
  tables: readonly TableSource[],
  { columns, pairs, used }: RowNames,
  { row, cells, lines }: RowDifference,
): Promise<Notice> {
  const [one, other] = (await Promise.all(
    columns.map(async ({ table, columns: [column] }, i) => {
      const { name, columns } = tables[table]!
      const line = lines[i] ?? (await lineOf(tables[table]!, column!, row))
      const cell = cells[i]!
      const shown = cell.length > LONGEST ? `${cell.slice(0, LONGEST)}...` : cell
      const field = columns[column!]!.name
      return { name, field, cell: shown, spot: line === undefined ? name : `${name}:${line}` }
    }),
  )) as [NamedCell, NamedCell]
  if (used)
    return {
      code: 'W426',
      message: `both files have a column ${one.field}, and row ${row} is ${one.cell} in ${one.spot}, but ${other.cell} in ${other.spot}: that of ${one.name} is used`,
      tries: [`give the column of ${other.name} that is meant another name, or leave it out of ${one.name}`],
    }
  const difference = `row ${row} is ${one.cell} in ${one.spot}, but ${other.cell} in ${other.spot}: rows were paired by their order`
  const notice = (what: string, instead: string) => ({
    code: 'H121',
    message: `${what}, and ${difference}`,
    tries: [instead],
  })
  if (one.field === other.field)
    return notice(
      `both files have a column ${selectorOf(one.field)}`,
      pairs
        ? `loss-calc ... --id ${quoted(selectorOf(one.field))}`
        : 'sort both files alike, or give each row an id of its own',
    )
  return notice(
    `${one.field} of ${one.name} and ${other.field} of ${other.name} hold the same ids in another order`,
    'name both columns alike, then --id pairs the rows',
  )
}

/** Of a cell in a message. */
const LONGEST = 40

interface NamedCell {
  readonly name: string
  readonly field: string
  readonly cell: string
  readonly spot: string
}

/** The line of a row in a file that threads have read, which know no lines. */
async function lineOf(table: TableSource, column: number, row: number): Promise<number | undefined> {
  if (!table.records) return undefined
  let from = 0
  for await (const [part] of table.read([{ columns: [column], as: 'texts', labels: true }], 'error')) {
    const rows = rowsOfColumns.rows([part!])
    if (row < from + rows) return (part as TextColumn).place?.(row - from).line
    from += rows
  }
  return undefined
}
