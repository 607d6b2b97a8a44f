import type { SurveyRequest } from '../collectors/survey.ts'

/** Samples on a page, which does not grow with what was asked for. */
const MOST = 40

/** What the page shows of the samples together; what was asked for besides is taken over. */
export function pageRequest(asked: SurveyRequest | undefined): SurveyRequest {
  const top = asked?.top
  return {
    top: top === undefined || top === Infinity ? 20 : Math.min(top, MOST),
    order: 'loss',
    perClass: true,
    groupBy: asked?.groupBy ?? [],
    quantiles: asked?.quantiles ?? [0.5, 0.99],
    bins: asked?.bins ?? 24,
    powers: true,
    calibration: true,
    rightAnswers: true,
    confusions: 20,
    metrics: asked?.metrics ?? [],
    columns: asked?.columns,
  }
}
