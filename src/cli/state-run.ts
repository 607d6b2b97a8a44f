import { openData } from '../command/dataset.ts'
import { readLossOptions } from '../command/read-flags.ts'
import type { Io } from '../command/io.ts'
import { computeRequest } from '../command/loss-request.ts'
import { pendingOutput } from '../command/output.ts'
import { Surveyor, type SurveyRequest } from '../collectors/survey.ts'
import type { Opened } from '../data/opened.ts'
import { Computation, pairsFor, batchOf, pause, rowByRow } from '../engine/compute.ts'
import { predictionsOf } from '../engine/predictions.ts'
import type { ComputeRequest } from '../engine/request.ts'
import { LossError } from '../error.ts'
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
  try {
    const given = await readLossOptions(loss.loss, loss.options, io, data.open)
    const opened = await orNothing(() => openData(data, given, io))
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
    if (opened) await orNothing(() => computePart(computation, asked, opened.dataset, surveyors))
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
    await pending.commit()
    return 0
  } catch (error) {
    pending.discard()
    throw error
  }
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
