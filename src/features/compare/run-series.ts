import type { Notice } from '../../report.ts'
import { meanOrSum, type RawFlags, readCount } from '../../command/read-flags.ts'
import { readData } from '../../command/dataset.ts'
import { type Io, write } from '../../command/io.ts'
import { tellChecks } from '../../command/github.ts'
import { widthOf, writeText } from '../../command/screen.ts'
import { readLanguage } from '../../command/language.ts'
import { loadSay } from '../../locale/say.ts'
import { readLossRequest } from '../../command/loss-request.ts'
import { isPipe, namedFiles, refuseUnreadable } from '../../command/named-files.ts'
import { readHints, tellNotices } from '../../command/notices.ts'
import { paintFor, readColor, readFormat, readPrecision } from '../../command/output-flags.ts'
import { LossError } from '../../error.ts'
import { argumentsOf } from '../../losses/forms.ts'
import type { Loss } from '../../losses/loss.ts'
import { flagName } from '../../options.ts'
import type { Series } from '../../comparison.ts'
import { computeModels } from './models.ts'
import { openReportPage } from './open-page.ts'
import {
  type SeriesCheck,
  seriesCsv,
  seriesJson,
  seriesMarkdown,
  type SeriesResult,
  seriesText,
} from './series-text.ts'
import type { Precision } from '../../writers/number.ts'

interface SeriesRun {
  readonly loss: Loss
  readonly flags: RawFlags
  readonly files: readonly string[]
  /** The files after the first argument, for all models: the target. */
  readonly shared: readonly string[]
  readonly against: Series['against']
  check(series: Series): readonly SeriesCheck[]
  /** The command, for the title of the page. */
  readonly name: string
  readonly argv: readonly string[]
  readonly io: Io
}

/** Several models: computes, prints and draws them. The exit status is 1 if a check failed. */
export async function runSeries(run: SeriesRun): Promise<number> {
  const { loss, flags, files, shared, io } = run
  const request = readLossRequest(loss, flags)
  const reduction = meanOrSum(request.reduction)
  const format = readFormat(flags, ['table', 'json', 'csv', 'markdown'])
  const precision = readPrecision(flags)
  const seed = readCount('seed', String(flags.seed ?? 1), 999_999_999)
  readHints(flags)
  refuseShared(loss, shared)
  const named = namedFiles([loss], [...files, ...shared], flags)
  refuseUnreadable(named, [...files, ...shared])
  const page = await openReportPage<SeriesResult>(
    flags,
    named,
    'mean',
    run.argv,
    io,
    async ({ series, checks }, words, about) =>
      (await import('../../writers/page/series-page.ts')).seriesPage(run.name, series, checks, words, about),
  )
  try {
    const asked = {
      ...{ request, reduction, data: readData(loss, [], flags) },
      ...{ files, shared, against: run.against, seed },
    }
    const { series, notices } = await computeModels(asked, io)
    const result: SeriesResult = { series, checks: run.check(series) }
    const told = await tellNotices(notices, flags, io)
    await page?.draw(result)
    // The page first: what is printed cannot be undone.
    await page?.commit()
    if (format === 'table' && flags.quiet !== true)
      await writeText(await textOf(result, told.notices), flags, io)
    else await write(io.stdout, await textOf(result, told.notices))
    await page?.say()
    const failed = result.checks.length > 0 && (await conclude(result, precision, run))
    return told.doubtful || failed ? 1 : 0
  } catch (error) {
    page?.discard()
    throw error
  }

  async function textOf(result: SeriesResult, told: readonly Notice[]): Promise<string> {
    const { models, best } = result.series
    if (flags.quiet === true) return best === undefined ? '' : `${models[best]!.name}\n`
    if (format === 'json') return seriesJson(result, told)
    if (format === 'csv') return seriesCsv(result)
    const say = await loadSay(readLanguage(flags.lang, io.env))
    if (format === 'markdown') return seriesMarkdown(result, precision, say)
    return seriesText(result, precision, await paintFor(readColor(flags), io.stdout, io.env), {
      width: widthOf(io.stdout),
      say,
    })
  }
}

/** Says which checks failed; whether any did. */
async function conclude(
  result: SeriesResult,
  precision: Precision,
  { name, flags, io }: SeriesRun,
): Promise<boolean> {
  const say = await loadSay(readLanguage(flags.lang, io.env))
  const failed = result.checks.filter(({ ok }) => !ok).map(({ found }) => found)
  const mark = failed.length > 0 ? '❌' : '✅'
  const summary = () => `### ${mark} ${name}\n\n${seriesMarkdown(result, precision, say)}`
  await tellChecks({ title: `loss-calc ${name}`, failed, summary }, say, io)
  return failed.length > 0
}

/** @throws LossError E106 for a pipe, which cannot be read once for each model */
export function refuseShared(loss: Loss, shared: readonly string[]): void {
  const at = shared.findIndex(isPipe)
  if (at < 0) return
  const name = flagName(argumentsOf(loss)[1 + at] ?? 'target')
  throw new LossError('E106', `the ${name} is read once for each model, so it must be a file`)
}
