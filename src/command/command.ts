import type { Declaration } from './declaration.ts'
import type { RawFlags } from './read-flags.ts'
import type { Io } from './io.ts'

/** A command by its name: what it takes, and what it does. */
export interface Command {
  /** Words that its first argument takes, if those are known: a shell completes them. */
  readonly words?: readonly string[]
  /** What to say where an option of a loss is asked of it, if that goes another way. */
  ofLosses?(loss: string, option: string): { readonly why: string; readonly tries: readonly string[] }
  /** Declares description and flags; some depend on the words of the command line. */
  configure(command: Declaration, argv: readonly string[]): void | Promise<void>
  /** Does the work and returns the exit status: 0, or 1 for a check that failed. `argv` is the line as typed. */
  run(args: readonly string[], flags: RawFlags, io: Io, argv: readonly string[]): Promise<number>
}
