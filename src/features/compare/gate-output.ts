import { tellChecks } from '../../command/github.ts'
import type { Io } from '../../command/io.ts'
import { type PendingOutput, pendingOutput } from '../../command/output.ts'
import { LossError } from '../../error.ts'
import type { Say } from '../../locale/locale.ts'
import type { Comparison } from '../../comparison.ts'
import { testInWords } from './gate-text.ts'
import type { ModelsRequest } from './request.ts'
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
  { files, precision }: Pick<ModelsRequest, 'files' | 'precision'>,
  io: Io,
  say: Say,
): Promise<0 | 1> {
  const { gate = [] } = comparison
  const failed = gate.filter(({ ok }) => !ok).map((test) => testInWords(test, gate, precision))
  const summary = () => comparisonMarkdown(comparison, precision, say)
  if (gate.length > 0) await tellChecks({ title: 'loss-calc compare', failed, files, summary }, say, io)
  return failed.length > 0 ? 1 : 0
}
