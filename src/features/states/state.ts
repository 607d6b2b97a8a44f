import { createHash } from 'node:crypto'
import type { PlainErrors } from '../../collectors/errors.ts'
import type { PlainSurvey } from '../../collectors/survey.ts'
import type { PlainEvidence } from '../../engine/evidence.ts'
import type { PlainTotals } from '../../engine/totals.ts'
import { LossError } from '../../error.ts'
import type { InputSummary, Notice, Reduction, Report } from '../../report.ts'
import { MOST_GROUPINGS } from '../../survey.ts'
import { byName, firstJson, type GroupLists, groupsJson } from './groups-json.ts'
import { BadPart, decode, encodedText } from './plain-json.ts'

/** Version of the form; within it keys are only added, except those of a request, which change what is meant. */
const stateSchema = 'loss-calc/state@1'

/** What a part of the data was asked: equal in all states that merge. */
export interface StateRequest extends Pick<Report, 'loss' | 'mode' | 'from' | 'convention'> {
  readonly meanBy: string
  /** Absent for the mean. */
  readonly reduction?: Reduction
  /** Options of the loss as given; lists as `{data, shape}`. */
  readonly options: Readonly<Record<string, unknown>>
  /** Columns, and how they are read, as the flags say. */
  readonly columns: Readonly<Record<string, unknown>>
  readonly survey?: Readonly<Record<string, unknown>>
  readonly page?: Readonly<Record<string, unknown>>
  readonly hints: boolean
}

/** What the data showed; absent where nothing was. */
export interface Resolved {
  readonly mode?: string
  /** What the targets hold. */
  readonly kind: string
  readonly weighted: boolean
  /** Shapes of the arguments without their rows, and whether they come from a table. */
  readonly args: Readonly<Record<string, { readonly shape: readonly number[]; readonly table: boolean }>>
  /** The columns of each argument, where they have names. */
  readonly columns: Readonly<Record<string, readonly string[]>>
  readonly classes?: readonly string[]
  readonly groups: readonly string[]
}

/** How the inputs of a shard are called and were read: reported, not compared. Of several, the first shard that has any. */
export interface Sources {
  readonly shard: Pick<Shard, 'id' | 'digest'>
  readonly inputs: Readonly<Record<string, Pick<InputSummary, 'name' | 'format' | 'notes' | 'leftOut'>>>
}

export interface Shard {
  /** `3/7`, `3` or a name; absent without --shard. */
  readonly id?: string
  readonly rows: number
  /** Of what was added up: the same for the same rows in any order. */
  readonly digest: string
}

export interface PlainPage {
  readonly survey: PlainSurvey
  readonly errors: PlainErrors
}

/** A run over a part of the data, before anything is rounded. */
export interface State {
  readonly producer: string
  readonly request: StateRequest
  readonly resolved?: Resolved
  readonly sources?: Sources
  readonly shards: readonly Shard[]
  readonly skipped: number
  readonly totals: Omit<PlainTotals, 'evidence'>
  readonly evidence?: PlainEvidence
  readonly survey?: PlainSurvey
  readonly page?: PlainPage
  readonly notices: readonly Notice[]
}

/** The line of a state as it was read: what is left of it without its groups, its last characters, and the groups. */
export interface StateLine {
  rest(): string
  readonly tail: string
  isSealed(): boolean
  readonly lists: GroupLists
}

/** A state as one line, piece by piece; a sum of all its characters seals it. */
export function* stateText(state: State): Generator<string> {
  const sum = createHash('sha256')
  let last = ''
  for (const text of encodedText({ schema: stateSchema, ...ordered(state) })) {
    sum.update(last)
    yield last
    last = text
  }
  last = last.slice(0, -1)
  yield `${last},"seal":"${sum.update(last).digest('hex')}"}\n`
}

/** Groups by name, each with where it was first seen: equal totals of groups have equal texts. */
function ordered(state: State): object {
  const { survey, page } = state
  return {
    ...state,
    ...(survey && { survey: byNames(survey) }),
    ...(page && { page: { ...page, survey: byNames(page.survey) } }),
  }
}

function byNames({ groups, classes, ...rest }: PlainSurvey): unknown {
  const sorted = groups.map(byName)
  const sortedClasses = classes && byName(classes)
  return {
    ...rest,
    groups: sorted.map(groupsJson),
    classes: sortedClasses && groupsJson(sortedClasses),
    first: { groups: sorted.map(firstJson), classes: sortedClasses && firstJson(sortedClasses) },
  }
}

const keys: readonly string[] = ['request', 'shards', 'skipped', 'totals', 'notices', 'seal']
const requestKeys: readonly string[] =
  'loss mode from meanBy reduction options columns survey page convention hints'.split(' ')

/**
 * The state that a line holds.
 *
 * @throws LossError E321 for a line that was cut or changed, one that is no state, a newer form, and numbers that were lost
 */
export function readState(line: StateLine, file: string, lineNumber: number): State {
  const at = { file, line: lineNumber }
  const refuse = (message: string, why?: string): never => {
    throw new LossError('E321', message, { at, why })
  }
  let parsed: unknown
  try {
    parsed = JSON.parse(line.rest())
  } catch {
    if (lineNumber === 1 && /\.(?:gz|zst)$/.test(file))
      throw new LossError('E321', `${file} is packed, and states are read as text`, {
        at: { file },
        why: 'loss-calc merge - takes what gzip -dc or zstd -dc prints of it',
      })
    return refuse('this line is no JSON, or was cut', `it ends with ${JSON.stringify(line.tail)}`)
  }
  const found = typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  const { schema, ...rest } = found
  if (typeof schema !== 'string' || !schema.startsWith('loss-calc/state@'))
    return refuse(
      `this is no state: its schema is ${JSON.stringify(schema ?? null)}`,
      'loss-calc <loss> ... --format state writes states',
    )
  if (schema !== stateSchema)
    return refuse(`${schema} is a newer form than ${stateSchema}`, `it comes from ${String(found.producer)}`)
  const missing = keys.find((key) => rest[key] === undefined)
  if (missing !== undefined) return refuse(`the state has no "${missing}"`)
  const unknown = Object.keys(Object(rest.request) as object).find((key) => !requestKeys.includes(key))
  if (unknown !== undefined)
    return refuse(
      `the request of the state has a "${unknown}", which may change its meaning`,
      `it comes from ${String(found.producer)}`,
    )
  const sealed = line.isSealed()
  try {
    const { survey, page, seal: _, ...state } = decode(rest, '') as State & { seal: string }
    checkCounts(state.totals.counts as unknown as Record<string, unknown>)
    const named = state.resolved?.groups.length ?? 0
    const whole = {
      ...state,
      ...(survey && { survey: withGroups(survey, line.lists, 'survey', named) }),
      ...(page && { page: { ...page, survey: withGroups(page.survey, line.lists, 'page.survey', named) } }),
    }
    if (sealed) return whole
  } catch (error) {
    if (error instanceof BadPart)
      return refuse(
        `the number at ${error.path.replace(/^\./, '')} is ${error.found}`,
        'a number was lost on the way',
      )
    if (sealed) throw error
  }
  return refuse('the state was changed after it was written', 'its seal does not fit what stands before it')
}

/** A survey with the groups that were taken out of its line, by so many columns. @throws BadPart */
function withGroups(
  { groups, classes, ...rest }: PlainSurvey,
  lists: GroupLists,
  path: string,
  named: number,
): PlainSurvey {
  if (groups.length !== named || named > MOST_GROUPINGS)
    throw new BadPart(`${path}.groups.length`, String(groups.length))
  return {
    ...rest,
    groups: groups.map((_, i) => lists.groups(path, `groups[${i}]`)),
    classes: classes && lists.groups(path, 'classes'),
  }
}

/** @throws BadPart for a count that is no whole number */
function checkCounts(counts: Record<string, unknown>): void {
  for (const [name, count] of Object.entries(counts)) {
    if (!Number.isSafeInteger(count) || (count as number) < 0)
      throw new BadPart(`totals.counts.${name}`, JSON.stringify(count))
  }
}
