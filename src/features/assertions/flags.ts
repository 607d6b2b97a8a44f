import type { Declaration } from '../../command/command.ts'
import type { RawFlags } from '../../command/read-flags.ts'
import { runsOnGitHub, tellChecks } from '../../command/github.ts'
import type { Io } from '../../command/io.ts'
import { addToleranceFlags } from '../../command/tolerance.ts'
import { failOns, type Reduction, type Report } from '../../report.ts'
import { type Language, loadSay } from '../../locale/locale.ts'
import type { AskedCheck } from './assertions.ts'

export function addCheckFlags(command: Declaration): void {
  command
    .optionsGroup('Checks (exit status 1 if one fails)')
    .option('--expect <n>', 'the result must be this, within --rtol and --atol', { repeated: true })
    .option('--expect-file <file>', 'the same, from a result in JSON: {"value": 0.72}, a number, a list', {
      repeated: true,
    })
    .option('--max <n>', 'the result must not be above', { repeated: true })
    .option('--min <n>', 'the result must not be below', { repeated: true })
    .option('--fail-if <condition>', "the loss or a metric must not be so: 'acc < 0.9'; may be repeated", {
      repeated: true,
    })
    .option(`--fail-on <${failOns.join('|')},...>`, 'none of these may occur', { listed: true })
  addToleranceFlags(command)
}

const checkFlags = ['expect', 'expectFile', 'max', 'min', 'failIf', 'failOn', 'rtol', 'atol'] as const

/** The checks that the flags ask for, in the order of the help. @throws LossError as `parseChecks` */
export async function readChecks(flags: RawFlags, reduction: Reduction): Promise<readonly AskedCheck[]> {
  if (checkFlags.every((flag) => flags[flag] === undefined)) return []
  const { parseChecks } = await import('./assertions.ts')
  return parseChecks(flags, reduction)
}

export async function withMetrics(flags: RawFlags): Promise<RawFlags> {
  return flags.failIf === undefined ? flags : (await import('./assertions.ts')).metricsAsked(flags)
}

export function withChecks(report: Report, asked: readonly AskedCheck[]): Report {
  return asked.length === 0 ? report : { ...report, checks: asked.map((check) => check(report)) }
}

/** Says which checks failed, and whether any did. */
export async function writeFailedChecks(
  report: Report,
  language: Language,
  files: readonly string[],
  io: Io,
): Promise<boolean> {
  const { checks = [], loss } = report
  const failed = checks.flatMap(({ ok, found }) => (ok ? [] : found!))
  if (failed.length === 0 && (checks.length === 0 || !runsOnGitHub(io))) return false
  const say = await loadSay(language)
  const summary = async () => (await import('./job-summary.ts')).summaryOf(report, failed, say)
  await tellChecks({ title: `loss-calc ${loss}`, failed, files, summary }, say, io)
  return failed.length > 0
}
