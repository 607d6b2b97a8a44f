import type { Child, Markup } from '../../charts/markup.ts'
import { bar, diagonal, plot } from '../../charts/plot.ts'
import { linear, toldApart } from '../../charts/scale.ts'
import type { PredictionErrors } from '../../survey.ts'
import { grouped, short } from '../number.ts'
import type { Context } from './context.ts'
import { signed } from './head.ts'
import { columnsFor, foldedTable, legend, section, two } from './html.ts'
import { equalBins } from './where.ts'

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
  const show = toldApart(ends)
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
        const tip = `${words.errors.target} ${show(target)}, ${words.errors.prediction} ${show(prediction)}: ${grouped(count)}`
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
    column(`${words.errors.target}, ${from}`, ({ target }) => show(target)),
    column(`${words.errors.prediction}, ${from}`, ({ prediction }) => show(prediction)),
    column(words.errors.pairs, (square) => grouped(square.count)),
  ])
  return [legend([{ color: 'a', words: words.errors.pairs }]), chart, foldedTable(words.numbers, table)]
}

function spreadPart(context: Context, found: PredictionErrors): Child {
  const words = context.words.errors
  const { bias, rmse } = found
  return equalBins(context, found, {
    labels: {
      title: words.differences,
      description: words.lead(signed(bias), short(rmse)),
      xLabel: words.difference,
      yLabel: words.pairs,
    },
    size: { height: HEIGHT, above: 40 },
    ticks: 4,
    marksAt: (x, from, to) => [
      ...(from < 0 && to > 0 ? [{ at: x(0), words: words.equal }] : []),
      ...(Number.isFinite(bias) ? [{ at: x(bias), words: words.mean(signed(bias)), strong: true }] : []),
    ],
  })
}
