import { type Child, element, joined, type Markup } from '../../charts/markup.ts'
import { dumbbell, interval } from '../../charts/pairs.ts'
import { linear } from '../../charts/scale.ts'
import type { PageWords } from '../../locale/page-en.ts'
import type { ComparedGroup, Comparison } from '../../comparison.ts'
import type { Samples } from '../../samples.ts'
import { groupName } from '../text.ts'
import { exact, grouped, short } from '../number.ts'
import { summarize } from '../summary.ts'
import { again } from './computed.ts'
import { samplesPart } from './compare-samples.ts'
import { type PageFacts, Context, nameOf } from './context.ts'
import { hero, signed } from './head.ts'
import { columnsFor, cut, label, section, two } from './html.ts'
import { shell } from './shell.ts'
import { columnsOf } from './worst.ts'

const MOST = 100
const SAMPLES = 20

/** Two models on the same samples as one page. */
export function comparePage(comparison: Comparison, words: PageWords, about: PageFacts): string {
  const context = new Context(comparison.a, words, about)
  const body = joined([
    head(context, comparison),
    samplesPart(context, comparison),
    ...groupsOf(context, comparison),
    two(
      listed(context, words.compare.regressions, comparison.regressions),
      listed(context, words.compare.improvements, comparison.improvements),
    ),
    again(context),
  ])
  const { loss } = summarize(comparison.a, 4)
  const title = `compare ${loss} ${signed(comparison.difference)} - ${cut(nameOf(comparison.a))}, ${cut(nameOf(comparison.b))}`
  return shell(title, words.code, about.version, body)
}

function head({ words, report, about }: Context, comparison: Comparison): Markup {
  const { a, b, difference, interval: found, better, worse, equal, samples: count } = comparison
  const { low, high, method } = found
  const say = words.compare
  const facts = [
    ['a', short(a.value!)],
    ['b', short(b.value!)],
    [words.facts.samples, grouped(count)],
    [say.better, grouped(better)],
    [say.worse, grouped(worse)],
  ] as const
  const { unknown } = comparison
  const verdict =
    unknown > 0
      ? say.unknown(grouped(unknown))
      : { b: say.bBetter, a: say.aBetter, neither: say.none }[comparison.verdict.better]
  const odds = difference < 0 && worse > better ? say.though(grouped(worse), grouped(count)) : undefined
  const odd = difference > 0 && better > worse ? say.thoughBetter(grouped(better), grouped(count)) : odds
  const finite = [difference, low, high].every(Number.isFinite)
  const reach = 1.1 * Math.max(Math.abs(low), Math.abs(high), Math.abs(difference))
  const place = (value: number) => (reach === 0 ? 0.5 : 0.5 + value / reach / 2)
  const range = `${signed(low)} ${say.to} ${signed(high)}`
  return element(
    'header',
    {},
    element(
      'h1',
      {},
      element('b', {}, `compare ${summarize(report, 4).loss}`),
      ` a: `,
      label(nameOf(a)),
      ', b: ',
      label(nameOf(b)),
    ),
    hero(signed(difference), `b - a: ${exact(difference)}`, facts),
    element(
      'p',
      { class: 'say' },
      [verdict, odd, equal > 0 && say.equal(grouped(equal))].filter(Boolean).join(words.stop),
    ),
    finite &&
      interval(place(difference), [place(low), place(high)], {
        value: `${signed(difference)} (95 %: ${range})`,
        left: say.bBetterSide,
        middle: say.noDifference,
        right: say.bWorseSide,
      }),
    element('p', { class: 'lead' }, say.interval(range, about.say(method))),
  )
}

/** By class, and by each column of groups. */
function groupsOf(context: Context, { perClass = [], perGroup = [] }: Comparison): Child[] {
  const { groups } = context.words
  return [
    byGroup(context, groups.byClass, groups.class, perClass),
    ...perGroup.map(({ by, groups: all }) => byGroup(context, groups.by(by), by, all)),
  ]
}

function byGroup(
  { words, tables }: Context,
  title: string,
  head: string,
  all: readonly ComparedGroup[],
): Child {
  if (all.length < 2) return undefined
  const change = ({ a, b, count }: ComparedGroup) => Math.abs(b - a) * count || 0
  const kept = new Set([...all].sort((one, other) => change(other) - change(one)).slice(0, MOST))
  const shown = all.filter((group) => kept.has(group))
  const finite = shown.flatMap(({ a, b }) => [a, b]).filter((mean) => Number.isFinite(mean))
  const [least, most] = [Math.min(0, ...finite), Math.max(0, ...finite)]
  const place = linear(least, most, 1)
  const column = columnsFor(shown)
  const say = words.compare
  const table = tables.table([
    column(head, ({ name }) => label(groupName(name)), { number: false }),
    column(words.groups.count, ({ count }) => grouped(count), { minor: true }),
    column('a', ({ a }) => short(a)),
    column('b', ({ b }) => short(b)),
    column('b - a', ({ a, b }) => signed(b - a)),
    column('', ({ a, b }) => (Number.isFinite(b - a) ? dumbbell(place(a), place(b)) : ''), {
      number: false,
      bars: true,
    }),
  ])
  const left = all.length - shown.length
  const lead = [say.hollow, left > 0 && say.more(grouped(left))].filter(Boolean).join(words.stop)
  return section(title, lead, table)
}

function listed(context: Context, title: string, samples: Samples): Child {
  const count = Math.min(SAMPLES, samples.get('row')?.length ?? 0)
  if (count === 0) return section(title, context.words.compare.nothing)
  const names = new Map(Object.entries({ loss_a: 'a', loss_b: 'b', difference: 'b - a' }))
  const columns = columnsOf(context, samples, count).map((column) => ({
    ...column,
    name: names.get(column.name) ?? column.name,
  }))
  return section(title, undefined, context.tables.table(columns))
}
