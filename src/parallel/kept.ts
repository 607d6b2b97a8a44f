import { type PlainSurvey, surveyMemory, Surveyor, type SurveyRequest } from '../collectors/survey.ts'
import type { JudgedRows } from '../samples.ts'

/** What is kept of the samples of all sides, besides totals. */
export interface KeptRequest {
  readonly survey?: SurveyRequest | undefined
}

/** The same as a thread sends it. */
export interface PlainKept {
  readonly survey?: PlainSurvey | undefined
}

/** Who keeps it; in any number of threads they come to the same bits. */
export class Kept {
  readonly survey: Surveyor | undefined

  constructor({ survey }: KeptRequest) {
    this.survey = survey && new Surveyor(survey)
  }

  /** Equal rows of each side. */
  add([first]: readonly JudgedRows[]): void {
    this.survey?.add(first!)
  }

  plain(): PlainKept {
    return { survey: this.survey?.plain() }
  }

  merge({ survey }: PlainKept): void {
    if (survey) this.survey?.merge(survey)
  }
}

/** What is handed over where it is sent, not copied. */
export function keptMemory({ survey }: PlainKept): ArrayBuffer[] {
  return survey ? surveyMemory(survey) : []
}
