import { LossError } from '../error.ts'
import { paintFor } from '../command/output-flags.ts'
import { type Io, write } from '../command/io.ts'
import { pasteable } from '../command/suggested-commands.ts'
import { runCommandLine } from './program.ts'

/** Where to report what should not happen. */
const ISSUES = 'https://github.com/loss-calc/loss-calc/issues'

/**
 * Runs a command line and returns the exit status. The only place that prints errors.
 */
export async function main(argv: readonly string[], io: Io, version: string): Promise<number> {
  try {
    return await runCommandLine(argv, version, io)
  } catch (error) {
    if (!(error instanceof LossError)) return reportBug(error, argv, io)
    await printError(await pasteableError(error, argv), argv, io)
    return error.exit
  }
}

/** Says that something happened which should not, and returns the exit status. */
export async function reportBug(error: unknown, argv: readonly string[], io: Io): Promise<number> {
  const known = bug(error)
  await printError(known, argv, io)
  return known.exit
}

/** The same with steps ready to paste. */
async function pasteableError(error: LossError, argv: readonly string[]): Promise<LossError> {
  const { code, message, details } = error
  if (!details.tries) return error
  return new LossError(code, message, {
    ...details,
    tries: await Promise.all(details.tries.map((step) => pasteable(step, argv))),
  })
}

function bug(error: unknown): LossError {
  const message = error instanceof Error ? error.message : String(error)
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  return new LossError('E700', `something in loss-calc went wrong: ${message}`, {
    why: stack
      .split('\n')
      .slice(1, 4)
      .map((line) => line.trim())
      .join(' | '),
    tries: [`report it at ${ISSUES}`],
  })
}

async function printError(error: LossError, argv: readonly string[], io: Io): Promise<void> {
  const { errorJson, renderError } = await import('../writers/error.ts')
  if (argv.includes('--json') || argv.join(' ').includes('--format json')) {
    await write(io.stderr, `${JSON.stringify({ error: errorJson(error) })}\n`)
    return
  }
  const when = argv.includes('--no-color') || argv.join(' ').includes('--color never') ? 'never' : 'auto'
  await write(io.stderr, renderError(error, await paintFor(when, io.stderr, io.env)))
}
