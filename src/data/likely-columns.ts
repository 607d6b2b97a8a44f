import { selectorOf } from '../selector.ts'
import type { ColumnInfo, TableSource } from '../table.ts'
import { isId, isTarget } from './column-names.ts'

/* Which columns are probably meant, for what to try where nobody says so. */

/** How most names begin, and how many: `p_` of p_cat, p_dog and w; empty for none. */
export function commonBeginning(names: readonly string[]): { beginning: string; count: number } {
  const counts = new Map<string, number>()
  for (const beginning of names.map(prefixOf)) {
    if (beginning !== '') counts.set(beginning, (counts.get(beginning) ?? 0) + 1)
  }
  const [beginning, count] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? ['', 0]
  return { beginning, count }
}

/** `p_*` where most columns of numbers begin so. */
export function likelyPattern(columns: readonly ColumnInfo[]): string | undefined {
  const numbers = columns.filter(({ type, name }) => type !== 'text' && !isId(name))
  const { beginning, count } = commonBeginning(numbers.map(({ name }) => name))
  return count < 2 || /["*,!:]/.test(beginning) ? undefined : `${beginning}*`
}

/** Which columns are probably input and target, as selectors. */
export interface Guess {
  readonly input: string
  readonly target: string
  /** Whether the input is one column of single numbers. */
  readonly single: boolean
}

const inputName =
  /^(?:p|x|input|logits?|probs?|probabilit(?:y|ies)|scores?|preds?|predictions?|outputs?|log_?probs?|y_?(?:pred|prob|score|hat))$/i

/** Columns of numbers that are no class, by their names. */
const besideName = /^(?:w|weights?|sample_?weights?|fold|split|epoch|step|age|length|count|n)$/i

/** The column of texts whose values are names of columns of numbers, or what differs between these, if it is one alone. */
export async function labelsOf({ columns, look }: TableSource): Promise<ColumnInfo | undefined> {
  const classes = new Set(
    columns
      .filter(({ type, name }) => type === 'number' && !isId(name))
      .flatMap(({ name }) => [name, name.slice(prefixOf(name).length)]),
  )
  const found: ColumnInfo[] = []
  for (const [column, info] of columns.entries()) {
    if (info.type !== 'text' || isId(info.name)) continue
    const cells = (await look?.(column))?.cells.filter((cell) => cell !== undefined) ?? []
    if (cells.length > 0 && cells.every((cell) => classes.has(cell))) found.push(info)
  }
  return found.length === 1 ? found[0] : undefined
}

/**
 * The column that is most likely the target, as a selector: that of labels, the one that is called so, else the last
 * that is no id, of numbers if there is one.
 */
export function likelyTarget(columns: readonly ColumnInfo[], labels?: ColumnInfo): string {
  const likely = columns.filter(({ name }) => !isId(name) && !besideName.test(name))
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
  if (targets.length !== 1 || !target || target.type === 'list') return undefined
  const others = columns.filter((column) => column !== target)
  const lists = others.filter(({ type }) => type === 'list')
  const numbers = others.filter(({ type }) => type === 'number')
  const prefixes = [...new Set(numbers.map(({ name }) => prefixOf(name)))].filter((prefix) => prefix !== '')
  const groups = prefixes
    .map((prefix) => [prefix, numbers.filter(({ name }) => prefixOf(name) === prefix)] as const)
    .filter(([, members]) => members.length > 1)
  const singles = numbers.filter(({ name }) => inputName.test(name))
  const classes = numbers.filter(({ name }) => !isId(name) && !besideName.test(name))
  if (lists.length + groups.length + singles.length === 0 && target.type === 'text' && classes.length > 1) {
    // Names of classes: those of the target must be among them.
    const input = classes.map(({ name }) => selectorOf(name)).join(',')
    return { input, target: selectorOf(target.name), single: false }
  }
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
export function prefixOf(name: string): string {
  return /^(.+[_.\-/ :=])[^_.\-/ :=]+$/.exec(name)?.[1] ?? /^([a-z]+)\d+$/i.exec(name)?.[1] ?? ''
}
