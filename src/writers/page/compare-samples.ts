import type { Child } from '../../charts/markup.ts'
import { bar, diagonal, marks, plot, text } from '../../charts/plot.ts'
import { counts as wholeNumbers, linear, powers, shortest } from '../../charts/scale.ts'
import type { Comparison, PairedLosses } from '../../comparison.ts'
import { grouped } from '../number.ts'
import type { Context } from './context.ts'
import { signed } from './head.ts'
import { columnsFor, foldedTable, legend, section, two } from './html.ts'

const HEIGHT = 320
const MOST = 100

type Square = PairedLosses['squares'][number]

/** The losses of two models on the same samples, against each other and by their difference. */
export function samplesPart(context: Context, comparison: Comparison): Child {
  const { words } = context
  const { pairs, differences } = comparison
  const used = pairs.squares.filter(({ a, b }) => a > 0 && b > 0)
  if (used.length === 0 && differences.edges.length === 0) return undefined
  const left = pairs.left > 0 ? words.where.left(grouped(pairs.left)) : undefined
  return section(
    words.compare.title,
    left,
    two(
      used.length > 0 && squaresPart(context, used, comparison),
      differences.edges.length > 0 && differencesPart(context, comparison),
    ),
  )
}

function squaresPart(context: Context, used: readonly Square[], { pairs, better, worse }: Comparison): Child {
  const { words, ids, tables } = context
  const say = words.compare
  const step = 10 ** (1 / pairs.perDecade)
  const ends = used.flatMap(({ a, b }) => [a, b])
  const scale = powers(Math.min(...ends), Math.max(...ends) * step, 6)
  const most = Math.max(...used.map(({ count }) => count))
  const chart = plot(
    ids,
    {
      title: say.pairs,
      description: say.pairsIs(grouped(better), grouped(worse)),
      height: HEIGHT,
      x: scale.ticks,
      y: scale.ticks,
      xLabel: say.lossA,
      yLabel: say.lossB,
    },
    (area) => [
      used.map(({ a, b, count }) => {
        const [x, y] = [a, b].map((at) => [scale(at), scale(at * step)] as const)
        const tip = `a ${shortest(a)}, b ${shortest(b)}: ${grouped(count)}`
        return bar(area, x!, y!, b < a ? 'a' : b > a ? 'b' : 's', tip, 0.15 + 0.85 * Math.sqrt(count / most))
      }),
      diagonal(area),
      text(area, [0.04, 0.94], `${say.worse}${words.colon}${grouped(worse)}`),
      text(area, [0.97, 0.06], `${say.better}${words.colon}${grouped(better)}`, { anchor: 'end' }),
    ],
  )
  // Losses of 0, which have no place in the picture, too.
  const worstFirst = [...pairs.squares].sort((one, other) => other.count - one.count).slice(0, MOST)
  const column = columnsFor(worstFirst)
  const table = tables.table([
    column(`a, ${words.where.from}`, ({ a }) => shortest(a)),
    column(`b, ${words.where.from}`, ({ b }) => shortest(b)),
    column(words.facts.samples, ({ count }) => grouped(count)),
  ])
  return [keysOf(context), chart, foldedTable(words.numbers, table)]
}

function differencesPart(context: Context, { differences, difference }: Comparison): Child {
  const { words, ids, tables } = context
  const say = words.compare
  const { edges, counts, equal } = differences
  const [from, to] = [edges[0]!, edges.at(-1)!]
  const x = linear(from, to, 4)
  const y = wholeNumbers(Math.max(...counts, equal), grouped)
  const middle = [
    x((edges[counts.length / 2 - 1]! + 0) / 2),
    x((edges[counts.length / 2 + 1]! + 0) / 2),
  ] as const
  const mean = difference >= from && difference <= to && context.report.reduction === 'mean'
  const chart = plot(
    ids,
    {
      title: say.differences,
      description: say.differencesIs,
      height: HEIGHT,
      above: 26,
      x: x.ticks,
      y: y.ticks,
      xLabel: 'b - a',
      yLabel: words.facts.samples,
    },
    (area) => [
      counts.map(
        (count, i) =>
          count > 0 &&
          bar(
            area,
            [x(edges[i]!), x(edges[i + 1]!)],
            [0, y(count)],
            i < counts.length / 2 ? 'a' : 'b',
            `${shortest(edges[i]!)} - ${shortest(edges[i + 1]!)}: ${grouped(count)}`,
          ),
      ),
      equal > 0 && bar(area, middle, [0, y(equal)], 's', `${say.noDifference}: ${grouped(equal)}`),
      mean && marks(area, [{ at: x(difference), words: words.where.mean(signed(difference)), strong: true }]),
    ],
  )
  const shown = counts.map((count, i) => ({ count, i })).filter(({ count }) => count > 0)
  const column = columnsFor(shown)
  const first = (i: number) => (i === 0 ? '-∞' : shortest(edges[i]!))
  const last = (i: number) => (i === counts.length - 1 ? '∞' : shortest(edges[i + 1]!))
  const table = tables.table([
    column(words.where.from, ({ i }) => first(i)),
    column(words.where.below, ({ i }) => last(i)),
    column(words.facts.samples, ({ count }) => grouped(count)),
  ])
  return [keysOf(context), chart, foldedTable(words.numbers, table)]
}

function keysOf({ words }: Context): Child {
  return legend([
    { color: 'a', words: words.compare.better },
    { color: 'b', words: words.compare.worse },
  ])
}
