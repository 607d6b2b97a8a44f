import type { ColumnInfo } from '../table.ts'

/** Which columns are probably input and target, as selectors. */
export interface Guess {
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
export function prefixOf(name: string): string {
  return /^(.+[_.\-/ ])[^_.\-/ ]+$/.exec(name)?.[1] ?? /^([a-z]+)\d+$/i.exec(name)?.[1] ?? ''
}

/** A name as a selector takes it. */
export function selectorOf(name: string): string {
  return /^[^",!*:\s][^",*:]*$/.test(name) && name === name.trim() ? name : `"${name.replaceAll('"', '""')}"`
}

/** The step to take where columns must be named: inspect says which there are. None for names that a shell would split. */
export function inspectFirst(file: string): { readonly tries?: readonly string[] } {
  return file !== 'stdin' && /^[\w@%+=:,./-]+$/.test(file) ? { tries: [`loss-calc inspect ${file}`] } : {}
}
