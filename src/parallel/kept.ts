import { groupMemory } from '../collectors/groups.ts'
import {
  buffersOf,
  type PlainSurvey,
  surveyMemory,
  Surveyor,
  type SurveyRequest,
} from '../collectors/survey.ts'
import type { PlainCompared } from '../comparison/compared.ts'
import type { ComparisonRequest, PlainTwoModels, TwoModels } from '../comparison/two-models.ts'
import type { JudgedRows } from '../samples.ts'

/** What is kept of the samples of all sides, besides totals. */
export interface KeptRequest {
  readonly survey?: SurveyRequest | undefined
  readonly comparison?: ComparisonRequest | undefined
}

/** The same as a thread sends it. */
export interface PlainKept {
  readonly survey?: PlainSurvey | undefined
  readonly comparison?: PlainTwoModels | undefined
}

/** Who keeps it; in any number of threads they come to the same bits. */
export class Kept {
  readonly survey: Surveyor | undefined
  readonly comparison: TwoModels | undefined

  constructor(survey: Surveyor | undefined, comparison: TwoModels | undefined) {
    this.survey = survey
    this.comparison = comparison
  }

  /** Equal rows of each side. */
  add([a, b]: readonly JudgedRows[], firstRow: number): void {
    this.survey?.add(a!)
    this.comparison?.add(a!, b!, '', firstRow)
  }

  plain(): PlainKept {
    return { survey: this.survey?.plain(), comparison: this.comparison?.plain() }
  }

  merge({ survey, comparison }: PlainKept): void {
    if (survey) this.survey?.merge(survey)
    if (comparison) this.comparison?.merge(comparison)
  }
}

export async function keep({ survey, comparison }: KeptRequest = {}): Promise<Kept> {
  const two = comparison && (await import('../comparison/two-models.ts'))
  return new Kept(survey && new Surveyor(survey), two && new two.TwoModels(comparison))
}

/** What is handed over where it is sent, not copied. */
export function keptMemory({ survey, comparison }: PlainKept): ArrayBuffer[] {
  return [...(survey ? surveyMemory(survey) : []), ...(comparison ? comparedMemory(comparison.compared) : [])]
}

/** Both sums of groups have the same names. */
function comparedMemory({ pairs, difference, classes, groups }: PlainCompared): ArrayBuffer[] {
  const { differences } = pairs
  const paired = [classes, ...groups.values()].flatMap(({ a, b }) => [...groupMemory(a), ...groupMemory(b)])
  const ranked = 'kept' in differences ? differences.kept : differences.buckets
  return [...new Set(buffersOf([ranked, ...difference.kept, ...paired]))]
}
