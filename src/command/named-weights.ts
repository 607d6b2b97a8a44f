import { existsSync } from 'node:fs'
import { noticeOrder } from '../data/classes.ts'
import { isId, isTarget } from '../data/column-names.ts'
import type { Opened } from '../data/opened.ts'
import { LossError } from '../error.ts'
import { flagName } from '../options.ts'
import { type OpenOptions, openSource, openTable, readAll } from '../readers/open.ts'
import type { Source } from '../table.ts'
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
  // As pandas counts the rows of a frame that was turned round.
  const back = source.indexed === true && ((await source.table()).counted?.step ?? 1) < 0
  refuseNamed(file, flag, back ? [...(columns ?? []), 'index'] : columns)
  const numbers = await readAll(source)
  // The one column of numbers of records, which others may name, or keys of the rows.
  if (
    !isPipe(file) &&
    (columns ? source.format === 'json' : source.notes.some((note) => note.startsWith('column: ')))
  ) {
    const table = await openTable(file, open, io)
    const index = table.columns.findIndex((column) => column.index)
    const keys = table.rowKeys ?? (index < 0 ? [] : (await table.look(index)).cells)
    await table.close?.()
    const counted = keys.every((key, row) => key === String(row))
    refuseNamed(file, flag, [...table.columns.map(({ name }) => name), ...(counted ? [] : ['index'])])
  }
  return { ...numbers, columns }
}

/** `{"dog": 5}`, `dog=5, cat: 2`: numbers by names; undefined for other texts. */
export function numbersByName(text: string): ReadonlyMap<string, string> | undefined {
  const pair = /\s*(?:"([^"]*)"|'([^']*)'|([^\s"':=,{}]+))\s*[:=]\s*([-+]?[\d.]+(?:e[-+]?\d+)?)\s*/y
  const inner = text.replace(/^\s*\{(.*)\}\s*$/s, '$1')
  const found = new Map<string, string>()
  for (let at = 0; at <= inner.length; at++) {
    pair.lastIndex = at
    const [, double, single, bare, number] = pair.exec(inner) ?? []
    if (number === undefined) return undefined
    found.set((double ?? single ?? bare)!, number)
    at = pair.lastIndex
    if (at < inner.length && inner[at] !== ',') return undefined
  }
  return found
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
  if (naming !== undefined && naming !== '')
    throw new LossError('E104', `${flag} takes numbers alone, and ${file} has a column ${naming}`, {
      why: isTarget(naming)
        ? 'a number per class stands at the place of the class, from 0'
        : 'numbers of rows are taken by their order, not by ids: make them a column of the data',
      tries: [isTarget(naming) ? `loss-calc ... ${flag} 1,2,3` : 'loss-calc ... --weight-col <column>'],
    })
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
