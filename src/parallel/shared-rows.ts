import type { Columns } from '../table.ts'

/** What a thread took in one of its turns: equal rows of every file, in memory that the next ones overwrite. */
export interface TurnRows {
  readonly firstRow: number
  /** The selected columns of each file. */
  readonly parts: readonly (readonly Columns[])[]
}

/** Rows that several threads read: each takes those of the next turn. */
export interface SharedRows {
  /** `begin` hears of each turn of this thread before its rows come, of which there may be none. @throws GiveUp */
  read(begin: (turn: number) => void): AsyncIterable<TurnRows> | Iterable<TurnRows>
  /** How many turns all threads have taken, where none takes long. */
  readonly turns?: number
  /** Tells the other threads to stop. */
  fail(): void
}
