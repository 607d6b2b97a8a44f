import { workIn } from '../engine/workspace.ts'
import { kernelIfAvailable } from '../kernel/kernel.ts'
import type { Missing, Selection, SplitHead, SplitTable } from '../table.ts'
import { GiveUp } from './give-up.ts'
import type { SharedRows, TurnRows } from './shared-rows.ts'

/** The parts of a table: how many there are, and what threads share of them. */
export interface SplitsJob {
  readonly read: 'splits'
  readonly head: SplitHead
  readonly count: number
  readonly shared: SharedArrayBuffer
}

/** How many parts were handed out; then of each how many rows it has, and 1, or 0 while nobody has counted them. */
const NEXT = 0
const COUNTS = 1
const NEVER = -1
/** Milliseconds that another thread may take to count the rows of a part. */
const PATIENCE = 5000

/** Whoever makes it has the first part. */
export function splitsJob({ head, count }: SplitTable): SplitsJob {
  const shared = new SharedArrayBuffer(4 * (COUNTS + count))
  new Int32Array(shared)[NEXT] = 1
  return { read: 'splits', head, count, shared }
}

/** A table of which each thread reads the next part that can be read apart. */
export class Splits implements SharedRows {
  readonly #table: SplitTable
  readonly #flags: Int32Array
  readonly #selections: readonly Selection[]
  readonly #missing: Missing
  /** Parts that are this thread's from the beginning. */
  readonly #own: number[]

  constructor(
    table: SplitTable,
    { shared }: SplitsJob,
    selections: readonly Selection[],
    missing: Missing,
    first: boolean,
  ) {
    this.#table = table
    this.#flags = new Int32Array(shared)
    this.#selections = selections
    this.#missing = missing
    this.#own = first ? [0] : []
  }

  async *read(begin: (turn: number) => void): AsyncGenerator<TurnRows> {
    const kernel = kernelIfAvailable()
    // Before any numbers lie there, since memory that grows moves.
    if (kernel) workIn(kernel)
    const next = () => {
      const part = this.#own.pop() ?? Atomics.add(this.#flags, NEXT, 1)
      if (part >= this.#table.count) return undefined
      begin(part)
      return part
    }
    const pieces = this.#table.read(this.#selections, this.#missing, next, kernel, this.#firstRows())
    for await (const { firstRow, parts } of pieces) yield { firstRow, parts: [parts] }
  }

  /** No more parts are handed out, nor waited for. */
  fail(): void {
    const { count } = this.#table
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
