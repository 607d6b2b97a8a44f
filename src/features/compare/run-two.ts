import { type AskedData, openData } from '../../command/dataset.ts'
import { readLossOptions, readMost } from '../../command/read-flags.ts'
import { type Io, write } from '../../command/io.ts'
import { hints } from '../../hints/rules.ts'
import { computeRequest } from '../../command/loss-request.ts'
import { noticesOf, tellNotices } from '../../command/notices.ts'
import { readPrecision } from '../../command/output-flags.ts'
import { writeText } from '../../command/screen.ts'
import type { Comparison } from '../../comparison.ts'
import { type ComparisonRequest, TwoModels } from '../../comparison/two-models.ts'
import type { Question } from '../../comparison/gate-tests.ts'
import type { ColumnRequest } from '../../data/columns.ts'
import type { Opened } from '../../data/opened.ts'
import { noticeOrders, rowNames } from '../../data/row-names.ts'
import type { JoinRequest } from '../../data/join.ts'
import type { ComputeRequest } from '../../engine/request.ts'
import { computeSideBySide, startWorkers } from '../../parallel/side-by-side.ts'
import type { Workers } from '../../parallel/workers.ts'
import type { Notice, Report } from '../../report.ts'
import { commandLine, LossError } from '../../error.ts'
import { noticeModelOrder } from './column-order.ts'
import { computeBoth } from './compute-both.ts'
import { gateJunit, testInWords } from './gate-text.ts'
import { comparisonMarkdown } from './markdown.ts'
import { openReportPage } from './open-page.ts'
import { withTargetOf, withTargetOfOthers } from './own-target.ts'
import { filesOf, type ModelsRun, readModelsRequest } from './request.ts'
import { comparisonJson, comparisonQuiet, comparisonText } from './text.ts'
import { tellChecks } from '../../command/github.ts'
import { allOrNothing, type PendingOutput, pendingOutput } from '../../command/output.ts'

interface TwoRun extends ModelsRun {
  readonly models: readonly [string, string]
  readonly questions: readonly Question[]
}

/** Compares two models: read what is asked, open, compute, write, say. The exit status is 1 if a check of the gate failed. */
export async function runTwo(run: TwoRun): Promise<number> {
  const { flags, argv, io } = run
  const request = await readTwo(run)
  const page = await openReportPage<Comparison>(run, request, async (comparison, words, about) => {
    const { comparePage } = await import('../../writers/page/compare-page.ts')
    return comparePage(comparison, words, about)
  })
  const junit = openJunit(flags.junit, request.files, run.questions.length > 0, io)
  // Files first: what is printed cannot be undone.
  const pending = [junit, page].flatMap((one) => one ?? [])
  const { comparison, told } = await allOrNothing(
    pending,
    async () => {
      // Rows that ids pair are found in one thread.
      const workers = await startWorkers(filesOf(run), io, flags.id === undefined)
      const { comparison, notices } = await compute(request, run, workers).finally(() => workers?.end())
      const told = await tellNotices(notices, flags, io)
      const text = textOf(comparison, told.notices, request)
      await page?.draw(comparison)
      junit?.write(gateJunit(comparison.gate ?? [], commandLine(argv), request.screen))
      return { comparison, told, text }
    },
    ({ text }) => (request.format === 'table' ? writeText(text, flags, io) : write(io.stdout, text)),
  )
  await page?.say()
  const failed = await concludeGate(comparison, request, io)
  return told.doubtful ? 1 : failed
}

type TwoRequest = Awaited<ReturnType<typeof readTwo>>

async function readTwo(run: TwoRun) {
  const request = await readModelsRequest(run, ['table', 'json', 'markdown'])
  const top = readMost('top', run.flags.top ?? 5, 1e6)
  const format = request.quiet && request.format !== 'json' ? 'number' : request.format
  // The number alone has all digits, unless some are asked for.
  const digits = readPrecision(run.flags, 'full')
  return { ...request, top, format, digits }
}

type Sides = readonly [Opened, Opened]

async function compute(
  { data, request, reduction, top, seed }: TwoRequest,
  run: TwoRun,
  workers: Workers | undefined,
): Promise<{ comparison: Comparison; notices: readonly Notice[] }> {
  const { models, shared, questions, io } = run
  const options = await readLossOptions(request.loss, request.options, io, data.open)
  const openSide = (input: string, columns: AskedData['columns']) =>
    openData({ ...data, columns, inputs: [input, ...shared] }, options, io)
  const shown = { ...data.columns, show: undefined }
  const first = await openSide(models[0], data.columns).catch(async (error: unknown) => {
    throw await withTargetOfOthers(run, (file) => openSide(file, shown), error)
  })
  const second = openSide(models[1], shown).catch((error: unknown) => {
    throw withTargetOf(first.dataset, models[0], run, error)
  })
  const sides: Sides = [first, await second]
  const [{ id, dataset: one }, { id: otherId, dataset: other }] = sides
  const alone = { left: 0, right: 0 }
  const onMissing = (side: 'left' | 'right') => void alone[side]++
  const join =
    id === undefined || otherId !== id
      ? undefined
      : { by: id, missing: data.missingIds, onMissing, some: data.missing === 'skip' }
  const told: Notice[] = []
  const named = id === undefined ? await nameRows(sides, told) : { tables: [], names: [] }
  const comparison: ComparisonRequest = {
    ...{ reduction, top, seed, questions, groupBy: first.groups },
    orders: named.names.map(({ told }) => told === 'by all'),
  }
  const asked = { ...computeRequest(request, first.options), samples: Infinity, hints }
  const { a, b, both } = await computeTwo(asked, sides, comparison, join, run, workers)
  const found = both.compared.comparison(one.classes)
  if (id !== undefined && found.samples === 0)
    throw new LossError('E205', `no row of ${models[0]} is left`, { why: `no ${id} stands in each file` })
  const notices = [...sides.flatMap((side) => side.notices.filter(({ code }) => code !== 'H129')), ...told]
  noticeModelOrder(one, other, notices)
  await noticeOrders({ ...named, notices }, both.orders)
  if (alone.left + alone.right > 0) {
    const message = `${alone.left} rows of ${models[0]} and ${alone.right} of ${models[1]} have no partner with the same ${id}: they count in the mean of their own model alone`
    notices.push({ code: 'W411', message })
  }
  if (found.unknown > 0 && [a, b].some(({ sum }) => Number.isNaN(sum))) {
    const message = `${found.unknown} ${found.unknown === 1 ? 'sample has a loss that is' : 'samples have losses that are'} NaN, so neither model is called better`
    notices.push({ code: 'W409', message })
  }
  return { comparison: { a, b, ...found }, notices: [...notices, ...noticesOf([a, b])] }
}

/** Both, in threads where no ids pair the rows. */
async function computeTwo(
  request: ComputeRequest,
  sides: Sides,
  comparison: ComparisonRequest,
  join: JoinRequest | undefined,
  run: TwoRun,
  workers: Workers | undefined,
): Promise<{ a: Report; b: Report; both: TwoModels }> {
  const { options } = request
  const together = join
    ? undefined
    : await computeSideBySide(
        {
          request,
          sides: sides.map((opened) => ({ opened, options: [options] })),
          kept: { comparison },
          listed: 0,
        },
        filesOf(run),
        workers,
        run.io,
      )
  if (together) {
    const [[a], [b]] = together.reports as [[Report], [Report]]
    return { a, b, both: together.kept.comparison! }
  }
  const both = new TwoModels(comparison)
  const [a, b] = await computeBoth(request, [sides[0].dataset, sides[1].dataset], both, join)
  return { a, b, both }
}

/** The columns of both models that seem to name their rows, which are read with these. */
async function nameRows(sides: Sides, told: Notice[]): Promise<Pick<ColumnRequest, 'tables' | 'names'>> {
  const [one, other] = [sides[0].columns, sides[1].columns]
  if (!one || !other) return { tables: [], names: [] }
  const tables = [one.tables[0]!, other.tables[0]!]
  const used = [one, other].flatMap(({ args }, table) =>
    Object.values(args).flatMap((chosen) => (chosen.table === 0 ? [{ ...chosen, table }] : [])),
  )
  const names = await rowNames(tables, 1, used, told)
  for (const { columns } of names) {
    one.carried.push(columns[0])
    other.carried.push({ ...columns[1], table: 0 })
  }
  return { tables, names }
}

function textOf(
  comparison: Comparison,
  notices: readonly Notice[],
  { format, screen, digits }: TwoRequest,
): string {
  if (format === 'json') return comparisonJson(comparison, notices)
  if (format === 'number') return comparisonQuiet(comparison, digits)
  return format === 'markdown' ? comparisonMarkdown(comparison, screen) : comparisonText(comparison, screen)
}

/** The file of --junit; undefined without it. @throws LossError E110 if it cannot be written */
function openJunit(
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
async function concludeGate(comparison: Comparison, { files, screen }: TwoRequest, io: Io): Promise<0 | 1> {
  const { gate = [] } = comparison
  const failed = gate.filter(({ ok }) => !ok).map((test) => testInWords(test, gate, screen.precision))
  const summary = () => comparisonMarkdown(comparison, screen)
  if (gate.length > 0)
    await tellChecks({ title: 'loss-calc compare', failed, files, summary }, screen.say, io)
  return failed.length > 0 ? 1 : 0
}
