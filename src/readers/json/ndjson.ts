import { LossError } from '../../error.ts'
import type { TableSource } from '../../table.ts'
import type { Source } from '../../tensor.ts'
import { type Bytes } from '../bytes/bytes.ts'
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
 * Lines of JSON, each a list of numbers, a number, or a record of which one column holds numbers.
 *
 * @throws LossError as `jsonSource`
 */
export function ndjsonSource(name: string, bytes: Bytes): Source {
  const notes: string[] = []
  return {
    name,
    format: 'ndjson',
    notes,
    async *pieces() {
      const { stream, lines, records, walk } = await openLines(name, bytes)
      try {
        if (walk)
          yield* labelledPieces(await recordTable(name, stream, lines, 'ndjson', undefined, walk), notes)
        else if (records) yield* onlyColumn(await recordTable(name, stream, lines, 'ndjson'), notes)
        else yield* tensorPieces(stream, lines)
      } finally {
        await stream.close()
      }
    },
  }
}

/**
 * The columns of records, one a line.
 *
 * @throws LossError E104 for lines that are no records, and as `recordPieces` while reading
 */
export async function ndjsonTable(name: string, bytes: Bytes): Promise<TableSource> {
  const { stream, lines, records, walk } = await openLines(name, bytes)
  if (records || walk) return recordTable(name, stream, lines, 'ndjson', undefined, walk)
  await stream.close()
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
