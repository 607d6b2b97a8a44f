import { selectorOf } from '../selector.ts'
import type { ColumnInfo, TableSource } from '../table.ts'
import { called, isInput, isPredicted, isTarget, namesRows, targetsOf } from './column-names.ts'
import { together } from './apart.ts'
import { withoutTarget } from './likely-losses.ts'
import { truthOf } from '../readers/truth-words.ts'

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

/** The names that do not begin like most: of p_cat, p_dog and w, that is w. */
export function strayOf(names: readonly string[]): { beginning: string; others: string[] } | undefined {
  const { beginning, count } = commonBeginning(names)
  if (count < 2 || 2 * count <= names.length || count === names.length) return undefined
  const beginnings = beginningsOf(names)
  return { beginning, others: names.filter((_, i) => beginnings[i] !== beginning) }
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

/** What a loss takes, as far as it tells columns apart. */
interface ColumnNeeds {
  readonly elements: boolean
  readonly probabilities: boolean
}

/** The column of texts whose values are names of columns of numbers, or what differs between these, if it is one alone. */
export async function labelsOf({
  columns,
  look,
}: Pick<TableSource, 'columns' | 'look'>): Promise<ColumnInfo | undefined> {
  const texts = [...columns.keys()].filter((i) => columns[i]!.type === 'text' && !namesRows(columns[i]!))
  if (texts.length === 0) return undefined
  const names = columns.filter((one) => one.type === 'number' && !namesRows(one)).map(({ name }) => name)
  const beginnings = beginningsOf(names)
  const own = (name: string, i: number) => [name, name.slice(beginnings[i]!.length), name.replace(ENDING, '')]
  const classes = new Set(names.flatMap(own))
  const found: ColumnInfo[] = []
  for (const column of texts) {
    const cells = (await look(column)).cells.filter((cell) => cell !== undefined)
    if (cells.length > 0 && cells.every((cell) => classes.has(cell))) found.push(columns[column]!)
  }
  const trueOnes = found.length > 1 ? found.filter(({ name }) => !isPredicted(name)) : found
  return trueOnes.length === 1 ? trueOnes[0] : undefined
}

/** The column of a file of targets whose texts are names of classes of the input. */
export function labelsAmong({ columns: inputs }: TableSource, { columns, look }: TableSource) {
  const scores = inputs.filter(({ type }) => type === 'number')
  return labelsOf({ columns: [...scores, ...columns], look: (at) => look(at - scores.length) })
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

/** What stands behind the name of a class: `_logit` of cat_logit. */
const ENDING = /[_.\-/ :=][^_.\-/ :=]+$/

/**
 * The column that is most likely the target, as a selector: that of labels, the one that is called so, else the last
 * that is no id, of numbers if there is one.
 */
export function likelyTarget(columns: readonly ColumnInfo[], labels?: ColumnInfo): string {
  const likely = columns.filter((one) => !namesRows(one) && !called.beside.test(one.name))
  const beginnings = beginningsOf(columns.map(({ name }) => name))
  const likeInput = (one: ColumnInfo) => [one.name, wordOf(beginnings[columns.indexOf(one)]!)].some(isInput)
  const others = likely.filter((one) => !likeInput(one) && !isPredicted(one.name))
  const found =
    labels ??
    targetsOf(columns)[0] ??
    others.findLast(({ type }) => type !== 'text') ??
    others.at(-1) ??
    likely.findLast(({ type }) => type !== 'text') ??
    likely.at(-1) ??
    columns.at(-1)!
  return selectorOf(found.name)
}

/**
 * Goes by names, by the column of labels if one is known, and by what a loss wants; undefined unless exactly one choice
 * is plain.
 */
export function guessColumns(
  columns: readonly ColumnInfo[],
  labels?: ColumnInfo,
  wanted?: ColumnNeeds,
): Guess | undefined {
  const targets = labels ? [labels] : targetsOf(columns)
  const [target] = targets
  if (!labels && withoutTarget('', columns)) return undefined
  if (!target) return severalLabels(columns) ?? (wanted?.elements ? twoColumns(columns, wanted) : undefined)
  if (targets.length !== 1) return severalLabels(columns)
  if (target.type === 'list') return undefined
  const others = columns.filter((column) => column !== target && !namesRows(column))
  const found = { target: selectorOf(target.name), elements: false }
  if (wanted?.elements) {
    const one = singleOf(others, wanted)
    if (one) return { ...found, elements: true, input: selectorOf(one.name) }
  }
  const all = others.filter(({ type }) => type === 'list')
  const lists = all.length > 1 ? all.filter(({ name }) => called.input.test(name)) : all
  const numbers = others.filter(({ name, type }) => type === 'number' && !called.beside.test(name))
  const groups = groupsOf(numbers)
  const alone = numbers.filter(({ name }) => called.input.test(name))
  // Beside what each class is given, the class that is predicted.
  const singles = lists.length + groups.length > 0 ? alone.filter(({ name }) => !isPredicted(name)) : alone
  const classes = numbers.filter(({ name }) => !isPredicted(name))
  const counted = numbers.filter(({ name }) => /^\d+$/.test(name))
  if ([...lists, ...groups, ...singles].length === 0) {
    // Names of classes: those of the target must be among them. Or their numbers.
    const places = together(
      classes.map((one) => columns.indexOf(one)),
      columns.indexOf(target),
    )
    const named = target.type === 'text' ? places.map((place) => columns[place]!) : counted
    return named.length > 1 ? { ...found, input: selectorsOf(named) } : undefined
  }
  const inputs = groups.filter(({ prefix }) => called.input.test(wordOf(prefix)))
  const kinds = inputs.filter(
    ({ prefix }) => wanted && (wanted.probabilities ? called.probability : called.score).test(wordOf(prefix)),
  )
  const [group, ...more] = kinds.length === 1 ? kinds : inputs.length === 1 ? inputs : groups
  if (lists.length + (group ? 1 : 0) + more.length + singles.length !== 1) return undefined
  if (group) return { ...found, input: selectorOfGroup(group, columns) }
  return { ...found, elements: singles.length === 1, input: selectorOf((lists[0] ?? singles[0])!.name) }
}

/** One column that is called like an input, and one other. */
function twoColumns(columns: readonly ColumnInfo[], wanted: ColumnNeeds): Guess | undefined {
  const likely = columns.filter((one) => !namesRows(one) && !called.beside.test(one.name))
  const [target, ...more] = likely.filter(({ name, type }) => type !== 'list' && !called.input.test(name))
  const input = singleOf(
    likely.filter(({ name }) => called.input.test(name)),
    wanted,
  )
  if (!target || more.length > 0 || !input) return undefined
  return { input: selectorOf(input.name), target: selectorOf(target.name), elements: true }
}

/** The one column that a target is compared with: called so, as the loss takes it, or the positive one of two classes. */
function singleOf(others: readonly ColumnInfo[], { probabilities }: ColumnNeeds): ColumnInfo | undefined {
  const likely = others.filter(({ name, type }) => type !== 'text' && !called.beside.test(name))
  const inputs = likely.filter(({ name }) => called.input.test(name))
  const kinds = inputs.filter(({ name }) => (probabilities ? called.probability : called.score).test(name))
  if (kinds.length === 1) return kinds[0]
  const [group, ...more] = groupsOf(likely)
  if (group?.members.length === 2 && more.length === 0) {
    const truths = group.members.map(({ name }) => truthOf(name.slice(group.prefix.length)))
    if (truths.includes(0) && truths.includes(1)) return group.members[truths.indexOf(1)]
  }
  return inputs.length === 1 ? inputs[0] : likely.length === 1 ? likely[0] : undefined
}

/** A column of the target for each of the input: `p_cat,p_dog` and `cat,dog`, or `true_cat,true_dog`. */
function severalLabels(columns: readonly ColumnInfo[]): Guess | undefined {
  const groups = groupsOf(columns.filter(({ type }) => type !== 'list'))
  if (groups.length === 0) return undefined
  const byName = new Map(columns.map((column) => [column.name, column]))
  const isTruth = (word: string) => isTarget(word) || /^true$/i.test(word)
  const prefixes = ['', ...groups.map(({ prefix }) => prefix).filter((prefix) => isTruth(wordOf(prefix)))]
  const found = groups.flatMap((group) => {
    if (group.members.some(({ type }) => type !== 'number')) return []
    const ends = group.members.map(({ name }) => name.slice(group.prefix.length))
    return (
      prefixes
        .filter((prefix) => prefix !== group.prefix)
        .filter((prefix) => ends.every((end) => byName.has(prefix + end)))
        .map((prefix) => ends.map((end) => byName.get(prefix + end)!))
        // False and True are texts, and so may anything be that is called like a class.
        .filter((target) =>
          target.every((one) => one.type === 'number' || isTarget(wordOf(prefixOf(one.name)))),
        )
        .map((target) => {
          const [own, others] = [selectorOfGroup(group, columns), selectorsOf(target)]
          const [input, truth] = isTruth(wordOf(group.prefix)) ? [others, own] : [own, others]
          return { columns: ends.length, guess: { input, target: truth, elements: true } }
        })
    )
  })
  // x1, y1 and gt_x1, gt_y1 are no x* and y*.
  const most = Math.max(...found.map(({ columns }) => columns))
  const [widest, ...more] = found.filter(({ columns }) => columns === most)
  return more.length > 0 ? undefined : widest?.guess
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
  const ends = new Set(columns.map(endingOf))
  // cat_logit and dog_logit, where cat_prob begins as the first does.
  if (ends.size < columns.length && [...ends].every((end) => called.input.test(end)))
    return [...ends].map((prefix) => ({ prefix, members: columns.filter((one) => endingOf(one) === prefix) }))
  return [...groups]
    .map(([prefix, members]) => ({ prefix, members: likeScores(members) }))
    .filter(({ members }) => members.length > 1)
}

/** Of m_correct, m_a_prob and m_b_prob those that are called like an input. */
export function likeScores<Column extends { readonly name: string }>(
  columns: readonly Column[],
): readonly Column[] {
  const inputs = columns.filter((one) => called.input.test(endingOf(one)))
  return inputs.length > 1 ? inputs : columns
}

export const endingOf = ({ name }: Pick<ColumnInfo, 'name'>): string => ENDING.exec(name)?.[0].slice(1) ?? ''

/** `prob` of `prob_`, and of CatBoost's `prob:Class=`. */
const wordOf = (prefix: string): string => prefix.replace(/:Class=$|[_.\-/ :=]+$/, '')

function selectorOfGroup({ prefix, members }: Group, columns: readonly ColumnInfo[]): string {
  const all =
    members[0]!.name.startsWith(prefix) &&
    columns.filter(({ name }) => name.startsWith(prefix)).length === members.length
  return all && !/["*,!]/.test(prefix) ? `${prefix}*` : selectorsOf(members)
}

function selectorsOf(columns: readonly ColumnInfo[]): string {
  return columns.map(({ name }) => selectorOf(name)).join(',')
}

/** Nobody calls a column so: looking at each of its parts takes time by the square of them. */
const LONG = 256

/** How names begin: one alone as others do, if it can, so that `p_New York` beside p_Rome begins with `p_`. */
export function beginningsOf(names: readonly string[]): string[] {
  const own = names.map(prefixOf)
  const counts = new Map<string, number>()
  for (const prefix of own) counts.set(prefix, (counts.get(prefix) ?? 0) + 1)
  return own.map((prefix) => {
    if (counts.get(prefix)! > 1 || prefix.length > LONG) return prefix
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
