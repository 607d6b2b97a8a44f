import { writePieces } from './run-output.ts'
import type { Command } from '../command/command.ts'
import { choice, type RawFlags, readCount, textOf, textsOf } from '../command/read-flags.ts'
import type { Io } from '../command/io.ts'
import { readLanguage } from '../command/language.ts'
import { widthOf } from '../command/screen.ts'
import { loadSay } from '../locale/locale.ts'
import { readHints, tellNotices, wanted } from '../command/notices.ts'
import { allOrNothing, type PendingOutput, pendingOutput } from '../command/output.ts'
import { pipesApart, refuseTwice } from '../command/pipes.ts'
import { filesOfEach } from '../command/patterns.ts'
import {
  addColorFlags,
  addPrecisionFlag,
  paintFor,
  addHintFlags,
  readColor,
  readFormat,
  readPrecision,
} from '../command/output-flags.ts'
import { pause } from '../engine/compute.ts'
import { LossError } from '../error.ts'
import { addCheckFlags, readChecks, withChecks, writeFailedChecks } from '../features/assertions/flags.ts'
import { refuseFlagsOfWholes } from '../features/states/flags.ts'
import { Merged } from '../features/states/merged.ts'
import { addStates, filesFrom } from '../features/states/read.ts'
import { lossOf, reportOfState } from '../features/states/report.ts'
import { countOf, missingShards } from '../features/states/shards.ts'
import { type State, stateText } from '../features/states/state.ts'
import { whatMerges } from '../features/states/what-merges.ts'
import { hints } from '../hints/rules.ts'
import { reductionsOf } from '../losses/forms.ts'
import type { Notice, Reduction, Report } from '../report.ts'
import { formats, loadWriter, type OutputFormat } from '../writers/formats.ts'
import { noPaint } from '../writers/paint.ts'

const LISTED = 20

/** `loss-calc merge *.state.json`: what one run over all parts prints. */
export const merge: Command = {
  ofLosses: (loss, option) => ({
    why: 'states hold what the runs that wrote them were asked for, and merge prints it',
    tries: [`loss-calc ${loss} input.csv target.csv ${option} --format state`],
  }),
  configure(command) {
    command
      .description(
        [
          'States of parts of a run (loss-calc <loss> ... --format state --shard 0/7) as the result of one run over all',
          'of them, in every format and with every check, or as a state again. Files hold one state or one a line; -',
          'and no file at all is standard input.',
          'The bits are those of one run, in any order and any tree of merges.',
          '',
          ...whatMerges.map(([what, how]) => `  ${what.padEnd(31)}  ${how}`),
        ].join('\n'),
      )
      .optionsGroup('States')
      .option('--files-from <file>', 'names of files, one a line; - for standard input')
      .option('--expect-shards <n>', 'refuses if not all of so many are there')
      .optionsGroup('Reduction')
      .option('--reduction <mean|sum|batchmean>', 'what is done with the losses (default: as the states say)')
      .optionsGroup('Output')
      .option('-f, --format <table|json|csv|ndjson|markdown|state>', 'default: table')
      .option('--json', 'same as --format json')
      .option('--csv', 'same as --format csv: the worst samples, of states with --top')
      .option('--ndjson', 'same as --format ndjson')
      .option('-q, --quiet', 'the number only, at full precision')
    addPrecisionFlag(command)
    command
      .option('-o, --output <file>', 'write there instead, and nothing if the merge fails')
      .option('--report <file>', 'also a page to share, of states made with --for-report')
    addColorFlags(command)
    addHintFlags(command)
    addCheckFlags(command)
  },

  async run(names, flags, io, argv) {
    const format = readFormat(flags, [...(Object.keys(formats) as OutputFormat[]), 'state'])
    const language = readLanguage(flags.lang, io.env)
    readHints(flags)
    const reductions = ['mean', 'sum', 'batchmean'] as const
    const given = flags.reduction === undefined ? undefined : choice('reduction', flags.reduction, reductions)
    if (format === 'state') refuseFlagsOfWholes({ ...flags, report: undefined })
    const checks = await readChecks(flags, given ?? 'mean')
    const files = await filesOf(names, flags, io)
    const expected =
      typeof flags.expectShards === 'string'
        ? readCount('expect-shards', flags.expectShards, 2 ** 20)
        : undefined
    const read = [...files, ...[flags.filesFrom, flags.expectFile].flatMap(textsOf)]
    refuseTwice(read)
    // What can be refused is refused before a state is waited for.
    await refuseNoStates(files, io)
    const page =
      flags.report === undefined
        ? undefined
        : (await import('./merged-page.ts')).mergedPage(flags, format, given ?? 'mean', read, io)
    const pending: Pick<PendingOutput, 'commit' | 'discard'>[] = page ? [page] : []
    const { notices, report } = await allOrNothing(pending, async () => {
      const output = pendingOutput(textOf(flags.output), read, io)
      pending.push(output)
      const merged = await mergedOf(files, io)
      const state = merged.state()
      refuseMissing(state, expected, format === 'state')
      const notices = mergeNotices(merged, state)
      if (format === 'state') {
        await writePieces(stateText(state), output.write)
        return { notices, report: undefined }
      }
      page?.check(state)
      const loss = await lossOf(state)
      const own = state.request.reduction ?? 'mean'
      const reduction = choice('reduction', given ?? own, reductionsOf(loss))
      refuseOtherLosses(state, reduction, own)
      const rules = flags.hints === false ? undefined : hints
      const { report: found, plan, page: survey } = reportOfState(state, loss, reduction, rules)
      const ofRuns = [...wanted(state.notices, rules !== undefined), ...found.notices]
      const all = [...ofRuns.map((notice) => forRuns(notice, loss.name)), ...notices]
      const report = { ...withChecks(found, checks), notices: all }
      await page?.draw(
        { report: { ...report, survey: survey! }, plan, loss, mode: state.request.mode },
        language,
        argv,
      )
      // Objects hold what the page shows.
      const whole =
        page && format === 'json' ? { ...report, survey: { ...survey, ...report.survey } } : report
      await writeReport(whole, format as OutputFormat, flags, io, output.write)
      return { notices: all, report }
    })
    await page?.say()
    const { doubtful } = await tellNotices(notices, flags, io)
    const failed = report && (await writeFailedChecks(report, language, read, io))
    return failed || doubtful ? 1 : 0
  },
}

/** Files of states: those that are named, and those of a list; standard input where there is neither. */
async function filesOf(names: readonly string[], { filesFrom: list }: RawFlags, io: Io): Promise<string[]> {
  if (list === '-' && names.includes('-'))
    throw new LossError('E106', 'two inputs are -, but there is one standard input')
  const listed = typeof list === 'string' ? await filesFrom(list, io) : []
  const named = [...filesOfEach(names, io.packageFolder).flat(), ...listed]
  return named.length === 0 && list === undefined ? ['-'] : named
}

async function mergedOf(files: readonly string[], io: Io): Promise<Merged> {
  const merged = new Merged()
  const rest = pause()
  for (const file of files) {
    await addStates(merged, file, io)
    await rest()
  }
  return merged
}

/** Reads files beside a pipe, which may stay silent and would be waited for first. @throws LossError as `addStates` */
async function refuseNoStates(files: readonly string[], io: Io): Promise<void> {
  const [others, pipes] = pipesApart(files)
  if (pipes.length > 0) await mergedOf(others, io)
}

async function writeReport(
  report: Report,
  format: OutputFormat,
  flags: RawFlags,
  io: Io,
  write: PendingOutput['write'],
): Promise<void> {
  const top = report.survey?.top
  if ((format === 'csv' || format === 'ndjson') && !top)
    throw new LossError('E104', `--format ${format} lists samples, which these states do not hold`, {
      tries: ['--json', '--top 20 with --format state, for the worst samples'],
    })
  const quiet = flags.quiet === true
  const makeWriter = await loadWriter(format, quiet)
  const toFile = flags.output !== undefined
  const paint = toFile ? noPaint : await paintFor(readColor(flags), io.stdout, io.env)
  const writer = makeWriter({
    precision: readPrecision(flags, quiet ? 'full' : 4),
    rows: Infinity,
    paint,
    say: await loadSay(readLanguage(flags.lang, io.env)),
    width: toFile ? undefined : widthOf(io.stdout),
    terminal: format === 'csv' && !toFile && io.stdout.isTTY === true,
  })
  write(writer.begin?.() ?? '')
  if (top && writer.samples) write(writer.samples(top))
  await writePieces(writer.end(report), write)
}

/** @throws LossError E320 for shards that are missing: of those that say of how many they are, or that were expected */
function refuseMissing({ shards }: State, expected: number | undefined, partly: boolean): void {
  const of = countOf(shards)
  if (expected !== undefined && of !== undefined && of !== expected)
    throw new LossError('E320', `the shards are of ${of}, not of ${expected}`)
  if (expected === undefined && (partly || of === undefined)) return
  const numbered = shards.some(({ id }) => id !== undefined && /^\d/.test(id))
  const missing = numbered ? missingShards(shards, expected) : []
  if (missing.length > 0) {
    const shown = missing.slice(0, LISTED).join(', ')
    throw new LossError(
      'E320',
      `${missing.length} of ${expected ?? of} shards ${missing.length === 1 ? 'is' : 'are'} missing: ${shown}${missing.length > LISTED ? ', ...' : ''}`,
      { why: 'shards count from 0' },
    )
  }
  if (expected !== undefined && shards.length !== expected)
    throw new LossError('E320', `there are ${shards.length} shards, not ${expected}`)
}

/** @throws LossError E104 where a reduction gives samples, or means of groups, that the states do not hold */
function refuseOtherLosses({ survey, page, totals }: State, reduction: Reduction, own: Reduction): void {
  const { elements, samples } = totals.counts
  const alike = elements === samples && ![reduction, own].includes('batchmean')
  const asked = `--reduction ${reduction}`
  if (reduction !== own && !alike && (survey ?? page))
    throw new LossError('E104', `${asked} needs states that were made with ${asked}`)
}

/** What is suggested for the runs that made the states: merge itself takes another reduction only. */
function forRuns(notice: Notice, loss: string): Notice {
  const tries = notice.tries?.map((step) =>
    step.replace(/^(?:loss-calc \.\.\. )?(?=--)(?!--reduction )/, `loss-calc ${loss} ... `),
  )
  return { ...notice, tries }
}

function mergeNotices(merged: Merged, { shards }: State): Notice[] {
  const unnamed = shards.filter(({ id }) => id === undefined).length
  const notices: Notice[] = []
  if (merged.repeated > 0) {
    const message = `${merged.repeated} ${merged.repeated === 1 ? 'state' : 'states'} came twice, with the same content, and ${merged.repeated === 1 ? 'counts' : 'count'} once`
    notices.push({ code: 'W424', message })
  }
  if (unnamed > 0 && shards.length > 1) {
    const message = `${unnamed} of ${shards.length} shards have no name: one that was merged twice would count twice`
    const last = `--shard ${shards.length - 1}/${shards.length}`
    notices.push({
      code: 'W425',
      message,
      tries: [`--shard 0/${shards.length} to ${last} where the parts are made`],
    })
  }
  return notices
}
