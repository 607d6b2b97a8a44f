import type { Io } from '../command/io.ts'
import { runCommandLine } from './program.ts'

export async function main(argv: readonly string[], io: Io, version: string): Promise<number> {
  try {
    return await runCommandLine(argv, version, io)
  } catch (error) {
    return tell(error, argv, io)
  }
}

export async function tell(error: unknown, argv: readonly string[], io: Io): Promise<number> {
  // What prints it is a file, too.
  io.releaseSpare?.()
  return (await import('./say-error.ts')).sayAnyError(error, argv, io)
}
