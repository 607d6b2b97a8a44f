import { LossError, quoted } from '../error.ts'
import { placeOfExample, regularFile, type Stdin } from '../readers/bytes/bytes.ts'
import { MOST_COLUMNS } from '../readers/look.ts'
import { isGiven, openTable, splitMember } from '../readers/open.ts'
import type { LossNeeds } from './classes.ts'
import { isInput, isPredicted, isTarget, namesRows } from './column-names.ts'
import type { Notice } from '../report.ts'
import { namesShown, selectorOf, splitNames } from '../selector.ts'
import { whyNoNumber } from '../readers/csv/number-forms.ts'
import type { TableSource } from '../table.ts'
import type { Chosen } from './chosen.ts'
import {
  checkLeftOut,
  flagOf,
  nameOf,
  noticeEmpty,
  refuseLists,
  refuseSpelled,
  refuseTexts,
} from './doubtful-columns.ts'
import {
  guessColumns,
  labelsAmong,
  labelsOf,
  likeScores,
  likelyTarget,
  strayOf,
  truthsOf,
} from './likely-columns.ts'
import { refuseOther, selectColumns } from './column-selectors.ts'
import { withoutTarget } from './likely-losses.ts'
import { noticeScores, withoutPredicted } from './pipeline-scores.ts'
import type { DataRequest } from './request.ts'

/* What columns are meant where nobody says so. */

/** Columns that were chosen without being named, and the others. */
interface Guessed {
  readonly chosen: Chosen
  /** Names of the columns that nothing uses. */
  readonly leftOut: readonly string[]
}

/** Where the numbers of an argument are: a table, and which of its columns; all that nothing else uses if absent. */
export interface ArgumentColumns {
  readonly table: number
  readonly selector: string | undefined
}

/**
 * The columns of an argument; `whole` says that nothing was named: of text they are then all.
 *
 * @throws LossError E120 for unknown columns, and as `numbersOf` and `restOf`
 */
export async function columnsFor(
  tables: readonly TableSource[],
  { table, selector }: ArgumentColumns,
  whole: boolean,
  used: readonly Chosen[],
  notices: Notice[],
  loss?: LossNeeds,
): Promise<Guessed> {
  const source = tables[table]!
  if (selector !== undefined) {
    const named = { table, columns: selectColumns(selector, source) }
    const found = await numbersOf(tables, named, selector, used, notices)
    const others = usedOf(table, used)
    const left = [...source.columns.keys()].filter((column) => !others.has(column))
    await noticeScores(source, found.chosen.columns, left, notices)
    return found
  }
  const text = source.format === 'csv' || source.format === 'tsv'
  if (whole && text) return { chosen: { table, columns: [...source.columns.keys()] }, leftOut: [] }
  return restOf(tables, table, used, notices, loss)
}

/**
 * The columns of an input that a selector means. A pattern (`l*` of l0, l1 and label) does not mean the target, which
 * `used` ends with; all columns but some do not mean those of texts, nor those used otherwise.
 *
 * @throws LossError E120 if none is left, and as `checkLeftOut`
 */
export async function numbersOf(
  tables: readonly TableSource[],
  { table, columns }: Chosen,
  selector: string,
  used: readonly Chosen[],
  notices: Notice[],
): Promise<Guessed> {
  const { columns: all, name: file } = tables[table]!
  if (selector.includes('*') && !selector.startsWith('!')) {
    const given = new Set(splitNames(selector).map(({ text }) => text))
    // A pattern of one argument may be all that is named.
    const target = used.at(-1)
    const taken = new Set(target?.table === table ? target.columns : [])
    const free = columns.filter((column) => !taken.has(column) || given.has(all[column]!.name))
    if (free.length === 0 || free.length === columns.length)
      return { chosen: { table, columns }, leftOut: [] }
    const caught = without(columns, free).map((column) => selectorOf(all[column]!.name))
    notices.push({
      code: 'W408',
      message: `${caught.join(', ')} of ${file} ${caught.length === 1 ? 'is' : 'are'} the target and not used as input`,
    })
    return { chosen: { table, columns: free }, leftOut: [] }
  }
  const named = !selector.startsWith('!') || all.some(({ name }) => name === selector)
  if (named) return { chosen: { table, columns }, leftOut: [] }
  const others = usedOf(table, used)
  const unused = columns.filter((column) => !others.has(column))
  const chosen = unused.filter((column) => all[column]!.type !== 'text')
  if (unused.length === 0)
    throw new LossError('E120', `${JSON.stringify(selector)} leaves no column of ${tables[table]!.name}`, {
      why: 'the others are the target, or used otherwise',
    })
  if (chosen.length === 0) return { chosen: { table, columns }, leftOut: [] }
  const leftOut = without(unused, chosen)
  await checkLeftOut(tables[table]!, '--input-cols', chosen, leftOut, notices)
  return { chosen: { table, columns: chosen }, leftOut: leftOut.map((column) => all[column]!.name) }
}

/** The columns of one list that another lacks. */
function without(columns: readonly number[], others: readonly number[]): number[] {
  const taken = new Set(others)
  return columns.filter((column) => !taken.has(column))
}

function usedOf(table: number, used: readonly Chosen[]): ReadonlySet<number> {
  return new Set(used.filter((one) => one.table === table).flatMap((one) => one.columns))
}

/**
 * All columns of numbers that nothing else uses, but for ids.
 *
 * @throws LossError E120 if there is none, E103 as `refuseLists`, E201 for a column of texts that looks like one of
 * them, or like the target
 */
export async function restOf(
  tables: readonly TableSource[],
  table: number,
  used: readonly Chosen[],
  notices: Notice[],
  loss?: LossNeeds,
): Promise<Guessed> {
  const source = tables[table]!
  const { columns, name } = source
  if (columns.length === 0) throw new LossError('E205', `${name} has no columns`, { at: { file: name } })
  const taken = usedOf(table, used)
  const unused = [...columns.keys()].filter((column) => !taken.has(column))
  const predicted = table === 0 && loss?.one !== 'element' ? await predictedOf(source, unused) : undefined
  const notIds = unused.filter((column) => !namesRows(columns[column]!) && column !== predicted)
  // Of a target with ids alone the first names the rows: image_id, category_id.
  const rest = unused.length === 1 ? unused : table > 0 ? unused.slice(1) : []
  const left = notIds.length > 0 ? notIds : rest
  // A target of one column may be names.
  const alone = table > 0 && left.length === 1
  const chosen = left.filter((column) => alone || columns[column]!.type !== 'text')
  const ids = without(unused, left).filter(
    (column) => columns[column]!.type !== 'text' && column !== predicted,
  )
  if (table > 0 && without(left, chosen).some((column) => isTarget(columns[column]!.name)))
    refuseTexts(source)
  const names = (list: readonly number[]) =>
    list
      .map((column) =>
        list.length === 1 || columns[column]!.name !== '' ? nameOf(source, column) : `"" (${column})`,
      )
      .join(', ')
  if (chosen.length === 0) {
    for (const column of unused) await refuseSpelled(source, column)
    // In quotes, single values of JSON.
    const other = source.leftOut?.find((name) => !name.startsWith('"'))
    if (other !== undefined) refuseOther(other, columns, name)
    throw new LossError('E120', `no column of numbers is left in ${name}`, {
      why: `its columns: ${names([...columns.keys()])}`,
      tries: [
        table === 0
          ? await insteadOfInput(source, left)
          : `loss-calc ... --target-col ${quoted(likelyTarget(columns, await labelsAmong(tables[0]!, source)))}`,
      ],
    })
  }
  // Spark's vector of probabilities, beside the class that it predicts.
  const vector = source.leftOut?.find(isInput)
  if (table === 0 && vector !== undefined && chosen.every((column) => isPredicted(columns[column]!.name)))
    refuseOther(vector, columns, name)
  refuseLists(source, table, chosen)
  await checkLeftOut(source, flagOf(table), chosen, without(left, chosen), notices)
  await noticeEmpty(source, chosen, notices)
  if (ids.length > 0)
    notices.push({
      code: 'W408',
      message: `${names(ids)} of ${name} ${ids.length === 1 ? 'looks like an id and is' : 'look like ids and are'} not used as input`,
    })
  if (predicted !== undefined)
    notices.push({
      code: 'W408',
      message: `${names([predicted])} of ${name} looks like the class that is predicted and is not used as input`,
    })
  const stray = table === 0 ? strayOf(chosen.map((column) => columns[column]!.name)) : undefined
  // A target has one of the same name.
  const paired = stray?.others.every((one) => tables[1]?.columns.some(({ name }) => name === one))
  if (stray && !paired) {
    const { beginning, others } = stray
    const alike = chosen.map((column) => columns[column]!).filter((one) => !others.includes(one.name))
    const scores = likeScores(alike)
    // `p*` of p0, p1 and predict means all three.
    const own =
      scores.length < alike.length || others.some((one) => one.startsWith(beginning))
        ? scores.map((one) => selectorOf(one.name)).join(',')
        : `${beginning}*`
    notices.push({
      code: 'H119',
      message: `${others.map(selectorOf).join(', ')} of ${name} ${others.length === 1 ? 'is a column' : 'are columns'} of the input beside those that begin with ${beginning}`,
      tries: [`loss-calc ... --input-cols ${quoted(own)}`],
    })
  }
  await noticeScores(source, chosen, left, notices)
  const leftOut = without(unused, chosen).map((column) => columns[column]!.name)
  return { chosen: { table, columns: chosen }, leftOut }
}

/** The column of whole numbers that is called like a predicted class, beside several others. */
async function predictedOf(
  { columns, look }: TableSource,
  unused: readonly number[],
): Promise<number | undefined> {
  const numbers = unused.filter(
    (column) => columns[column]!.type === 'number' && !namesRows(columns[column]!),
  )
  const found = numbers.find((column) => isPredicted(columns[column]!.name))
  if (found === undefined || numbers.length < 3) return undefined
  const { cells } = await look(found)
  return cells.every((cell) => cell === undefined || /^\d+(?:\.0)?$/.test(cell)) ? found : undefined
}

/** What to try where none of the columns that are left holds numbers. */
async function insteadOfInput(source: TableSource, left: readonly number[]): Promise<string> {
  const numbers: number[] = []
  for (const column of left.slice(0, MOST_COLUMNS)) {
    const look = await source.look(column)
    if (look.texts === 0 && look.numbers > 0) numbers.push(column)
  }
  // Reading them tells how they become numbers.
  if (numbers.length > 0)
    return `loss-calc ... --input-cols ${quoted(numbers.map((column) => nameOf(source, column)).join(','))}`
  const [only, ...more] = left
  const text = only === undefined || more.length > 0 ? undefined : (await source.look(only)).text?.text
  if (text === undefined) return 'loss-calc ... --input-cols <columns>'
  // Reading it tells of the cells, if anything is known of them.
  if (whyNoNumber(text, {})) return `loss-calc ... --input-cols ${quoted(nameOf(source, only!))}`
  return `loss-calc inspect ${source.name === 'stdin' ? '-' : quoted(source.name)}`
}

/**
 * What the columns of the only file suggest, where it has several.
 *
 * @throws LossError as the readers, where the file is refused whatever its target is, and E201 as `refuseSpelled`
 */
export async function guessedColumns(
  argument: string,
  { open, loss, from }: DataRequest,
  io: Stdin,
): Promise<{ why: string; tries: string[] } | undefined> {
  if (argument === '-' || isGiven(argument)) return undefined
  try {
    // A pipe may stay silent.
    if (!regularFile(placeOfExample(splitMember(argument).path, io.packageFolder))) return undefined
    const table = await openTable(argument, open, io)
    const { name, columns } = table
    const single = loss?.one === 'element'
    let labels
    try {
      labels = (await labelsOf(table)) ?? (single ? await truthsOf(table) : undefined)
      for (const [column, one] of columns.entries())
        if (one !== labels && !namesRows(one)) await refuseSpelled(table, column)
    } finally {
      table.close?.()
    }
    const complete = labels ? undefined : withoutTarget(name, columns)
    if (complete) return complete
    if (columns.length < 2) return undefined
    // Of { train: { x, y }, test: { x, y } } the arrays of the first.
    const first = table.format === 'pt' ? /^.+\./.exec(columns[0]!.name)?.[0] : ''
    const own = withoutPredicted(columns.filter(({ name }) => name.startsWith(first ?? '')))
    if (own.length < columns.length) labels = undefined
    const probabilities = from === 'probs' || loss?.takes?.['input']?.domain?.what === 'probability'
    const found = guessColumns(own, labels, { elements: single, probabilities })
    // A loss of elements compares as many columns as the target has.
    const guess = single && found?.elements === false ? undefined : found
    const start = loss ? 'loss-calc ... ' : ''
    return {
      why: `the columns of ${name}: ${namesShown(columns)}`,
      tries: [
        guess
          ? `${start}--input-cols ${quoted(guess.input)} --target-col ${quoted(guess.target)}`
          : single && found
            ? `${start}--input-cols <columns> --target-col <columns>`
            : `${start}--target-col ${quoted(likelyTarget(own, labels))}`,
      ],
    }
  } catch (error) {
    if (error instanceof LossError && error.code === 'E200') return undefined
    throw error
  }
}
