import { LossError } from '../../error.ts'
import type { Source, TableSource } from '../../table.ts'
import { type Bytes, bytesOf, closeBytes } from '../bytes/bytes.ts'
import type { Input } from '../input.ts'
import { JsonPath, parsePointer } from './json-pointer.ts'
import { CLOSE_OBJECT, OPEN, OPEN_OBJECT, Scanner } from './json-scanner.ts'
import { frameAt, isOneRow, rowsAt } from './json-frames.ts'
import { isLabelled, itemsOf, labelledEntries, type WalkRow } from './json-rows.ts'
import { type Elements, Entries, JsonStream, tensorPieces } from './json-stream.ts'
import { labelledPieces, objectTable, onlyColumn, recordTable } from './json-table.ts'
import { readTensor } from './json-text.ts'

/**
 * A JSON document, or a part of it: a list of records, an object of lists, or nested lists. As one tensor it is nested
 * lists, or the one column of numbers of a table.
 *
 * @throws LossError while reading: as `parseJson`, E103 for a table of several columns, E104 for columns of what has
 * none, E200 if there is no such part
 */
export function jsonSource(input: Input): Source {
  const notes: string[] = []
  let opened: Promise<Part> | undefined
  const open = () => (opened ??= openPart(input))
  let found: Promise<TableSource> | undefined
  const table = () => (found ??= open().then((part) => tableOf(input.name, part)))
  return {
    name: input.name,
    format: 'json',
    notes,
    table,
    async named() {
      const { kind, stream } = await open()
      return kind === 'object' || (kind === 'records' && !(await stream.step(isOneRow)))
    },
    async close() {
      await (opened ? (await opened).stream.close() : closeBytes(input.bytes))
    },
    async *pieces() {
      const part = await open()
      const { stream, path } = part
      try {
        const labels = part.kind === 'lists' ? isLabelled : part.kind === 'records' ? isOneRow : undefined
        if (labels && (await stream.step(labels))) {
          yield* labelledPieces(await table(), notes)
          return
        }
        if (part.kind === 'records' || part.kind === 'object') {
          yield* onlyColumn(await table(), notes)
          return
        }
        if (part.kind === 'lists') yield* tensorPieces(stream, part.entries)
        else yield await stream.step(readTensor)
        await path.leave()
      } finally {
        await stream.close()
      }
    },
  }
}

interface Part {
  readonly kind: 'records' | 'object' | 'lists' | 'value'
  readonly stream: JsonStream
  readonly path: JsonPath
  /** Of lists and records, at the first. */
  readonly entries: Entries
  readonly steps: readonly string[]
  /** Starts the document again, once it was read to its end. */
  again(): Promise<JsonStream>
}

async function openPart({ name, bytes, path, member }: Input): Promise<Part> {
  const file = member === undefined ? name : name.slice(0, -1 - member.length)
  const steps = parsePointer(file, member ?? '')
  const memory = path === undefined ? remember(bytes) : undefined
  const stream = await JsonStream.open(file, memory?.bytes ?? bytes)
  try {
    const way = new JsonPath(stream)
    await way.enter(steps)
    const entries = new Entries()
    const kind = await stream.step((scanner) => kindAt(scanner, entries))
    if (kind !== 'object') memory?.forget()
    const again = () => JsonStream.open(file, memory?.again() ?? bytesOf(path!, { stdin: bytes }))
    return { kind, stream, path: way, entries, steps, again }
  } catch (error) {
    await stream.close()
    throw error
  }
}

/** Goes to the first entry of a list that has one. */
function kindAt(scanner: Scanner, entries: Entries): Part['kind'] {
  const byte = scanner.peek()
  if (byte === OPEN_OBJECT) return 'object'
  const { at } = scanner
  if (byte === OPEN && entries.open(scanner)) return scanner.peek() === OPEN_OBJECT ? 'records' : 'lists'
  scanner.at = at
  return 'value'
}

/** One row that stands here. */
const single: Elements = { depth: 0, open: () => true, next: () => false }

/** @throws LossError E104 for lists that are no rows */
async function tableOf(name: string, part: Part): Promise<TableSource> {
  const { kind, stream, path, entries, steps, again } = part
  const rowsOf = (elements: Elements, walk?: WalkRow) =>
    recordTable(name, stream, elements, 'json', () => path.leave(), walk)
  if (kind === 'records' && (await stream.step(isOneRow))) return rowsOf(single, labelledEntries)
  if (kind === 'records' || kind === 'lists') return rowsOf(entries, await stream.step(rowsAt))
  if (kind !== 'object')
    throw new LossError('E104', `${name} holds no rows, so there are no columns to select`, {
      why: 'columns are those of [{"a": 1}, ...], {"a": [1, ...]} or [[1, 2], ...]',
    })
  const frame = await stream.step(frameAt)
  if (frame?.orient === 'index') {
    const rows = new Entries(CLOSE_OBJECT)
    await stream.step((scanner) => rows.open(scanner))
    return { ...(await rowsOf(rows)), rowKeys: frame.rows }
  }
  if (frame?.orient === 'table' || frame?.orient === 'split') {
    await path.enter(['data'])
    if (await stream.step((scanner) => entries.open(scanner))) {
      const walk = frame.orient === 'split' ? itemsOf(frame.names) : undefined
      return { ...(await rowsOf(entries, walk)), rowKeys: frame.rows }
    }
    throw new LossError('E205', `${name} has no rows`)
  }
  const found = await objectTable(name, stream, path, steps, again, frame?.orient === 'columns')
  return { ...found, rowKeys: frame?.rows }
}

/** Bytes that can be read again, since a pipe cannot. */
function remember(bytes: Bytes): { bytes: Bytes; again(): Bytes; forget(): void } {
  let seen: Uint8Array[] | undefined = []
  return {
    bytes: (async function* () {
      for await (const chunk of bytes) {
        seen?.push(chunk)
        yield chunk
      }
    })(),
    async *again() {
      yield* seen!
    },
    forget() {
      seen = undefined
    },
  }
}
