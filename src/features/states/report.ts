import { mapArguments } from '../../tensor.ts'
import type { Named, Pair } from '../../data/pairs.ts'
import { Computation } from '../../engine/compute.ts'
import type { Plan } from '../../engine/plan.ts'
import { Evidence } from '../../engine/evidence.ts'
import type { ComputeRequest } from '../../engine/request.ts'
import { LossError } from '../../error.ts'
import { loadLoss } from '../../losses/registry.ts'
import type { Loss } from '../../losses/loss.ts'
import type { GivenOptions } from '../../options.ts'
import type { MeanBy, Reduction, Report } from '../../report.ts'
import type { Survey } from '../../survey.ts'
import { Errors } from '../../collectors/errors.ts'
import { type PlainSurvey, Surveyor } from '../../collectors/survey.ts'
import type { PlainWorst } from '../../collectors/worst.ts'
import { firstByName } from './groups-json.ts'
import { surveyRequestOf } from './merged.ts'
import { missingShards, placeOf, rowAt } from './shards.ts'
import type { PlainPage, Resolved, Shard, Sources, State, StateRequest } from './state.ts'

/** The loss of a state. @throws LossError E321 for one that this program does not have */
export async function lossOf({ request, producer }: State): Promise<Loss> {
  const loss = await loadLoss(request.loss)
  if (loss) return loss
  throw new LossError('E321', `there is no loss ${JSON.stringify(request.loss)}`, {
    why: `the state comes from ${producer}`,
  })
}

/**
 * The report that one run over all parts gives.
 *
 * @throws LossError E205 where no part has rows, and as the engine
 */
export function reportOfState(
  state: State,
  loss: Loss,
  reduction: Reduction,
  hints: ComputeRequest['hints'],
): { report: Report; plan: Plan; page: Survey | undefined } {
  const {
    request,
    resolved,
    sources,
    shards,
    skipped,
    totals,
    evidence = new Evidence().plain(),
    survey,
    page,
  } = state
  if (!resolved || !sources) throw new LossError('E205', `none of ${shards.length} shards holds data`)
  const asked: ComputeRequest = {
    loss,
    options: optionsOf(request),
    reduction,
    mode: resolved.mode,
    from: request.from,
    meanBy: request.meanBy as MeanBy,
    hints: state.evidence && hints,
  }
  const computation = new Computation(asked)
  computation.fit(firstPair(resolved))
  computation.merge({ ...totals, evidence })
  const args = namedArguments(resolved, sources, shards.length)
  const { convention } = request
  const found = computation.report({ args, skipped, ...(resolved.classes && { classes: resolved.classes }) })
  const report = {
    ...found,
    ...(convention !== undefined && { convention }),
    ...(resolved.weighted && { weightedRows: true }),
  }
  const surveyed = (seen: PlainSurvey, wanted: StateRequest['survey']): Survey => {
    const surveyor = new Surveyor(surveyRequestOf(wanted, resolved))
    surveyor.merge(withRowsOfAll(seen, request, shards))
    return surveyor.survey(report.sum, resolved.classes)
  }
  return {
    report: survey ? { ...report, survey: surveyed(survey, request.survey) } : report,
    plan: computation.fitted!.plan,
    page: page && { ...surveyed(page.survey, request.page), ...errorsOf(page) },
  }
}

function errorsOf({ errors }: PlainPage): Pick<Survey, 'errors'> {
  const found = new Errors()
  found.merge(errors)
  return found.section()
}

function optionsOf({ options }: StateRequest): GivenOptions {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => {
      const tensor = value as { data: readonly number[]; shape: readonly number[] }
      return [name, typeof value === 'object' ? { ...tensor, data: Float64Array.from(tensor.data) } : value]
    }),
  )
}

/** Rows of the same shapes, to which the loss is fitted again. */
function firstPair({ args, weighted }: Resolved): Pair {
  const none = new Float64Array(0)
  return {
    args: Object.fromEntries(
      Object.entries(args).map(([name, { shape, table }]) => [
        name,
        { data: none, shape: [1, ...shape], ...(table && { table }) },
      ]),
    ),
    firstRow: 0,
    whole: false,
    ...(weighted && { weights: { data: none, shape: [1] } }),
  }
}

/** The inputs as a report names them: the first shard's, and how many more there are. */
function namedArguments({ columns }: Resolved, sources: Sources, shards: number): Record<string, Named> {
  const more = shards === 1 ? '' : ` and ${shards - 1} more`
  return mapArguments(sources.inputs, ({ name, ...rest }, argument) => {
    const selected = columns[argument]
    return { ...rest, name: `${name}${more}`, ...(selected && { selected }) }
  })
}

/**
 * Groups in the order of their first rows where shards are numbered, else of their names: of shards with names, or
 * without, it would depend on these. The worst samples with the numbers of their rows among all, where that is known:
 * all shards are there, and no row was left out by --where. Else rows count within their shard, which is named.
 */
function withRowsOfAll(
  survey: PlainSurvey,
  { columns }: StateRequest,
  shards: readonly Shard[],
): PlainSurvey {
  const { worst } = survey
  if (shards.length > 1 && !shards.every(({ id = '' }) => /^\d/.test(id)))
    return {
      ...survey,
      groups: survey.groups.map(firstByName),
      classes: survey.classes && firstByName(survey.classes),
      worst: worst && withShards(worst, shards),
    }
  const numbered = shards.every(({ id = '' }) => /^\d+\/\d+$/.test(id))
  if (!worst) return survey
  if (!numbered || columns.where !== undefined || missingShards(shards, undefined).length > 0)
    return shards.length > 1 ? { ...survey, worst: withShards(worst, shards) } : survey
  const before: number[] = []
  let rows = 0
  for (const shard of shards) {
    before.push(rows)
    rows += shard.rows
  }
  const at = worst.names.indexOf('row')
  const kept = worst.kept.map((one) => {
    const cells = [...one.cells]
    cells[at] = before[rowAt(one.at).shard]! + (cells[at] as number)
    return { ...one, cells }
  })
  return { ...survey, worst: { ...worst, kept } }
}

/** Row 1 of one shard is not row 1 of another. */
function withShards({ names, kept }: PlainWorst, shards: readonly Shard[]): PlainWorst {
  const idOf = new Map(
    shards.map((shard) => [rowAt(placeOf(shard)).shard, shard.id ?? shard.digest.slice(7, 15)] as const),
  )
  const after = names.indexOf('row') + 1
  return {
    names: [...names.slice(0, after), 'shard', ...names.slice(after)],
    kept: kept.map((one) => ({
      ...one,
      cells: [...one.cells.slice(0, after), idOf.get(rowAt(one.at).shard)!, ...one.cells.slice(after)],
    })),
  }
}
