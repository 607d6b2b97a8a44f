import { rowsOfColumns } from '../data/column-rows.ts'
import { Cursor, zip } from '../data/cursor.ts'
import { workIn } from '../engine/workspace.ts'
import { kernelIfAvailable } from '../kernel/kernel.ts'
import type { Missing, Selection, SplitHead, SplitPiece, SplitTable } from '../table.ts'
import { GiveUp } from './give-up.ts'
import type { SharedRows, TurnRows } from './shared-rows.ts'

/** Which columns of a table are read. */
interface AskedColumns {
  readonly selections: readonly Selection[]
  readonly missing: Missing
}

export interface SplitFile extends AskedColumns {
  readonly table: SplitTable
}

/** Tables that are read in parts, side by side, and what threads share of them. */
export interface SplitsJob {
  readonly read: 'splits'
  readonly files: readonly (AskedColumns & { readonly head: SplitHead })[]
  /** Of each table the first part of each turn, and how many parts there are: a turn has equal rows of all. */
  readonly cuts: readonly (readonly number[])[]
  readonly shared: SharedArrayBuffer
}

/** How many turns were handed out; then of each how many rows it has, and 1, or 0 while nobody has counted them. */
const NEXT = 0
const COUNTS = 1
const NEVER = -1
/** Milliseconds that another thread may take to count the rows of a part. */
const PATIENCE = 5000

export const turnsOf = ({ cuts }: SplitsJob): number => cuts[0]!.length - 1

/** Whoever makes it has the first turn. */
export function splitsJob(files: readonly SplitFile[]): SplitsJob {
  const cuts = cutsOf(files.map(({ table }) => table))
  const shared = new SharedArrayBuffer(4 * (COUNTS + cuts[0]!.length - 1))
  new Int32Array(shared)[NEXT] = 1
  return {
    read: 'splits',
    files: files.map(({ table: { head }, ...asked }) => ({ head, ...asked })),
    cuts,
    shared,
  }
}

/** From one row that begins a part of each to the next; parts whose rows nobody knows are those of a single table. */
function cutsOf(tables: readonly SplitTable[]): readonly (readonly number[])[] {
  const places = tables.map(({ count, starts }) => {
    const place = new Map<number, number>()
    // Of parts without rows the first begins a turn.
    for (let part = count - 1; part >= 0; part--) place.set(starts?.[part] ?? part, part)
    return place
  })
  const rows = [...places[0]!.keys()].filter((row) => places.every((place) => place.has(row))).reverse()
  return places.map((place, i) => [...rows.map((row) => place.get(row)!), tables[i]!.count])
}

/** Pieces of parts, and what is left of one. */
const pieces = {
  rows: ({ parts }: SplitPiece) => rowsOfColumns.rows(parts),
  cut: ({ firstRow, parts }: SplitPiece, start: number, rows: number): SplitPiece => ({
    firstRow: firstRow + start,
    parts: rowsOfColumns.cut(parts, start, rows),
  }),
}

/** Tables of which each thread reads the next parts that can be read apart, as many of each as have equal rows. */
export class Splits implements SharedRows {
  readonly #tables: readonly SplitTable[]
  readonly #job: SplitsJob
  readonly #flags: Int32Array
  /** Turns that are this thread's from the beginning. */
  readonly #own: number[]

  constructor(tables: readonly SplitTable[], job: SplitsJob, first: boolean) {
    this.#tables = tables
    this.#job = job
    this.#flags = new Int32Array(job.shared)
    this.#own = first ? [0] : []
  }

  /** @throws GiveUp where turns have other rows than the tables said */
  async *read(begin: (turn: number) => void): AsyncGenerator<TurnRows> {
    const kernel = kernelIfAvailable()
    // Before any numbers lie there, since memory that grows moves.
    if (kernel) workIn(kernel)
    const waiting = this.#tables.map((): number[] => [])
    const nextOf = (table: number) => async () => {
      // Until all tables have their memory.
      await undefined
      if (waiting[table]!.length === 0) this.#takeTurn(waiting, begin)
      return waiting[table]!.shift()
    }
    const cursors = this.#tables.map((table, i) => {
      const { selections, missing } = this.#job.files[i]!
      const parts = table.read(selections, missing, nextOf(i), kernel, this.#firstRows())
      return new Cursor(table.head.name, pieces, parts)
    })
    try {
      await Promise.all(cursors.map((cursor) => cursor.fill()))
      for await (const { parts } of zip(cursors, () => ({}))) {
        const [{ firstRow }] = parts as [SplitPiece]
        if (parts.some((part) => part.firstRow !== firstRow)) throw new GiveUp()
        yield { firstRow, parts: parts.map((part) => part.parts) }
      }
    } finally {
      for (const cursor of cursors) await cursor.close()
    }
  }

  /** The parts of the next turn, if there is one, for all tables. */
  #takeTurn(waiting: readonly number[][], begin: (turn: number) => void): void {
    const turn = this.#own.pop() ?? Atomics.add(this.#flags, NEXT, 1)
    if (turn >= turnsOf(this.#job)) return
    begin(turn)
    for (const [i, cuts] of this.#job.cuts.entries())
      for (let part = cuts[turn]!; part < cuts[turn + 1]!; part++) waiting[i]!.push(part)
  }

  /** No more turns are handed out, nor waited for. */
  fail(): void {
    const count = turnsOf(this.#job)
    Atomics.store(this.#flags, NEXT, count)
    for (let part = 0; part < count; part++) {
      if (Atomics.compareExchange(this.#flags, COUNTS + part, 0, NEVER) === 0)
        Atomics.notify(this.#flags, COUNTS + part)
    }
  }

  /** Tells the rows of a part, and its first row, once all parts before are counted. @throws GiveUp where one never is */
  #firstRows(): (part: number, rows: number) => number {
    let before = 0
    let counted = 0
    return (part, rows) => {
      Atomics.store(this.#flags, COUNTS + part, rows + 1)
      Atomics.notify(this.#flags, COUNTS + part)
      for (; counted < part; counted++) {
        Atomics.wait(this.#flags, COUNTS + counted, 0, PATIENCE)
        const found = Atomics.load(this.#flags, COUNTS + counted)
        if (found === 0 || found === NEVER) throw new GiveUp()
        before += found - 1
      }
      return before
    }
  }
}
