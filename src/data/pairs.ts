import { LossError } from '../error.ts'
import type { InputSummary } from '../report.ts'
import { cutRows, joinTensors, type Source, type Tensor } from '../tensor.ts'
import { Cursor, zip } from './cursor.ts'

/** Input and target side by side, and the number of their first row. */
export interface Pair {
  readonly input: Tensor
  readonly target: Tensor
  readonly from: number
  /** Whether this is all there is, so that shapes are exact and not cut along the first dimension. */
  readonly whole: boolean
  /** Numbers of the rows in the file, where some were left out. */
  readonly rows?: Float64Array | undefined
  /** One weight per row. */
  readonly weights?: Tensor | undefined
  /** Columns that only label the rows: ids, groups. */
  readonly texts?: ReadonlyMap<string, readonly string[]> | undefined
}

/** As a report names an input. */
export type Named = Omit<InputSummary, 'shape'>

export type RowByRow = (input: Tensor, target: Tensor) => boolean

/** What a computation reads: rows of input and target, paired. */
export interface Dataset {
  readonly input: Named
  readonly target: Named
  /** Names of the classes, where targets are given by name. */
  readonly classes?: readonly string[] | undefined
  /** Rows left out so far, because a value was missing. */
  readonly skipped?: number
  /** Read once; `rowByRow` tells whether rows of the two belong together, so that both may be cut. */
  pairs(rowByRow?: RowByRow): AsyncIterable<Pair>
}

/** Two sources as they are. */
export function dataset(input: Source, target: Source): Dataset {
  return { input, target, pairs: (rowByRow) => pairs(input, target, rowByRow) }
}

const tensors = {
  rows: (piece: Tensor) => piece.shape[0] ?? 1,
  cut: cutRows,
}

/** A cursor over the rows of a source. */
export function sourceCursor(source: Source): Cursor<Tensor> {
  return new Cursor(source.name, tensors, source.pieces())
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
  rowByRow: RowByRow = () => true,
): AsyncGenerator<Pair> {
  const left = sourceCursor(input)
  const right = sourceCursor(target)
  try {
    await left.fill()
    await right.fill()
    const single = left.last && right.last
    const apart = rank(left) === 0 || rank(right) === 0
    if (single || apart || (left.rows > 0 && right.rows > 0 && !rowByRow(left.peek(), right.peek()))) {
      yield { input: await rest(left), target: await rest(right), from: 0, whole: true }
      return
    }
    for await (const { parts, from } of zip([left, right], refuseUneven)) {
      const [input, target] = parts as [Tensor, Tensor]
      yield { input, target, from, whole: false }
    }
  } finally {
    await left.close()
    await right.close()
  }
}

/** @throws LossError E310 always: the first stream has more rows than the second */
export function refuseUneven(longer: Cursor<Tensor>, shorter: Cursor<Tensor>, rows: number): never {
  const at = longer.peek().place?.(0)
  throw new LossError('E310', `${shorter.name} ends after ${rows} rows, but ${longer.name} goes on`, {
    ...(at && { at }),
    why: 'input and target need the same number of rows',
  })
}

function rank({ piece }: Cursor<Tensor>): number {
  return piece?.shape.length ?? 0
}

/** All that is left as one tensor. */
async function rest(cursor: Cursor<Tensor>): Promise<Tensor> {
  await cursor.fill()
  if (cursor.piece && cursor.last) return cursor.piece
  const pieces: Tensor[] = []
  for (; cursor.piece && cursor.rows > 0; await cursor.fill()) pieces.push(cursor.take(cursor.rows))
  return joinTensors(pieces)
}
