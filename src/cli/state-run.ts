import { openDataset } from '../command/dataset.ts'
import { type RawFlags, readLossOptions } from '../command/flags.ts'
import type { Io } from '../command/io.ts'
import { computeRequest } from '../command/loss-request.ts'
import { pendingOutput } from '../command/output.ts'
import { Surveyor, type SurveyRequest } from '../collectors/survey.ts'
import type { Opened } from '../data/opened.ts'
import { Computation, pairsFor, batchOf, pause, rowByRow } from '../engine/compute.ts'
import { predictionsOf } from '../engine/predictions.ts'
import type { ComputeRequest } from '../engine/request.ts'
import { LossError } from '../error.ts'
import { readShard } from '../features/states/shards.ts'
import { stateText, type StateRequest } from '../features/states/state.ts'
import { checkParts, stateOf, type Surveyed } from '../features/states/write.ts'
import { predictionsWanted } from '../features/survey/flags.ts'
import { hints } from '../hints/rules.ts'
import { flagName } from '../options.ts'
import type { RunRequest } from './run-request.ts'

/** Flags that say what a row is; equal in all parts of a run. */
const flagsOfRows = [
  'inputCols',
  'targetCols',
  'weightCol',
  'id',
  'where',
  'missing',
  'missingIds',
  'targetFormat',
  'indexBase',
  'classes',
  'classAxis',
  'transpose',
  'normalize',
  'eps',
  'numbers',
  'decimal',
] as const

/** Flags that ask for what a part cannot say. */
const flagsOfWholes = [
  'grad',
  'gradOutput',
  'explain',
  'report',
  'expect',
  'expectFile',
  'max',
  'min',
  'failOn',
] as const

/**
 * `--format state`: what a run over a part of the data leaves, before anything is rounded, as one line for `merge`.
 *
 * @throws LossError E104 for what parts cannot say, and as a run
 */
export async function runState(request: RunRequest, io: Io): Promise<number> {
  const { flags, loss, survey, inputs, files, output } = request
  const shard = typeof flags.shard === 'string' ? readShard(flags.shard) : undefined
  refuseWhole(request)
  const pending = pendingOutput(output.file, files, io)
  try {
    const options = await readLossOptions(loss.loss, loss.options, io, request.open)
    const opened = await orNothing(() =>
      openDataset(loss.loss, inputs, flags, request.open, options.ignoreIndex, io),
    )
    const page = flags.forReport === true ? await pageOf(survey) : undefined
    const asked: ComputeRequest = {
      ...computeRequest(loss, options),
      samples: survey || page ? Infinity : 0,
      perRow: survey !== undefined || page !== undefined,
      predict: page?.predict ?? (survey && predictionsWanted(survey) ? predictionsOf : undefined),
      hints: request.hints ? hints : undefined,
    }
    const computation = new Computation(asked)
    const surveyed = survey && opened && surveyedOf(survey, opened)
    const paged = page && opened && { ...surveyedOf(page.survey, opened), errors: page.errors }
    const surveyors = [surveyed, paged].flatMap((one) => one?.surveyor ?? [])
    if (opened) await orNothing(() => computePart(computation, asked, opened.dataset, surveyors))
    const state = stateOf({
      producer: `loss-calc ${io.version}`,
      request: stateRequest(request, options, page?.survey),
      fitted: computation.fitted,
      opened,
      totals: computation.plain(),
      survey: surveyed,
      page: paged,
      shard,
    })
    pending.write(stateText(state))
    await pending.commit()
    return 0
  } catch (error) {
    pending.discard()
    throw error
  }
}

/** What is kept for the page of a merge, and how predictions are made for it. */
async function pageOf(survey: SurveyRequest | undefined) {
  const { pageRequest } = await import('../features/report/request.ts')
  const { Errors } = await import('../collectors/errors.ts')
  const { predictingFor } = await import('./page-text.ts')
  const errors = new Errors()
  return { survey: pageRequest(survey), errors, predict: predictingFor(errors) }
}

function surveyedOf(survey: SurveyRequest, { dataset, groups }: Opened): Surveyed {
  const request = { ...survey, groupBy: groups, columns: Object.values(dataset.args)[0]!.selected }
  return { request, surveyor: new Surveyor(request) }
}

async function computePart(
  computation: Computation,
  asked: ComputeRequest,
  dataset: Parameters<typeof pairsFor>[1],
  surveyors: readonly Surveyor[],
): Promise<void> {
  const rest = pause()
  let checked = false
  for await (const pair of pairsFor(asked, dataset)) {
    const results = computation.add(pair)
    if (!checked) checkParts(computation.fitted!, pair, rowByRow(asked, pair.args))
    checked = true
    const batch = surveyors.length > 0 && batchOf(results, pair, asked, dataset.classes)
    if (batch)
      for (const surveyor of surveyors)
        surveyor.add({ ...batch, ...batch.perRow!, valueShares: batch.shares })
    await rest()
  }
}

/** A part without rows is a part. */
async function orNothing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof LossError && error.code === 'E205') return undefined
    throw error
  }
}

function stateRequest(
  { loss, flags, hints, survey }: RunRequest,
  options: Readonly<Record<string, unknown>>,
  page: SurveyRequest | undefined,
): StateRequest {
  const columns = flagsOfRows.flatMap((flag) =>
    flags[flag] === undefined ? [] : [[flag, flags[flag]] as const],
  )
  return {
    loss: loss.loss.name,
    ...(loss.mode !== undefined && { mode: loss.mode }),
    ...(loss.from !== undefined && { from: loss.from }),
    meanBy: loss.meanBy,
    options,
    columns: Object.fromEntries(columns),
    ...(survey && { survey: { ...survey } as unknown as Readonly<Record<string, unknown>> }),
    ...(page && { page: { ...page } as unknown as Readonly<Record<string, unknown>> }),
    ...(loss.convention !== undefined && { convention: loss.convention }),
    hints,
  }
}

/** @throws LossError E104 */
function refuseWhole({ flags, loss }: { flags: RawFlags; loss: RunRequest['loss'] }): void {
  const given = flagsOfWholes.filter((flag) => flags[flag] !== undefined)
  if (given.length > 0) {
    throw new LossError(
      'E104',
      `--format state has no place for ${given.map((flag) => `--${flagName(flag)}`).join(' and ')}`,
      {
        why: 'it is what a part of the data leaves; merge says what all parts give, and checks it',
        ...(given.includes('report') && {
          tries: ['--for-report, and then loss-calc merge --report report.html'],
        }),
      },
    )
  }
  if (loss.reduction === 'none') {
    throw new LossError('E104', '--format state adds losses up, which --reduction none does not', {
      tries: ['--csv, whose lines can be joined'],
    })
  }
  if (loss.loss.one === 'batch') {
    throw new LossError(
      'E104',
      `--format state does not go with ${loss.loss.name}, which needs all rows at once`,
    )
  }
}
