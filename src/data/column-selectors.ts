import { inPython, instead, LossError, quoted, through } from '../error.ts'
import { likelyPattern } from './likely-columns.ts'
import { nearest } from './nearest.ts'
import { fitsPattern, namesShown, selectorOf, splitNames } from '../selector.ts'
import type { ColumnInfo, TableSource } from '../table.ts'

type Selectable = Pick<TableSource, 'columns' | 'name' | 'leftOut' | 'headedAt'> & {
  /** All that was named, where one column is called so: `id, of image`. */
  readonly listed?: string | undefined
}

/**
 * The numbers of the columns that a selector names: `label`, `p_*`, `3`, `-1`, `0:3`, `p_cat:p_dog`, `name[1]` (the
 * second column so named), `"odd,name"`, `!id` and `!"odd,name"` (all but), in a comma list. A name wins over a number; columns come
 * in the order in which they are named, each once.
 *
 * @throws LossError E120 for a selector without a column, and for a name that several have
 */
export function selectColumns(selector: string, given: Selectable): number[] {
  const { columns, name: file } = given
  const listed = named(selector, columns).length === 1 ? selector : undefined
  const table = { ...given, listed }
  const chosen: number[] = []
  const dropped = new Set<number>()
  const items = splitNames(selector).filter(({ text, quoted }) => quoted || text !== '')
  for (const item of items) {
    const isName = named(item.text, columns).length > 0
    if (item.without || (!item.quoted && !isName && item.text.startsWith('!'))) {
      const text = item.without ? item.text : item.text.slice(1)
      const same = named(text, columns)
      const found = same.length > 0 ? same : match(text, item.quoted, table)
      for (const column of found) dropped.add(column)
    } else for (const column of match(item.text, item.quoted, table)) chosen.push(column)
  }
  const all = items.every(({ text, quoted, without }) => without ?? (!quoted && text.startsWith('!')))
    ? [...columns.keys()]
    : chosen
  const left = [...new Set(all)].filter((column) => !dropped.has(column))
  if (items.length === 0 || left.length === 0)
    throw new LossError('E120', `${JSON.stringify(selector)} leaves no column of ${file}`, {
      why: `its columns: ${namesShown(columns)}`,
    })
  return left
}

/** Exactly one column, as `selectColumns`. @throws LossError E120 also for more than one */
export function selectColumn(selector: string, table: Selectable): number {
  const { columns, name: file } = table
  const found = selectColumns(selector, table)
  if (found.length === 1) return found[0]!
  const names = namesShown(found.map((column) => columns[column]!))
  throw new LossError(
    'E120',
    `${selector} names ${found.length} columns of ${file}, where one is wanted: ${names}`,
  )
}

function match(text: string, quoted: boolean, table: Selectable): number[] {
  const { columns, name: file } = table
  const byName = onlyNamed(text, columns, file)
  if (byName !== undefined) return [byName]
  if (quoted) return refuse(text, table)
  const single = columnOf(text, columns, file)
  if (single !== undefined) return [single]
  if (text.includes('*')) {
    const parts = text.split('*')
    const found = [...columns.keys()].filter((column) => fitsPattern(columns[column]!.name, parts))
    return found.length > 0 ? found : refuse(text, table)
  }
  const range = /^(.*?):(.*)/s.exec(text)
  if (range) {
    const [, from, to] = range
    const first = from === '' ? 0 : (columnOf(from!, columns, file) ?? refuse(from!, table))
    const last = to === '' ? columns.length - 1 : (columnOf(to!, columns, file) ?? refuse(to!, table))
    if ([from!, to!].every((end) => /^\d+$/.test(end))) refuseMixed(text, [from!, to!], columns, file)
    const step = Math.sign(last - first)
    return Array.from({ length: Math.abs(last - first) + 1 }, (_, i) => first + i * step)
  }
  return refuse(text, table)
}

/** Numbers may be names: `1:4` where one end is the name of a column, and the other only its place. */
function refuseMixed(
  text: string,
  ends: readonly [string, string],
  columns: readonly ColumnInfo[],
  file: string,
): void {
  const [names, places] = [true, false].map((wanted) =>
    ends.filter((end) => named(end, columns).length > 0 === wanted),
  )
  if (names!.length !== 1) return
  throw new LossError(
    'E120',
    `${text} mixes a name and a place: a column of ${file} is named ${names}, none ${places}`,
    { why: `its columns: ${namesShown(columns)}` },
  )
}

/** A column by its name, `name[1]`, or its number. */
function columnOf(text: string, columns: readonly ColumnInfo[], file: string): number | undefined {
  const exact = onlyNamed(text, columns, file)
  if (exact !== undefined) return exact
  const [, name, nth] = /^(.*)\[(\d+)\]$/s.exec(text) ?? []
  const again = name === undefined ? undefined : named(name, columns)[Number(nth)]
  if (again !== undefined) return again
  if (!/^-?\d+$/.test(text)) return undefined
  const column = Number(text) < 0 ? columns.length + Number(text) : Number(text)
  return column >= 0 && column < columns.length ? column : undefined
}

/** @throws LossError E120 for a name that several columns have: which is meant is not guessed */
function onlyNamed(text: string, columns: readonly ColumnInfo[], file: string): number | undefined {
  const found = named(text, columns)
  if (found.length < 2) return found[0]
  throw new LossError('E120', `${found.length} columns of ${file} are called ${JSON.stringify(text)}`, {
    why: `they are its columns ${found.join(', ')}, counted from 0`,
    tries: [instead(`${text}[0]`, text), instead(`${text}[1]`, text)],
  })
}

/** Columns by name: looking at each for every selector takes minutes where both are many. */
const indices = new WeakMap<readonly ColumnInfo[], Map<string, number[]>>()

function named(text: string, columns: readonly ColumnInfo[]): readonly number[] {
  let index = indices.get(columns)
  if (!index) {
    index = new Map()
    for (const [column, { name }] of columns.entries()) {
      const same = index.get(name)
      if (same) same.push(column)
      else index.set(name, [column])
    }
    indices.set(columns, index)
  }
  return index.get(text) ?? []
}

/** @throws LossError E120 for a column that cannot be read; as JSON its parts are columns */
export function refuseOther(column: string, columns: readonly ColumnInfo[], file: string): never {
  const reader = /\.(?:parquet|pq)$/.test(file)
    ? 'parquet'
    : /\.(?:feather|arrow|ipc)$/.test(file)
      ? 'feather'
      : undefined
  const python = `import json, pyarrow.${reader} as p; [print(json.dumps(r, default=str)) for r in p.read_table('${inPython(file)}').to_pylist(maps_as_pydicts='lossy')]`
  throw new LossError('E120', `column ${JSON.stringify(column)} of ${file} holds neither numbers nor text`, {
    why: `it is a struct, a map, a time or the like, of which the part that is meant must be a column of its own; columns that can be read: ${namesShown(columns)}`,
    ...(reader !== undefined && { tries: [through(`python -c "${python}" |`, file)] }),
  })
}

function refuse(text: string, table: Selectable): never {
  const { columns, name: file } = table
  throw new LossError('E120', `no column ${JSON.stringify(text)} in ${file}`, {
    why: `its columns: ${namesShown(columns)}`,
    tries: waysOn(text, table),
  })
}

/** What may be meant by a name that no column has. @throws LossError E120 of a column that holds other than numbers and text */
function waysOn(
  text: string,
  { columns, name: file, leftOut: other = [], headedAt, listed }: Selectable,
): string[] {
  if (listed !== undefined) return [instead(selectorOf(listed), listed)]
  const whole = other.find((name) => text === name || text.startsWith(`${name}.`))
  if (whole !== undefined) refuseOther(whole, columns, file)
  const names = columns.map(({ name }) => name)
  const several = text.split(/[，、；]/)
  if (several.every((name) => names.includes(name))) return [instead(several.map(selectorOf).join(','), text)]
  const line = headedAt?.(text)
  if (line !== undefined) return [through(`tail -n +${line} FILE |`, file)]
  const pattern = text.includes('*') && !columns.every(({ type }) => type === 'text')
  // Of a record that became columns: `scores` of scores.cat and scores.dog, or the list of one, as of Spark's vectors.
  const inner = columns.filter(({ name }) => name.startsWith(`${text}.`))
  const list = inner.findLast(({ type }) => type === 'list')
  const parts = list ? selectorOf(list.name) : inner.length > 0 ? `${text}.*` : undefined
  const near = parts ?? (pattern ? likelyPattern(columns) : (nearest(text, names) ?? containing(text, names)))
  if (near !== undefined) return [instead(pattern || parts !== undefined ? near : selectorOf(near), text)]
  if (names.length === 1 && names[0]!.includes('，')) return ['loss-calc ... --delimiter ，']
  if (other.includes(JSON.stringify(text))) return ['loss-calc ... --input-format ndjson']
  if (/^\d{3,}$/.test(text) && names.every((name, c) => name === String(c)))
    return ['loss-calc ... --headers']
  // The name of numbers that were typed is cut where they are long.
  return file.endsWith('...') ? [] : [`loss-calc inspect ${file === 'stdin' ? '-' : quoted(file)}`]
}

/** The one name that holds a text, as camera_id holds cam. */
function containing(text: string, names: readonly string[]): string | undefined {
  const letters = text.toLowerCase()
  const found = names.filter((name) => name.toLowerCase().includes(letters))
  return text.length > 2 && found.length === 1 ? found[0] : undefined
}
