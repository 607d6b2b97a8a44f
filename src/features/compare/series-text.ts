import { intervalObject } from './text.ts'
import type { Notice } from '../../report.ts'
import type { Series, Standing, Step } from '../../comparison.ts'
import type { PrintedColumn } from '../../writers/first-rows.ts'
import { quotedCell } from '../../writers/csv.ts'
import { grid, saidNames, type Screen } from '../../writers/grid.ts'
import { headOf } from '../../writers/fold.ts'
import { jsonLines, jsonProperties } from '../../writers/json-text.ts'
import { escapeMarkdown, pipeTable } from '../../writers/pipe-table.ts'
import { counted, exact, grouped, type Precision, short, signed } from '../../writers/number.ts'
import { sparkline } from '../../writers/bars.ts'
import { summarize } from '../../writers/summary.ts'
import { visible } from '../../writers/text.ts'

const trendSchemaName = 'loss-calc/trend@1'

/** What was asked of a series, and how it came out. */
export interface SeriesCheck {
  readonly asked: string
  readonly ok: boolean
  /** In words, for people. */
  readonly found: string
}

export interface SeriesResult {
  readonly series: Series
  readonly checks: readonly SeriesCheck[]
}

function range({ interval: { low, high } }: Step, { precision, say }: Screen): string {
  return say(`${signed(low, precision)} to ${signed(high, precision)}`)
}

/** For people: a row for each model, then what they say together. */
export function seriesText(result: SeriesResult, screen: Screen): string {
  const { precision, paint, say } = screen
  const { series } = result
  const [first] = series.models as [Standing]
  const summary = summarize(first.report, precision)
  const values = series.models.map(({ report }) => report.value!)
  const shapes = summary.args.map(({ shape }) => say(shape)).join(say(', '))
  const title = headOf(
    say(summary.loss),
    summary.torch,
    `${say(`${counted(series.models.length, 'file')}, the first of ${shapes}`)}${say(summary.leftOut)}`,
    screen,
  )
  const line = `${short(values[0]!, precision)} ${sparkline(values)} ${short(values.at(-1)!, precision)}`
  const table = grid(saidNames(columnsOf(series, screen), say), screen)
  const lines = linesOf(result, precision).map((text) => `${text}\n`)
  return `${title}\n${paint.strong(line)}\n\n${table}\n${lines.join('')}`
}

function columnsOf({ models, best, against }: Series, screen: Screen): PrintedColumn[] {
  const { precision, say } = screen
  const column = (name: string, cell: (model: Standing, i: number) => string): PrintedColumn => ({
    name,
    cells: models.map(cell),
  })
  const counted = models.some(({ step }) => step?.counts)
  return [
    column('file', ({ name }) => visible(name)),
    column('samples', ({ report }) => grouped(report.samples)),
    column(models[0]!.report.reduction, ({ report }) => short(report.value!, precision)),
    column(against === 'previous' ? 'step' : 'from the first', ({ step }) =>
      step ? signed(step.difference, precision) : '',
    ),
    column('95 %', ({ step }) => (step ? range(step, screen) : '')),
    ...(counted
      ? [
          column('better', ({ step }) => (step?.counts ? grouped(step.counts.better) : '')),
          column('worse', ({ step }) => (step?.counts ? grouped(step.counts.worse) : '')),
        ]
      : []),
    column('', (_model, i) => (i === best ? say('best') : '')),
  ]
}

/** What the table says together, a sentence each. */
function linesOf({ series, checks }: SeriesResult, precision: Precision): string[] {
  const { models, best, sinceBest } = series
  const lines: string[] = []
  if (best === undefined) lines.push('best: none, no loss is a number')
  else {
    const { name, report } = models[best]!
    const place = `${best + 1} of ${models.length}`
    lines.push(`best: ${visible(name)} (${place}), ${report.reduction} ${short(report.value!, precision)}`)
  }
  if (sinceBest && Number.isFinite(sinceBest.difference)) {
    const { interval } = sinceBest
    lines.push(
      `the last is ${signed(sinceBest.difference, precision)} from the best, 95 % between ${signed(interval.low, precision)} and ${signed(interval.high, precision)} (${interval.method})`,
    )
  }
  for (const { by, why, count } of pairings(series)) {
    const steps = counted(count, 'step')
    lines.push(
      by === 'no'
        ? `${steps} not paired (${why}): the interval takes both files for independent samples`
        : `${steps} paired by ${by === 'ids' ? 'id' : 'the order of the rows'}`,
    )
  }
  for (const { ok, found } of checks) lines.push(`${ok ? 'passed' : 'failed'}: ${found}`)
  return lines
}

function pairings({ models }: Series): { by: Step['paired']; why: Step['why']; count: number }[] {
  const found = new Map<string, { by: Step['paired']; why: Step['why']; count: number }>()
  for (const { step } of models) {
    if (!step) continue
    const key = `${step.paired} ${step.why}`
    const known = found.get(key)
    if (known) known.count++
    else found.set(key, { by: step.paired, why: step.why, count: 1 })
  }
  return [...found.values()]
}

export function seriesMarkdown(result: SeriesResult, screen: Screen): string {
  const { precision, say } = screen
  const { series } = result
  const { loss, torch } = summarize(series.models[0]!.report, precision)
  const lines = linesOf(result, precision).map((line) => `- ${escapeMarkdown(say(line))}\n`)
  const line = sparkline(series.models.map(({ report }) => report.value!))
  const table = pipeTable(saidNames(columnsOf(series, screen), say))
  return `${table}\n${line} ${say(loss)} (\`${torch}\`)\n\n${lines.join('')}`
}

/** A line for each model, every digit. */
export function seriesCsv({ series: { models, best } }: SeriesResult): string {
  const names = 'file,samples,loss,step,low,high,paired,better,worse,equal,best'
  const rows = models.map(({ name, report, step }, i) => {
    const { low, high } = step?.interval ?? {}
    const numbers = [report.samples, report.value, step?.difference, low, high].map((value) =>
      value === undefined ? '' : exact(value),
    )
    const { better = '', worse = '', equal = '' } = step?.counts ?? {}
    return [quotedCell(name), ...numbers, step?.paired ?? '', better, worse, equal, i === best ? 1 : 0].join(
      ',',
    )
  })
  return `${[names, ...rows].join('\n')}\n`
}

/** For machines, each model on a line of its own. */
export function seriesJson({ series, checks }: SeriesResult, notices: readonly Notice[]): string {
  const { models, against, best, sinceBest } = series
  const [{ report: first }] = models as [Standing]
  const object = {
    schema: trendSchemaName,
    loss: first.loss,
    ...(first.mode !== undefined && { mode: first.mode }),
    reduction: first.reduction,
    against,
    models: models.map(({ name, report, step }) => {
      const { kind, value } = report.denominator
      return {
        file: name,
        samples: report.samples,
        ...jsonProperties('value', report.value),
        ...jsonProperties('sum', report.sum),
        denominator: { kind, ...jsonProperties('value', value) },
        ...(step && { step: stepObject(step) }),
      }
    }),
    ...(best !== undefined && { best: { index: best, file: models[best]!.name } }),
    ...(sinceBest && { since_best: stepObject(sinceBest) }),
    checks: checks.map(({ asked, ok }) => ({ asked, ok })),
    notices,
  }
  return jsonLines(object, 'models')
}

function stepObject({ difference, interval, paired, why, counts }: Step) {
  return {
    ...jsonProperties('difference', difference),
    interval: intervalObject(interval),
    paired,
    why,
    ...counts,
  }
}
