import type { Columns, Missing, Selection } from '../../table.ts'
import { CellGroups, type JsonCells, type Field } from './json-cells.ts'
import { JsonPass } from './json-pass.ts'
import { AlikeRecords } from './json-alike.ts'
import { refuseDuplicate } from './json-pointer.ts'
import { isLabelled, labelled, members, type WalkRow } from './json-rows.ts'
import { NULL, OPEN_OBJECT, type Scanner } from './json-scanner.ts'
import { type Elements, type JsonStream, PIECE } from './json-stream.ts'

/** Keys that lead to columns: a value is a column's, or an object of others, or both by turns. */
interface Branch {
  readonly cells: JsonCells[]
  readonly branches: Map<string, Branch>
}

/**
 * Records from the current one on, read column by column into pieces. Once one is given back, those that follow use the
 * memory of others again.
 */
export async function* recordPieces(
  stream: JsonStream,
  elements: Elements,
  fields: readonly Field[],
  selections: readonly Selection[],
  missing: Missing,
  walk: WalkRow = members,
  onOther: (key: string) => void,
): AsyncGenerator<Columns[], void, unknown> {
  const groups = new CellGroups(selections, fields, missing, ({ path }) => elements.depth + path.length)
  const record = new RecordReader(groups.cells, walk, onOther)
  const lines = stream.scanner.lines && walk === members
  const alike = lines ? await alikeRecords(stream, fields, selections, missing) : undefined
  let rows = 0
  for (let going = true; going;) {
    const found = alike && (await readAlike(stream, alike, rows))
    if (found) {
      rows += found.rows
      groups.passed(found.rows)
      const given: unknown = yield found.columns
      if (given !== undefined) stream.scanner.shared = alike.shared = true
      going = await stream.step((scanner) => elements.open(scanner))
      continue
    }
    stream.beginPiece()
    let saved = 0
    going = await stream.step(
      (scanner) => {
        for (;;) {
          record.read(scanner, stream.pieceStart)
          const more = elements.next(scanner)
          stream.save()
          saved = record.rows
          if (!more || record.size >= PIECE || stream.pieceFull || alike?.asks === true) return more
        }
      },
      () => record.cut(saved),
    )
    const start = stream.pieceStart
    if (alike?.asks === true) alike.learn(stream.scanner.bytes, start)
    const text = stream.endPiece()
    rows += record.rows
    yield groups.take(stream.scanner.name, () => text)
    record.cut(0)
  }
}

/** A reader for lines of one spelling, where there is enough text. */
async function alikeRecords(
  stream: JsonStream,
  fields: readonly Field[],
  selections: readonly Selection[],
  missing: Missing,
): Promise<AlikeRecords | undefined> {
  await stream.gather(WORTH)
  if (stream.scanner.bytes.length - stream.scanner.at < WORTH) return undefined
  return new AlikeRecords(fields, selections, missing)
}

async function readAlike(
  stream: JsonStream,
  alike: AlikeRecords,
  before: number,
): Promise<{ rows: number; columns: Columns[] } | undefined> {
  if (!alike.ready) return undefined
  await stream.gather(alike.size)
  const found = alike.read(stream.scanner, before)
  if (found) stream.scanner.at = found.end
  return found
}

/** Less text is not worth the start of the kernel. */
const WORTH = 1 << 16

class RecordReader {
  rows = 0
  readonly #cells: readonly JsonCells[]
  readonly #walk: WalkRow
  readonly #onOther: (key: string) => void
  readonly #root: Branch = { cells: [], branches: new Map() }

  /** `onOther` gets outermost keys that lead to no column which is read. */
  constructor(cells: readonly JsonCells[], walk: WalkRow, onOther: (key: string) => void) {
    this.#cells = cells
    this.#onOther = onOther
    this.#walk = walk
    for (const one of cells) {
      let branch = this.#root
      for (const key of one.field.path) {
        const next = branch.branches.get(key) ?? { cells: [], branches: new Map() }
        branch.branches.set(key, next)
        branch = next
      }
      branch.cells.push(one)
    }
  }

  /** Values held; one that is missing takes memory, too. */
  get size(): number {
    return this.rows * this.#cells.length
  }

  /** @throws LossError E204 for a key that stands twice, and as `Cells.read` */
  read(scanner: Scanner, pieceStart: number): void {
    scanner.peek()
    const start = scanner.at
    const none = scanner.peek() === NULL && scanner.isNull()
    if (!none) this.#object(scanner, this.#root, pieceStart, this.#walk)
    this.rows++
    for (const cells of this.#cells) {
      if (cells.rows < this.rows) cells.miss(scanner, start, pieceStart, none ? 'null' : 'absent')
    }
  }

  cut(rows: number): void {
    this.rows = rows
    for (const cells of this.#cells) cells.cut(rows)
  }

  #object(scanner: Scanner, branch: Branch, pieceStart: number, walk: WalkRow): void {
    walk(scanner, (key) => {
      const inner = branch.branches.get(key)
      if (!inner) {
        if (branch === this.#root) this.#onOther(key)
        new JsonPass().run(scanner)
      } else if (inner.branches.size > 0 && scanner.peek() === OPEN_OBJECT)
        this.#object(scanner, inner, pieceStart, members)
      else if (inner.branches.size > 0 && isLabelled(scanner))
        this.#object(scanner, inner, pieceStart, labelled)
      else this.#value(scanner, inner.cells, pieceStart, key)
    })
  }

  #value(scanner: Scanner, cells: readonly JsonCells[], pieceStart: number, key: string): void {
    if (cells.length === 0) new JsonPass().run(scanner)
    scanner.peek()
    const { at } = scanner
    for (const one of cells) {
      if (one.rows > this.rows) refuseDuplicate(scanner, at, key, scanner.place(pieceStart + one.lastStart))
      scanner.at = at
      one.read(scanner, pieceStart)
    }
  }
}
