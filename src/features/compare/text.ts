import type { Comparison, Report } from '../../report.ts'
import type { Paint } from '../../writers/color.ts'
import { FirstRows } from '../../writers/first-rows.ts'
import { grid } from '../../writers/grid.ts'
import { jsonProperties } from '../../writers/json-numbers.ts'
import { counted, exact, grouped, type Precision, short } from '../../writers/number.ts'
import { samplesObject } from '../../writers/survey.ts'
import { summarize } from '../../writers/summary.ts'

/** Version of the form of `compare --json`. */
export const comparisonSchemaName = 'loss-calc/comparison@1'

/** For people. */
export function comparisonText(comparison: Comparison, precision: Precision, paint: Paint): string {
  const { a, b, difference, interval, better, worse, equal, samples, regressions } = comparison
  const side = (name: string, report: Report) => {
    const { args, result, working } = summarize(report, precision)
    return `${paint.strong(name)}  ${result}   ${paint.dim(working)}   ${args[0]!.file}\n`
  }
  const { loss, torch, args } = summarize(a, precision)
  const target = args.at(-1)!
  const shown = (value: number) => `${value > 0 ? '+' : ''}${short(value, precision)}`
  const verdict =
    interval.high < 0
      ? 'b is better'
      : interval.low > 0
        ? 'a is better'
        : 'no difference that these samples could show'
  let text = `${paint.strong(loss)} ${paint.dim(`(${torch})`)}   ${target.file} ${target.shape}\n\n`
  text += side('a', a) + side('b', b)
  text += `\n${paint.strong(`b - a  ${shown(difference)}`)}   95 % between ${shown(interval.low)} and ${shown(interval.high)} (${interval.method})\n`
  text += `${verdict}: of ${counted(samples, 'sample')} ${grouped(better)} better, ${grouped(worse)} worse, ${grouped(equal)} equal\n`
  const rows = new FirstRows(Infinity)
  rows.add(regressions)
  const columns = rows.columns(precision)
  if (columns.length > 0) text += `\nworst regressions\n${grid(columns, paint)}`
  return text
}

/** The difference alone. */
export function comparisonQuiet({ difference }: Comparison): string {
  return `${exact(difference)}\n`
}

/** For machines, each key on a line of its own. */
export function comparisonJson(comparison: Comparison): string {
  const { a, b, samples, difference, interval, better, worse, equal, regressions } = comparison
  const side = (report: Report) => ({
    file: Object.values(report.args)[0]!.name,
    ...jsonProperties('value', report.value),
    ...jsonProperties('sum', report.sum),
    denominator: { kind: report.denominator.kind, ...jsonProperties('value', report.denominator.value) },
  })
  const object = {
    schema: comparisonSchemaName,
    loss: a.loss,
    ...(a.mode !== undefined && { mode: a.mode }),
    reduction: a.reduction,
    samples,
    a: side(a),
    b: side(b),
    ...jsonProperties('difference', difference),
    interval: {
      level: 0.95,
      ...jsonProperties('low', interval.low),
      ...jsonProperties('high', interval.high),
      method: interval.method,
    },
    better,
    worse,
    equal,
    regressions: samplesObject(regressions),
  }
  const lines = Object.entries(object).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  )
  return `{\n${lines.join(',\n')}\n}\n`
}
