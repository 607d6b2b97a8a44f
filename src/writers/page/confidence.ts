import { type Child, element, type Markup } from '../../charts/markup.ts'
import { type Area, bar, curve, diagonal, dot, fills, plot, text } from '../../charts/plot.ts'
import { linear, quarters } from '../../charts/scale.ts'
import type { Calibration, RightAnswer } from '../../survey.ts'
import { grouped, short } from '../number.ts'
import { type Context, share } from './context.ts'
import { columnsFor, foldedTable, legend, section, two } from './html.ts'

const HEIGHT = 300
/** Fewer samples than this say little; their bins are hollow and not joined. */
const FEW = 10

/** How sure the predictions are, and whether they may be. */
export function confidence(context: Context): Markup | undefined {
  const { report, words } = context
  const { rightAnswers, calibration } = report.survey ?? {}
  if (!rightAnswers && !calibration) return undefined
  const given = rightAnswers && givenPart(context, rightAnswers)
  const lead = rightAnswers && leadOf(context, rightAnswers)
  return section(words.confidence.title, lead, two(given, calibration && reliability(context, calibration)))
}

function totals(bins: readonly RightAnswer[]) {
  const add = (of: (bin: RightAnswer) => number) => bins.reduce((sum, bin) => sum + of(bin), 0)
  return { count: add(({ count }) => count), sum: add(({ sum }) => sum) }
}

function leadOf({ words }: Context, bins: readonly RightAnswer[]): string {
  const all = totals(bins)
  const low = totals(bins.filter(({ to }) => to <= 0.5))
  return words.confidence.lead(
    share(low.count / all.count),
    all.sum < Infinity ? share(all.sum === 0 ? 0 : low.sum / all.sum) : undefined,
  )
}

function givenPart(context: Context, bins: readonly RightAnswer[]): Child {
  const { ids, tables } = context
  const words = context.words.confidence
  const all = totals(bins)
  // What is infinite has no parts.
  const finite = all.sum < Infinity
  const parts = bins.map(({ from, to, count, sum }) => ({
    from,
    to,
    count,
    of: count / all.count,
    cost: all.sum > 0 && finite ? Math.max(0, sum / all.sum) : 0,
  }))
  const line =
    context.about.curve && holds(context.about.curve, bins) ? lineOf(context.about.curve) : undefined
  const y = linear(0, Math.max(...parts.map(({ of, cost }) => Math.max(of, cost))), 3, share)
  const x = quarters()
  const chart = plot(
    ids,
    {
      title: words.given,
      description: words.givenIs,
      height: HEIGHT,
      x: x.ticks,
      y: y.ticks.filter(({ at }) => at > 0),
      xLabel: words.givenAxis,
      yLabel: words.givenLabel,
    },
    (area) => [
      parts.map(({ from, to, count, of, cost }) => {
        const middle = (from + to) / 2
        const tip = `${short(from, 2)} - ${short(to, 2)}: ${grouped(count)} (${share(of)})${finite ? `, ${context.words.where.part(share(cost))}` : ''}`
        return [
          of > 0 && bar(area, [x(from), x(middle)], [0, y(of)], 'a2', tip),
          cost > 0 && bar(area, [x(middle), x(to)], [0, y(cost)], 'b', tip),
        ]
      }),
      line && [curve(area, line, 'lk'), text(area, line[0]!, words.line, { dx: 8, dy: 10 })],
    ],
  )
  const used = parts.filter(({ count }) => count > 0)
  const column = columnsFor(used)
  const table = tables.table([
    column(context.words.where.from, ({ from }) => short(from, 2)),
    column(context.words.where.below, ({ to }) => short(to, 2)),
    column(words.samples, ({ count }) => grouped(count)),
    column(context.words.where.ofSum, ({ cost }) => (finite ? share(cost) : '')),
  ])
  const keys = [
    { color: 'a2' as const, words: words.samples },
    { color: 'b' as const, words: words.sum },
  ]
  return [legend(keys), chart, foldedTable(context.words.numbers, table)]
}

type Curve = NonNullable<Context['about']['curve']>

/** Whether what was counted lies on the curve: weights, smoothing or a weight of one side put it elsewhere. */
function holds({ at, loss }: Curve, bins: readonly RightAnswer[]): boolean {
  return bins.every(({ from, to, count, sum }) => {
    if (count === 0) return true
    const inside = [...loss].filter((_, i) => at[i]! >= from - 1e-9 && at[i]! <= to + 1e-9)
    const [low, high] = [Math.min(...inside), Math.max(...inside)]
    // At its ends the curve has no values: there it may go to 0, or to infinity.
    return (
      sum / count <= (from === 0 ? Infinity : 1.001 * high) && sum / count >= (to === 1 ? 0 : 0.999 * low)
    )
  })
}

/** The curve on a scale of its own, cut at the top. */
function lineOf({ at, loss }: Curve): (readonly [number, number])[] {
  const top =
    loss[
      Math.max(
        0,
        at.findIndex((p) => p >= 0.02),
      )
    ]!
  return [...at].map((p, i) => [p, loss[i]! / top] as const).filter(([, y]) => y <= 1)
}

/** How often each bin came true, with its interval; neighbours are joined. */
function rates(area: Area, bins: Calibration['bins'], words: Context['words']['confidence']): Child {
  const places = bins.map(({ mean, rate }) => [mean!, rate!] as const)
  return [
    bins.map(
      ({ count, from }, i) =>
        i > 0 &&
        count >= FEW &&
        bins[i - 1]!.count >= FEW &&
        bins[i - 1]!.to === from &&
        curve(area, [places[i - 1]!, places[i]!], 'la'),
    ),
    bins.map(({ low, high }, i) =>
      element('line', {
        class: 'err',
        stroke: fills.a,
        x1: area.x(places[i]![0]),
        x2: area.x(places[i]![0]),
        y1: area.y(low!),
        y2: area.y(high!),
      }),
    ),
    bins.map(({ mean, rate, count }, i) =>
      dot(
        area,
        places[i]!,
        count < FEW ? 'dot few' : 'dot',
        words.met(short(mean!), short(rate!), grouped(count)),
      ),
    ),
  ]
}

function reliability(context: Context, { of, error, bins }: Calibration): Child {
  const { ids, tables } = context
  const words = context.words.confidence
  const used = bins.filter(({ count }) => count > 0)
  const x = quarters()
  const y = quarters()
  const most = Math.max(...used.map(({ count }) => count))
  const chart = plot(
    ids,
    {
      title: words.reliability,
      description: words.reliabilityIs(short(error)),
      height: HEIGHT,
      x: x.ticks,
      y: y.ticks.filter(({ at }) => at > 0),
      xLabel: of === 'positive' ? words.positiveAxis : words.predictedAxis,
      yLabel: of === 'positive' ? words.positiveLabel : words.predictedLabel,
    },
    (area) => [
      used.map(({ from, to, count }) =>
        bar(
          area,
          [x(from), x(to)],
          [0, (0.24 * count) / most],
          'a2',
          `${short(from, 2)} - ${short(to, 2)}: ${grouped(count)}`,
        ),
      ),
      diagonal(area),
      rates(area, used, words),
      text(area, [0.03, 0.92], words.under, { name: 'tick halo' }),
      text(area, [0.97, 0.3], words.over, { name: 'tick halo', anchor: 'end' }),
    ],
  )
  const column = columnsFor(used)
  const table = tables.table([
    column(context.words.where.from, ({ from }) => short(from)),
    column(context.words.where.below, ({ to }) => short(to)),
    column(words.samples, ({ count }) => grouped(count)),
    column(words.said, ({ mean }) => short(mean!)),
    column(words.true, ({ rate }) => short(rate!)),
    column(words.interval, ({ low, high }) => `${short(low!, 3)} - ${short(high!, 3)}`),
  ])
  const keys = [
    { color: 'a' as const, words: words.bins },
    { color: 'a2' as const, words: words.perBin },
  ]
  return [legend(keys), chart, foldedTable(context.words.numbers, table)]
}
