import { selectorOf } from '../selector.ts'
import type { ColumnInfo, TableSource } from '../table.ts'
import { truthOf } from '../readers/truth-words.ts'
import { isTarget, namesRows } from './column-names.ts'

/* Which columns are probably meant, for what to try where nobody says so. */

/** How most names begin, and how many: `p_` of p_cat, p_dog and w; empty for none. */
export function commonBeginning(names: readonly string[]): { beginning: string; count: number } {
  const counts = new Map<string, number>()
  for (const beginning of beginningsOf(names)) {
    if (beginning !== '') counts.set(beginning, (counts.get(beginning) ?? 0) + 1)
  }
  const [beginning, count] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? ['', 0]
  return { beginning, count }
}

/** `p_*` where most columns of numbers begin so. */
export function likelyPattern(columns: readonly ColumnInfo[]): string | undefined {
  const numbers = columns.filter((one) => one.type !== 'text' && !namesRows(one))
  const { beginning, count } = commonBeginning(numbers.map(({ name }) => name))
  return count < 2 || /["*,!:]/.test(beginning) ? undefined : `${beginning}*`
}

/** Which columns are probably input and target, as selectors. */
export interface Guess {
  readonly input: string
  readonly target: string
  /** Whether each number of the input has one of the target: a column each, or as many. */
  readonly elements: boolean
}

const inputName =
  /^(?:p|x|input|logits?|probs?|probabilit(?:y|ies)|scores?|preds?|predictions?|outputs?|log_?probs?|y_?(?:pred|prob|score|hat))$/i

/** Columns of numbers that are no class, by their names. */
const besideName = /^(?:w|weights?|sample_?weights?|fold|split|epoch|step|age|length|count|n)$/i

/** The column of texts whose values are names of columns of numbers, or what differs between these, if it is one alone. */
export async function labelsOf({ columns, look }: TableSource): Promise<ColumnInfo | undefined> {
  const texts = [...columns.keys()].filter((i) => columns[i]!.type === 'text' && !namesRows(columns[i]!))
  if (texts.length === 0) return undefined
  const names = columns.filter((one) => one.type === 'number' && !namesRows(one)).map(({ name }) => name)
  const beginnings = beginningsOf(names)
  const classes = new Set(names.flatMap((name, i) => [name, name.slice(beginnings[i]!.length)]))
  const found: ColumnInfo[] = []
  for (const column of texts) {
    const cells = (await look(column)).cells.filter((cell) => cell !== undefined)
    if (cells.length > 0 && cells.every((cell) => classes.has(cell))) found.push(columns[column]!)
  }
  return found.length === 1 ? found[0] : undefined
}

/** The column of texts whose values are words for 0 and 1, if it is one alone. */
export async function truthsOf({ columns, look }: TableSource): Promise<ColumnInfo | undefined> {
  const found: ColumnInfo[] = []
  for (const [i, column] of columns.entries()) {
    if (column.type !== 'text') continue
    const cells = (await look(i)).cells.filter((cell) => cell !== undefined)
    if (cells.length > 0 && cells.every((cell) => truthOf(cell) !== undefined)) found.push(column)
  }
  return found.length === 1 ? found[0] : undefined
}

/**
 * The column that is most likely the target, as a selector: that of labels, the one that is called so, else the last
 * that is no id, of numbers if there is one.
 */
export function likelyTarget(columns: readonly ColumnInfo[], labels?: ColumnInfo): string {
  const likely = columns.filter((one) => !namesRows(one) && !besideName.test(one.name))
  const found =
    labels ??
    columns.find(({ name }) => isTarget(name)) ??
    likely.findLast(({ type }) => type !== 'text') ??
    likely.at(-1) ??
    columns.at(-1)!
  return selectorOf(found.name)
}

/** Goes by names, and by the column of labels if one is known; undefined unless exactly one choice is plain. */
export function guessColumns(columns: readonly ColumnInfo[], labels?: ColumnInfo): Guess | undefined {
  const targets = labels ? [labels] : columns.filter(({ name }) => isTarget(name))
  const [target] = targets
  if (!target) return severalLabels(columns)
  if (targets.length !== 1 || target.type === 'list') return undefined
  const others = columns.filter((column) => column !== target)
  const lists = others.filter(({ type }) => type === 'list')
  const numbers = others.filter(({ type }) => type === 'number')
  const groups = groupsOf(numbers)
  const singles = numbers.filter(({ name }) => inputName.test(name))
  const classes = numbers.filter((one) => !namesRows(one) && !besideName.test(one.name))
  const counted = numbers.filter(({ name }) => /^\d+$/.test(name))
  const found = { target: selectorOf(target.name), elements: false }
  if ([...lists, ...groups, ...singles].length === 0) {
    // Names of classes: those of the target must be among them. Or their numbers.
    const named = target.type === 'text' ? classes : counted
    return named.length > 1 ? { ...found, input: selectorsOf(named) } : undefined
  }
  const called = groups.filter(({ prefix }) => inputName.test(wordOf(prefix)))
  const [group, ...more] = called.length === 1 ? called : groups
  if (lists.length + (group ? 1 : 0) + more.length + singles.length !== 1) return undefined
  if (group) return { ...found, input: selectorOfGroup(group, columns) }
  return { ...found, elements: singles.length === 1, input: selectorOf((lists[0] ?? singles[0])!.name) }
}

/** A column of the target for each of the input: `p_cat,p_dog` and `cat,dog`, or `true_cat,true_dog`. */
function severalLabels(columns: readonly ColumnInfo[]): Guess | undefined {
  const numbers = columns.filter(({ type }) => type === 'number')
  const byName = new Map(numbers.map((column) => [column.name, column]))
  const groups = groupsOf(numbers)
  const isTruth = (word: string) => isTarget(word) || /^true$/i.test(word)
  const prefixes = ['', ...groups.map(({ prefix }) => prefix).filter((prefix) => isTruth(wordOf(prefix)))]
  const found = groups.flatMap((group) => {
    const ends = group.members.map(({ name }) => name.slice(group.prefix.length))
    const input = selectorOfGroup(group, columns)
    return prefixes
      .filter((prefix) => prefix !== group.prefix)
      .filter((prefix) => ends.every((end) => byName.has(prefix + end)))
      .map((prefix) => ends.map((end) => byName.get(prefix + end)!))
      .map((target) => ({ input, target: selectorsOf(target), elements: true }))
  })
  return found.length === 1 ? found[0] : undefined
}

/** Columns that begin alike. */
interface Group {
  readonly prefix: string
  readonly members: readonly ColumnInfo[]
}

function groupsOf(columns: readonly ColumnInfo[]): Group[] {
  const groups = new Map<string, ColumnInfo[]>()
  const beginnings = beginningsOf(columns.map(({ name }) => name))
  for (const [i, column] of columns.entries()) {
    const prefix = beginnings[i]!
    if (prefix === '') continue
    if (!groups.has(prefix)) groups.set(prefix, [])
    groups.get(prefix)!.push(column)
  }
  return [...groups]
    .map(([prefix, members]) => ({ prefix, members }))
    .filter(({ members }) => members.length > 1)
}

/** `prob` of `prob_`. */
function wordOf(prefix: string): string {
  return prefix.replace(/[_.\-/ :=]+$/, '')
}

function selectorOfGroup({ prefix, members }: Group, columns: readonly ColumnInfo[]): string {
  const all = columns.filter(({ name }) => name.startsWith(prefix)).length === members.length
  return all && !/["*,!]/.test(prefix) ? `${prefix}*` : selectorsOf(members)
}

function selectorsOf(columns: readonly ColumnInfo[]): string {
  return columns.map(({ name }) => selectorOf(name)).join(',')
}

/** How names begin: one alone as others do, if it can, so that `p_New York` beside p_Rome begins with `p_`. */
export function beginningsOf(names: readonly string[]): string[] {
  const own = names.map(prefixOf)
  const counts = new Map<string, number>()
  for (const prefix of own) counts.set(prefix, (counts.get(prefix) ?? 0) + 1)
  return own.map((prefix) => {
    if (counts.get(prefix)! > 1) return prefix
    for (let shorter = prefix; shorter !== '';) {
      shorter = prefixOf(shorter.replace(/[_.\-/ :=,]+$/, ''))
      if (shorter !== '' && counts.has(shorter)) return shorter
    }
    return prefix
  })
}

/** `logit_` of logit_cat and of logit_0, `p` of p0. */
export function prefixOf(name: string): string {
  return /^(.+[_.\-/ :=])[^_.\-/ :=]+$/.exec(name)?.[1] ?? /^([a-z]+)\d+$/i.exec(name)?.[1] ?? ''
}
