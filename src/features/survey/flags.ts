import type { Opened } from '../../data/opened.ts'
import { LossError } from '../../error.ts'
import { parseDecimal } from '../../numerics/decimal.ts'
import { givesProbabilities } from '../../engine/predictions.ts'
import type { Loss } from '../../losses/loss.ts'
import { formsOf } from '../../losses/forms.ts'
import { isMetricName, isScoreName, metricNames, type MetricName } from '../../collectors/metric-names.ts'
import type { Reduction } from '../../report.ts'
import type { SurveyRequest } from '../../collectors/survey.ts'
import { choice, type RawFlags, readMost } from '../../command/read-flags.ts'

/** Flags about all samples together, which a list of samples has no place for. */
export const summaryFlags = [
  ...['perClass', 'groupBy', 'quantiles', 'hist'],
  ...['metrics', 'threshold', 'calibration', 'confusions'],
]

/** Whether anything is asked of the samples together. */
export const isSurveyed = (flags: RawFlags): boolean =>
  ['top', 'sort', ...summaryFlags].some((flag) => flags[flag] !== undefined)

/**
 * What the flags ask of the samples together.
 *
 * @throws LossError E101 for bad values, E104 under reduction none, or for a loss whose input holds no probabilities
 */
export function readSurvey(flags: RawFlags, reduction: Reduction, loss: Loss): SurveyRequest {
  const { top, sort, perClass, groupBy, quantiles, hist, metrics, calibration, confusions } = flags
  refuseWithoutProbabilities(flags, loss)
  if (reduction === 'none')
    throw new LossError(
      'E104',
      'samples are surveyed by their loss, which --reduction none does not reduce',
      { tries: ['--reduction mean'] },
    )
  const order = choice('sort', sort ?? (top === undefined ? 'row' : 'loss'), ['loss', 'row'])
  const all = order === 'loss' ? Infinity : undefined
  return {
    top: top === undefined ? all : readMost('top', top, 1e9),
    order,
    perClass: perClass === true,
    groupBy: typeof groupBy === 'string' ? groupBy.split(',').map((name) => name.trim()) : [],
    quantiles: typeof quantiles === 'string' ? quantiles.split(',').map(readPart) : undefined,
    bins: hist === undefined || hist === 'log' ? undefined : hist === true ? 10 : readBins(String(hist)),
    powers: hist === 'log',
    calibration: calibration === true,
    confusions:
      confusions === undefined
        ? undefined
        : confusions === true
          ? 10
          : readMost('confusions', confusions, 1e6),
    metrics: typeof metrics === 'string' ? readMetrics(metrics) : [],
    threshold: readThreshold(flags, loss),
    columns: undefined,
  }
}

export function surveyOver(survey: SurveyRequest, { dataset, groups }: Opened): SurveyRequest {
  return { ...survey, groupBy: groups, columns: Object.values(dataset.args)[0]!.selected }
}

/** Whether some part needs the probabilities of the answers. */
export function predictionsWanted({ powers, calibration, confusions, metrics }: SurveyRequest): boolean {
  return powers || calibration || confusions !== undefined || metrics.length > 0
}

/** @throws LossError E104 if what is asked for is about probabilities, and the loss has none */
function refuseWithoutProbabilities(flags: RawFlags, loss: Loss): void {
  const asked = ['metrics', 'calibration', 'confusions', 'threshold'].find(
    (flag) => flags[flag] !== undefined,
  )
  if (asked === undefined || [...formsOf(loss).values()].some(givesProbabilities)) return
  // Those of --fail-if are the last of the metrics.
  const failIf = asked === 'metrics' && flags.failIf !== undefined
  throw new LossError(
    'E104',
    `--${failIf ? `fail-if ${String(flags.metrics).split(',').at(-1)!}` : asked} needs probabilities, which the input of ${loss.name} does not hold`,
    {
      why: 'they come from logits, probabilities or log-probabilities',
      ...(failIf && { tries: ["loss-calc ... --fail-if 'loss > 0.5'"] }),
    },
  )
}

function readMetrics(list: string): MetricName[] {
  const words = list.split(',').map((word) => word.trim())
  const unknown = words.find((word) => !isMetricName(word))
  if (unknown === undefined) return [...new Set(words)] as MetricName[]
  throw new LossError('E101', `--metrics must be some of ${metricNames.join(', ')}, got ${unknown}`, {
    takes: { option: 'metrics', words: metricNames },
  })
}

/** @throws LossError E101 for no probability, E103 and E104 where nothing is predicted by it */
function readThreshold({ threshold, metrics }: RawFlags, loss: Loss): number | undefined {
  if (threshold === undefined) return undefined
  const p = parseDecimal(String(threshold))
  if (p === undefined || !(p >= 0 && p <= 1))
    throw new LossError('E101', `--threshold must be a number in [0, 1], got ${String(threshold)}`, {
      takes: { option: 'threshold', min: 0, max: 1 },
    })
  if ([...formsOf(loss).values()].every(({ one }) => one === 'row'))
    throw new LossError(
      'E104',
      `--threshold is for the probability of a side, and ${loss.name} has one per class`,
      { why: 'of several classes the most probable one is predicted' },
    )
  const judged = readMetrics(typeof metrics === 'string' ? metrics : 'ppl')
  if (!judged.some((name) => name === 'acc' || isScoreName(name)))
    throw new LossError(
      'E103',
      '--threshold decides what --metrics count as positive, and none of them does',
      { tries: ['--metrics acc,precision,recall,f1'] },
    )
  return p
}

function readBins(text: string): number {
  const bins = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (bins >= 1 && bins <= 200) return bins
  throw new LossError('E101', `--hist must be a number of bins from 1 to 200, got ${text}`, {
    takes: { option: 'hist', values: [10] },
  })
}

function readPart(text: string): number {
  const q = parseDecimal(text)
  if (q !== undefined && q >= 0 && q <= 1) return q
  throw new LossError('E101', `--quantiles must be numbers in [0, 1], got ${text}`)
}
