import { type ByArgument, mapArguments } from '../tensor.ts'
import { flagName } from '../options.ts'
import type { Notice } from '../report.ts'
import type { TableSource } from '../table.ts'
import type { Chosen } from './chosen.ts'
import { noticeOrder } from './classes.ts'
import { type ColumnRequest, columnDataset } from './columns.ts'
import type { Opened } from './opened.ts'
import { type RowNames, rowNames } from './row-names.ts'
import type { DataRequest } from './request.ts'
import { type ArgumentColumns, columnsFor } from './guess-columns.ts'
import { columnsBeside, namesOf, pick } from './tables.ts'

/** Columns of one table, or of one each, as the arguments of a loss. `whole` says that nothing was named. */
export async function fromNamedTables(
  { columns, missing, missingIds }: Pick<DataRequest, 'columns' | 'missing' | 'missingIds'>,
  args: ByArgument<ArgumentColumns>,
  tables: readonly TableSource[],
  whole: boolean,
): Promise<Opened> {
  const notices: Notice[] = []
  const { beside, groups, used, alike } = columnsBeside(tables, columns)
  const { chosen, leftOut } = await chooseColumns(args, tables, whole, used, notices)
  const names: RowNames[] = [...alike]
  if (columns.id === undefined) {
    for (let other = 1; other < tables.length; other++)
      names.push(...(await rowNames(tables, other, Object.values(chosen), notices)))
  }
  const [first, ...others] = Object.keys(args) as [string, ...string[]]
  for (const name of others) {
    const columns = namesOf(tables, chosen[name]!)
    noticeOrder(
      namesOf(tables, chosen[first]!),
      { columns, name, flag: `--${flagName(name)}-cols` },
      undefined,
      notices,
    )
  }
  const request: ColumnRequest = {
    tables,
    args: chosen,
    leftOut,
    ...beside,
    names,
    missing,
    missingIds,
    notices,
  }
  return { id: beside.id, groups, notices, columns: request, asRead: false, dataset: columnDataset(request) }
}

/** The columns of each argument, those that are named first, and what each file has besides. */
async function chooseColumns(
  args: ByArgument<ArgumentColumns>,
  tables: readonly TableSource[],
  whole: boolean,
  used: readonly Chosen[],
  notices: Notice[],
) {
  const named = mapArguments(args, ({ table, selector }) =>
    selector === undefined ? undefined : pick(tables, table, selector),
  )
  const chosen: Record<string, Chosen> = {}
  const leftOut: Record<string, readonly string[]> = {}
  for (const [name, one] of Object.entries(args)) {
    const own = named[name]
    const others = Object.values(named).filter((one) => one !== undefined && one !== own) as Chosen[]
    const found = await columnsFor(tables, one, whole, [...used, ...others], notices)
    chosen[name] = found.chosen
    // For one table it is said once.
    const told = Object.keys(chosen).some((other) => other !== name && args[other]!.table === one.table)
    if (!told) leftOut[name] = found.leftOut
  }
  return { chosen, leftOut }
}
