import { namesShown, selectorOf } from '../../selector.ts'
import { statSync } from 'node:fs'
import { instead, LossError, quoted, through } from '../../error.ts'
import type { Columns, SplitTable, TableSource } from '../../table.ts'
import { sizeOf, type Tensor } from '../../tensor.ts'
import type { Field } from './json-cells.ts'
import { columnPieces, listsOf } from './json-columns.ts'
import { JsonPath } from './json-pointer.ts'
import { unseen } from '../look.ts'
import { inspectFirst } from '../selection.ts'
import { fieldsOf } from './json-look.ts'
import { recordPieces } from './json-records.ts'
import { keyed as byKey, members, type WalkRow } from './json-rows.ts'
import { NEWLINE, type Scanner } from './json-scanner.ts'
import { type Elements, Entries, type JsonStream, pairs } from './json-stream.ts'

function table(
  name: string,
  format: string,
  fields: readonly Field[],
  read: TableSource['read'],
): TableSource {
  return {
    name,
    format,
    notes: [],
    columns: fields.map(({ name, type }) => ({ name, type })),
    look: async (column) => fields[column]!.look?.() ?? unseen,
    read,
  }
}

/** Records from the current one on; `leave` reads what follows the last. */
export async function recordTable(
  name: string,
  stream: JsonStream,
  elements: Elements,
  format: string,
  leave?: () => Promise<void>,
  walk?: WalkRow,
  path?: string,
): Promise<TableSource> {
  const { fields, disordered, known } = await stream.step((scanner) => fieldsOf(scanner, elements, walk))
  const late = new Set<string>()
  const read: TableSource['read'] = async function* (selections, missing) {
    const others = (key: string) => known.has(key) || late.add(key)
    try {
      yield* recordPieces(stream, elements, fields, selections, missing, walk, others)
      await leave?.()
    } finally {
      await stream.close()
    }
  }
  const first = path !== undefined && (walk ?? members) === members ? lineAt(stream.scanner) : undefined
  const splits = first && (await splitsOf(name, path!, fields, first))
  return { ...table(name, format, fields, read), disordered, late, splits }
}

async function splitsOf(
  name: string,
  path: string,
  fields: readonly Field[],
  first: Uint8Array,
): Promise<SplitTable> {
  const { lineSplits } = await import('./line-splits.ts')
  const { size, ino: inode } = statSync(path)
  // Another thread does not look at their first values.
  const plain = fields.map(({ name, type, path }) => ({ name, type, path }))
  return lineSplits({ format: 'ndjson', name, path, inode, found: { fields: plain, first, size } })
}

/** The line from the next byte on with its end; undefined if it is not there whole. */
function lineAt({ bytes, at }: Scanner): Uint8Array | undefined {
  const end = bytes.indexOf(NEWLINE, at) + 1
  return end > 0 ? Uint8Array.from(bytes.subarray(at, end)) : undefined
}

async function rowsAgain(
  name: string,
  { stream, path }: { readonly stream: JsonStream; readonly path: JsonPath },
  elements: Elements,
  walk?: WalkRow,
): Promise<TableSource> {
  await stream.step((scanner) => elements.open(scanner))
  return recordTable(name, stream, elements, 'json', () => path.leave(), walk)
}

/** @throws LossError E103 */
function refuseSeveral(
  name: string,
  steps: readonly string[],
  records: readonly (readonly string[])[],
): never {
  const pointer = (keys: readonly string[]) =>
    keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
  const file = steps.length > 0 ? name : `${name}#`
  // No pointer leads into what stands in a pipe.
  const listAt = (keys: readonly string[]) =>
    name === 'stdin'
      ? through(`jq ${quoted(keys.map((key) => `.${JSON.stringify(key)}`).join(''))} |`, name)
      : instead(file + pointer(keys), name)
  throw new LossError('E103', `${name} holds several lists of records: which?`, {
    tries: records.slice(0, 4).map(listAt),
  })
}

/** The lists of the current object as columns; `again` starts the document again for each. */
export async function objectTable(
  name: string,
  stream: JsonStream,
  path: JsonPath,
  steps: readonly string[],
  again: () => Promise<JsonStream>,
  keyed: boolean,
): Promise<TableSource> {
  const { fields, singles, framed, records, plain } = await listsOf(stream, keyed)
  await path.leave()
  await stream.close()
  const anew = async (further: readonly string[] = []) => {
    const stream = await again()
    const path = new JsonPath(stream)
    await path.enter([...steps, ...further])
    return { stream, path }
  }
  if (framed && !keyed) {
    const { stream, path } = await anew()
    return objectTable(name, stream, path, steps, again, true)
  }
  if (fields.every(({ type }) => type === 'text') && records.length > 0) {
    if (records.length > 1) refuseSeveral(name, steps, records)
    const found = await rowsAgain(name, await anew(records[0]), new Entries())
    return { ...asShaped(found), notes: [`records: ${records[0]!.join('.')}`] }
  }
  if (plain && singles.length > 1) {
    const found = await rowsAgain(name, await anew(), pairs, byKey)
    const { numbers, texts } = await found.look(1)
    if (numbers > 0 && texts > 0) return { ...found, columns: [], leftOut: singles }
    const columns = found.columns.map((column) => ({ ...column, index: column.name === 'key' }))
    return { ...found, columns, leftOut: singles }
  }
  const read: TableSource['read'] = (selections, missing) =>
    columnPieces(again, steps, fields, selections, missing)
  return { ...table(name, 'json', fields, read), leftOut: singles }
}

/** The rows of the one array that Triton and KServe answer, which has its shape beside it; other tables as they are. */
function asShaped(found: TableSource): TableSource {
  const { name, columns } = found
  const places = ['shape', 'data'].map((key) => columns.findIndex((column) => column.name === key))
  if (places.includes(-1) || !columns.some((column) => column.name === 'datatype')) return found
  const both = places.map((column) => ({ columns: [column], as: 'numbers' }) as const)
  const called = columns.findIndex((column) => column.name === 'name')
  const read: TableSource['read'] = async function* (selections, missing) {
    const names = called < 0 ? [] : (await found.look(called)).cells
    if (names.length > 1) refuseOutputs(name, names.map(String))
    for await (const [sizes, numbers] of found.read(both, missing)) {
      const [{ data: shape }, tensor] = [tensorOf(sizes!), tensorOf(numbers!)]
      const size = sizeOf([...shape])
      if (size !== tensor.data.length)
        throw new LossError('E203', `${name} holds ${tensor.data.length} numbers, its shape ${size} others`)
      yield selections.map(() => ({ as: 'numbers', tensor: { ...tensor, shape: [...shape] } }))
    }
  }
  return { ...found, columns: [columns[places[1]!]!], look: () => found.look(places[1]!), read }
}

/** @throws LossError E203 for several arrays, of which jq takes one */
function refuseOutputs(name: string, names: readonly string[]): never {
  throw new LossError('E203', `${name} holds ${names.length} arrays: ${names.join(', ')}`, {
    tries: [through(`jq -c '.outputs |= [.[] | select(.name == "${names[0]!}")]' FILE |`, name)],
  })
}

/**
 * The one column of numbers that a table has, as tensors.
 *
 * @throws LossError E103 if there are several, or none
 */
export async function* onlyColumn(source: TableSource, notes: string[]): AsyncGenerator<Tensor> {
  const { name, columns } = source
  const numeric = columns.filter(({ type }) => type !== 'text')
  const [only] = numeric
  const names = namesShown(columns)
  if (only === undefined)
    throw new LossError('E205', `${name} holds no column of numbers`, {
      why: names === '' ? 'columns are numbers, texts and lists of numbers' : `its columns are ${names}`,
    })
  if (numeric.length > 1)
    throw new LossError('E103', `${name} holds the columns ${names}: which?`, inspectFirst(name))
  notes.push(`column: ${only.name}`)
  const selection = { columns: [columns.indexOf(only)], as: 'numbers' } as const
  for await (const [numbers] of source.read([selection], 'error')) yield tensorOf(numbers!)
}

/**
 * The scores of labels as rows of classes, where the labels say their order: LABEL_0, LABEL_1.
 *
 * @throws LossError E104 for other labels
 */
export async function* labelledPieces(source: TableSource, notes: string[]): AsyncGenerator<Tensor> {
  const { name, columns } = source
  const names = columns.map((column) => column.name)
  const places = names.map((label) => Number(/^LABEL_(\d+)$/.exec(label)?.[1] ?? Number.NaN))
  const order = [...places.keys()].sort((a, b) => places[a]! - places[b]!)
  if (!order.every((column, i) => places[column] === i))
    throw new LossError('E104', `${name} names its classes, and not their order: ${namesShown(columns)}`, {
      why: 'each row has them by their scores',
      tries: [`loss-calc ... --input-cols ${quoted(names.map(selectorOf).join(','))}`],
    })
  notes.push(`classes: ${order.map((column) => names[column]).join(', ')}`)
  for await (const [numbers] of source.read([{ columns: order, as: 'numbers' }], 'error'))
    yield tensorOf(numbers!)
}

function tensorOf(columns: Columns): Tensor {
  if (columns.as === 'numbers') return columns.tensor
  throw new Error('numbers were asked for')
}
