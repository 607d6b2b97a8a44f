import type { Markup } from '../../charts/markup.ts'
import { curve, dot, Ids, plot } from '../../charts/plot.ts'
import { linear, quarters } from '../../charts/scale.ts'
import type { PlaygroundWords } from '../../locale/playground-en.ts'
import { short } from '../../writers/number.ts'
import type { Picture } from '../curve.ts'

const HEIGHT = 290

/** A place of the picture: parts of both axes. */
type Point = readonly [x: number, y: number]

/** The curve of a loss with the learner's numbers on it. */
export function drawPicture(picture: Picture, row: number, own: PlaygroundWords): Markup {
  const { axis, at, lines, dots, from, to, top } = picture
  const x = axis === 'probability' ? quarters() : linear(from, to, 5)
  const y = linear(0, top, 5)
  const strokes = { first: 'la', second: 'lb', plain: 'ls' } as const
  const look = (second: boolean, chosen: boolean) => `${second ? 'dotb' : 'dot'}${chosen ? ' now' : ''}`
  return plot(
    new Ids(),
    {
      title: axis === 'probability' ? own.curveClass : own.curve,
      description: dots.map(({ place, y }) => `${place} ${short(y)}`).join(', '),
      height: HEIGHT,
      x: x.ticks,
      y: y.ticks.filter(({ at }) => at > 0),
      xLabel: own.axes[axis],
      yLabel: own.loss,
    },
    (area) => [
      lines.map(({ values, look }) =>
        pieces([...at].map((value, i) => [x(value), y(values[i]!)])).map((piece) =>
          curve(area, piece, strokes[look]),
        ),
      ),
      dots.map((one) => {
        const tip = `${one.place}: ${short(one.x)}, ${short(one.y)}`
        return dot(area, [x(one.x), Math.min(1, y(one.y))], look(one.second, one.row === row), tip)
      }),
    ],
  )
}

/** The parts of a curve that lie inside the picture, cut where they leave it. */
function pieces(points: readonly Point[]): Point[][] {
  const found: Point[][] = [[]]
  const inside = ([, y]: Point) => y <= 1 && y >= -0.02
  points.forEach((point, i) => {
    const before = points[i - 1]
    const finite = before && Number.isFinite(before[1]) && Number.isFinite(point[1])
    if (finite && inside(before) !== inside(point)) {
      const edge = Math.max(before[1], point[1]) > 1 ? 1 : -0.02
      const part = (edge - before[1]) / (point[1] - before[1])
      found.at(-1)!.push([before[0] + part * (point[0] - before[0]), edge])
    }
    if (inside(point)) found.at(-1)!.push(point)
    else if (found.at(-1)!.length > 0 && before && inside(before)) found.push([])
  })
  return found.filter(({ length }) => length > 1)
}
