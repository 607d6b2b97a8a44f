import type { ByArgument } from '../tensor.ts'
import { hasRowNames, isTarget, namesRows } from '../data/column-names.ts'
import type { Opened } from '../data/opened.ts'
import { constantsAmong, spreadOver, withoutEnd } from '../data/constants.ts'
import { dataset } from '../data/pairs.ts'
import type { DataRequest } from '../data/request.ts'
import { LossError } from '../error.ts'
import { argumentsOf } from '../losses/forms.ts'
import type { Loss } from '../losses/loss.ts'
import { flagName } from '../options.ts'
import { openSource } from '../readers/open.ts'
import type { Notice } from '../report.ts'
import type { Source, TableSource } from '../table.ts'
import type { Io } from './io.ts'

/** What the flags of an argument say: `--var v.npy`, `--var-cols v`. */
export interface GivenArgument {
  readonly file: string | undefined
  readonly columns: string | undefined
}

/** The file of each argument: its own, or the next one where it has no flag. */
function filesOf(
  loss: Loss,
  inputs: readonly string[],
  given: ByArgument<GivenArgument>,
): Map<string, string> {
  const rest = [...inputs]
  // As many files as arguments are theirs in order, and columns those of each.
  const each = Object.values(given).filter(({ file }) => file === undefined).length === rest.length
  const files = new Map<string, string>()
  const free = Object.entries(given).filter(([, { file, columns }]) => (file ?? columns) === undefined)
  const shared = Object.keys(given).find((name) => given[name]!.file === undefined && given[name]!.columns)
  // One more than arguments without columns: the first is that of the columns.
  if (!each && shared !== undefined && rest.length === free.length + 1) files.set(shared, rest.shift()!)
  for (const [name, { file, columns }] of Object.entries(given)) {
    const own = file ?? (each || columns === undefined ? rest.shift() : undefined)
    if (own !== undefined) files.set(name, own)
  }
  // Columns of a single file need no other.
  const [first] = argumentsOf(loss) as [string]
  if (rest.length > 0 && !files.has(first)) files.set(first, rest.shift()!)
  if (rest.length > 0)
    throw new LossError(
      'E103',
      `${rest[0]} is one file too many: ${loss.name} takes ${argumentsOf(loss).map(flagName).join(', ')}`,
    )
  return files
}

/** Whether its target is -1 or 1, which may be the same in all rows. */
const hasSigns = (loss: Loss): boolean =>
  loss.one === 'element' && loss.takes.target?.domain.values !== undefined

/** Whether what no selector names may be a target of signs: a column called so, or of -1, 0 and 1. */
async function hasTarget(
  { columns, look }: TableSource,
  selectors: readonly (readonly [string, string | undefined])[],
): Promise<boolean> {
  const taken = selectors.map(([, selector]) => selector)
  // What a list or pattern names is not told apart.
  const plain = columns.filter(({ name }) => taken.includes(name)).length === taken.length - 1
  let [left, other] = [0, false]
  for (const [i, one] of columns.entries()) {
    if (one.type !== 'number' || namesRows(one) || taken.includes(one.name)) continue
    left++
    other ||=
      plain &&
      !isTarget(one.name) &&
      (await look(i)).cells.some((cell) => ![-1, 0, 1].includes(Number(cell ?? 0)))
  }
  return left > 0 && !other
}

function refuseLacking(loss: Loss, lacking: readonly string[], files: number): never {
  const names = argumentsOf(loss)
  // Columns of one file are named all, unless the first are those that nothing else uses.
  const asked = files === 1 && names[0] !== 'input' && lacking.length > 1 ? names : lacking
  throw new LossError('E103', `${flagName(lacking[0]!)} is missing`, {
    why: `${loss.name} takes ${names.map(flagName).join(', ')}: a file for each, or columns of one`,
    tries: [
      ...(lacking.join() === 'target' && hasSigns(loss) ? ['loss-calc ... 1'] : []),
      `loss-calc ... ${asked.map((name) => `--${flagName(name)}-cols <column>`).join(' ')}`,
      `loss-calc ${loss.name} ${names.map((name) => `${flagName(name)}.csv`).join(' ')}`,
    ],
  })
}

/**
 * The data of a loss with other arguments than input and target: a file for each, or columns of one or more.
 *
 * @throws LossError E103 for an argument without file or columns, E120 for unknown columns, and as the readers
 */
export async function openNamed(
  loss: Loss,
  given: ByArgument<GivenArgument>,
  { inputs, open, columns, missing, missingIds }: DataRequest,
  io: Io,
): Promise<Opened> {
  const names = argumentsOf(loss)
  const files = filesOf(loss, inputs, given)
  const lacking = names.filter((name) => !files.has(name) && given[name]!.columns === undefined)
  if (lacking.length > 0) refuseLacking(loss, lacking, files.size)
  const { groupBy, where, id, weight, show } = columns
  const selectors = names.map((name) => [name, given[name]!.columns] as const)
  const named =
    selectors.some(([, selector]) => selector !== undefined) ||
    groupBy.length + where.length > 0 ||
    [id, weight, show].some((one) => one !== undefined)
  const constants = constantsAmong([...files.values()])
  const typed = names.filter((name, i) => i > 0 && constants.has(files.get(name)!))
  const spread = (opened: Opened): Opened =>
    loss.one === 'element' && typed.length > 0
      ? { ...opened, dataset: spreadOver(opened.dataset, typed) }
      : opened
  const sources = new Map<string, Source>()
  for (const [name, file] of files) sources.set(name, await openSource(file, open, io))
  let ids = false
  for (const source of sources.values()) ids ||= await hasRowNames(source)
  if (!named && !ids && missing === 'error') {
    const inOrder = names.map((name) => [name, sources.get(name)!] as const)
    const notices: Notice[] = []
    const [[, first], ...others] = inOrder as [(typeof inOrder)[number], ...typeof inOrder]
    for (const [name, { columns }] of others) {
      if (!first.columns || !columns) continue
      const { noticeOrder } = await import('../data/classes.ts')
      noticeOrder(first.columns, { columns, name, flag: `--${flagName(name)}-cols` }, undefined, notices)
    }
    return spread({ dataset: dataset(Object.fromEntries(inOrder)), asRead: false, groups: [], notices })
  }
  const tables: TableSource[] = []
  const tableOf = new Map<string, number>()
  for (const [name, source] of sources) {
    tableOf.set(name, tables.length)
    const table = await source.table()
    tables.push(constants.has(files.get(name)!) ? withoutEnd(table) : table)
  }
  if (
    tables.length === 1 &&
    hasSigns(loss) &&
    !given.target?.columns &&
    !(await hasTarget(tables[0]!, selectors))
  )
    refuseLacking(loss, ['target'], 1)
  const { fromNamedTables } = await import('../data/named-tables.ts')
  const args = selectors.map(
    ([name, selector]) => [name, { table: tableOf.get(name) ?? 0, selector }] as const,
  )
  const whole = !named && !ids
  return spread(
    await fromNamedTables({ columns, missing, missingIds }, Object.fromEntries(args), tables, whole),
  )
}
