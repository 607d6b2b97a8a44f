import { classNames, type Pick } from '../data/columns.ts'
import { LossError } from '../error.ts'
import type { Notice } from '../report.ts'
import type { ColumnInfo, TableSource } from '../table.ts'
import { quoted } from './suggested-commands.ts'

/* What columns are meant where nobody says so, and what to say where names contradict. */

/** Columns that only count the rows, by their names. */
const idName = /^(?:|id|ids|idx|index|row|row_?id|unnamed: 0|.*_id)$/i

/** All columns but some: then those of texts, and those used otherwise, are not meant either. */
export function numbersOf(
  tables: readonly TableSource[],
  { table, columns }: Pick,
  selector: string,
  used: readonly Pick[],
): Pick {
  const { columns: all } = tables[table]!
  if (!selector.startsWith('!') || all.some(({ name }) => name === selector)) return { table, columns }
  const taken = new Set(used.filter((one) => one.table === table).flatMap((one) => one.columns))
  const left = columns.filter((column) => !taken.has(column) && all[column]!.type !== 'text')
  return { table, columns: left.length > 0 ? left : columns }
}

/** All columns of numbers that nothing else uses. */
export function restOf(
  tables: readonly TableSource[],
  table: number,
  used: readonly Pick[],
  notices: Notice[],
): Pick {
  const taken = new Set(used.filter((one) => one.table === table).flatMap((one) => one.columns))
  const { columns, name } = tables[table]!
  const unused = [...columns.keys()].filter((column) => !taken.has(column))
  // A target of one column may be names.
  const alone = table > 0 && unused.length === 1
  const free = unused.filter((column) => alone || columns[column]!.type !== 'text')
  const ids = free.filter((column) => idName.test(columns[column]!.name) && free.length > 1)
  const chosen = free.filter((column) => !ids.includes(column))
  const nameOf = (column: number) => columns[column]!.name || `column ${column}, which has no name,`
  const names = (list: readonly number[]) => list.map(nameOf).join(', ')
  if (chosen.length === 0) {
    throw new LossError('E120', `no column of numbers is left in ${name}`, {
      why: `its columns: ${names([...columns.keys()])}`,
      tries: [table === 0 ? '--input-cols' : '--target-col'],
    })
  }
  if (ids.length > 0) {
    notices.push({
      code: 'W408',
      message: `${names(ids)} of ${name} ${ids.length === 1 ? 'looks like an id and is' : 'look like ids and are'} not used as input`,
    })
  }
  const stray = table === 0 ? strayOf(chosen.map((column) => columns[column]!.name)) : undefined
  if (stray) {
    const { beginning, others } = stray
    notices.push({
      code: 'H119',
      message: `${others.join(', ')} of ${name} ${others.length === 1 ? 'is a column' : 'are columns'} of the input beside those that begin with ${beginning}`,
      tries: [`loss-calc ... --input-cols ${quoted(`${beginning}*`)}`],
    })
  }
  return { table, columns: chosen }
}

/** The names that do not begin like most: of p_cat, p_dog and w, that is w. */
function strayOf(names: readonly string[]): { beginning: string; others: string[] } | undefined {
  const { beginning, count } = commonBeginning(names)
  if (count < 2 || 2 * count <= names.length || count === names.length) return undefined
  return { beginning, others: names.filter((name) => prefixOf(name) !== beginning) }
}

/** How most names begin, and how many: `p_` of p_cat, p_dog and w; empty for none. */
function commonBeginning(names: readonly string[]): { beginning: string; count: number } {
  const counts = new Map<string, number>()
  for (const beginning of names.map(prefixOf)) {
    if (beginning !== '') counts.set(beginning, (counts.get(beginning) ?? 0) + 1)
  }
  const [beginning, count] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? ['', 0]
  return { beginning, count }
}

/** H120 where names of classes, or of target columns, are those of the input in another order. */
export function noticeOrder(
  tables: readonly TableSource[],
  input: Pick,
  target: Pick,
  classes: readonly string[] | undefined,
  notices: Notice[],
): void {
  const columnsOf = ({ table, columns }: Pick) => columns.map((column) => tables[table]!.columns[column]!)
  const own = classNames(columnsOf(input))
  const others = classes ?? classNames(columnsOf(target))
  const place = own.map((name) => others.indexOf(name))
  const moved = place.some((at, i) => at !== i)
  if (!moved || others.length !== own.length || place.includes(-1)) return
  const [what, flag] = classes ? ['--classes', '--classes'] : ['the target', '--target-cols']
  const sorted = classes ? own : place.map((at) => columnsOf(target)[at]!.name)
  notices.push({
    code: 'H120',
    message: `the columns of the input are in the order ${own.join(', ')}, those of ${what} in the order ${others.join(', ')}`,
    tries: [`loss-calc ... ${flag} ${quoted(sorted.join(','))}`],
  })
}

/** Which columns are probably input and target, as selectors. */
interface Guess {
  readonly input: string
  readonly target: string
  /** Whether the input is one column of single numbers. */
  readonly single: boolean
}

const targetName =
  /^(?:(?:true_?|gt_?)?(?:label|target|class)s?(?:_?(?:id|idx|index))?|y|y_?true|truth|gt|ground_?truth)$/i
const inputName =
  /^(?:p|x|input|logits?|probs?|probabilit(?:y|ies)|scores?|preds?|predictions?|outputs?|log_?probs?|y_?(?:pred|prob|score|hat))$/i

/** Goes by names alone; undefined unless exactly one choice is plain. */
export function guessColumns(columns: readonly ColumnInfo[]): Guess | undefined {
  const targets = columns.filter(({ name }) => targetName.test(name))
  const [target] = targets
  if (targets.length !== 1 || !target || target.type === 'list') return undefined
  const others = columns.filter((column) => column !== target)
  const lists = others.filter(({ type }) => type === 'list')
  const numbers = others.filter(({ type }) => type === 'number')
  const prefixes = [...new Set(numbers.map(({ name }) => prefixOf(name)))].filter((prefix) => prefix !== '')
  const groups = prefixes
    .map((prefix) => [prefix, numbers.filter(({ name }) => prefixOf(name) === prefix)] as const)
    .filter(([, members]) => members.length > 1)
  const singles = numbers.filter(({ name }) => inputName.test(name))
  if (lists.length + groups.length + singles.length !== 1) return undefined
  const found = { target: selectorOf(target.name), single: singles.length === 1 }
  const [group] = groups
  if (!group) return { ...found, input: selectorOf((lists[0] ?? singles[0])!.name) }
  const [prefix, members] = group
  const pattern = columns.filter(({ name }) => name.startsWith(prefix)).length === members.length
  const plain = pattern && !/["*,!]/.test(prefix)
  return { ...found, input: plain ? `${prefix}*` : members.map(({ name }) => selectorOf(name)).join(',') }
}

/** `logit_` of logit_cat and of logit_0, `p` of p0. */
function prefixOf(name: string): string {
  return /^(.+[_.\-/ ])[^_.\-/ ]+$/.exec(name)?.[1] ?? /^([a-z]+)\d+$/i.exec(name)?.[1] ?? ''
}

/** A name as a selector takes it. */
export function selectorOf(name: string): string {
  return /^[^",!*:\s][^",*:]*$/.test(name) && name === name.trim() ? name : `"${name.replaceAll('"', '""')}"`
}
