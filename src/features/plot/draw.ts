import type { Say } from '../../locale/locale.ts'
import { Braille } from '../../charts/braille.ts'
import { lineChart } from '../../charts/line-chart.ts'
import { linear } from '../../charts/scale.ts'
import { alignRight } from '../../writers/width.ts'
import { counted, exact, grouped } from '../../writers/number.ts'
import { heightsOf } from '../../writers/bars.ts'
import type { Curves } from './curves.ts'
import type { Marks } from './marks.ts'

/** Columns of a picture, on a terminal that has room for them. */
const COLUMNS = 68
const ROWS = 16
const PADDING = 8

export interface Drawing {
  readonly title: string
  readonly curves: Curves
  /** Whether the gradient is drawn, and not the loss. */
  readonly grad: boolean
  /** How many samples lie where on the axis. */
  readonly marks?: Marks | undefined
}

interface Line {
  readonly name: string
  readonly values: Float64Array
}

function linesOf({ curves: { curves }, grad }: Drawing): Line[] {
  return curves.map((curve) => ({ name: curve.name, values: grad ? curve.grad : curve.loss }))
}

/** The values that the axis has to show. */
function ends(lines: readonly Line[], grad: boolean): [number, number] {
  const finite = lines.flatMap(({ values }) => [...values].filter(Number.isFinite))
  const [low, high] = [Math.min(...finite), Math.max(...finite)]
  const from = grad ? low : Math.min(0, low)
  return from === high ? [from, from + 1] : [from, high]
}

/** The whole of an axis of probabilities, though its ends have no values. */
const width = ({ over, at }: Curves): [number, number] => (over === 'p' ? [0, 1] : [at[0]!, at.at(-1)!])

/** Curves for a terminal; the names say which is which by their order, so that colours are no more than a help. */
export function drawText(
  drawing: Drawing,
  paint: (text: string, i: number) => string,
  screen = Infinity,
): string {
  // The last number below the axis may stand half beyond it.
  const columns = Math.min(COLUMNS, screen - PADDING - 4)
  const { title, curves, grad } = drawing
  const lines = linesOf(drawing)
  const [low, high] = ends(lines, grad)
  const y = linear(low, high, 4)
  const x = linear(...width(curves), 5)
  const canvas = new Braille(columns, ROWS)
  lines.forEach(({ values }, i) =>
    canvas.curve(
      [...values].map((value, k) => [x(curves.at[k]!), y(value)] as const),
      i,
    ),
  )
  const labels = new Map(y.ticks.map(({ at, text }) => [Math.round((1 - at) * (ROWS - 1)), text]))
  let text = `${title}\n`
  canvas.lines(paint).forEach((line, row) => {
    text += `${`${alignRight(labels.get(row) ?? '', PADDING)} ${labels.has(row) ? '┤' : '│'}${line}`.trimEnd()}\n`
  })
  text += `${' '.repeat(PADDING + 1)}└${'─'.repeat(columns)}\n`
  const marks = new Array<string>(columns + 12).fill(' ')
  for (const { at, text: label } of x.ticks) {
    const start = Math.max(0, Math.round(at * (columns - 1)) - Math.floor(label.length / 2))
    for (const [k, character] of [...label].entries()) marks[start + k] = character
  }
  text += `${' '.repeat(PADDING + 2)}${marks.join('').trimEnd()}\n`
  text += `${' '.repeat(PADDING + 2)}${curves.axis}\n`
  if (drawing.marks) text += marksText(drawing.marks, curves, x, columns)
  const named = lines.map((line, i) => ({ ...line, i })).filter(({ name }) => name !== '')
  if (named.length === 0) return text
  const middle = Math.floor(curves.at.length / 2)
  named.sort((a, b) => b.values[middle]! - a.values[middle]!)
  return `${text}\nin the middle, from the top: ${named.map(({ name, i }) => paint(name, i)).join('; ')}\n`
}

/** How many samples lie below each column of the picture. */
function marksText(
  { counts, outside }: Marks,
  { at }: Curves,
  x: (value: number) => number,
  columns: number,
): string {
  const heights = new Array<number>(columns).fill(0)
  for (const [i, count] of counts.entries()) heights[Math.round(x(at[i]!) * (columns - 1))]! += count
  const all = counts.reduce((sum, count) => sum + count, 0)
  const left = outside > 0 ? `, ${grouped(outside)} more outside` : ''
  return `${' '.repeat(PADDING + 2)}${heightsOf(heights).trimEnd()}\n${' '.repeat(PADDING + 2)}${counted(all, 'sample')}${left}\n`
}

export function drawSvg(drawing: Drawing, say: Say): string {
  const { title, curves, grad } = drawing
  const lines = linesOf(drawing)
  return lineChart({
    title,
    xLabel: say(curves.axis),
    yLabel: say(grad ? 'gradient' : 'loss'),
    x: linear(...width(curves), 6),
    y: linear(...ends(lines, grad), 5),
    at: curves.at,
    lines,
    counts: drawing.marks?.counts,
  })
}

/** A row for each place, a column for each curve: its loss, then its gradient. */
export function curvesCsv({ over, at, curves }: Curves, marks?: Marks): string {
  const columns = curves.flatMap(({ name, loss, grad }) => {
    const suffix = name === '' ? '' : `_${name.replaceAll(/[^\w.+-]+/g, '_')}`
    return [
      [`loss${suffix}`, loss],
      [`grad${suffix}`, grad],
    ] as const
  })
  const head = [over, ...columns.map(([name]) => name), ...(marks ? ['samples'] : [])].join(',')
  const rows = [...at].map((value, i) =>
    [value, ...columns.map(([, values]) => values[i]!), ...(marks ? [marks.counts[i]!] : [])]
      .map(exact)
      .join(','),
  )
  return `${[head, ...rows].join('\n')}\n`
}
