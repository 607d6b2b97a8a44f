import { statSync } from 'node:fs'
import { compute } from '../engine/compute.ts'
import { predictionsOf } from '../engine/predictions.ts'
import type { ComputeRequest } from '../engine/request.ts'
import { LossError } from '../error.ts'
import { hints } from '../hints/rules.ts'
import type { Loss } from '../losses/loss.ts'
import { formsOf } from '../losses/forms.ts'
import type { Dataset, Named } from '../data/pairs.ts'
import { flagName } from '../options.ts'
import type { OpenOptions } from '../readers/open.ts'
import { meanBys, type Notice, type Report, type Samples } from '../report.ts'
import type { Surveyor, SurveyRequest } from '../collectors/survey.ts'
import { loadPaint } from '../writers/color.ts'
import { formats, type FormatName } from '../writers/formats.ts'
import { addCheckFlags, readChecks, sayChecks, withChecks } from '../features/assertions/assertions.ts'
import { describeCompat, withCompat } from '../command/compat.ts'
import { readLesson } from '../features/explain/flags.ts'
import {
  addLossFlags,
  addSharedFlags,
  choice,
  colorOf,
  type RawFlags,
  readCount,
  readFormat,
  readLossOptions,
  readOpenOptions,
  readReduction,
} from '../command/flags.ts'
import { type Opened, openDataset } from '../command/dataset.ts'
import { readLanguage, translated } from '../command/language.ts'
import { type Io, type Output, write } from '../command/io.ts'
import { withCommands } from '../command/suggested-commands.ts'
import { type PendingOutput, pendingOutput } from '../command/output.ts'
import { Progress } from '../command/progress.ts'
import { sayNotices } from '../command/notices.ts'
import { predictionsWanted, readSurvey, wholeFlags } from '../features/survey/flags.ts'
import type { Command } from '../command/command.ts'

/** `loss-calc <loss> <input> <target>`: computes and prints. */
export function lossCommand(loss: Loss): Command {
  return {
    configure(command) {
      command.description(describeLoss(loss))
      addLossFlags(command, loss)
      addSharedFlags(command, loss)
      addCheckFlags(command)
    },
    run: (inputs, flags, io, argv) => runCompute(loss, inputs, flags, io, argv),
  }
}

function describeLoss(loss: Loss): string {
  const forms = [...formsOf(loss)].map(([mode, form]) => {
    const title = mode === '' ? form.summary.en : `${form.summary.en} (--mode ${mode})`
    return `${title}\n  ${form.formula.replace('; ', '\n    ')}${form.torch ? `\n  as ${form.torch}` : ''}\n  ${form.source}`
  })
  return `${forms.join('\n\n')}\n\nInputs are files, - for standard input, or numbers: [1, 2], tensor([1., 2.])`
}

async function runCompute(
  loss: Loss,
  inputs: readonly string[],
  given: RawFlags,
  outer: Io,
  argv: readonly string[],
): Promise<number> {
  const flags = await withCompat(loss, given)
  const format = readFormat(flags)
  if (flags.strict === true && flags.hints === false) {
    throw new LossError('E104', '--strict and --no-hints exclude each other')
  }
  const { reduction, deprecated } = readReduction(loss, flags)
  const open = readOpenOptions(flags)
  const quiet = flags.quiet === true
  const precision = readCount('precision', String(flags.precision ?? (quiet ? 'full' : 4)), 'full', 17)
  const rows = readCount('rows', String(flags.rows ?? 20), 'all', 1e9)
  const color = (stream: Output) => colorOf(flags, stream, outer.env)
  const asked = readSurvey(flags, reduction, loss)
  refuseUnlisted(flags, format)
  const checks = await readChecks(flags, reduction)
  const lesson = await readLesson(flags, format, outer.env)
  const page = typeof flags.report === 'string' ? await import('./loss-page.ts') : undefined
  const size = totalBytes(inputs)
  const progress = new Progress(() => outer.stderr, size, flags.progress !== false && !quiet)
  // Not a copy: standard input and error are opened when they are asked for.
  const io = Object.create(outer, { onBytes: { value: progress.add } }) as Io
  const options = await readLossOptions(loss, flags, io, open)
  const opened = await openDataset(loss, inputs, flags, open, options.ignoreIndex, io)
  const { dataset } = opened

  const file = typeof flags.output === 'string' ? flags.output : undefined
  const paint = await loadPaint(color(io.stdout) && file === undefined)
  const top = asked?.top !== undefined
  const shown = rows === 'all' || (top && flags.rows === undefined) ? Infinity : rows
  const makeWriter = lesson?.writer ?? formats[format as FormatName]
  const writer = makeWriter({ precision, rows: shown, quiet, color: paint })
  const listing = writer.samples !== undefined && !(quiet && (format === 'table' || format === 'markdown'))
  const wanted: ComputeRequest = {
    loss,
    options,
    reduction,
    mode: formAsked(loss, flags),
    from: typeof flags.from === 'string' ? flags.from : undefined,
    meanBy: choice('mean-by', flags.meanBy ?? 'torch', meanBys),
    values: reduction === 'none' && (checks.length > 0 || !(listing && format !== 'json')),
    grad: flags.grad === true,
    samples: asked || page ? Infinity : listing ? sampleRows(format, rows) : 0,
    perRow: asked !== undefined || page !== undefined,
    predict: asked && predictionsWanted(asked) ? predictionsOf : undefined,
    hints: flags.hints === false ? undefined : hints,
    explain: lesson?.explain,
  }
  const surveyor = asked && (await loadSurveyor(asked, dataset))
  const files = filesOf(loss, inputs, flags)
  const out = pendingOutput(file, files, io)
  const pending = orDiscard(out, () => page?.openLossPage(flags, files, reduction, asked, dataset, io))
  const request = pending ? pending.watch(wanted) : wanted
  const report = await whole([out, ...(pending ? [pending] : [])], async () => {
    out.write(writer.begin?.() ?? '')
    const list = (samples: Samples) => out.write(writer.samples!(samples))
    const plain = !asked && !pending
    const inLines = listing && (format === 'csv' || format === 'ndjson') && plain ? format : undefined
    const threaded = await sideBySide(request, inputs, size, opened, open, flags, io, out, inLines)
    threaded?.samples.forEach(list)
    const found =
      threaded?.report ??
      (await compute(request, dataset, (batch) => {
        if (listing && !top) list(batch.samples)
        const surveyed = (asked || pending) && { ...batch, ...batch.perRow!, valueShares: batch.shares }
        if (surveyed) surveyor?.add(surveyed)
        if (surveyed) pending?.add(surveyed)
      }))
    progress.end()
    const survey = surveyor?.survey(found.sum, dataset.classes)
    if (survey?.top && listing) list(survey.top)
    const spoken = opened.notices.filter(({ code }) => flags.hints !== false || !code.startsWith('H'))
    const notices = [...spoken, ...found.notices, ...(deprecated ? [legacyNotice(found)] : [])]
    const convention = describeCompat(loss, flags)
    const said = {
      ...withChecks(found, checks),
      ...(convention !== undefined && { convention }),
      notices: await withCommands(notices, argv),
      ...(survey && { survey }),
    }
    const shownIn =
      pending && format === 'json' ? { ...said, survey: { ...pending.survey(found.sum), ...survey } } : said
    lesson?.check(said)
    await pending?.draw(said, argv)
    // Threads that list the samples have written all there is.
    if (!(threaded && inLines)) out.write(writer.end(shownIn))
    return said
  }).finally(() => progress.end())
  if (report.notices.length > 0) {
    const said = await translated(report.notices, readLanguage(flags.lang, io.env))
    await sayNotices(said, flags, io)
  }
  if (flags.verbose === true) {
    await write(io.stderr, Object.values(dataset.args).map(describeSource).join(''))
  }
  const hinted = report.notices.some(({ code }) => code.startsWith('H'))
  const failed = await sayChecks(report, io)
  return flags.strict === true && hinted ? 1 : failed
}

/** @throws LossError E104 for what a list of samples has no place for */
function refuseUnlisted(flags: RawFlags, format: string): void {
  if (format !== 'csv' && format !== 'ndjson') return
  const whole = ['grad', ...wholeFlags].filter((flag) => flags[flag] !== undefined)
  if (whole.length === 0) return
  const names = whole.map((flag) => `--${flagName(flag)}`).join(' and ')
  throw new LossError('E104', `--format ${format} lists samples, and has no place for ${names}`, {
    tries: ['--json'],
  })
}

/** Every file that the command line names to be read. */
function filesOf(loss: Loss, inputs: readonly string[], flags: RawFlags): string[] {
  const specs = [...formsOf(loss).values()].flatMap((form) => Object.entries(form.options))
  const lists = specs.filter(([, { type }]) => type === 'tensor' || type === 'scale').map(([name]) => name)
  const named = ['expectFile', ...lists].map((flag) => flags[flag])
  return [...inputs, ...named.filter((value) => typeof value === 'string')]
}

async function loadSurveyor(asked: SurveyRequest, { args }: Dataset): Promise<Surveyor> {
  const { Surveyor } = await import('../collectors/survey.ts')
  return new Surveyor({ ...asked, columns: args.input!.selected })
}

/** The form of a loss: the one that is named, or that a spelling of the targets implies. */
function formAsked(loss: Loss, flags: RawFlags): string | undefined {
  if (loss.one !== 'form') return undefined
  return typeof flags.mode === 'string' ? flags.mode : modeOf(loss, flags)
}

/** The form of a loss that a spelling of the targets implies. */
function modeOf(loss: Loss, { targetFormat }: RawFlags): string | undefined {
  if (loss.one !== 'form') return undefined
  if (targetFormat === 'index' || targetFormat === 'one-hot') return 'softmax'
  return targetFormat === 'multilabel' ? 'sigmoid' : undefined
}

/** Bytes of all inputs, if all are files. */
function totalBytes(inputs: readonly string[]): number | undefined {
  try {
    const stats = inputs.map((input) => statSync(input))
    return stats.every((stat) => stat.isFile()) ? stats.reduce((sum, { size }) => sum + size, 0) : undefined
  } catch {
    // Standard input, numbers, or a name that the reader will refuse.
    return undefined
  }
}

/** How many rows a format lists. */
function sampleRows(format: string, rows: number | 'all'): number {
  const some = format === 'table' || format === 'markdown'
  return some && rows !== 'all' ? rows : Infinity
}

/** From this size on two files are read side by side, and in threads, each of which takes as long to start. */
const WORTH_LOCKSTEP = 1 << 20
const WORTH_THREADS = 12 << 20

/** The computation over two plain files side by side, where only totals and the first samples are asked for, or a list. */
async function sideBySide(
  request: ComputeRequest,
  inputs: readonly string[],
  size: number | undefined,
  { plain, dataset }: Opened,
  open: OpenOptions,
  flags: RawFlags,
  { cores, script, onBytes }: Io,
  out: PendingOutput,
  format: 'csv' | 'ndjson' | undefined,
): Promise<{ report: Report; samples: Samples[] } | undefined> {
  const threads = readCount('threads', String(flags.threads ?? 'auto'), 'auto', 64)
  const texts = plain?.every(({ format, seekable }) => seekable && (format === 'csv' || format === 'tsv'))
  if (script === undefined || !texts) return undefined
  if (request.values || request.grad || request.explain) return undefined
  if (request.samples === Infinity && format === undefined) return undefined
  if (size === undefined || size < WORTH_LOCKSTEP) return undefined
  const { plainFile } = await import('../readers/csv/plain-file.ts')
  const [input, target] = [plainFile(inputs[0]!, open), plainFile(inputs[1]!, open)]
  if (!input || !target) return undefined
  const { computeInThreads } = await import('../parallel/threads.ts')
  const count = threads !== 'auto' ? threads : size < WORTH_THREADS ? 1 : cores
  const output = format && listingPlace(format, out)
  if (format && !output) return undefined
  const found = await computeInThreads(request, [input, target], dataset, count, script, onBytes, output)
  if (!found && output) out.restart()
  return found
}

/** Where threads list samples; undefined where there is no room for temporary files: memory may do. */
function listingPlace(format: 'csv' | 'ndjson', out: PendingOutput) {
  try {
    return { format, ...out.share() }
  } catch (error) {
    if (error instanceof LossError) return undefined
    throw error
  }
}

/** What an action makes; nothing is left of the output if it fails. */
function orDiscard<T>(out: Pending, action: () => T): T {
  try {
    return action()
  } catch (error) {
    out.discard()
    throw error
  }
}

type Pending = Pick<PendingOutput, 'commit' | 'discard'>

/** Runs the action and commits what it wrote, or leaves nothing. */
async function whole<T>(outs: readonly Pending[], action: () => Promise<T>): Promise<T> {
  try {
    const result = await action()
    for (const out of outs) await out.commit()
    return result
  } catch (error) {
    for (const out of outs) out.discard()
    throw error
  }
}

function legacyNotice({ reduction }: Report): Notice {
  return {
    code: 'W407',
    message: `--size-average and --reduce are deprecated in torch; they mean --reduction ${reduction}`,
  }
}

function describeSource({ name, format, notes }: Named): string {
  return `${name}: ${[format, ...notes].join(', ')}\n`
}
