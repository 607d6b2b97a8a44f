import { Evidence } from '../../engine/evidence.ts'
import { Totals } from '../../engine/totals.ts'
import { Errors } from '../../collectors/errors.ts'
import { Surveyor, type SurveyRequest } from '../../collectors/survey.ts'
import { LossError } from '../../error.ts'
import type { Notice } from '../../report.ts'
import { encode } from './plain-json.ts'
import { countOf, inOrder, isBefore } from './shards.ts'
import type { PlainPage, Resolved, Shard, Sources, State, StateRequest } from './state.ts'

/** States on the way to one: the same whatever their order. */
export class Merged {
  #request: StateRequest | undefined
  #requestFrom = ''
  #resolved: Resolved | undefined
  #resolvedFrom = ''
  #sources: Sources | undefined
  #skipped = 0
  #repeated = 0
  readonly #producers = new Set<string>()
  readonly #totals = new Totals(new Evidence())
  #looked = false
  #surveyor: Surveyor | undefined
  #page: { readonly surveyor: Surveyor; readonly errors: Errors } | undefined
  readonly #shards: Shard[] = []
  readonly #known = new Map<string, { digest: string; file: string }>()
  readonly #notices = new Map<string, Notice>()
  /** How many states say so, of those that hold rows. */
  readonly #times = new Map<string, number>()
  #filled = 0

  /** How many states came twice, with the same content. */
  get repeated(): number {
    return this.#repeated
  }

  /** @throws LossError E320 for another request, and for a shard that is there with other content */
  add(state: State, file: string): void {
    this.#agree(state, file)
    if (this.#isRepeated(state.shards, file)) return
    for (const shard of state.shards) {
      this.#shards.push(shard)
      if (shard.id !== undefined) this.#known.set(shard.id, { digest: shard.digest, file })
    }
    this.#producers.add(state.producer)
    this.#skipped += state.skipped
    this.#totals.merge({ ...state.totals, evidence: state.evidence ?? new Evidence().plain() })
    this.#looked ||= state.evidence !== undefined
    if (state.survey) this.#survey(state).merge(state.survey)
    if (state.page) this.#mergePage(state, state.page)
    if (state.totals.counts.samples > 0) this.#filled++
    for (const notice of state.notices) {
      const key = `${notice.code} ${notice.message}`
      this.#notices.set(key, notice)
      this.#times.set(key, (this.#times.get(key) ?? 0) + 1)
    }
    const { sources } = state
    if (sources && (!this.#sources || isBefore(sources.shard, this.#sources.shard))) this.#sources = sources
  }

  /** @throws LossError E321 if there was no state */
  state(): State {
    if (!this.#request)
      throw new LossError('E321', 'there is no state to merge', { tries: ['loss-calc merge --help'] })
    const { evidence, ...totals } = this.#totals.plain()
    return {
      producer: [...this.#producers].sort().join(', '),
      request: this.#request,
      ...(this.#resolved && { resolved: this.#resolved }),
      ...(this.#sources && { sources: this.#sources }),
      shards: inOrder(this.#shards),
      skipped: this.#skipped,
      totals,
      ...(this.#looked && evidence && { evidence }),
      ...(this.#surveyor && { survey: this.#surveyor.plain() }),
      ...(this.#page && { page: { survey: this.#page.surveyor.plain(), errors: this.#page.errors.plain() } }),
      // A condition that leaves out no row of one part may leave out some of others.
      notices: [...this.#notices]
        .filter(([key, { code }]) => code !== 'W428' || this.#times.get(key)! >= this.#filled)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, notice]) => notice),
    }
  }

  #survey(state: State): Surveyor {
    this.#surveyor ??= new Surveyor(surveyRequestOf(state.request.survey, state.resolved))
    return this.#surveyor
  }

  #mergePage({ request, resolved }: State, { survey, errors }: PlainPage): void {
    this.#page ??= { surveyor: new Surveyor(surveyRequestOf(request.page, resolved)), errors: new Errors() }
    this.#page.surveyor.merge(survey)
    this.#page.errors.merge(errors)
  }

  #agree({ request, resolved, shards }: State, file: string): void {
    if (!this.#request) [this.#request, this.#requestFrom] = [request, file]
    refuseDifference(this.#request, request, this.#requestFrom, file)
    if (resolved) {
      if (!this.#resolved) [this.#resolved, this.#resolvedFrom] = [resolved, file]
      refuseDifference(this.#resolved, resolved, this.#resolvedFrom, file)
    }
    const [mine, other] = [countOf(this.#shards), countOf(shards)]
    if (mine === undefined || other === undefined || mine === other) return
    throw new LossError(
      'E320',
      `shards of ${mine} in ${this.#requestFrom} do not go with shards of ${other} in ${file}`,
    )
  }

  /** Whether all shards are there already. @throws LossError E320 if only some are, or with other content */
  #isRepeated(shards: readonly Shard[], file: string): boolean {
    const seen = shards.filter(({ id }) => id !== undefined && this.#known.has(id))
    if (seen.length === 0) return false
    const [first] = seen as [Shard]
    const other = seen.find(({ id, digest }) => this.#known.get(id!)!.digest !== digest)
    if (other)
      throw new LossError(
        'E320',
        `shard ${other.id} is in ${this.#known.get(other.id!)!.file} and, with other content, in ${file}`,
        { why: 'its rows were not the same, or not the same request was made of them' },
      )
    if (seen.length < shards.length)
      throw new LossError(
        'E320',
        `shard ${first.id} of ${file} is in ${this.#known.get(first.id!)!.file} as well, but not all of its shards are`,
        { why: 'a merged state cannot be taken apart again' },
      )
    this.#repeated++
    return true
  }
}

/** What the survey of all states is asked for. */
export function surveyRequestOf(
  survey: StateRequest['survey'],
  resolved: Resolved | undefined,
): SurveyRequest {
  const columns = resolved && Object.values(resolved.columns)[0]
  return { ...(survey as unknown as SurveyRequest), groupBy: resolved?.groups ?? [], columns }
}

/** @throws LossError E320 that names the first key in which two requests differ, and both files */
function refuseDifference(a: object, b: object, fileA: string, fileB: string): void {
  const found = differs(a, b, '')
  if (!found) return
  throw new LossError('E320', `${found.key} is ${found.a} in ${fileA}, and ${found.b} in ${fileB}`, {
    why: 'only parts of one run can be merged',
  })
}

function differs(a: unknown, b: unknown, key: string): { key: string; a: string; b: string } | undefined {
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  if (isObject(a) && isObject(b)) {
    for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const found = differs(a[name], b[name], key === '' ? name : `${key}.${name}`)
      if (found) return found
    }
    return undefined
  }
  const [own, other] = [a, b].map((value) =>
    value === undefined ? 'not given' : JSON.stringify(encode(value)),
  ) as [string, string]
  return own === other ? undefined : { key, a: own, b: other }
}
