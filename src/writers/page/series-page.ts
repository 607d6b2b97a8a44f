import { type Child, element, joined, type Markup } from '../../charts/markup.ts'
import { intervalCell } from '../../charts/pairs.ts'
import { curve, dot, marks, plot } from '../../charts/plot.ts'
import { linear } from '../../charts/scale.ts'
import type { PageWords } from '../../locale/page-en.ts'
import type { Series, Standing } from '../../comparison.ts'
import { exact, grouped, short } from '../number.ts'
import { summarize } from '../summary.ts'
import { again } from './computed.ts'
import { type PageFacts, Context } from './context.ts'
import { hero, minus, signed } from './head.ts'
import { columnsFor, cut, label, section } from './html.ts'
import { shell } from './shell.ts'

const HEIGHT = 300
/** Rows of the table, and dots that can still be distinguished. */
const MOST = 100
const DOTS = 60

type Numbered = Standing & { readonly number: number }

export function seriesPage(
  name: string,
  series: Series,
  checks: readonly { readonly ok: boolean; readonly found: string }[],
  words: PageWords,
  about: PageFacts,
): string {
  const [{ report }] = series.models as [Standing]
  const context = new Context(report, words, about)
  const body = joined([
    head(context, name, series),
    checks.map(({ ok, found }) =>
      element(
        'p',
        { class: 'hint' },
        element('b', {}, ok ? words.passed : words.failed),
        words.colon,
        cut(found, 400),
      ),
    ),
    files(context, series),
    again(context),
  ])
  const value = series.best === undefined ? '' : ` ${short(series.models[series.best]!.report.value!)}`
  const title = `${name} ${summarize(report, 4).loss}${value} - ${series.models.length} ${words.trend.files}`
  return shell(title, words.code, about.version, body)
}

function head({ words, report }: Context, name: string, series: Series): Markup {
  const { models, best, sinceBest } = series
  const say = words.trend
  const lowest = best === undefined ? undefined : models[best]!
  const value = lowest?.report.value ?? Number.NaN
  const facts = [
    [say.first, minus(short(models[0]!.report.value!))],
    [say.best, minus(short(value))],
    [say.last, minus(short(models.at(-1)!.report.value!))],
    [say.files, grouped(models.length)],
    [words.facts.samples, grouped(report.samples)],
  ] as const
  const since = sinceBest && {
    step: signed(sinceBest.difference),
    range: `${signed(sinceBest.interval.low)} ${words.compare.to} ${signed(sinceBest.interval.high)}`,
  }
  const sentence = lowest
    ? [
        say.lowest(cut(lowest.name), grouped(best! + 1), grouped(models.length)),
        since ? say.since(since.step, since.range) : say.isBest,
      ].join(words.stop)
    : say.none
  return element(
    'header',
    {},
    element(
      'h1',
      {},
      element('b', {}, `${name} ${summarize(report, 4).loss}`),
      ' ',
      cut(summarize(report, 4).torch),
    ),
    hero(minus(short(value)), exact(value), facts),
    element('p', { class: 'say' }, sentence),
  )
}

function files(context: Context, series: Series): Markup {
  const { words, tables } = context
  const say = words.trend
  const { models, best, against } = series
  const all: Numbered[] = models.map((model, i) => ({ ...model, number: i + 1 }))
  const shown = kept(all, best)
  const steps = shown.flatMap(({ step }) => (step ? [step] : []))
  const ends = steps.flatMap(({ difference, interval }) => [difference, interval.low, interval.high])
  const reach = 1.05 * Math.max(0, ...ends.filter(Number.isFinite).map(Math.abs))
  const place = (value: number) => (reach === 0 ? 0.5 : 0.5 + value / reach / 2)
  const column = columnsFor(shown)
  const counted = steps.some(({ counts }) => counts)
  const table = tables.table([
    column(say.number, ({ number }) => String(number)),
    column(say.file, ({ name }) => label(name), { number: false }),
    column(say.loss, ({ report, number }) => {
      const text = minus(short(report.value!))
      return number - 1 === best ? element('b', {}, text) : text
    }),
    column(against === 'previous' ? say.step : say.difference, ({ step }) =>
      step ? signed(step.difference) : '',
    ),
    column(
      say.interval,
      ({ step }) =>
        step ? `${signed(step.interval.low)} ${words.compare.to} ${signed(step.interval.high)}` : '',
      { minor: true },
    ),
    column(
      '',
      ({ step }) =>
        step && [step.difference, step.interval.low, step.interval.high].every(Number.isFinite)
          ? intervalCell(place(step.difference), [place(step.interval.low), place(step.interval.high)])
          : '',
      { number: false, bars: true, minor: true },
    ),
    ...(counted
      ? [
          column(say.better, ({ step }) => (step?.counts ? grouped(step.counts.better) : ''), {
            minor: true,
          }),
          column(say.worse, ({ step }) => (step?.counts ? grouped(step.counts.worse) : ''), { minor: true }),
        ]
      : []),
  ])
  return section(
    say.title,
    leadOf(words, series, all.length - shown.length),
    chart(context, all, best),
    table,
  )
}

/** What the bars show, how the files were paired, and how many are not in the table. */
function leadOf({ trend: say, stop }: PageWords, { models, against }: Series, left: number): Child {
  const how = (by: 'ids' | 'order' | 'no') => models.filter(({ step }) => step?.paired === by).length
  const [ids, order, no] = [how('ids'), how('order'), how('no')]
  // What explains the bars goes where they go.
  const bars = element('span', { class: 'hide-s' }, against === 'previous' ? say.previous : say.against, stop)
  const others = [
    ids > 0 && say.byIds(grouped(ids)),
    order > 0 && say.byOrder(grouped(order)),
    no > 0 && say.notPaired(grouped(no)),
    left > 0 && say.more(grouped(left)),
  ]
  return [bars, others.filter(Boolean).join(stop)]
}

function chart({ ids, words }: Context, models: readonly Numbered[], best: number | undefined) {
  const say = words.trend
  const drawn = models.filter(({ report }) => Number.isFinite(report.value))
  if (drawn.length < 2) return undefined
  const values = drawn.map(({ report }) => report.value!)
  const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))]
  const room = (high - low) * 0.06 || Math.abs(high) * 0.06 || 1
  const y = linear(low - room, high + room, 4)
  const x = linear(1, models.length, Math.min(models.length - 1, 8))
  const whole = x.ticks.filter(({ text }) => /^\d+$/.test(text))
  const points = drawn.map(({ number, report }) => [x(number), y(report.value!)] as const)
  return plot(
    ids,
    {
      title: say.chart,
      description: say.chartIs(short(values[0]!), short(values.at(-1)!)),
      height: HEIGHT,
      above: 24,
      x: whole,
      y: y.ticks,
      xLabel: say.axis,
      yLabel: say.loss,
    },
    (area) => [
      curve(area, points, 'la'),
      drawn.length <= DOTS &&
        points.map((point, i) => dot(area, point, 'dot', `${cut(drawn[i]!.name)}: ${short(values[i]!)}`)),
      best !== undefined &&
        marks(area, [{ at: x(best + 1), words: `${say.best} ${short(low)}`, strong: true }]),
    ],
  )
}

/** The first and the last files, and the best. */
function kept(models: readonly Numbered[], best: number | undefined): readonly Numbered[] {
  if (models.length <= MOST) return models
  return models.filter((_, i) => i < MOST / 2 || i >= models.length - MOST / 2 || i === best)
}
