import { existsSync } from 'node:fs'
import { noticeOrder } from '../data/classes.ts'
import { isId, isTarget } from '../data/column-names.ts'
import type { Opened } from '../data/opened.ts'
import { LossError } from '../error.ts'
import { flagName } from '../options.ts'
import { type OpenOptions, openSource, openTable, readAll } from '../readers/open.ts'
import type { Source, TableSource, TextColumn } from '../table.ts'
import type { Tensor } from '../tensor.ts'
import type { Io } from './io.ts'
import { isPipe } from './pipes.ts'

/** Numbers of an option, with the names of their columns where a file has some. */
interface NamedNumbers extends Tensor {
  readonly columns?: readonly string[] | undefined
}

/** @throws LossError E104 for numbers that a column beside them names: they are taken by their order */
export async function readNumbersOf(
  file: string,
  flag: string,
  io: Io,
  open: OpenOptions,
): Promise<NamedNumbers> {
  const source: Source = await openSource(file, open, io)
  const { columns } = source
  refuseNamed(file, flag, columns)
  const numbers = await readAll(source)
  // The one column of numbers of records, which others may name, or keys of the rows.
  if (
    !isPipe(file) &&
    (columns ? source.format === 'json' : source.notes.some((note) => note.startsWith('column: ')))
  ) {
    const table = await openTable(file, open, io)
    const counted = await isCounted(table)
    await table.close?.()
    refuseNamed(file, flag, [...table.columns.map(({ name }) => name), ...(counted ? [] : ['index'])])
  }
  return { ...numbers, columns }
}

/** Whether the file names its rows by their numbers in order, or not at all. */
async function isCounted({ columns, rowKeys, read }: TableSource): Promise<boolean> {
  const index = columns.findIndex((column) => column.index)
  if (rowKeys || index < 0) return rowKeys?.every((key, row) => key === String(row)) ?? true
  let row = 0
  for await (const [found] of read([{ columns: [index], as: 'texts', labels: true }], 'error'))
    if (!(found as TextColumn).texts.every((key) => key === String(row++))) return false
  return true
}

/** `{"dog": 5}`, `dog=5, cat: 2`: numbers by names; undefined for other texts. */
export function numbersByName(text: string): ReadonlyMap<string, string> | undefined {
  const pairs = text.split(',').map((pair) => pair.replaceAll(/[{}"']/g, '').split(/[:=]/))
  const known = pairs.every(
    ([, number = '', more]) => more === undefined && /^\s*[-+.\de]*\d[.\s]*$/.test(number),
  )
  return known ? new Map(pairs.map(([name, number]) => [name!.trim(), number!.trim()])) : undefined
}

/** @throws LossError E104 for numbers by names, where no file is called so */
export function refuseByName(text: string, flag: string): void {
  const given = numbersByName(text)
  if (given === undefined || existsSync(text)) return
  const list = [...given.keys()].map((_, place) => given.get(String(place)))
  throw new LossError('E104', `${flag} takes numbers by their places, and these stand by names`, {
    why: 'a number per class stands at the place of the class, from 0',
    ...(!list.includes(undefined) && { tries: [`loss-calc ... ${flag} ${list.join(',')}`] }),
  })
}

function refuseNamed(file: string, flag: string, columns: readonly string[] | undefined): void {
  const naming =
    columns && columns.length > 1 ? columns.find((name) => isId(name) || isTarget(name)) : undefined
  if (naming !== undefined && naming !== '') {
    throw new LossError('E104', `${flag} takes numbers alone, and ${file} has a column ${naming}`, {
      why: isTarget(naming)
        ? 'a number per class stands at the place of the class, from 0'
        : 'numbers of rows are taken by their order, not by ids: make them a column of the data',
      tries: [isTarget(naming) ? `loss-calc ... ${flag} 1,2,3` : 'loss-calc ... --weight-col <column>'],
    })
  }
}

/** H120 where an option names the columns of the input in another order. */
export function noticeWeightOrder(
  { dataset, notices }: Opened,
  options: Readonly<Record<string, unknown>>,
): void {
  for (const [name, value] of Object.entries(options)) {
    const { columns, data } = ((typeof value === 'object' ? value : undefined) as Partial<NamedNumbers>) ?? {}
    const input = dataset.args.input as (typeof dataset.args)[string] & Pick<Source, 'columns'>
    const own = input?.selected ?? input?.columns
    if (!columns || !own || data?.length !== columns.length) continue
    const flag = `--${flagName(name)}`
    noticeOrder(own, { columns, name: flag, flag, values: [...data] }, undefined, notices)
  }
}
