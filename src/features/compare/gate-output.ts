import { appendFileSync } from 'node:fs'
import { type Io, write } from '../../command/io.ts'
import { type PendingOutput, pendingOutput } from '../../command/output.ts'
import { tell } from '../../command/screen.ts'
import { LossError } from '../../error.ts'
import type { Say } from '../../locale/say.ts'
import type { Comparison } from '../../comparison.ts'
import type { Precision } from '../../writers/number.ts'
import { gateAnnotations, gateJunit, testInWords } from './gate-text.ts'
import { comparisonMarkdown } from './markdown.ts'

/** The file of --junit; undefined without it. @throws LossError E110 if it cannot be written */
export function openJunit(
  path: unknown,
  files: readonly string[],
  gated: boolean,
  io: Io,
): PendingOutput | undefined {
  if (typeof path !== 'string') return undefined
  if (!gated)
    throw new LossError('E104', '--junit has a test case for each --fail-if, and there is none', {
      tries: ['--fail-if worse'],
    })
  return pendingOutput(path, files, io, '--junit')
}

/**
 * Says what failed, and tells GitHub Actions, where the program runs there: annotations, and the comparison on the
 * summary of the job. Gives the exit status.
 */
export async function concludeGate(
  comparison: Comparison,
  precision: Precision,
  io: Io,
  say: Say,
): Promise<0 | 1> {
  const { gate = [] } = comparison
  const failed = gate.filter(({ ok }) => !ok)
  await tell(failed.map((test) => `check failed: ${testInWords(test, gate, precision)}\n`).join(''), say, io)
  if (gate.length > 0 && io.env.GITHUB_ACTIONS === 'true') {
    await write(io.stderr, gateAnnotations(gate, precision))
    await addToSummary(io.env.GITHUB_STEP_SUMMARY, comparisonMarkdown(comparison, precision, say), io, say)
  }
  return failed.length > 0 ? 1 : 0
}

/** A summary that cannot be written changes no verdict. */
async function addToSummary(path: string | undefined, text: string, io: Io, say: Say): Promise<void> {
  if (path === undefined || path === '') return
  try {
    appendFileSync(path, text)
  } catch (error) {
    const why = say(`the summary ${path} cannot be written: ${(error as Error).message}`)
    await write(io.stderr, `${why}\n`)
  }
}

/** JUnit for the file of --junit. */
export function junitOf({ gate = [] }: Comparison, command: string, precision: Precision): string {
  return gateJunit(gate, command, precision)
}
