import { LossError } from '../error.ts'
import { cutRows, joinTensors, type Source, type Tensor } from '../tensor.ts'

/** Input and target side by side, and the number of their first row. */
export interface Pair {
  readonly input: Tensor
  readonly target: Tensor
  readonly from: number
  /** Whether this is all there is, so that shapes are exact and not cut along the first dimension. */
  readonly whole: boolean
}

/**
 * Pairs two streams row by row, however each is cut. Two single pieces come out as they are: any shapes. So do all
 * pieces, joined, where `rowByRow` says of the first two that their rows do not belong together.
 *
 * @throws LossError E310 if one has more rows, known only at the end of the other
 */
export async function* pairs(
  input: Source,
  target: Source,
  rowByRow: (input: Tensor, target: Tensor) => boolean = () => true,
): AsyncGenerator<Pair> {
  const left = new Cursor(input)
  const right = new Cursor(target)
  try {
    await left.fill()
    await right.fill()
    const single = left.last && right.last
    const apart = left.rank === 0 || right.rank === 0
    if (single || apart || (left.rows > 0 && right.rows > 0 && !rowByRow(left.peek(), right.peek()))) {
      yield { input: await left.rest(), target: await right.rest(), from: 0, whole: true }
      return
    }
    let from = 0
    while (left.rows > 0 && right.rows > 0) {
      const rows = Math.min(left.rows, right.rows)
      yield { input: left.take(rows), target: right.take(rows), from, whole: false }
      from += rows
      await left.fill()
      await right.fill()
    }
    if (left.rows > 0 || right.rows > 0) refuseTail(left, right, from)
  } finally {
    await left.close()
    await right.close()
  }
}

function refuseTail(left: Cursor, right: Cursor, from: number): never {
  const [longer, shorter] = left.rows > 0 ? [left, right] : [right, left]
  const at = longer.peek().place?.(0)
  throw new LossError('E310', `${shorter.name} ends after ${from} rows, but ${longer.name} goes on`, {
    ...(at && { at }),
    why: 'input and target need the same number of rows',
  })
}

/** A place in a stream of pieces, one piece ahead. */
class Cursor {
  readonly name: string
  readonly #pieces: AsyncIterator<Tensor>
  #piece: Tensor | undefined
  #next: Tensor | undefined
  #start = 0

  constructor(source: Source) {
    this.name = source.name
    this.#pieces = source.pieces()[Symbol.asyncIterator]()
  }

  get rank(): number {
    return this.#piece?.shape.length ?? 0
  }

  /** Rows left in the piece at hand. */
  get rows(): number {
    return this.#piece ? (this.#piece.shape[0] ?? 1) - this.#start : 0
  }

  /** Whether no piece follows the one at hand. */
  get last(): boolean {
    return this.#next === undefined
  }

  /** Sees to it that a piece with rows is at hand, if there is one. */
  async fill(): Promise<void> {
    if (this.#piece === undefined) {
      this.#next = await this.#pull()
    } else if (this.rows > 0) return
    while (this.#next !== undefined && (this.#piece === undefined || this.rows === 0)) {
      this.#piece = this.#next
      this.#start = 0
      this.#next = await this.#pull()
    }
  }

  async #pull(): Promise<Tensor | undefined> {
    const { done, value } = await this.#pieces.next()
    return done ? undefined : value
  }

  peek(): Tensor {
    return cutRows(this.#piece!, this.#start, this.rows)
  }

  take(rows: number): Tensor {
    const piece = cutRows(this.#piece!, this.#start, rows)
    this.#start += rows
    return piece
  }

  /** All that is left as one tensor. */
  async rest(): Promise<Tensor> {
    const pieces: Tensor[] = []
    await this.fill()
    if (this.#piece && this.last) return this.#piece
    for (; this.#piece && this.rows > 0; await this.fill()) pieces.push(this.take(this.rows))
    return joinTensors(pieces)
  }

  async close(): Promise<void> {
    await this.#pieces.return?.()
  }
}
