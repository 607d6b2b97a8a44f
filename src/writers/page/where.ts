import type { Child, Markup } from '../../charts/markup.ts'
import { bar, curve, diagonal, dot, type Mark, marks, plot, text } from '../../charts/plot.ts'
import { counts, linear, powers as powersScale, quarters, shortest, toldApart } from '../../charts/scale.ts'
import { isMean } from '../../report.ts'
import type { Concentration, Histogram, PowersOfTen } from '../../survey.ts'
import { grouped, short } from '../number.ts'
import { type Context, share } from './context.ts'
import { columnsFor, foldedTable, legend, section, two } from './html.ts'

const HEIGHT = 274
const ABOVE = 56

/** Where the loss lies: how it is spread, and how much of it the worst samples hold. */
export function where(context: Context): Markup | undefined {
  const { report, words } = context
  const { powers, concentration, histogram } = report.survey ?? {}
  if (!powers) return undefined
  const below = powers.negative > 0 && histogram ? powers.negative : 0
  const spread = below > 0 ? signedPart(context, histogram!) : spreadPart(context, powers)
  const parts = concentration && partsPart(context, concentration)
  const all = powers.bins.reduce((sum, { count }) => sum + count, powers.negative)
  const lead = [
    concentration && leadOf(context, concentration),
    below > 0 && words.where.signed(grouped(below), grouped(all)),
    powers.notFinite > 0 && words.where.notFinite(grouped(powers.notFinite)),
  ].filter(Boolean)
  if (!spread && lead.length === 0) return undefined
  return section(words.where.title, lead.join(words.stop), two(spread, parts))
}

/** Losses on both sides of 0, in bins of equal width. */
function signedPart(context: Context, histogram: Histogram): Child {
  const words = context.words.where
  return equalBins(context, histogram, {
    labels: {
      title: words.spread,
      description: words.equalBins,
      xLabel: words.equalBins,
      yLabel: words.samples,
    },
    size: { height: HEIGHT, above: ABOVE },
    ticks: 5,
    marksAt: (x, from, to) => marksOf(context, x, from, to),
  })
}

type PlotTexts = Parameters<typeof plot>[1]

/** How a picture of bins is labelled, how high it is, how many values its axis names, and what it marks on that. */
interface BinsLook {
  readonly labels: Pick<PlotTexts, 'title' | 'description' | 'xLabel' | 'yLabel'>
  readonly size: Pick<PlotTexts, 'height' | 'above'>
  readonly ticks: number
  marksAt(x: (value: number) => number, from: number, to: number): Mark[]
}

/** How many there are in each bin of equal width, as bars and as a table. */
export function equalBins(
  { ids, words, tables }: Context,
  { edges, counts: inBins }: Pick<Histogram, 'edges' | 'counts'>,
  { labels, size, ticks, marksAt }: BinsLook,
): Child {
  const [from, to] = [edges[0]!, edges.at(-1)!]
  const x = linear(from, to, ticks)
  const show = toldApart(edges)
  const y = counts(Math.max(...inBins), grouped)
  const bins = inBins.map((count, i) => ({ count, from: edges[i]!, to: edges[i + 1]! }))
  const chart = plot(ids, { ...labels, ...size, x: x.ticks, y: y.ticks }, (area) => [
    bins.map(({ count, from, to }) => {
      const tip = `${show(from)} - ${show(to)}: ${grouped(count)}`
      return count > 0 && to > from && bar(area, [x(from), x(to)], [0, y(count)], 'a', tip)
    }),
    marks(area, marksAt(x, from, to)),
  ])
  const column = columnsFor(bins.filter(({ count }) => count > 0))
  const table = tables.table([
    column(words.where.from, (bin) => show(bin.from)),
    column(words.where.below, (bin) => show(bin.to)),
    column(labels.yLabel, ({ count }) => grouped(count)),
  ])
  return [legend([{ color: 'a', words: labels.yLabel }]), chart, foldedTable(words.numbers, table)]
}

function leadOf({ report, words }: Context, { half, parts }: Concentration): string {
  const worst = parts.find((part) => part.worst === 0.01)
  return report.samples >= 100 && worst
    ? words.where.halfAnd(share(half), share(worst.share))
    : words.where.half(share(half))
}

function spreadPart(context: Context, { bins }: PowersOfTen): Child {
  const { ids, tables } = context
  const words = context.words.where
  const finite = bins.filter(({ from, to }) => from > 0 && to < Infinity)
  const zeros = bins.find(({ from }) => from === 0)?.count ?? 0
  const used = coarser(trimmed(finite))
  if (used.length === 0) return zeros > 0 ? words.zero : undefined
  const [from, to] = wholeDecades(used[0]!.from, used.at(-1)!.to)
  const x = powersScale(from, to, 7)
  const y = counts(Math.max(...used.map(({ count }) => count)), grouped)
  const judged = used[0]!.wrong !== undefined
  const all = bins.reduce((sum, bin) => sum + bin.sum, 0)
  const count = used.reduce((sum, bin) => sum + bin.count, 0)
  const tip = ({ from, to, count, wrong, sum }: (typeof used)[number]) =>
    [
      `${shortest(from)} - ${shortest(to)}: ${grouped(count)}`,
      words.part(share(sum / all)),
      ...(wrong === undefined ? [] : [words.wrongs(grouped(wrong))]),
    ].join(', ')
  const chart = plot(
    ids,
    {
      title: words.spread,
      description: words.spreadIs(grouped(count)),
      height: HEIGHT,
      above: ABOVE,
      x: x.ticks,
      y: y.ticks,
      xLabel: words.axis,
      yLabel: words.samples,
    },
    (area) => [
      used.map((bin) => {
        const right = bin.count - (bin.wrong ?? 0)
        const sides = [x(bin.from), x(bin.to)] as const
        return [
          right > 0 && bar(area, sides, [0, y(right)], 'a', tip(bin)),
          right < bin.count && bar(area, sides, [y(right), y(bin.count)], 'b', tip(bin)),
        ]
      }),
      marks(area, marksOf(context, x, from, to)),
    ],
  )
  const keys = [
    { color: 'a' as const, words: judged ? words.right : words.samples },
    ...(judged ? [{ color: 'b' as const, words: words.wrong }] : []),
  ]
  const column = columnsFor(bins.filter((bin) => bin.count > 0))
  const table = tables.table([
    column(words.from, ({ from }) => shortest(from)),
    column(words.below, ({ to }) => (to === Infinity ? '∞' : shortest(to))),
    column(words.samples, (bin) => grouped(bin.count)),
    ...(judged ? [column(words.ofThemWrong, ({ wrong }) => grouped(wrong!))] : []),
    column(words.ofSum, ({ sum }) => (all > 0 ? share(sum / all) : '')),
  ])
  return [legend(keys), chart, foldedTable(context.words.numbers, table)]
}

function marksOf({ report, words }: Context, x: (value: number) => number, from: number, to: number): Mark[] {
  const median = report.survey?.quantiles?.find(({ q }) => q === 0.5)?.value
  const mean = isMean(report.reduction) ? report.value : undefined
  const chance = isMean(report.reduction) ? report.answers?.chance : undefined
  const all = [
    { value: median, words: words.where.median, strong: false },
    { value: mean, words: words.where.mean, strong: true },
    { value: chance, words: words.where.chance, strong: false },
  ]
  return all.flatMap(({ value, words: say, strong }) =>
    value !== undefined && value >= from && value <= to
      ? [{ at: x(value), words: say(short(value, 3)), strong }]
      : [],
  )
}

/** Bars that can still be distinguished. */
const BARS = 48

/** Neighbours together, as long as there are too many for bars. */
function coarser(bins: PowersOfTen['bins']): PowersOfTen['bins'] {
  if (bins.length <= BARS) return bins
  const pairs = bins.filter((_, i) => i % 2 === 0).map((bin, i) => [bin, bins[2 * i + 1]] as const)
  return coarser(
    pairs.map(([one, other]) =>
      other === undefined
        ? one
        : {
            from: one.from,
            to: other.to,
            count: one.count + other.count,
            sum: one.sum + other.sum,
            ...(one.wrong !== undefined && { wrong: one.wrong + other.wrong! }),
          },
    ),
  )
}

/** Ends of an axis; a short one goes on to whole powers of ten, so that two of them are named. */
function wholeDecades(from: number, to: number): readonly [number, number] {
  if (to / from > 30) return [from, to]
  const exponent = (value: number) => Number(value.toExponential().split('e')[1])
  const above = Number(`1e${exponent(to)}`)
  return [Number(`1e${exponent(from)}`), above >= to ? above : Number(`1e${exponent(to) + 1}`)]
}

/** Without the empty bins before and after. */
function trimmed(bins: PowersOfTen['bins']): PowersOfTen['bins'] {
  const first = bins.findIndex(({ count }) => count > 0)
  const last = bins.findLastIndex(({ count }) => count > 0)
  return first < 0 ? [] : bins.slice(first, last + 1)
}

function partsPart(context: Context, { half, parts }: Concentration): Child {
  const { ids, tables } = context
  const words = context.words.where
  const y = quarters(share)
  const x = quarters(share)
  const points = [[0, 0] as const, ...parts.map(({ worst, share: part }) => [worst, part] as const)]
  const chart = plot(
    ids,
    {
      title: words.parts,
      description: words.half(share(half)),
      height: HEIGHT,
      above: ABOVE,
      x: x.ticks,
      y: y.ticks.filter(({ at }) => at > 0),
      xLabel: words.partsAxis,
      yLabel: words.partsLabel,
    },
    (area) => [
      diagonal(area),
      curve(area, points, 'la'),
      dot(area, [half, 0.5], 'dot'),
      text(area, [half, 0.5], words.halfMark(share(half)), {
        ...(half > 0.4 ? { anchor: 'end', dx: -11 } : { dx: 11 }),
        dy: half > 0.4 ? -10 : 5,
      }),
      text(area, [0.97, 0.12], words.alike, { name: 'tick halo', anchor: 'end' }),
    ],
  )
  const column = columnsFor(parts)
  const table = tables.table([
    column(words.worst, ({ worst }) => share(worst)),
    column(words.ofSum, (part) => share(part.share)),
  ])
  return [legend([{ color: 'a', words: words.partsAxis }]), chart, foldedTable(context.words.numbers, table)]
}
