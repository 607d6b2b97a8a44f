import type { ComparedGroup, Comparison, Interval } from '../../comparison.ts'
import type { Notice, Report } from '../../report.ts'
import { jsonLines, jsonProperties } from '../../writers/json-text.ts'
import { FirstRows, type PrintedColumn } from '../../writers/first-rows.ts'
import { grid, saidNames, type Screen } from '../../writers/grid.ts'
import { headOf } from '../../writers/fold.ts'
import { counted, grouped, type Precision, short, signed } from '../../writers/number.ts'
import { samplesObject } from '../../writers/survey.ts'
import { summarize } from '../../writers/summary.ts'
import { groupName, visible } from '../../writers/text.ts'
import { gateLines, verdictInWords } from './gate-text.ts'

const comparisonSchemaName = 'loss-calc/comparison@1'

export function comparisonText(comparison: Comparison, screen: Screen): string {
  const { precision, paint, say } = screen
  const { a, b, difference, interval, better, worse, equal, samples } = comparison
  const { regressions, improvements, perClass, perGroup = [], gate } = comparison
  const side = (name: string, report: Report) => {
    const { args, result, working } = summarize(report, precision)
    return `${paint.strong(name)}  ${result}   ${paint.dim(working)}   ${args[0]!.file}\n`
  }
  const { loss, torch, args } = summarize(a, precision)
  const target = args.at(-1)!
  const shown = (value: number) => signed(value, precision)
  let text = `${headOf(say(loss), torch, `${target.file} ${say(target.shape)}`, screen)}\n`
  text += side('a', a) + side('b', b)
  const between = `   95 % between ${shown(interval.low)} and ${shown(interval.high)} (${interval.method})`
  text += `\n${paint.strong(`b - a  ${shown(difference)}`)}${Number.isFinite(difference) ? between : ''}\n`
  text += `${verdictInWords(comparison)}: of ${counted(samples, 'sample')} ${grouped(better)} better, ${grouped(worse)} worse, ${grouped(equal)} equal\n`
  if (gate)
    text += gateLines(gate, precision)
      .map((line) => `${line}\n`)
      .join('')
  for (const [title, samples] of [
    ['worst regressions', regressions],
    ['best improvements', improvements],
  ] as const) {
    const rows = new FirstRows(Infinity)
    rows.add(samples)
    const columns = rows.columns(precision)
    if (columns.length > 0) text += `\n${title}\n${grid(saidNames(columns, say), screen)}`
  }
  if (perClass) text += `\n${groupsText('per class', 'class', perClass, screen)}`
  for (const { by, groups } of perGroup)
    text += `\n${groupsText(`by ${visible(by)}`, visible(by), groups, screen)}`
  return text
}

/** Classes or groups on a screen: those whose mean changed most. */
const SHOWN = 20

function groupsText(title: string, head: string, all: readonly ComparedGroup[], screen: Screen): string {
  const kept = new Set(mostChanged(all, SHOWN))
  const shown = all.filter((group) => kept.has(group))
  const columns = saidNames(groupColumns(head, shown, screen.precision), screen.say)
  const left = all.length - shown.length
  const what = head === 'class' ? 'class' : 'group'
  const more = left > 0 ? ` ${counted(left, what)} that changed less left out\n` : ''
  return `${title}\n${grid(columns, screen)}${more}`
}

export function comparisonQuiet({ difference }: Comparison, precision: Precision): string {
  return `${short(difference, precision)}\n`
}

/** For machines, each key on a line of its own. */
export function comparisonJson(comparison: Comparison, notices: readonly Notice[]): string {
  const { a, b, samples, difference, interval, better, worse, equal } = comparison
  const { regressions, improvements, perClass, perGroup, pairs, differences, unknown, verdict, gate } =
    comparison
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
    interval: intervalObject(interval),
    better,
    worse,
    equal,
    ...(unknown > 0 && { unknown }),
    verdict: { better: verdict.better, p: verdict.p, differing: verdict.differing },
    ...(gate && {
      gate: gate.map(({ difference, ...look }) => ({ ...look, ...jsonProperties('difference', difference) })),
    }),
    regressions: samplesObject(regressions),
    improvements: samplesObject(improvements),
    ...(perClass && { per_class: perClass.map(groupObject) }),
    ...(perGroup && {
      per_group: perGroup.map(({ by, groups }) => ({ by, groups: groups.map(groupObject) })),
    }),
    pairs: { per_decade: pairs.perDecade, left_out: pairs.left, squares: pairs.squares },
    differences,
    notices,
  }
  return jsonLines(object)
}

function groupObject({ name, count, a, b }: ComparedGroup) {
  return { name, count, ...jsonProperties('a', a), ...jsonProperties('b', b) }
}

export function intervalObject({ low, high, method }: Interval) {
  return { level: 0.95, ...jsonProperties('low', low), ...jsonProperties('high', high), method }
}

/** The classes or groups whose mean changed most, the most changed first. */
export function mostChanged(all: readonly ComparedGroup[], most: number): ComparedGroup[] {
  const change = ({ a, b, count }: ComparedGroup) => Math.abs(b - a) * count
  return [...all].sort((one, other) => change(other) - change(one)).slice(0, most)
}

export function groupColumns(
  head: string,
  groups: readonly ComparedGroup[],
  precision: Precision,
): PrintedColumn[] {
  const column = (name: string, cell: (group: ComparedGroup) => string) => ({ name, cells: groups.map(cell) })
  return [
    column(head, ({ name }) => groupName(name)),
    column('count', ({ count }) => grouped(count)),
    column('a', ({ a }) => short(a, precision)),
    column('b', ({ b }) => short(b, precision)),
    column('b - a', ({ a, b }) => signed(b - a, precision)),
  ]
}
