import type { InputSummary } from '../report.ts'
import type { TensorSource, TextColumn } from '../table.ts'
import { type ByArgument, cutRows, joinTensors, mapArguments, type Tensor } from '../tensor.ts'
import { Cursor, longer, sameRows, zip } from './cursor.ts'
import { type ErrorDetails, through } from '../error.ts'

/** Equal rows of every argument of a loss side by side, and the number of their first row. */
export interface Pair {
  readonly args: ByArgument<Tensor>
  readonly firstRow: number
  /** Whether this is all there is, so that shapes are exact and not cut along the first dimension. */
  readonly whole: boolean
  /** Numbers of the rows in the file, where some were left out. */
  readonly rows?: Float64Array | undefined
  readonly weights?: Tensor | undefined
  /** Columns that only label the rows: ids, groups. */
  readonly texts?: ReadonlyMap<string, readonly string[]> | undefined
  /** Columns that are only compared with those of another run. */
  readonly carried?: readonly CarriedColumn[] | undefined
}

type CarriedColumn = (start: number, rows: number) => TextColumn

export type Named = Omit<InputSummary, 'shape'>

/** Whether rows of the same number belong together, so that all arguments may be cut. */
export type RowByRow = (args: ByArgument<Tensor>) => boolean

/** What a computation reads: rows of every argument, paired. */
export interface Dataset {
  readonly args: ByArgument<Named>
  /** Names of the classes, where targets are given by name, or as a column for each. */
  readonly classes?: readonly string[] | undefined
  /** Rows left out so far, because a value was missing. */
  readonly skipped?: number
  /**
   * Read once. Whoever computes must say which rows belong together, since that depends on the loss; and may say that a
   * pair, but for the first, is done with when the next one is asked for: its memory is then used again.
   */
  pairs(rowByRow: RowByRow, passing?: boolean): AsyncIterable<Pair>
}

export function dataset(sources: ByArgument<TensorSource>): Dataset {
  return { args: sources, pairs: (...asked) => pairs(sources, ...asked) }
}

/** Every argument as a whole: for a caller that has the data in memory anyway. */
export const wholly: RowByRow = () => false

/**
 * Whether rows of the arguments belong together for all losses: not where their ranks differ, nor for one row of classes
 * with its one target.
 */
export const rowByRowForAll: RowByRow = (args) => {
  const [first, ...others] = Object.values(args).map(({ shape, table }) =>
    table && shape.length === 2 && shape[1] === 1 ? [shape[0]!] : shape,
  )
  const alone = (shape: readonly number[]) => shape.length === 1 && shape[0] === 1
  return others.every(
    (shape) =>
      !(alone(shape) && first!.length === 1 && first![0]! > 1) &&
      (shape.length === first!.length || shape.length === 1),
  )
}

const tensors = { rows: (piece: Tensor) => piece.shape[0] ?? 1, cut: cutRows }

function sourceCursor(source: TensorSource): Cursor<Tensor> {
  return new Cursor(source.name, tensors, source.pieces())
}

/**
 * Pairs streams row by row, however each is cut. Single pieces come out as they are: any shapes. So do all
 * pieces, joined, where `rowByRow` says of the first ones that their rows do not belong together.
 *
 * @throws LossError E310 if one has more rows, known only at the end of another
 */
export async function* pairs(
  sources: ByArgument<TensorSource>,
  rowByRow: RowByRow,
  passing = false,
): AsyncGenerator<Pair> {
  const names = Object.keys(sources)
  const cursors = names.map((name) => sourceCursor(sources[name]!))
  const byName = (parts: readonly Tensor[]) => Object.fromEntries(names.map((name, i) => [name, parts[i]!]))
  try {
    let single = true
    // One row is broadcast, however long the others are.
    let one = false
    for (const cursor of cursors) {
      const last = await cursor.isLast()
      single &&= last
      one ||= last && cursor.rows === 1
    }
    const apart = cursors.some((cursor) => cursor.piece!.shape.length === 0)
    const filled = cursors.every((cursor) => cursor.rows > 0)
    const headed = cursors.filter((cursor, i) => beginsWithNames(cursor, sources[names[i]!]!))
    for (const cursor of single ? headed : [])
      // One row is broadcast.
      if (cursor.rows > 2 && cursors.every((other) => other === cursor || other.rows === cursor.rows - 1))
        throw longer(
          cursors.find((other) => other !== cursor)!,
          cursor,
          cursor.rows - 1,
          firstLine(cursor.name),
        )
    if (single || apart || one || (filled && !rowByRow(byName(cursors.map((cursor) => cursor.peek()))))) {
      const parts: Tensor[] = []
      for (const cursor of cursors) parts.push(await rest(cursor))
      yield { args: byName(parts), firstRow: 0, whole: true }
      return
    }
    for (const cursor of cursors) cursor.givesBack = passing
    const why = (one: Cursor<Tensor>) => {
      if (headed.includes(one) && one.rows === 1) return firstLine(one.name)
      return { at: one.peek().place?.(0), why: sameRows }
    }
    for await (const { parts, firstRow } of zip(cursors, why)) {
      yield { args: byName(parts), firstRow, whole: false }
    }
  } finally {
    for (const cursor of cursors) await cursor.close()
  }
}

/** Whether the first row of a file without a header is 0, 1, 2, ..., as pandas calls columns. */
function beginsWithNames({ piece }: Cursor<Tensor>, { notes }: TensorSource): boolean {
  const width = piece?.shape[1] ?? 1
  return notes.includes('header: no') && piece!.data.subarray(0, width).every((x, i) => x === i)
}

const firstLine = (name: string): ErrorDetails => ({
  why: `the first row of ${name} is 0, 1, 2, ...: it looks like the names of columns`,
  tries: [through('tail -n +2 FILE |', name)],
})

async function rest(cursor: Cursor<Tensor>): Promise<Tensor> {
  if (await cursor.isLast()) return cursor.piece!
  const pieces: Tensor[] = []
  for (; cursor.rows > 0; await cursor.fill()) pieces.push(cursor.take(cursor.rows))
  return joinTensors(pieces)
}

export async function wholeOf(pairs: AsyncIterable<Pair>): Promise<Pair> {
  const all: Pair[] = []
  for await (const pair of pairs) all.push(pair)
  const [first] = all as [Pair]
  if (all.length === 1) return { ...first, whole: true }
  const { weights, texts } = first
  return {
    args: mapArguments(first.args, (_, name) => joinTensors(all.map(({ args }) => args[name]!))),
    firstRow: 0,
    whole: true,
    rows: all.some(({ rows }) => rows) ? Float64Array.from(all.flatMap(rowNumbers)) : undefined,
    weights: weights && joinTensors(all.map((pair) => pair.weights!)),
    texts:
      texts &&
      new Map([...texts.keys()].map((name) => [name, all.flatMap((pair) => pair.texts!.get(name)!)])),
  }
}

function rowNumbers({ rows, args, firstRow }: Pair): number[] {
  if (rows) return [...rows]
  return Array.from({ length: Object.values(args)[0]!.shape[0] ?? 1 }, (_, row) => firstRow + row)
}

export function changed(given: Dataset, change: (pair: Pair) => Pair): Dataset {
  return {
    args: given.args,
    classes: given.classes,
    get skipped() {
      return given.skipped ?? 0
    },
    async *pairs(...asked) {
      for await (const pair of given.pairs(...asked)) yield change(pair)
    },
  }
}
