import { LossError } from '../../error.ts'
import type { TableSource } from '../../table.ts'
import type { Source } from '../../tensor.ts'
import { type Bytes, bytesOf } from '../bytes/bytes.ts'
import type { Input } from '../input.ts'
import { JsonPath, parsePointer } from './json-pointer.ts'
import { OPEN, OPEN_OBJECT, Scanner } from './json-scanner.ts'
import { Entries, JsonStream, tensorPieces } from './json-stream.ts'
import { readTensor } from './json-text.ts'
import { objectTable, onlyColumn, recordTable } from './json-table.ts'

/**
 * A JSON document, or a part of it, in pieces: nested lists, or the one column of numbers of a table.
 *
 * @throws LossError as `parseJson`, E103 for a table of several columns, E200 if there is no such part
 */
export function jsonSource(input: Input): Source {
  const notes: string[] = []
  return {
    name: input.name,
    format: 'json',
    notes,
    async *pieces() {
      const part = await openPart(input)
      const { stream, path } = part
      try {
        if (part.kind === 'records' || part.kind === 'object') {
          yield* onlyColumn(await tableOf(input.name, part), notes)
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

/**
 * The columns of a JSON document, or of a part of it: a list of records, or an object of lists.
 *
 * @throws LossError E104 for anything else, and as `jsonSource`
 */
export async function jsonTable(input: Input): Promise<TableSource> {
  const part = await openPart(input)
  try {
    if (part.kind === 'records' || part.kind === 'object') return await tableOf(input.name, part)
    throw new LossError('E104', `${input.name} holds no records, so there are no columns to select`, {
      why: 'columns are those of [{"a": 1}, ...] or {"a": [1, ...]}',
    })
  } catch (error) {
    await part.stream.close()
    throw error
  }
}

interface Part {
  readonly kind: 'records' | 'object' | 'lists' | 'value'
  readonly stream: JsonStream
  readonly path: JsonPath
  /** Of lists and records, at the first. */
  readonly entries: Entries
  readonly steps: readonly string[]
  /** Begins the document anew, once it was read to its end. */
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

function tableOf(name: string, { kind, stream, path, entries, steps, again }: Part): Promise<TableSource> {
  if (kind === 'object') return objectTable(name, stream, path, steps, again)
  return recordTable(name, stream, entries, 'json', () => path.leave())
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
