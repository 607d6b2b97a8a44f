import { LossError } from '../../error.ts'
import type { Source, TableSource } from '../../table.ts'
import { type Bytes, closeBytes } from '../bytes/bytes.ts'
import type { Input } from '../input.ts'
import { LONGEST_LINE } from '../csv/dialect.ts'
import { END, OPEN_OBJECT, Scanner } from './json-scanner.ts'
import { type Elements, JsonStream, tensorPieces } from './json-stream.ts'
import { isLabelled, labelled, type WalkRow } from './json-rows.ts'
import { labelledPieces, onlyColumn, recordTable } from './json-table.ts'

/** The lines of a file, each a value. */
export class Lines implements Elements {
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
 * Lines of JSON, each a record, a list of numbers or a number. As one tensor the records have one column of numbers.
 *
 * @throws LossError while reading: E104 for columns of lines without keys, as `jsonSource` and `recordPieces`
 */
export function ndjsonSource({ name, bytes }: Pick<Input, 'name' | 'bytes'>): Source {
  const notes: string[] = []
  let opened: ReturnType<typeof openLines> | undefined
  const open = () => (opened ??= openLines(name, bytes))
  let found: Promise<TableSource> | undefined
  const table = () => (found ??= open().then((lines) => tableOf(name, lines)))
  return {
    name,
    format: 'ndjson',
    notes,
    table,
    async close() {
      await (opened ? (await opened).stream.close() : closeBytes(bytes))
    },
    async *pieces() {
      const { stream, lines, records, walk } = await open()
      try {
        if (walk) yield* labelledPieces(await table(), notes)
        else if (records) yield* onlyColumn(await table(), notes)
        else yield* tensorPieces(stream, lines)
      } finally {
        await stream.close()
      }
    },
  }
}

async function tableOf(
  name: string,
  { stream, lines, records, walk }: Awaited<ReturnType<typeof openLines>>,
): Promise<TableSource> {
  if (records || walk) return recordTable(name, stream, lines, 'ndjson', undefined, walk)
  throw new LossError('E104', `${name} has lines without keys, so there are no columns to select`)
}

async function openLines(
  name: string,
  bytes: Bytes,
): Promise<{ stream: JsonStream; lines: Lines; records: boolean; walk: WalkRow | undefined }> {
  const stream = await JsonStream.open(name, bytes, LONGEST_LINE)
  try {
    const lines = new Lines()
    const going = await stream.step((scanner) => lines.open(scanner))
    if (!going) throw new LossError('E205', `${name} has no lines of JSON`)
    const walk = (await stream.step(isLabelled)) ? labelled : undefined
    const records = (await stream.step((scanner) => scanner.peek())) === OPEN_OBJECT
    return { stream, lines, records, walk }
  } catch (error) {
    await stream.close()
    throw error
  }
}
