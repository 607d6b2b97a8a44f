import { type ErrorDetails, LossError } from '../error.ts'

/** What a cursor must know of the pieces of its stream. */
export interface PieceKind<P> {
  rows(piece: P): number
  cut(piece: P, start: number, rows: number): P
}

/** A place in a stream of pieces. */
export class Cursor<P> {
  readonly name: string
  readonly #kind: PieceKind<P>
  readonly #pieces: AsyncIterator<P, unknown, P | undefined>
  #piece: P | undefined
  #next: P | undefined
  #start = 0
  #ended = false
  #moves = 0
  /**
   * Whether a piece that was taken goes back to its stream when the next is asked for, as all after it do: the stream may
   * then write all of them in one place. The first never does.
   */
  givesBack = false
  /** Whether it goes on for as long as the others. */
  endless = false

  constructor(name: string, kind: PieceKind<P>, pieces: AsyncIterable<P>) {
    this.name = name
    this.#kind = kind
    this.#pieces = pieces[Symbol.asyncIterator]()
  }

  get piece(): P | undefined {
    return this.#piece
  }

  get rows(): number {
    return this.#piece === undefined ? 0 : this.#kind.rows(this.#piece) - this.#start
  }

  /** Whether none comes after the one it moves to. */
  async isLast(): Promise<boolean> {
    await this.fill()
    this.#next ??= await this.#pull()
    return this.#next === undefined
  }

  /** Moves to the next piece with rows, unless the current one has some left. */
  async fill(): Promise<void> {
    while (this.rows === 0) {
      const spent = this.givesBack && this.#moves > 1 ? this.#piece : undefined
      const next = this.#next ?? (await this.#pull(spent))
      if (next === undefined) return
      this.#next = undefined
      this.#piece = next
      this.#start = 0
      this.#moves++
    }
  }

  async #pull(spent?: P): Promise<P | undefined> {
    if (this.#ended) return undefined
    const { done, value } = await this.#pieces.next(spent)
    this.#ended = done === true
    return done ? undefined : value
  }

  peek(): P {
    return this.#kind.cut(this.#piece!, this.#start, this.rows)
  }

  take(rows: number): P {
    const piece = this.#kind.cut(this.#piece!, this.#start, rows)
    this.#start += rows
    return piece
  }

  async close(): Promise<void> {
    await this.#pieces.return?.()
  }
}

/** Pieces of a stream, each of which goes back to it when the next is asked for: all may be written in one place. */
export async function* passing<P>(pieces: AsyncIterable<P>): AsyncGenerator<P> {
  const iterator: AsyncIterator<P, unknown, P | undefined> = pieces[Symbol.asyncIterator]()
  try {
    for (let next = await iterator.next(); !next.done; next = await iterator.next(next.value))
      yield next.value
  } finally {
    await iterator.return?.()
  }
}

/** Equal rows of every stream. */
interface ZippedRows<P> {
  readonly parts: readonly P[]
  readonly firstRow: number
}

/**
 * Brings equal rows of streams together, however each is cut; `why` says of the longer one why all must end together.
 *
 * @throws LossError E310 for streams of different length
 */
export async function* zip<P>(
  cursors: readonly Cursor<P>[],
  why: (longer: Cursor<P>) => ErrorDetails,
): AsyncGenerator<ZippedRows<P>> {
  let firstRow = 0
  for (;;) {
    for (const cursor of cursors) await cursor.fill()
    const rows = Math.min(...cursors.map((cursor) => cursor.rows))
    if (rows === 0) break
    yield { parts: cursors.map((cursor) => cursor.take(rows)), firstRow }
    firstRow += rows
  }
  const more = cursors.find((cursor) => cursor.rows > 0 && !cursor.endless)
  const shorter = cursors.find((cursor) => cursor.rows === 0)
  if (more && shorter) throw longer(shorter, more, firstRow, why(more))
}

type Named = Pick<Cursor<unknown>, 'name'>

export const longer = (shorter: Named, more: Named, rows: number, why: ErrorDetails): LossError =>
  new LossError(
    'E310',
    `${shorter.name} ends after ${rows} ${rows === 1 ? 'row' : 'rows'}, but ${more.name} goes on`,
    why,
  )

export const sameRows = 'input and target need the same number of rows'
