import type { Command, Declaration } from '../command/command.ts'
import { openData } from '../command/dataset.ts'
import type { Opened } from '../data/opened.ts'
import { roundingOf } from '../data/probabilities.ts'
import { addLossFlags, addSharedFlags } from '../command/flags.ts'
import { type RawFlags, readLossOptions } from '../command/read-flags.ts'
import type { Io } from '../command/io.ts'
import { computeRequest } from '../command/loss-request.ts'
import { printNotices, wanted, writeSources } from '../command/notices.ts'
import { allOrNothing, type PendingOutput } from '../command/output.ts'
import { addOutputFlags } from '../command/output-flags.ts'
import { Progress } from '../command/progress.ts'
import { withCommands } from '../command/suggested-commands.ts'
import type { Surveyor } from '../collectors/survey.ts'
import { compute } from '../engine/compute.ts'
import { checkOptions } from '../engine/form.ts'
import type { ComputeRequest } from '../engine/request.ts'
import { addCheckFlags, withChecks, writeFailedChecks } from '../features/assertions/flags.ts'
import { predictionsOf } from '../engine/predictions.ts'
import type { Gradients } from '../features/gradients/gradients.ts'
import { predictionsWanted, surveyOver } from '../features/survey/flags.ts'
import { hints } from '../hints/rules.ts'
import type { Loss } from '../losses/loss.ts'
import { formsOf } from '../losses/forms.ts'
import type { Notice, Report } from '../report.ts'
import { computeSideBySide, startWorkers, totalBytes } from '../parallel/side-by-side.ts'
import type { Workers } from '../parallel/workers.ts'
import type { LossPage } from './loss-page.ts'
import { openOutput, type RunOutput } from './run-output.ts'
import { parseRun, type RunRequest } from './run-request.ts'

/** `loss-calc <loss> <input> <target>`: computes and prints. */
export function lossCommand(loss: Loss): Command {
  return {
    configure(command) {
      command.description(describeLoss(loss))
      addLossFlags(command, loss)
      addSharedFlags(command, loss)
      addOutputFlags(command)
      addCheckFlags(command)
      addNoPlaces(command)
    },
    run: (inputs, flags, io, argv) => run(loss, inputs, flags, io, argv),
  }
}

/** What the forms of the output do not show; a page shows samples all the same. */
function addNoPlaces(command: Declaration): void {
  const samples = command.options.flatMap(({ group, names }) => (group === 'Samples' ? names : []))
  // It decides for --fail-if, too.
  const shown = samples.filter((name) => name !== '--threshold')
  const others = shown.filter((name) => name !== '--top')
  const whole = ['--format json', '--report']
  const firstRows = ['first', 'all', 'true'].map((word) => `--explain ${word}`)
  command
    .noPlace('--explain', others, whole)
    .noPlace('--explain', ['--top'], [...whole, ...firstRows])
    .noPlace('--explain', ['--rows'], ['--explain all'])
    .noPlace('--format latex', others, ['--report'])
    .noPlace('--format latex', ['--rows'], ['--explain all'])
    .noPlace('--code', shown, ['--report'])
    .noPlace('--code', ['--rows', '--precision'])
    .noPlace('--format json', ['--show'], ['--top', '--sort', '--report'])
    .noPlace('--format state', ['--show'], ['--top', '--sort', '--for-report'])
  for (const format of ['json', 'csv', 'ndjson', 'state'])
    command.noPlace(`--format ${format}`, ['--rows'], ['--explain all'])
}

function describeLoss(loss: Loss): string {
  const forms = [...formsOf(loss)].map(([mode, form]) => {
    const title = mode === '' ? form.summary.en : `${form.summary.en} (--mode ${mode})`
    return `${title}\n  ${form.formula.replace('; ', '\n    ')}${form.torch ? `\n  as ${form.torch}` : ''}\n  ${form.source}`
  })
  return `${forms.join('\n\n')}\n\nInputs are files, - for standard input, or numbers: [1, 2], tensor([1., 2.])`
}

/** A run: parse, open, compute, survey, write, say. The exit status is 1 if a check failed, or for a hint under --strict. */
async function run(
  loss: Loss,
  inputs: readonly string[],
  flags: RawFlags,
  outer: Io,
  argv: readonly string[],
): Promise<number> {
  const request = await parseRun(loss, inputs, flags, outer)
  if (request.state) return (await import('./state-run.ts')).runState(request, request.state, outer)
  const progress = new Progress(
    () => outer.stderr,
    () => totalBytes(inputs),
    request.output.progress,
    request.output.language,
  )
  // Not a copy: standard input and error are only opened when they are asked for.
  const io = Object.create(outer, { onBytes: { value: progress.add } }) as Io
  // What can be refused is refused before an input is waited for.
  const output = await openOutput(request, io)
  const pending: Pick<PendingOutput, 'commit' | 'discard'>[] = [output.pending]
  const plain = !request.grad && request.gradOutput === undefined && !request.lesson && !request.page
  const workers = await startWorkers(request, io, plain)
  const { report, source, page } = await allOrNothing(pending, async () => {
    const page =
      request.page === undefined
        ? undefined
        : (await import('./loss-page.ts')).lossPage(request, request.page, io)
    // The page first: what is printed cannot be undone.
    if (page) pending.unshift(page)
    const gradients = await openGradients(request, io)
    if (gradients) pending.unshift(gradients)
    const opened = await open(request, io)
    const asked = computeRequest(request.loss, opened.options)
    const source = request.code?.see(opened, request.inputs, asked) ?? opened
    const computed = await computeRows(request, source, gradients, output, page, workers, io)
    progress.end()
    const inReport = !request.grad ? 'no' : request.output.format === 'json' ? 'in pieces' : 'whole'
    const finished = gradients?.finish(computed.report, inReport, source.dataset.args) ?? computed.report
    const report = await complete(finished, request, source, computed.surveyor, argv)
    request.lesson?.check(report)
    await page?.draw(report, argv)
    // Objects hold what the page shows.
    const whole =
      page && request.output.format === 'json'
        ? { ...report, survey: { ...page.survey(report.sum), ...report.survey } }
        : report
    if (!computed.written) {
      if (whole.survey?.top) output.list(whole.survey.top)
      await output.end(whole)
    }
    return { report, source, page }
  }).finally(async () => {
    progress.end()
    await workers?.end()
  })
  await page?.say()
  return finishRun(report, request, source, io)
}

interface OpenedRun extends Opened {
  readonly options: ComputeRequest['options']
}

async function open({ data, loss }: RunRequest, io: Io): Promise<OpenedRun> {
  const options = await readLossOptions(loss.loss, loss.options, io, data.open)
  checkOptions({ ...loss, options })
  return openData(data, options, io)
}

/** Where gradients are kept that are printed by JSON, or go to a file; others are part of the report. */
async function openGradients(request: RunRequest, io: Io): Promise<Gradients | undefined> {
  const { grad, gradOutput, files, loss, output } = request
  if (gradOutput === undefined && !(grad && output.format === 'json')) return undefined
  const { Gradients, readGradientPlace } = await import('../features/gradients/gradients.ts')
  const place = gradOutput === undefined ? undefined : readGradientPlace(gradOutput)
  return new Gradients(loss.loss, place, files, io)
}

/** Computes all rows; samples are listed and surveyed as they come. Threads that list them write all there is. */
async function computeRows(
  request: RunRequest,
  source: OpenedRun,
  gradients: Gradients | undefined,
  output: RunOutput,
  page: LossPage | undefined,
  workers: Workers | undefined,
  io: Io,
): Promise<{ report: Report; surveyor: Surveyor | undefined; written: boolean }> {
  const { loss, lesson, checks } = request
  const survey = request.survey && surveyOver(request.survey, source)
  const asked: ComputeRequest = {
    ...computeRequest(loss, source.options),
    values: loss.reduction === 'none' && (checks.length > 0 || !output.streams),
    grad: request.grad || gradients !== undefined,
    takeSlopes: gradients?.take,
    samples: survey ? Infinity : output.rows,
    perRow: survey !== undefined,
    predict: survey && predictionsWanted(survey) ? predictionsOf : undefined,
    hints: request.hints ? hints : undefined,
    explain: lesson?.explain,
  }
  const computing = page?.watch(asked, source) ?? asked
  output.begin()
  // The worst samples are known at the end.
  const inOrder = survey?.top === undefined
  const threaded = page
    ? undefined
    : await computeSideBySide(
        {
          request: computing,
          sides: [{ opened: source, options: [source.options] }],
          kept: survey && { survey },
          listed: inOrder ? output.rows : 0,
          onBytes: io.onBytes,
        },
        request,
        workers,
        io,
        output,
      )
  if (threaded) {
    const { reports, kept, samples, written } = threaded
    samples.forEach(output.list)
    return { report: reports[0]![0]!, surveyor: kept.survey, written }
  }
  gradients?.restart()
  const surveyor = survey && new (await import('../collectors/survey.ts')).Surveyor(survey)
  const report = await compute(computing, source.dataset, ({ samples, judged }) => {
    if (inOrder) output.list(samples)
    if (!judged) return
    surveyor?.add(judged)
    if (surveyor) lesson?.worst?.see(surveyor.worstRows())
    page?.add(judged)
  })
  return { report: surveyor ? withWorst(report, lesson, surveyor) : report, surveyor, written: false }
}

/** An explanation of the worst rows has them now. */
function withWorst(report: Report, lesson: RunRequest['lesson'], surveyor: Surveyor): Report {
  if (!lesson?.worst || !report.explanation) return report
  const rows = lesson.worst.rows(surveyor.worstRows())
  return { ...report, explanation: { ...report.explanation, rows } }
}

/** The report with what the samples say together, what the checks found, and what to tell. */
async function complete(
  report: Report,
  { data, loss, checks, hints }: RunRequest,
  { dataset, notices }: OpenedRun,
  surveyor: Surveyor | undefined,
  argv: readonly string[],
): Promise<Report> {
  const all = [
    ...wanted(notices, hints),
    ...(await Promise.all(report.notices.map((one) => withAligned(one, report)))),
    ...(loss.legacyReduction
      ? [
          {
            code: 'W407',
            message: `--size-average and --reduce are deprecated in torch; they mean --reduction ${report.reduction}`,
          },
        ]
      : []),
  ]
  const surveyed = { ...report, ...(surveyor && { survey: surveyor.survey(report.sum, dataset.classes) }) }
  return {
    ...withChecks(surveyed, checks),
    ...(loss.convention !== undefined && {
      convention: data.tidying?.byType
        ? loss.convention.replace(/\S+$/, String(roundingOf(report.args.input!.notes)))
        : loss.convention,
    }),
    ...(data.columns.weight !== undefined && { weightedRows: true }),
    notices: await withCommands(all, argv),
  }
}

/** Shapes that were broadcast get the option that compares each number with one. */
async function withAligned(notice: Notice, { args }: Report): Promise<Notice> {
  if (notice.code !== 'W401') return notice
  const { aligned } = await import('./regrouped.ts')
  return { ...notice, tries: aligned(notice.message, args.input?.selected) }
}

/** Says on standard error what there is to say, and returns the exit status. */
async function finishRun(
  report: Report,
  { files, output, strict }: RunRequest,
  { dataset }: OpenedRun,
  io: Io,
): Promise<number> {
  await printNotices(report.notices, output.color, output.language, io)
  if (output.verbose) await writeSources(dataset.args, output.language, io)
  const failed = await writeFailedChecks(report, output.language, files, io)
  const doubtful = strict && report.notices.some((await import('../hints/warning-help.ts')).isDoubt)
  return failed || doubtful ? 1 : 0
}
