import { LossError } from '../../error.ts'
import type { Columns, Missing, Selection } from '../../table.ts'
import { CellGroups, type JsonCells, distinct, type Field } from './json-cells.ts'
import { listColumn } from './json-look.ts'
import { JsonPath } from './json-pointer.ts'
import { CLOSE_OBJECT, MAX_DEPTH, OPEN, OPEN_OBJECT, type Scanner } from './json-scanner.ts'
import { Entries, type JsonStream, pairs, PIECE, tooMuch } from './json-stream.ts'
import type { PieceText } from './json-text.ts'

/** The columns in an object, and whether it rather is a data frame that names its rows in each column. */
interface ListsFound {
  readonly fields: Field[]
  /** Keys of single values beside the lists, as JSON writes them. */
  readonly singles: string[]
  readonly framed: boolean
  /** The keys that lead to lists of records. */
  readonly records: readonly (readonly string[])[]
  /** Whether all members are single values. */
  readonly plain: boolean
}

function isRecords(scanner: Scanner): boolean {
  const { at } = scanner
  const found = scanner.take(OPEN) && scanner.peek() === OPEN_OBJECT
  scanner.at = at
  return found
}

/** Of more members an object is no record. */
const MOST_SINGLES = 1000

/** The lists in an object, at any depth, as columns; reads the object to its end. Of `keyed` ones objects are lists. */
export async function listsOf(stream: JsonStream, keyed: boolean): Promise<ListsFound> {
  const fields: Field[] = []
  const singles: string[] = []
  const records: string[][] = []
  let plain = true
  /** The first keys of the objects in this one, as pandas' to_json names rows in each column. */
  const rowNames: string[] = []
  let members = 0
  const walk = async (path: readonly string[]): Promise<void> => {
    let more = await stream.step(pairs.open)
    let first = true
    while (more) {
      const { key, value, ofRecords } = await stream.step((scanner) => {
        const key = scanner.key()
        const byte = scanner.peek()
        if (byte === OPEN_OBJECT && !keyed) {
          plain = false
          return { key, value: 'object' as const, ofRecords: false }
        }
        plain &&= byte !== OPEN && byte !== OPEN_OBJECT
        return {
          key,
          ofRecords: isRecords(scanner),
          value: byte === OPEN || byte === OPEN_OBJECT ? listColumn(scanner, [...path, key]) : undefined,
        }
      })
      const inner = [...path, key]
      if (ofRecords) records.push(inner)
      if (path.length === 0) members++
      if (path.length === 1 && first) rowNames.push(key)
      first = false
      if (value === undefined && path.length === 0 && members <= MOST_SINGLES)
        singles.push(JSON.stringify(key))
      if (value !== undefined && value !== 'object') fields.push(value)
      if (value === 'object' && inner.length < MAX_DEPTH) await walk(inner)
      else await stream.pass()
      more = await stream.step(pairs.next)
    }
  }
  await walk([])
  const [name = ''] = rowNames
  const alike = rowNames.length === members && rowNames.every((other) => other === name)
  return {
    fields: distinct(fields),
    singles,
    records,
    plain,
    framed: alike && members > 1 && /^\d+$/.test(name),
  }
}

/** Rows read at first, to learn how wide the columns are. */
const FIRST_ROWS = 16

/** Lists that are each looked for from the beginning of the document. */
const FEW = 8
/** Bytes of more of them that are held, if they are so small. */
const MOST_HELD = 1 << 26

type Held = ReadonlyMap<Field, { open(): JsonStream }>

/** Small lists, found in one pass; undefined where others are, or a fault: who looks for each tells of it. */
async function heldLists(
  stream: JsonStream,
  steps: readonly string[],
  fields: readonly Field[],
): Promise<Held | undefined> {
  try {
    const path = new JsonPath(stream)
    await path.enter(steps)
    const held = await holdLists(stream, fields)
    await path.leave()
    return held
  } catch (error) {
    if (error === tooMuch || error instanceof LossError) return undefined
    throw error
  } finally {
    await stream.close()
  }
}

async function holdLists(stream: JsonStream, fields: readonly Field[]): Promise<Held> {
  const keyOf = (path: readonly string[]) => JSON.stringify(path)
  const wanted = new Map(fields.map((field) => [keyOf(field.path), field]))
  const above = new Set(fields.flatMap(({ path }) => path.map((_, depth) => keyOf(path.slice(0, depth)))))
  const held = new Map<Field, { open(): JsonStream }>()
  let size = 0
  const walk = async (path: readonly string[]): Promise<void> => {
    const seen = new Set<string>()
    for (let more = await stream.step(pairs.open); more; more = await stream.step(pairs.next)) {
      const key = await stream.step((scanner) => {
        const key = scanner.key()
        scanner.peek()
        return key
      })
      const inner = [...path, key]
      const field = wanted.get(keyOf(inner))
      // One that stands twice is told as a fault.
      if (seen.size === seen.add(key).size) throw tooMuch
      if (field) {
        const list = await stream.held()
        held.set(field, list)
        size += list.size
        if (size > MOST_HELD) throw tooMuch
      } else if (above.has(keyOf(inner))) await walk(inner)
      else await stream.pass()
    }
  }
  await walk([])
  return held
}

/**
 * Lists of an object side by side, each read from the beginning of the document by itself if they are few.
 *
 * @throws LossError E310 for lists of different length
 */
export async function* columnPieces(
  open: () => Promise<JsonStream>,
  steps: readonly string[],
  fields: readonly Field[],
  selections: readonly Selection[],
  missing: Missing,
): AsyncGenerator<Columns[]> {
  const depth = ({ path }: Field) => steps.length + path.length + 1
  const groups = new CellGroups(selections, fields, missing, depth)
  const readers = groups.cells.map((cells) => new ListReader(cells))
  const [lead] = readers
  if (!lead) return
  const used =
    readers.length > FEW
      ? await heldLists(
          await open(),
          steps,
          groups.cells.map((cells) => cells.field),
        )
      : undefined
  try {
    for (const reader of readers) {
      const list = used?.get(reader.cells.field)
      await (list ? reader.open(list.open()) : reader.open(await open(), steps))
    }
    for (let rows = FIRST_ROWS; ;) {
      const texts = new Map<JsonCells, PieceText>()
      for (const reader of readers) texts.set(reader.cells, await reader.read(rows))
      checkRows(readers)
      const read = lead.cells.rows
      const widest = readers.reduce((most, { cells }) => Math.max(most, cells.width), 1)
      if (read > 0 || rows === FIRST_ROWS) yield groups.take(lead.name, (one) => texts.get(one)!)
      if (!lead.going) return
      rows = Math.max(1, Math.floor(PIECE / widest))
    }
  } finally {
    for (const reader of readers) await reader.close()
  }
}

function checkRows(readers: readonly ListReader[]): void {
  const [first] = readers as [ListReader]
  for (const other of readers) {
    if (other.cells.rows === first.cells.rows && other.going === first.going) {
      if (other.keys === first.keys) continue
      throw new LossError(
        'E310',
        `${first.name}: ${other.cells.field.name} has other rows than ${first.cells.field.name}, or in another order`,
        { why: 'the keys in both tell which rows belong together' },
      )
    }
    const [longer, shorter] =
      other.total > first.total || (other.going && !first.going) ? [other, first] : [first, other]
    throw new LossError(
      'E310',
      `${first.name}: ${shorter.cells.field.name} ends after ${shorter.total} ${shorter.total === 1 ? 'row' : 'rows'}, but ${longer.cells.field.name} goes on`,
      { why: 'columns need the same number of rows' },
    )
  }
}

class ListReader {
  readonly cells: JsonCells
  going = false
  total = 0
  name = ''
  #entries = new Entries()
  #stream: JsonStream | undefined
  #path: JsonPath | undefined

  constructor(cells: JsonCells) {
    this.cells = cells
  }

  /** A document, with the steps that lead to the object, or the list alone. */
  async open(stream: JsonStream, steps?: readonly string[]): Promise<void> {
    this.#stream = stream
    this.name = stream.scanner.name
    this.#path = steps && new JsonPath(stream)
    await this.#path?.enter([...steps!, ...this.cells.field.path])
    this.going = await stream.step((scanner) => {
      if (scanner.peek() === OPEN_OBJECT) this.#entries = new Entries(CLOSE_OBJECT)
      return this.#entries.open(scanner)
    })
    if (!this.going) await this.#path?.leave()
  }

  /** A hash of the keys so far. */
  get keys(): number {
    return this.#entries.keys
  }

  async read(rows: number): Promise<PieceText> {
    const stream = this.#stream!
    stream.beginPiece()
    const { cells } = this
    const before = this.going
    if (this.going) {
      let saved = 0
      this.going = await stream.step(
        (scanner) => {
          for (;;) {
            cells.read(scanner, stream.pieceStart)
            const more = this.#entries.next(scanner)
            stream.save()
            saved = cells.rows
            if (!more || saved === rows) return more
          }
        },
        () => cells.cut(saved),
      )
    }
    this.total += cells.rows
    const text = stream.endPiece()
    if (before && !this.going) await this.#path?.leave()
    return text
  }

  async close(): Promise<void> {
    await this.#stream?.close()
  }
}
