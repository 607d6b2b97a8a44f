import { LossError, type Place } from '../error.ts'
import { PackedTexts } from '../packed-texts.ts'
import type { Cursor, PieceKind } from './cursor.ts'

export interface Keyed<P> extends PieceKind<P> {
  /** Undefined where a row has none: it then belongs to no other. */
  key(piece: P, row: number): string | undefined
  /** The key as it is written, where it may be written otherwise. */
  written?(piece: P, row: number): string | undefined
  place(piece: P, row: number): Place | undefined
  /** A piece that lasts when the next is read. */
  held?(piece: P): P
  /** The rows of some pieces as one. */
  gather(rows: readonly Spot<P>[]): P
}

export interface Spot<P> {
  readonly piece: P
  readonly row: number
}

/** Rows of two streams that belong together, and their numbers in the first. */
interface Joined<L, R> {
  readonly left: L
  readonly right: R
  readonly rows: Float64Array
}

export interface JoinRequest {
  /** What messages call the key: `id`. */
  readonly by: string
  readonly missing: 'error' | 'skip'
  /** Whether rows were left out before. */
  readonly some?: boolean
  /** Hears of each row that is left out. */
  onMissing(side: 'left' | 'right'): void
}

/** Rows of the second stream that are held: a Map takes 2 ** 24 keys. */
const MOST_ROWS = 10_000_000

/**
 * Pairs the rows of two streams by their keys, in the order of the first. As long as both have the same order no row is
 * held; from the first row on that differs, what is left of the second is.
 *
 * @throws LossError E312 for a key that stands twice, one without a partner unless those are skipped, and too many rows
 */
export async function* joinByKey<L, R>(
  left: Cursor<L>,
  leftKind: Keyed<L>,
  right: Cursor<R>,
  rightKind: Keyed<R>,
  request: JoinRequest,
): AsyncGenerator<Joined<L, R>> {
  let from = 0
  const paired = new PairedKeys()
  for (;;) {
    await left.fill()
    await right.fill()
    const rows = Math.min(left.rows, right.rows)
    if (rows === 0) break
    const [first, second] = [left.peek(), right.peek()]
    let same = 0
    for (; same < rows; same++) {
      const key = leftKind.key(first, same)
      if (key === undefined || key !== rightKind.key(second, same)) break
      // Which of them belong together is not known, though both files have them in one order.
      const before = paired.add(key)
      if (before !== undefined) refuseAgain(left, leftKind, { piece: first, row: same }, before, request)
    }
    if (same > 0) {
      const numbers = Float64Array.from({ length: same }, (_, r) => from + r)
      yield { left: left.take(same), right: right.take(same), rows: numbers }
      from += same
    }
    if (same < rows) break
  }
  yield* joinRest(left, leftKind, right, rightKind, request, from, paired)
}

async function* joinRest<L, R>(
  left: Cursor<L>,
  leftKind: Keyed<L>,
  right: Cursor<R>,
  rightKind: Keyed<R>,
  request: JoinRequest,
  start: number,
  paired: PairedKeys,
): AsyncGenerator<Joined<L, R>> {
  const held = await holdRest(right, rightKind, request, paired)
  // To ask for the place of every row takes longer than all else.
  const used = new Map<string, number>()
  let from = start
  for (await left.fill(); left.rows > 0; await left.fill()) {
    const piece = left.take(left.rows)
    const count = leftKind.rows(piece)
    const own: Spot<L>[] = []
    const others: Spot<R>[] = []
    const numbers: number[] = []
    for (let row = 0; row < count; row++) {
      const key = leftKind.key(piece, row)
      const again = key === undefined ? undefined : paired.rowOf(key)
      if (again !== undefined) refuseAgain(left, leftKind, { piece, row }, again, request)
      const found = key === undefined ? undefined : held.get(key)
      if (found) {
        held.delete(key!)
        used.set(key!, from + row)
        own.push({ piece, row })
        others.push(found)
        numbers.push(from + row)
      } else if (key !== undefined && used.has(key)) {
        const before = used.get(key)!
        const first = before < from ? { file: left.name, row: before } : leftKind.place(piece, before - from)
        refuseTwice(request.by, nameOf(left, leftKind, { piece, row }), first)
      } else if (key !== undefined && request.missing === 'error') {
        const named = nameOf(left, leftKind, { piece, row })
        const none = start === 0 && used.size === 0 && !(await restHasAny(piece, left, leftKind, held))
        refuseMissing(request, named, right.name, start, none ? held.keys().next().value : undefined)
      } else request.onMissing('left')
    }
    if (own.length > 0)
      yield { left: leftKind.gather(own), right: rightKind.gather(others), rows: Float64Array.from(numbers) }
    from += count
  }
  for (const alone of held.values()) {
    if (request.missing === 'error') refuseMissing(request, nameOf(right, rightKind, alone), left.name, start)
    request.onMissing('right')
  }
}

/** Whether rows, or those that are still to be read, have one of these keys. */
async function restHasAny<P>(
  first: P,
  cursor: Cursor<P>,
  kind: Keyed<P>,
  held: ReadonlyMap<string, unknown>,
): Promise<boolean> {
  for (let piece = first; ; piece = cursor.take(cursor.rows)) {
    for (let row = 0; row < kind.rows(piece); row++) if (held.has(kind.key(piece, row) ?? '')) return true
    await cursor.fill()
    if (cursor.rows === 0) return false
  }
}

/** The rows that are left, by their keys. */
async function holdRest<P>(
  cursor: Cursor<P>,
  kind: Keyed<P>,
  request: JoinRequest,
  paired: PairedKeys,
): Promise<Map<string, Spot<P>>> {
  const held = new Map<string, Spot<P>>()
  for (await cursor.fill(); cursor.rows > 0; await cursor.fill()) {
    const next = cursor.take(cursor.rows)
    const piece = kind.held?.(next) ?? next
    for (let row = 0; row < kind.rows(piece); row++) {
      const key = kind.key(piece, row)
      const again = key === undefined ? undefined : paired.rowOf(key)
      if (again !== undefined) refuseAgain(cursor, kind, { piece, row }, again, request)
      const before = key === undefined ? undefined : held.get(key)
      if (before) {
        const first = kind.place(before.piece, before.row)
        refuseTwice(request.by, nameOf(cursor, kind, { piece, row }), first)
      }
      if (key === undefined) request.onMissing('right')
      else held.set(key, { piece, row })
    }
    if (held.size > MOST_ROWS)
      throw new LossError('E312', `${cursor.name} has more than ${MOST_ROWS} rows to pair by ${request.by}`, {
        at: { file: cursor.name },
        why: 'rows in another order than those of the first file are held in memory',
        tries: [`sort both files by ${request.by}`],
      })
  }
  return held
}

/** A row as a message names it. */
interface NamedRow {
  readonly key: string
  readonly file: string
  readonly at: Place
}

function nameOf<P>({ name: file }: Cursor<P>, kind: Keyed<P>, { piece, row }: Spot<P>): NamedRow {
  const key = (kind.written?.(piece, row) ?? kind.key(piece, row))!
  return { key, file, at: kind.place(piece, row) ?? { file } }
}

function refuseTwice(by: string, { key, file, at }: NamedRow, first: Place | undefined): never {
  throw new LossError('E312', `the ${by} ${JSON.stringify(key)} stands twice in ${file}`, {
    at,
    why: `rows are paired by ${by}, so each may stand once${first ? `; it also stands in ${spot(first)}` : ''}`,
  })
}

/** A key of one of the first rows, which have the same order in both files. */
function refuseAgain<P>(
  cursor: Cursor<P>,
  kind: Keyed<P>,
  spot: Spot<P>,
  row: number,
  { by }: JoinRequest,
): never {
  refuseTwice(by, nameOf(cursor, kind, spot), { file: cursor.name, row })
}

/** `before` rows of both have the same keys in the same order, which were not held; `own` is a key of the other file where it has none of these. */
function refuseMissing(
  { by, some }: JoinRequest,
  { key, file, at }: NamedRow,
  other: string,
  before: number,
  own?: string,
): never {
  const called = `the ${by} ${JSON.stringify(key)} of ${file}`
  const message = before > 0 ? `no row of ${other} is left for ${called}` : `${called} is not in ${other}`
  throw new LossError('E312', message, {
    at,
    ...(own === undefined
      ? {
          why: some
            ? `rows are paired by ${by}, without those that --missing skip leaves out`
            : `rows are paired by ${by}`,
          tries: ['loss-calc ... --missing-ids skip'],
        }
      : { why: `rows are paired by ${by}, and none fits; one of ${other} is ${JSON.stringify(own)}` }),
  })
}

const spot = ({ line, row }: Place): string => (line === undefined ? `row ${row}` : `line ${line}`)

/** Keys that are held, those of the first rows: files may be larger than memory. */
const HELD = 1 << 20

/** The keys of the rows that are paired as they come, and their numbers. */
class PairedKeys {
  #last = ''
  readonly #rising = new RisingTexts()
  #rows: Map<string, number> | undefined

  /** Takes the key of the next row, and returns the row where it stood before. */
  add(key: string): number | undefined {
    const last = this.#last
    // Keys that rise, as numbers of samples do, take no Map: by length first, then as texts.
    if (
      !this.#rows &&
      (this.#rising.length === 0 || (key.length === last.length ? key > last : key.length > last.length))
    ) {
      if (this.#rising.length < HELD) this.#rising.push(key, last)
      this.#last = key
      return undefined
    }
    const before = this.rowOf(key)
    if (before === undefined && this.#rows!.size < HELD) this.#rows!.set(key, this.#rows!.size)
    return before
  }

  rowOf(key: string): number | undefined {
    this.#rows ??= this.#rising.rows()
    return this.#rows.get(key)
  }
}

/** Texts of which each begins as the one before it, mostly: what follows is kept after a letter that says how long that is. */
class RisingTexts {
  readonly #texts = new PackedTexts()

  get length(): number {
    return this.#texts.length
  }

  push(text: string, last: string): void {
    const most = Math.min(text.length, last.length, MOST_SHARED)
    let shared = 0
    while (shared < most && text.charCodeAt(shared) === last.charCodeAt(shared)) shared++
    this.#texts.push(String.fromCharCode(shared) + text.slice(shared))
  }

  rows(): Map<string, number> {
    let last = ''
    return new Map(
      Array.from({ length: this.length }, (_, row) => {
        const text = this.#texts.at(row)
        return [(last = last.slice(0, text.charCodeAt(0)) + text.slice(1)), row]
      }),
    )
  }
}

/** So that a letter takes a byte. */
const MOST_SHARED = 0xff
