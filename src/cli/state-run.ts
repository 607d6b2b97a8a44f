import { type AskedData, openData } from '../command/dataset.ts'
import { readLossOptions } from '../command/read-flags.ts'
import type { Io } from '../command/io.ts'
import { computeRequest } from '../command/loss-request.ts'
import { writeSources } from '../command/notices.ts'
import { allOrNothing, pendingOutput } from '../command/output.ts'
import { Surveyor, type SurveyRequest } from '../collectors/survey.ts'
import type { Opened } from '../data/opened.ts'
import { Computation, pairsFor, batchOf, pause, rowByRow } from '../engine/compute.ts'
import { predictionsOf } from '../engine/predictions.ts'
import type { ComputeRequest } from '../engine/request.ts'
import { LossError } from '../error.ts'
import { isPipe } from '../command/pipes.ts'
import { openSource } from '../readers/open.ts'
import type { ShardRequest } from '../features/states/flags.ts'
import { type StateRequest, stateText } from '../features/states/state.ts'
import { checkParts, stateOf, type Surveyed } from '../features/states/write.ts'
import { writePieces } from './run-output.ts'
import { predictionsWanted, surveyOver } from '../features/survey/flags.ts'
import { hints } from '../hints/rules.ts'
import { pageRequest } from './page-request.ts'
import type { RunRequest } from './run-request.ts'

/**
 * `--format state`: what a run over a part of the data leaves, before anything is rounded, as one line for `merge`.
 *
 * @throws LossError as a run
 */
export async function runState(request: RunRequest, state: ShardRequest, io: Io): Promise<number> {
  const { data, loss, survey, files, output } = request
  const { shard, forReport, columns } = state
  const pending = pendingOutput(output.file, files, io)
  const opened = await allOrNothing([pending], async () => {
    const given = await readLossOptions(loss.loss, loss.options, io, data.open)
    const opened = await orNothing(data, io, () => openData(data, given, io))
    const options = opened?.options ?? given
    const page = forReport ? await pageOf(survey) : undefined
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
    if (opened) await orNothing(data, io, () => computePart(computation, asked, opened.dataset, surveyors))
    const state = stateOf({
      producer: `loss-calc ${io.version}`,
      request: stateRequest(request, columns, options, page?.survey),
      fitted: computation.fitted,
      opened,
      totals: computation.plain(),
      survey: surveyed,
      page: paged,
      shard,
    })
    await writePieces(stateText(state), pending.write)
    return opened
  })
  if (output.verbose && opened) await writeSources(opened.dataset.args, output.language, io)
  return 0
}

/** What is kept for the page of a merge, and how predictions are made for it. */
async function pageOf(survey: SurveyRequest | undefined) {
  const { Errors } = await import('../collectors/errors.ts')
  const { predictingFor } = await import('./page-text.ts')
  const errors = new Errors()
  return { survey: pageRequest(survey), errors, predict: predictingFor(errors) }
}

function surveyedOf(survey: SurveyRequest, opened: Opened): Surveyed {
  const request = surveyOver(survey, opened)
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
    const judged = surveyors.length > 0 ? batchOf(results, pair, asked, dataset.classes)?.judged : undefined
    if (judged) for (const surveyor of surveyors) surveyor.add(judged)
    await rest()
  }
}

/** A part without rows is a part, unless only one of its files is empty: whoever should have written that one failed. */
async function orNothing<T>(data: AskedData, io: Io, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    if (!hasNoRows(error) || (await lacksRows(data, io))) throw error
    return undefined
  }
}

const hasNoRows = (error: unknown): boolean => error instanceof LossError && error.code === 'E205'

/** Whether there are rows beside none: of a pipe, which cannot be read again, it is none where no row is left out. */
async function lacksRows(
  { inputs, open, columns, missing, missingIds }: AskedData,
  io: Io,
): Promise<boolean> {
  const files = inputs.filter((input) => !isPipe(input))
  const hold = await Promise.all(files.map((file) => holdsRows(file, open, io)))
  const leftOut = columns.where.length > 0 || missing === 'skip' || missingIds === 'skip'
  return hold.includes(true) && (hold.includes(false) || !leftOut)
}

async function holdsRows(file: string, open: AskedData['open'], io: Io): Promise<boolean> {
  try {
    const source = await openSource(file, open, io)
    for await (const { shape } of source.pieces()) if (shape[0] !== 0) return true
    return false
  } catch (error) {
    // What is no number is in a row.
    return !hasNoRows(error)
  }
}

function stateRequest(
  { loss, hints, survey }: RunRequest,
  columns: ShardRequest['columns'],
  options: Readonly<Record<string, unknown>>,
  page: SurveyRequest | undefined,
): StateRequest {
  return {
    loss: loss.loss.name,
    ...(loss.mode !== undefined && { mode: loss.mode }),
    ...(loss.from !== undefined && { from: loss.from }),
    meanBy: loss.meanBy,
    ...(loss.reduction !== 'mean' && { reduction: loss.reduction }),
    options,
    columns,
    ...(survey && { survey: { ...survey } as unknown as Readonly<Record<string, unknown>> }),
    ...(page && { page: { ...page } as unknown as Readonly<Record<string, unknown>> }),
    ...(loss.convention !== undefined && { convention: loss.convention }),
    hints,
  }
}
