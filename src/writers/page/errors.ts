import type { Child, Markup } from '../../charts/markup.ts'
import { bar, diagonal, marks, plot } from '../../charts/plot.ts'
import { counts, linear, shortest } from '../../charts/scale.ts'
import type { PredictionErrors } from '../../survey.ts'
import { grouped, short } from '../number.ts'
import type { Context } from './context.ts'
import { signed } from './head.ts'
import { columnsFor, foldedTable, legend, section, two } from './html.ts'

const HEIGHT = 320
const MOST = 100

/** Predicted numbers against their targets, and how far apart they are. */
export function errors(context: Context): Markup | undefined {
  const { report, words } = context
  const found = report.survey?.errors
  if (!found || found.count < 2) return undefined
  const lead = [
    words.errors.lead(signed(found.bias), short(found.rmse)),
    found.left > 0 && words.errors.left(grouped(found.left)),
  ]
  const all = lead.filter(Boolean).join(words.stop)
  return section(words.errors.title, all, two(squaresPart(context, found), spreadPart(context, found)))
}

function squaresPart({ ids, words, tables }: Context, { squares, size, count }: PredictionErrors): Child {
  const ends = squares.flatMap(({ target, prediction }) => [target, prediction])
  const scale = linear(Math.min(...ends), Math.max(...ends) + size, 5)
  const most = Math.max(...squares.map((one) => one.count))
  const chart = plot(
    ids,
    {
      title: words.errors.squares,
      description: words.errors.squaresIs(grouped(count)),
      height: HEIGHT,
      x: scale.ticks,
      y: scale.ticks,
      xLabel: words.errors.target,
      yLabel: words.errors.prediction,
    },
    (area) => [
      squares.map(({ target, prediction, count }) => {
        const tip = `${words.errors.target} ${shortest(target)}, ${words.errors.prediction} ${shortest(prediction)}: ${grouped(count)}`
        const [x, y] = [target, prediction].map((at) => [scale(at), scale(at + size)] as const)
        return bar(area, x!, y!, 'a', tip, 0.2 + 0.8 * Math.sqrt(count / most))
      }),
      diagonal(area),
    ],
  )
  const shown = [...squares].sort((a, b) => b.count - a.count).slice(0, MOST)
  const column = columnsFor(shown)
  const from = words.where.from
  const table = tables.table([
    column(`${words.errors.target}, ${from}`, ({ target }) => shortest(target)),
    column(`${words.errors.prediction}, ${from}`, ({ prediction }) => shortest(prediction)),
    column(words.errors.pairs, (square) => grouped(square.count)),
  ])
  return [legend([{ color: 'a', words: words.errors.pairs }]), chart, foldedTable(words.numbers, table)]
}

function spreadPart({ ids, words, tables }: Context, found: PredictionErrors): Child {
  const { edges, bias } = found
  const bins = found.counts.map((count, i) => ({ count, from: edges[i]!, to: edges[i + 1]! }))
  const [from, to] = [edges[0]!, edges.at(-1)!]
  const x = linear(from, to, 4)
  const y = counts(Math.max(...found.counts), grouped)
  const zero = from < 0 && to > 0 ? [{ at: x(0), words: words.errors.equal }] : []
  const mean = { at: x(bias), words: words.errors.mean(signed(bias)), strong: true }
  const chart = plot(
    ids,
    {
      title: words.errors.differences,
      description: words.errors.lead(signed(bias), short(found.rmse)),
      height: HEIGHT,
      above: 40,
      x: x.ticks,
      y: y.ticks,
      xLabel: words.errors.difference,
      yLabel: words.errors.pairs,
    },
    (area) => [
      bins.map(({ count, from, to }) => {
        const tip = `${shortest(from)} - ${shortest(to)}: ${grouped(count)}`
        return count > 0 && to > from && bar(area, [x(from), x(to)], [0, y(count)], 'a', tip)
      }),
      marks(area, [...zero, mean]),
    ],
  )
  const shown = bins.filter(({ count }) => count > 0)
  const column = columnsFor(shown)
  const table = tables.table([
    column(words.where.from, (bin) => shortest(bin.from)),
    column(words.where.below, (bin) => shortest(bin.to)),
    column(words.errors.pairs, ({ count }) => grouped(count)),
  ])
  return [legend([{ color: 'a', words: words.errors.pairs }]), chart, foldedTable(words.numbers, table)]
}
