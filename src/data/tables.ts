import { LossError, quoted } from '../error.ts'
import type { Notice } from '../report.ts'
import { namesShown, selectorOf } from '../selector.ts'
import { MOST_COLUMNS } from '../readers/look.ts'
import { MOST_GROUPINGS } from '../survey.ts'
import type { TableSource } from '../table.ts'
import { classesOf, classesOfColumns, noticeOrder, refuseIndexBase, theTarget } from './classes.ts'
import type { Chosen } from './chosen.ts'
import { selectColumn, selectColumns } from './column-selectors.ts'
import { type ColumnRequest, columnDataset } from './columns.ts'
import type { Opened } from './opened.ts'
import { namesakes, type RowNames, rowNames, usedAsNames } from './row-names.ts'
import type { ColumnNames, DataRequest } from './request.ts'
import { refuseKeyedLists } from './keyed-lists.ts'
import { columnsFor } from './guess-columns.ts'
import { noticeUnsorted, numberedClasses } from './numbered-classes.ts'
import { noticeApart } from './apart.ts'
import { noticeFirstRow } from './first-row.ts'
import { noticeGroupedDots } from './grouped-dots.ts'
import { noticeBlanks } from './blank-cells.ts'
import { noticeSummary, noticeSums } from './summary-row.ts'

/**
 * `whole` says that nothing was named: all columns of two files of numbers.
 *
 * @throws LossError E104 for an index base of targets that are names, E307 as `classesOf`, E120 for unknown columns
 */
export async function fromTables(
  request: DataRequest,
  tables: readonly TableSource[],
  whole: boolean,
): Promise<Opened> {
  const { columns, loss, missing } = request
  const notices: Notice[] = []
  const { beside, groups, used, alike } = columnsBeside(tables, columns)
  const last = tables.length - 1
  const target =
    columns.target !== undefined
      ? { chosen: pick(tables, last, columns.target), leftOut: [] }
      : await columnsFor(tables, { table: last, selector: undefined }, whole, used, [])
  const others = [...used, target.chosen]
  const named = { table: 0, selector: columns.input }
  const input = await columnsFor(tables, named, whole, others, notices, loss)
  await refuseKeyedLists(tables, input.chosen)
  const classes = await classesOf(loss, tables, input.chosen, target.chosen, columns.classes)
  const ofClasses = classes ?? (loss?.one === 'row' && target.chosen.columns.length === 1)
  if (ofClasses && columns.input === undefined && columns.classes === undefined)
    await noticeApart(tables, input.chosen, target.chosen, classes, notices)
  const targets = { ...theTarget, columns: namesOf(tables, target.chosen) }
  const names = namesOf(tables, input.chosen)
  const known = noticeOrder(names, targets, columns.classes, notices)
  const listed = columns.input !== undefined && !/[*!]/.test(columns.input)
  if (!known && !listed && (columns.classes ?? targets.columns).length === names.length)
    noticeUnsorted(names, tables[0]!.name, notices)
  await noticeCells(tables, input.chosen, target.chosen, columns.where, notices)
  const told = columns.where.length > 0 || notices.some(({ code }) => code === 'H131')
  if (!told) await noticeSums(tables, [input.chosen, target.chosen], notices)
  const compared = [
    ...groups.map((group) => beside.labels.get(group)!),
    ...beside.where.map(({ pick }) => pick),
  ]
  for (const { table, columns } of compared) await noticeBlanks(tables[table]!, columns[0]!, notices)
  if (!beside.join) noticeParts(tables, input.chosen, target.chosen, notices)
  // Names of classes find their columns in any order, and names that were given are in one.
  if (classes === undefined && !listed) noticeDisorder(tables[0]!, input.chosen, notices)
  const { format, indexBase } = request.spelling
  if (classes) refuseIndexBase(classes, indexBase)
  const counted = format === 'auto' && indexBase === undefined && !classes
  const indices = counted && (loss?.one === 'row' || loss?.one === 'form')
  const chosen: ColumnRequest = {
    tables,
    args: {
      input: { ...input.chosen, named: columns.input !== undefined },
      target: { ...target.chosen, named: columns.target !== undefined },
    },
    leftOut: { input: input.leftOut, ...(last > 0 && { target: target.leftOut }) },
    ...beside,
    names: [
      ...(last > 0 && columns.id === undefined
        ? await rowNames(tables, 1, [input.chosen, target.chosen], notices)
        : []),
      ...(whole && last === 1
        ? await usedAsNames([tables[0]!, tables[1]!], [input.chosen, target.chosen], notices)
        : []),
      ...alike,
    ],
    missing,
    missingIds: request.missingIds,
    classes,
    shown: classes ?? classesOfColumns(loss, namesOf(tables, input.chosen), namesOf(tables, target.chosen)),
    numbered: indices ? numberedClasses(namesOf(tables, input.chosen)) : undefined,
    notices,
  }
  return { id: beside.id, groups, notices, columns: chosen, asRead: true, dataset: columnDataset(chosen) }
}

/** The columns of a table that a selector names. */
export function pick(tables: readonly TableSource[], table: number, selector: string): Chosen {
  return { table, columns: selectColumns(selector, tables[table]!) }
}

export function namesOf(tables: readonly TableSource[], { table, columns }: Chosen): string[] {
  return columns.map((column) => tables[table]!.columns[column]!.name)
}

/** What single cells tell of a table. */
async function noticeCells(
  tables: readonly TableSource[],
  input: Chosen,
  target: Chosen,
  where: ColumnNames['where'],
  notices: Notice[],
): Promise<void> {
  for (const [at, table] of tables.entries()) {
    const own = (one: Chosen) => (one.table === at ? one.columns : [])
    await noticeSummary(table, own(target), where, notices)
    if (table.columns.length > MOST_COLUMNS) continue
    await noticeFirstRow(table, own(input), notices)
    await noticeGroupedDots(table, [...own(input), ...own(target)], notices)
  }
}

/** H129 where each of two files has the columns of input and target, as parts of one table have. */
function noticeParts(tables: readonly TableSource[], input: Chosen, target: Chosen, notices: Notice[]): void {
  const [first, second] = tables as [TableSource, TableSource?]
  // One file that is given twice is no two parts.
  if (
    !second ||
    second.name === first.name ||
    isUnnamed(first) ||
    first.columns.length !== second.columns.length
  )
    return
  const targets = new Set(namesOf(tables, target))
  if (namesOf(tables, input).every((name) => targets.has(name))) return
  if (!first.columns.every(({ name }, i) => name === second.columns[i]!.name)) return
  notices.push({
    code: 'H129',
    message: `${first.name} and ${second.name} have the same columns: they look like parts of one table, and the targets of the second were taken for the inputs of the first`,
    tries: ['give one of the files alone: its targets are read from it, too'],
  })
}

/** W421 where two columns of the input stand in both orders. */
function noticeDisorder({ name, columns, disordered }: TableSource, input: Chosen, notices: Notice[]): void {
  const names = input.columns.map((column) => columns[column]!.name)
  if (!disordered?.every((one) => names.includes(one))) return
  const [a, b] = disordered
  notices.push({
    code: 'W421',
    message: `records of ${name} have ${a} and ${b} in both orders; the columns are taken in the order of the first record`,
    tries: [`loss-calc ... --input-cols ${quoted(names.map(selectorOf).join(','))}`],
  })
}

/** A single column of whichever table has it, the first before the second. */
function single(tables: readonly TableSource[], selector: string): Chosen {
  return severalOf(tables, selector, (table) => [selectColumn(selector, table)])
}

function severalOf(
  tables: readonly TableSource[],
  selector: string,
  select: (table: TableSource) => readonly number[],
): Chosen {
  for (const [table, source] of tables.entries()) {
    try {
      return { table, columns: select(source) }
    } catch (error) {
      if (table === tables.length - 1) throw error
    }
  }
  throw new LossError('E120', `no column ${selector}`)
}

/** What is asked for in addition to the arguments of the loss. */
interface Beside {
  readonly beside: Pick<ColumnRequest, 'labels' | 'id' | 'join' | 'where' | 'weight' | 'carried'>
  readonly groups: readonly string[]
  /** Columns with the name of one of these in another table. */
  readonly alike: readonly RowNames[]
  /** All of these that are no input; a column that is only shown may be one. */
  readonly used: readonly Chosen[]
}

/** @throws LossError E101 for too many groups, E120 for an id that another table, which names its columns, does not have */
export function columnsBeside(tables: readonly TableSource[], names: ColumnNames): Beside {
  const { id, groupBy, show = [] } = names
  const labels = new Map<string, Chosen>()
  const groups = new Set<string>()
  let join: ColumnRequest['join']
  let name: string | undefined
  const nameOf = (table: number, column: number) => tables[table]!.columns[column]!.name
  if (id !== undefined) {
    const found = single(tables, id)
    const label = nameOf(found.table, found.columns[0]!)
    labels.set(label, found)
    name = label
    const ids = tables.map(({ columns }, table) =>
      table === found.table
        ? found
        : { table, columns: [columns.findIndex((column) => column.name === label)] },
    )
    const lacking = ids.filter(({ columns }) => columns[0]! < 0).map(({ table }) => tables[table]!)
    if (lacking.length === 0 && tables.length > 1) join = { by: label, ids }
    // Rows belong together by their order where no other file has names of columns.
    const alone = lacking.length === tables.length - 1
    for (const table of lacking) if (!alone || !isUnnamed(table)) refuseWithoutId(table, label)
  }
  const several = (selector: string) => {
    const { table, columns } = severalOf(tables, selector, (table) => selectColumns(selector, table))
    return columns.map((column) => [nameOf(table, column), { table, columns: [column] }] as const)
  }
  for (const [label, column] of groupBy.flatMap(several)) {
    if (!labels.has(label)) labels.set(label, column)
    groups.add(label)
  }
  if (groups.size > MOST_GROUPINGS)
    throw new LossError('E101', `--group-by names ${groups.size} columns, at most ${MOST_GROUPINGS} fit`)
  const printed = new Map(labels)
  for (const [label, column] of show.flatMap(several)) if (!printed.has(label)) printed.set(label, column)
  const where = names.where.map((one) => ({ pick: single(tables, one.column), ...one }))
  const weight = names.weight === undefined ? undefined : single(tables, names.weight)
  const used = [
    ...labels.values(),
    ...where.map((one) => one.pick),
    ...(join?.ids.slice(1) ?? []),
    ...(weight ? [weight] : []),
  ]
  const shown = [...printed].flatMap(([label, chosen]) => (label === name ? [] : [chosen]))
  const alike = namesakes(tables, [...shown, ...where.map((one) => one.pick), ...(weight ? [weight] : [])])
  const beside = { labels: printed, id: name, join, where, weight, carried: [] }
  return { beside, groups: [...groups], used, alike }
}

/** Rows are paired by their ids; files without names of columns have none. */
function isUnnamed({ columns }: TableSource): boolean {
  return columns.every(({ name, type }, i) => type === 'list' || name === String(i))
}

function refuseWithoutId({ name, columns }: TableSource, label: string): never {
  throw new LossError('E120', `${name} has no column ${JSON.stringify(label)}`, {
    at: { file: name },
    why: `--id pairs the rows of files by that column; its columns: ${namesShown(columns)}`,
    tries: ['leave out --id: rows then belong together by their order'],
  })
}
