import { tellChecks } from '../../command/github.ts'
import { allOrNothing } from '../../command/output.ts'
import { noticesOf, tellNotices } from '../../command/notices.ts'
import { writePlain, writeText } from '../../command/screen.ts'
import type { Series } from '../../comparison.ts'
import type { Notice, Report } from '../../report.ts'
import { openReportPage } from './open-page.ts'
import { withTargetOf, withTargetOfOthers } from './own-target.ts'
import { type ModelsRequest, type ModelsRun, readModelsRequest } from './request.ts'
import {
  type SeriesCheck,
  seriesCsv,
  seriesJson,
  seriesMarkdown,
  type SeriesResult,
  seriesText,
} from './series-text.ts'
import type { Scores } from '../../comparison/scores.ts'
import { SeriesOf } from '../../comparison/series.ts'
import { openData } from '../../command/dataset.ts'
import type { Io } from '../../command/io.ts'
import { readLossOptions, readThreads } from '../../command/read-flags.ts'
import { hints } from '../../hints/rules.ts'
import { computeRequest } from '../../command/loss-request.ts'
import type { Chosen } from '../../data/chosen.ts'
import { namesRows } from '../../data/column-names.ts'
import type { ColumnRequest } from '../../data/columns.ts'
import { ReusedBuffers } from '../../engine/buffers.ts'
import { compute } from '../../engine/compute.ts'
import type { Opened } from '../../data/opened.ts'
import type { Dataset } from '../../data/pairs.ts'
import type { ComputeRequest } from '../../engine/request.ts'
import { type AskedFiles, computeSideBySide, startWorkers } from '../../parallel/side-by-side.ts'
import type { Workers } from '../../parallel/workers.ts'
import { noticeModelOrder } from './column-order.ts'

interface SeriesRun extends ModelsRun {
  readonly against: Series['against']
  check(series: Series): readonly SeriesCheck[]
  /** The command, for the title of the page. */
  readonly name: string
}

/** Several models: computes, prints and draws them. The exit status is 1 if a check failed. */
export async function runSeries(run: SeriesRun): Promise<number> {
  const { flags, io } = run
  const request = await readModelsRequest(run, ['table', 'json', 'csv', 'markdown'])
  const { format, screen, quiet } = request
  const page = await openReportPage<SeriesResult>(run, request, async ({ series, checks }, words, about) => {
    const { seriesPage } = await import('../../writers/page/series-page.ts')
    return seriesPage(run.name, series, checks, words, about)
  })
  // The page first: what is printed cannot be undone.
  const { result, told } = await allOrNothing(
    page ? [page] : [],
    async () => {
      const { series, notices } = await computeSeries(request, run, run.against)
      const result: SeriesResult = { series, checks: run.check(series) }
      const told = await tellNotices(notices, flags, io)
      await page?.draw(result)
      return { result, told }
    },
    async ({ result, told }) => {
      const text = await textOf(result, told.notices)
      await (format === 'table' && !quiet ? writeText(text, flags, io) : writePlain(text, io))
    },
  )
  await page?.say()
  const failed = result.checks.length > 0 && (await conclude(result, request, run))
  return told.doubtful || failed ? 1 : 0

  async function textOf(result: SeriesResult, told: readonly Notice[]): Promise<string> {
    const { models, best } = result.series
    if (format === 'json') return seriesJson(result, told)
    if (format === 'csv') return seriesCsv(result)
    if (quiet) return best === undefined ? '' : `${models[best]!.name}\n`
    return format === 'markdown' ? seriesMarkdown(result, screen) : seriesText(result, screen)
  }
}

async function conclude(
  result: SeriesResult,
  { files, screen }: ModelsRequest,
  { name, io }: SeriesRun,
): Promise<boolean> {
  const failed = result.checks.filter(({ ok }) => !ok).map(({ found }) => found)
  const mark = failed.length > 0 ? '❌' : '✅'
  const summary = () => `### ${mark} ${name}\n\n${seriesMarkdown(result, screen)}`
  await tellChecks({ title: `loss-calc ${name}`, failed, files, summary }, screen.say, io)
  return failed.length > 0
}

/** The same loss of several models, one after the other. @throws LossError as the readers and `compute` */
async function computeSeries(
  { request, reduction, data, seed }: ModelsRequest,
  run: ModelsRun,
  against: Series['against'],
): Promise<{ series: Series; notices: readonly Notice[] }> {
  const { models: files, shared, io } = run
  const options = await readLossOptions(request.loss, request.options, io, data.open)
  const models = new SeriesOf(against, reduction, seed)
  const said: Notice[] = []
  let first: Dataset | undefined
  const open = (file: string) => openData({ ...data, inputs: [file, ...shared] }, options, io)
  const threads = readThreads(run.flags)
  for (const file of files) {
    const asked = { inputs: [file, ...shared], threads }
    const workers = await startWorkers(asked, io)
    const { opened, scores, report } = await (async () => {
      const opened = await open(file).catch(async (error: unknown) => {
        throw first ? withTargetOf(first, files[0]!, run, error) : await withTargetOfOthers(run, open, error)
      })
      const scores = models.scores(opened.id)
      const whole = { ...computeRequest(request, opened.options), samples: Infinity, perRow: true, hints }
      return { opened, scores, report: await computeModel(whole, opened, scores, asked, workers, io) }
    })().finally(() => workers?.end())
    models.add(file, report, scores)
    // A file of targets that has all columns is no part of a table.
    said.push(...opened.notices.filter(({ code }) => code !== 'H129'))
    noticeModelOrder((first ??= opened.dataset), opened.dataset, said)
  }
  const series = models.series()
  return { series, notices: [...said, ...noticesOf(series.models.map(({ report }) => report))] }
}

/** In threads where no ids pair the rows of models. */
async function computeModel(
  request: ComputeRequest,
  opened: Opened,
  scores: Scores,
  files: AskedFiles,
  workers: Workers | undefined,
  io: Io,
): Promise<Report> {
  const { id, dataset, columns } = opened
  const names = id === undefined && columns ? idsOf(columns) : undefined
  if (names) columns!.carried.push(names)
  const sides = [{ opened, options: [request.options] }]
  const together =
    id === undefined
      ? await computeSideBySide({ request, sides, kept: { scores: true }, listed: 0 }, files, workers, io)
      : undefined
  if (together) {
    together.kept.scores!.addTo(scores)
    return together.reports[0]![0]!
  }
  return compute(
    request,
    dataset,
    ({ judged, carried }) => scores.add(judged!, carried?.[0]?.(0, judged!.sums.length)),
    new ReusedBuffers(),
  )
}

/** The column of the first file that is called like an id. */
function idsOf({ tables, args }: ColumnRequest): Chosen | undefined {
  const used = Object.values(args).flatMap(({ table, columns }) => (table === 0 ? columns : []))
  const { columns } = tables[0]!
  const found = columns.findIndex((one, i) => namesRows(one) && one.type !== 'list' && !used.includes(i))
  return found < 0 ? undefined : { table: 0, columns: [found] }
}
