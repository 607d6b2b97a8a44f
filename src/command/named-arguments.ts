import type { Chosen } from '../data/chosen.ts'
import { columnDataset } from '../data/columns.ts'
import type { Opened } from '../data/opened.ts'
import { selectColumn, selectColumns } from '../data/column-selectors.ts'
import { dataset } from '../data/pairs.ts'
import { LossError } from '../error.ts'
import { argumentsOf } from '../losses/forms.ts'
import type { Loss } from '../losses/loss.ts'
import { flagName } from '../options.ts'
import { type OpenOptions, openSource, openTable } from '../readers/open.ts'
import type { Notice } from '../report.ts'
import type { TableSource } from '../table.ts'
import { choice, type RawFlags } from './flags.ts'
import type { Io } from './io.ts'

/** The file of each argument: by its flag (--var v.npy), or the next one without a flag. */
function filesOf(loss: Loss, inputs: readonly string[], flags: RawFlags): Map<string, string> {
  const rest = [...inputs]
  const files = new Map<string, string>()
  for (const name of argumentsOf(loss)) {
    const own = flags[name]
    const file =
      typeof own === 'string' ? own : selectorOf(name, flags) === undefined ? rest.shift() : undefined
    if (file !== undefined) files.set(name, file)
  }
  // Columns of a single file need no other.
  const [first] = argumentsOf(loss) as [string]
  if (rest.length > 0 && !files.has(first)) files.set(first, rest.shift()!)
  if (rest.length > 0) {
    throw new LossError(
      'E103',
      `${rest[0]} is one file too many: ${loss.name} takes ${argumentsOf(loss).map(flagName).join(', ')}`,
    )
  }
  return files
}

function selectorOf(name: string, flags: RawFlags): string | undefined {
  const selector = flags[`${name}Cols`]
  return typeof selector === 'string' ? selector : undefined
}

/**
 * The data of a loss with other arguments than input and target: a file for each, or columns of the first.
 *
 * @throws LossError E103 for an argument without file or columns, E120 for unknown columns, and as the readers
 */
export async function openNamed(
  loss: Loss,
  inputs: readonly string[],
  flags: RawFlags,
  open: OpenOptions,
  io: Io,
): Promise<Opened> {
  const names = argumentsOf(loss)
  const files = filesOf(loss, inputs, flags)
  const missing = names.find((name) => !files.has(name) && selectorOf(name, flags) === undefined)
  if (missing !== undefined) {
    throw new LossError('E103', `${flagName(missing)} is missing`, {
      why: `${loss.name} takes ${names.map(flagName).join(', ')}: a file for each, or columns of one`,
      tries: [
        `loss-calc ${loss.name} ${names.map((name) => `${flagName(name)}.csv`).join(' ')}`,
        `--${flagName(missing)}-cols <columns>`,
      ],
    })
  }
  const labels = [flags.weightCol, flags.id, flags.groupBy, flags.show, flags.where]
  const byColumns = names.some((name) => selectorOf(name, flags) !== undefined)
  if (!byColumns && labels.every((flag) => flag === undefined)) {
    const sources: [string, Awaited<ReturnType<typeof openSource>>][] = []
    for (const name of names) sources.push([name, await openSource(files.get(name)!, open, io)])
    return { dataset: dataset(Object.fromEntries(sources)), groups: [], notices: [] }
  }
  const tables: TableSource[] = []
  const tableOf = new Map<string, number>()
  for (const [name, file] of files) {
    tableOf.set(name, tables.length)
    tables.push(await openTable(file, open, io))
  }
  return columnsOf(loss, tables, tableOf, flags)
}

function columnsOf(
  loss: Loss,
  tables: readonly TableSource[],
  tableOf: ReadonlyMap<string, number>,
  flags: RawFlags,
): Opened {
  const pick = (name: string): Chosen => {
    const table = tableOf.get(name) ?? 0
    const { columns, name: file } = tables[table]!
    const selector = selectorOf(name, flags)
    if (selector !== undefined) return { table, columns: selectColumns(selector, columns, file) }
    return { table, columns: columns.flatMap(({ type }, i) => (type === 'number' ? [i] : [])) }
  }
  const single = (selector: string): Chosen => {
    const { columns, name } = tables[0]!
    return { table: 0, columns: [selectColumn(selector, columns, name)] }
  }
  const labels = new Map<string, Chosen>()
  const labelOf = (selector: string): string => {
    const found = single(selector)
    const { name } = tables[0]!.columns[found.columns[0]!]!
    labels.set(name, found)
    return name
  }
  const id = typeof flags.id === 'string' ? labelOf(flags.id) : undefined
  const grouping = typeof flags.groupBy === 'string' ? flags.groupBy.split(',') : []
  const groups = grouping.map((selector) => labelOf(selector.trim()))
  if (typeof flags.show === 'string') flags.show.split(',').forEach((selector) => labelOf(selector.trim()))
  if (flags.where !== undefined) {
    throw new LossError('E104', `--where does not go with ${loss.name} yet`)
  }
  const notices: Notice[] = []
  const found = columnDataset({
    tables,
    args: Object.fromEntries(argumentsOf(loss).map((name) => [name, pick(name)])),
    leftOut: {},
    weight: typeof flags.weightCol === 'string' ? single(flags.weightCol) : undefined,
    labels,
    missingIds: 'error',
    where: [],
    missing: choice('missing', typeof flags.missing === 'string' ? flags.missing : 'error', [
      'error',
      'skip',
    ]),
    notices,
  })
  return { dataset: found, id, groups, notices }
}
