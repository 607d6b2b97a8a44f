import { withCompat } from '../command/compat.ts'
import { type AskedData, readData } from '../command/dataset.ts'
import { type RawFlags, readMost, readThreads, textOf } from '../command/read-flags.ts'
import type { Io } from '../command/io.ts'
import { readLanguage } from '../command/language.ts'
import { type LossRequest, readLossRequest } from '../command/loss-request.ts'
import { namedFiles, refuseUnreadable } from '../command/named-files.ts'
import { readHints } from '../command/notices.ts'
import {
  type ResultFormat,
  readColor,
  formatNames,
  readFormat,
  readPrecision,
} from '../command/output-flags.ts'
import { LossError, quoted } from '../error.ts'
import type { AskedCheck } from '../features/assertions/assertions.ts'
import type { CodeRequest } from '../features/code/flags.ts'
import { readChecks, withMetrics } from '../features/assertions/flags.ts'
import type { Lesson } from '../features/explain/flags.ts'
import type { ShardRequest } from '../features/states/flags.ts'
import { isSurveyed, readSurvey, summaryFlags } from '../features/survey/flags.ts'
import type { SurveyRequest } from '../collectors/survey.ts'
import type { Language } from '../locale/locale.ts'
import type { Loss } from '../losses/loss.ts'
import { flagName } from '../options.ts'
import type { ColorFlag } from '../writers/color.ts'
import type { Precision } from '../writers/number.ts'

/** A run of a loss as the command line asks for it: every flag is checked, nothing is opened. */
export interface RunRequest {
  readonly inputs: readonly string[]
  /** Every file that the command line names to be read. */
  readonly files: readonly string[]
  readonly data: AskedData
  readonly loss: LossRequest
  readonly grad: boolean
  readonly gradOutput: string | undefined
  readonly survey: SurveyRequest | undefined
  readonly checks: readonly AskedCheck[]
  readonly lesson: Lesson | undefined
  readonly code: CodeRequest | undefined
  readonly state: ShardRequest | undefined
  readonly page: string | undefined
  readonly hints: boolean
  readonly strict: boolean
  readonly threads: number | 'auto'
  readonly output: OutputRequest
}

interface OutputRequest {
  readonly format: ResultFormat
  readonly file: string | undefined
  readonly quiet: boolean
  readonly verbose: boolean
  readonly progress: boolean
  readonly precision: Precision
  /** Samples that formats for people show; Infinity for all. */
  readonly rows: number
  readonly color: ColorFlag
  readonly language: Language
}

/**
 * @throws LossError E101 for bad values, E104 for flags that exclude each other, E105 as `withCompat`, E106 for a pipe
 * that is named twice, E200 for a missing file beside a pipe
 */
export async function parseRun(
  loss: Loss,
  inputs: readonly string[],
  given: RawFlags,
  io: Io,
): Promise<RunRequest> {
  const { env } = io
  const flags = given.compat === undefined ? given : await withCompat(loss, given)
  const format = readFormat(flags, formatNames)
  const { hints, strict } = readHints(flags)
  const asked = readLossRequest(loss, flags)
  const measured = await withMetrics(flags)
  const survey = isSurveyed(measured) ? readSurvey(measured, asked.reduction, loss) : undefined
  const output = readOutput(flags, format, survey, env)
  const files = namedFiles([loss], inputs, flags)
  await refuseUnreadable([loss], inputs, flags, io)
  const data = readData(loss, inputs, flags)
  return {
    inputs,
    files,
    data,
    loss: asked,
    grad: flags.grad === true,
    gradOutput: textOf(flags.gradOutput),
    survey,
    checks: await readChecks(flags, asked.reduction),
    lesson:
      flags.explain === undefined && format !== 'latex'
        ? undefined
        : await (await import('../features/explain/flags.ts')).readLesson(flags, format, env),
    code:
      flags.code === undefined
        ? undefined
        : await (
            await import('../features/code/flags.ts')
          ).readCode(
            loss,
            flags,
            data.tidying !== undefined && (given.eps ?? given.normalize ?? given.code) !== given.compat,
          ),
    state:
      format === 'state' || flags.shard !== undefined || flags.forReport === true
        ? (await import('../features/states/flags.ts')).readPart(flags, format, asked)
        : undefined,
    page:
      flags.report === undefined
        ? undefined
        : (await import('../command/page.ts')).readPage(flags, asked.reduction),
    hints,
    strict,
    threads: readThreads(flags),
    output,
  }
}

/** @throws LossError E101 for bad values, E104 for what the format or the file has no place for */
function readOutput(
  flags: RawFlags,
  format: ResultFormat,
  survey: SurveyRequest | undefined,
  env: Io['env'],
): OutputRequest {
  const quiet = flags.quiet === true
  const output = {
    format,
    file: textOf(flags.output),
    quiet,
    verbose: flags.verbose === true,
    progress: flags.progress !== false && !quiet,
    precision: readPrecision(flags, quiet ? 'full' : 4),
    rows: readRows(flags, survey),
    color: readColor(flags),
    language: readLanguage(flags.lang, env),
  }
  if (format === 'csv' || format === 'ndjson') refuseUnlisted(flags, format)
  if (output.file !== undefined && /\.np[yz]$/i.test(output.file))
    throw new LossError('E104', `results are text, and ${output.file} would be none of NumPy's files`, {
      ...(flags.grad === true && { tries: [`--grad-output ${quoted(output.file)}`] }),
    })
  return output
}

/** Unless --rows says how many, --top does. @throws LossError E101 */
function readRows({ rows }: RawFlags, survey: SurveyRequest | undefined): number {
  if (rows === undefined) return survey?.top === undefined ? 20 : Infinity
  return readMost('rows', rows, 1e9)
}

/** @throws LossError E104 for what a list of samples has no place for */
function refuseUnlisted(flags: RawFlags, format: string): void {
  const given = ['grad', ...summaryFlags].filter((flag) => flags[flag] !== undefined)
  if (given.length === 0) return
  const names = given.map((flag) => `--${flagName(flag)}`).join(' and ')
  throw new LossError('E104', `--format ${format} lists samples, and has no place for ${names}`, {
    tries: given.includes('grad') ? ['--grad-output grad.csv', '--json'] : ['--json'],
  })
}
