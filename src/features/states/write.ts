import type { Opened } from '../../data/opened.ts'
import type { Pair } from '../../data/pairs.ts'
import type { Fitted } from '../../engine/compute.ts'
import type { PlainTotals } from '../../engine/totals.ts'
import { LossError } from '../../error.ts'
import { flagName } from '../../options.ts'
import type { Errors } from '../../collectors/errors.ts'
import { type PlainSurvey, Surveyor, type SurveyRequest } from '../../collectors/survey.ts'
import { mapArguments } from '../../tensor.ts'
import { byName } from './groups-json.ts'
import { digestOf, placeOf, type ShardName } from './shards.ts'
import type { Resolved, Shard, Sources, State, StateRequest } from './state.ts'

/** What was asked of the samples, and what has seen them. */
export interface Surveyed {
  readonly request: SurveyRequest
  readonly surveyor: Surveyor
}

/** What a run over a part has left. */
interface PartOfRun {
  readonly producer: string
  readonly request: StateRequest
  /** Absent where the part holds no rows. */
  readonly fitted: Fitted | undefined
  readonly opened: Pick<Opened, 'dataset' | 'groups' | 'notices'> | undefined
  readonly totals: PlainTotals
  readonly survey: Surveyed | undefined
  readonly page: (Surveyed & { readonly errors: Errors }) | undefined
  readonly shard: ShardName | undefined
}

export function stateOf(part: PartOfRun): State {
  const { producer, request, fitted, opened, totals, survey, page, shard } = part
  const { evidence, ...sums } = totals
  const skipped = opened?.dataset.skipped ?? 0
  const seen = survey?.surveyor.plain()
  const found = seen && { ...seen, groups: seen.groups.map(byName) }
  const digest = digestOf({ totals: sums, skipped, ...(found && { survey: found }) })
  const named: Shard = { ...(shard && { id: shard.id }), rows: sums.counts.samples + skipped, digest }
  return {
    producer,
    request,
    ...(fitted && opened && { resolved: resolvedOf(fitted, opened), sources: sourcesOf(opened, named) }),
    shards: [named],
    skipped,
    totals: sums,
    // One part does not show whether a column counts the rows of all parts.
    ...(evidence && {
      evidence: {
        ...evidence,
        counting: [],
        countingRow: false,
        fraction: false,
        wholeBelow: false,
        zeroTarget: false,
      },
    }),
    ...(survey && fitted && { survey: placed(survey.request, found!, named) }),
    ...(page &&
      fitted && {
        page: { survey: placed(page.request, page.surveyor.plain(), named), errors: page.errors.plain() },
      }),
    notices: opened?.notices ?? [],
  }
}

/** Rows count from where the shard stands among all. */
function placed(request: SurveyRequest, found: PlainSurvey, shard: Shard): PlainSurvey {
  const all = new Surveyor(request)
  all.merge(found, placeOf(shard))
  return all.plain()
}

function resolvedOf(
  { form, plan, first }: Fitted,
  { dataset, groups }: NonNullable<PartOfRun['opened']>,
): Resolved {
  const selected = Object.entries(dataset.args).flatMap(([name, { selected }]) =>
    selected ? [[name, selected] as const] : [],
  )
  return {
    ...(form.mode !== undefined && { mode: form.mode }),
    kind: plan.kind,
    weighted: first.weights !== undefined,
    args: mapArguments(first.args, ({ shape, table = false }) => ({ shape: shape.slice(1), table })),
    columns: Object.fromEntries(selected),
    ...(dataset.classes && { classes: dataset.classes }),
    groups,
  }
}

function sourcesOf(
  { dataset }: NonNullable<PartOfRun['opened']>,
  { id, digest }: Pick<Shard, 'id' | 'digest'>,
): Sources {
  const inputs = mapArguments(dataset.args, ({ name, format, notes, leftOut }) => ({
    name,
    format,
    notes,
    ...(leftOut && { leftOut }),
  }))
  return { shard: { ...(id !== undefined && { id }), digest }, inputs }
}

/**
 * Whether the rows of a run can be cut into parts.
 *
 * @throws LossError E104 for arguments whose rows do not belong together, and for weights with an entry per row
 */
export function checkParts({ plan }: Fitted, pair: Pair, rowsApart: boolean): void {
  if (!rowsApart || Object.values(pair.args).some(({ shape }) => shape.length === 0))
    throw new LossError(
      'E104',
      '--format state takes rows, and these inputs have no rows that belong together',
    )
  if (plan.one !== 'element') return
  const tensors = Object.entries(plan.options).filter(([, value]) => typeof value === 'object')
  for (const [name, value] of tensors) {
    const { shape } = value as { shape: readonly number[] }
    if (shape.length !== plan.shape.length || shape[0] === 1) continue
    throw new LossError(
      'E104',
      `--${flagName(name)} has an entry per row, which a part of the rows has no place in`,
      { tries: ['--weight-col, a column with one weight per row'] },
    )
  }
}
