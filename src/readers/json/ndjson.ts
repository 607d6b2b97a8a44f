import { LossError } from '../../error.ts'
import type { Source, TableSource } from '../../table.ts'
import { type Bytes, closeBytes } from '../bytes/bytes.ts'
import type { Input } from '../input.ts'
import { LONGEST_LINE } from '../csv/dialect.ts'
import { rowsAt } from './json-frames.ts'
import { END, Scanner } from './json-scanner.ts'
import { type Elements, JsonStream, tensorPieces } from './json-stream.ts'
import { labelled, members, type WalkRow } from './json-rows.ts'
import { labelledPieces, onlyColumn, recordTable } from './json-table.ts'

/** The lines of a file, each a value. */
export class JsonLines implements Elements {
  readonly depth = 0

  open(scanner: Scanner): boolean {
    scanner.lines = true
    scanner.newline()
    return scanner.peek() !== END
  }

  next(scanner: Scanner): boolean {
    const ended = scanner.newline()
    const byte = scanner.peek()
    if (!ended && byte !== END) scanner.fail('E204', `${scanner.show()} where the line should end`)
    return byte !== END
  }
}

/**
 * Lines of JSON, each a record, a list or a single value. As one tensor the records have one column of numbers.
 *
 * @throws LossError while reading, as `jsonSource` and `recordPieces`
 */
export function ndjsonSource({ name, path, bytes }: Pick<Input, 'name' | 'path' | 'bytes'>): Source {
  const notes: string[] = []
  let opened: ReturnType<typeof openLines> | undefined
  const open = () => (opened ??= openLines(name, bytes))
  let found: Promise<TableSource> | undefined
  const table = () =>
    (found ??= open().then(({ stream, lines, walk }) =>
      recordTable(name, stream, lines, 'ndjson', undefined, walk, path),
    ))
  return {
    name,
    format: 'ndjson',
    notes,
    table,
    named: async () => (await open()).walk === members,
    async close() {
      await (opened ? (await opened).stream.close() : closeBytes(bytes))
    },
    async *pieces() {
      const { stream, lines, walk } = await open()
      try {
        if (walk === labelled) yield* labelledPieces(await table(), notes)
        else if (walk === members) yield* onlyColumn(await table(), notes)
        else yield* tensorPieces(stream, lines)
      } finally {
        await stream.close()
      }
    },
  }
}

async function openLines(
  name: string,
  bytes: Bytes,
): Promise<{ stream: JsonStream; lines: JsonLines; walk: WalkRow }> {
  const stream = await JsonStream.open(name, bytes, LONGEST_LINE)
  try {
    const lines = new JsonLines()
    const going = await stream.step((scanner) => lines.open(scanner))
    if (!going) throw new LossError('E205', `${name} has no lines of JSON`)
    return { stream, lines, walk: await stream.step(rowsAt) }
  } catch (error) {
    await stream.close()
    throw error
  }
}
