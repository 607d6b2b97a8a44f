import { groupMemory } from '../collectors/groups.ts'
import {
  buffersOf,
  type PlainSurvey,
  surveyMemory,
  Surveyor,
  type SurveyRequest,
} from '../collectors/survey.ts'
import type { PlainCompared } from '../comparison/compared.ts'
import type { PlainScores, ScoreParts } from '../comparison/scores.ts'
import type { ComparisonRequest, PlainTwoModels, TwoModels } from '../comparison/two-models.ts'
import type { JudgedRows } from '../samples.ts'

/** What is kept of the samples of all sides, besides totals. */
export interface KeptRequest {
  readonly survey?: SurveyRequest | undefined
  readonly comparison?: ComparisonRequest | undefined
  /** Rows of a model of several, which are told apart by their order. */
  readonly scores?: boolean
}

/** The same as a thread sends it. */
export interface PlainKept {
  readonly survey?: PlainSurvey | undefined
  readonly comparison?: PlainTwoModels | undefined
  readonly scores?: PlainScores | undefined
}

/** Who keeps it; in any number of threads they come to the same bits. */
export class Kept {
  readonly survey: Surveyor | undefined
  readonly comparison: TwoModels | undefined
  readonly scores: ScoreParts | undefined

  constructor(survey?: Surveyor, comparison?: TwoModels, scores?: ScoreParts) {
    this.survey = survey
    this.comparison = comparison
    this.scores = scores
  }

  /** Equal rows of each side. */
  add([a, b]: readonly JudgedRows[], firstRow: number): void {
    this.survey?.add(a!)
    this.comparison?.add(a!, b!, '', firstRow)
    this.scores?.add(a!, firstRow)
  }

  plain(): PlainKept {
    return {
      survey: this.survey?.plain(),
      comparison: this.comparison?.plain(),
      scores: this.scores?.plain(),
    }
  }

  merge({ survey, comparison, scores }: PlainKept): void {
    if (survey) this.survey?.merge(survey)
    if (comparison) this.comparison?.merge(comparison)
    if (scores) this.scores?.merge(scores)
  }
}

export async function keep({ survey, comparison, scores }: KeptRequest = {}): Promise<Kept> {
  const two = comparison && new (await import('../comparison/two-models.ts')).TwoModels(comparison)
  const parts = scores === true ? new (await import('../comparison/scores.ts')).ScoreParts() : undefined
  return new Kept(survey && new Surveyor(survey), two, parts)
}

/** What is handed over where it is sent, not copied. */
export function keptMemory({ survey, comparison, scores }: PlainKept): ArrayBuffer[] {
  const scored = scores?.rows.flatMap(({ sums, divisors, targets }) => [sums, divisors, targets?.numbers])
  return [
    ...(survey ? surveyMemory(survey) : []),
    ...(comparison ? comparedMemory(comparison.compared) : []),
    ...buffersOf(scored ?? []),
  ]
}

/** Both sums of groups have the same names. */
function comparedMemory({ pairs, difference, classes, groups }: PlainCompared): ArrayBuffer[] {
  const { differences } = pairs
  const paired = [classes, ...groups.values()].flatMap(({ a, b }) => [...groupMemory(a), ...groupMemory(b)])
  const ranked = 'kept' in differences ? differences.kept : differences.buckets
  return [...new Set(buffersOf([ranked, ...difference.kept, ...paired]))]
}
