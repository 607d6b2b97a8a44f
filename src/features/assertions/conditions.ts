import { visible } from '../../writers/text.ts'
import { isMetricName, metricNames } from '../../collectors/metric-names.ts'
import { type RawFlags, textsOf } from '../../command/read-flags.ts'
import { LossError } from '../../error.ts'
import { parseDecimal } from '../../numerics/decimal.ts'
import type { Check, Report } from '../../report.ts'

/** What --fail-if asks of the loss or a metric: `acc < 0.9`. */
interface Condition {
  readonly words: string
  readonly name: string
  readonly sign: '<' | '<=' | '>' | '>='
  readonly limit: number
}

const FORM = /^(\w+)\s*([<>]=?)\s*(\S+)$/

/** @throws LossError E101 for other words */
export function readFailIf({ failIf }: RawFlags): Condition[] {
  return textsOf(failIf).map((words) => {
    const [, name = words, sign, bound = ''] = FORM.exec(words.trim()) ?? []
    const limit = /nan/i.test(bound) ? undefined : parseDecimal(bound)
    if (sign === undefined || limit === undefined || !(name === 'loss' || isMetricName(name))) {
      const meant =
        metricNames.find((metric) => name.startsWith(metric)) ?? (sign?.[0] === '>' ? 'loss' : 'acc')
      throw new LossError('E101', `--fail-if must be like 'acc < 0.9', got ${words}`, {
        why: /^worse/.test(words)
          ? 'it is compare that takes two models, and --fail-if worse'
          : `it is loss or one of ${metricNames.join(', ')}, then < or >, then a number`,
        tries: [`--fail-if '${meant} ${sign ?? '<'} ${limit ?? 0.9}'`],
      })
    }
    checkLimit(name, sign, limit)
    return { words: words.trim(), name, sign: sign as Condition['sign'], limit }
  })
}

/** @throws LossError E101 for a limit that nothing comes to or goes beyond: such a check would pass or fail whatever the numbers are */
function checkLimit(name: string, sign: string, limit: number): void {
  const least = name === 'loss' ? -Infinity : 0
  const most = name === 'loss' || name === 'ppl' ? Infinity : name === 'brier' ? 2 : 1
  const beyond = (sign === '>' && limit === most) || (sign === '<' && limit === least)
  if (limit >= least && limit <= most && !beyond) return
  const share = limit > most && limit <= 100 ? limit / 100 : 0.9
  throw new LossError(
    'E101',
    `--fail-if '${name} ${sign} ${limit}' says nothing: ${name} is from ${least} to ${most}`,
    {
      why: limit > most ? 'a percentage is written as a fraction' : undefined,
      tries: [`--fail-if '${name} ${sign} ${Number(share.toPrecision(12))}'`],
    },
  )
}

/** The metrics to compute: those of --metrics, and those that --fail-if asks about. */
export function metricsAsked(flags: RawFlags): RawFlags {
  const names = readFailIf(flags).flatMap(({ name }) => (name === 'loss' ? [] : [name]))
  return names.length === 0 ? flags : { ...flags, metrics: [flags.metrics ?? [], names].flat().join(',') }
}

/** What is NaN fulfils no bound. @throws LossError E104 for a metric that parts were made without */
export function conditionOf({ words, name, sign, limit }: Condition, report: Report): Check {
  const metric = report.survey?.metrics?.find((one) => one.name === name)
  const asked = `--fail-if ${words}`
  const flag = `--metrics ${name}`
  if (name !== 'loss' && metric === undefined)
    throw new LossError('E104', `${asked} needs states that were made with ${flag}`)
  const got = (name === 'loss' ? report.value : metric!.value) ?? Number.NaN
  const found = visible(`${name === 'loss' ? report.reduction : name} ${got}: ${asked}`)
  return { kind: 'fail-if', ok: passes(got, sign, limit), asked, got, want: limit, found }
}

function passes(got: number, sign: Condition['sign'], limit: number): boolean {
  if (sign === '<') return got >= limit
  if (sign === '<=') return got > limit
  return sign === '>' ? got <= limit : got < limit
}
