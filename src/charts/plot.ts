import { type Child, element, joined, type Markup, percent, rounded } from './markup.ts'
import type { Tick } from './scale.ts'

/** Ids in the order of the page: the same input gives the same bytes. */
export class Ids {
  #count = 0

  next(): string {
    return `c${++this.#count}`
  }
}

interface PlotRequest {
  readonly title: string
  /** What the picture says, for who does not see it. */
  readonly description: string
  readonly height: number
  /** Room above the plot for marks. */
  readonly above?: number
  readonly x: readonly Tick[]
  readonly y: readonly Tick[]
  readonly xLabel: string
  readonly yLabel: string
}

/** Where parts of the axes lie: x in percent of the width, y in pixels from the top. */
export interface Area {
  readonly top: number
  readonly bottom: number
  x(part: number): string
  y(part: number): number
}

const BELOW = 26
const ABOVE = 12

/** Axes, grid and labels around what `body` draws. Colours are also attributes, for where the style is refused. */
export function plot(ids: Ids, request: PlotRequest, body: (area: Area) => Child): Markup {
  const { title, description, height, above = ABOVE, x, y, xLabel, yLabel } = request
  const area: Area = {
    top: above,
    bottom: height - BELOW,
    x: percent,
    y: (part) => above + (1 - part) * (height - above - BELOW),
  }
  const id = ids.next()
  const rule = (at: number) => ({ x1: '0%', x2: '100%', y1: area.y(at), y2: area.y(at) })
  const svg = element(
    'svg',
    { role: 'img', 'aria-labelledby': `${id}t ${id}d`, width: '100%', height, overflow: 'visible' },
    element('title', { id: `${id}t` }, title),
    element('desc', { id: `${id}d` }, description),
    y.map(({ at }) => line('grid', rule(at), '#e7eaee')),
    body(area),
    line('axis', rule(0), '#d9dde3'),
    y.map(({ at, text }) =>
      element(
        'text',
        { class: 'tick halo', x: -8, y: area.y(at) + 4, 'text-anchor': 'end', 'font-size': 12 },
        text,
      ),
    ),
    ticksBelow(area, x, height - 8),
  )
  return element(
    'figure',
    { class: 'chart' },
    element('div', { class: 'ylab' }, yLabel),
    svg,
    element('div', { class: 'xlab' }, xLabel),
  )
}

function line(name: string, place: Record<string, string | number>, color: string): Markup {
  return element('line', { class: name, stroke: color, ...place })
}

/** The ticks of the x axis; every other one is left out where there is little room for many. */
function ticksBelow(area: Area, ticks: readonly Tick[], y: number): Child {
  return ticks.map(({ at, text }, i) => {
    const x = area.x(at)
    const name = i % 2 === 1 && ticks.length > 5 ? 'tick odd' : 'tick'
    const anchor = at <= 0.02 ? 'start' : at >= 0.98 ? 'end' : 'middle'
    return [
      line('axis', { x1: x, x2: x, y1: area.bottom, y2: area.bottom + 4 }, '#d9dde3'),
      element('text', { class: name, x, y, 'text-anchor': anchor, 'font-size': 12 }, text),
    ]
  })
}

/** Blue and orange mean the same all over a page; pale ones are their areas, grey is neither. */
export type Color = 'a' | 'b' | 'a2' | 'b2' | 's'
export const fills: Readonly<Record<Color, string>> = {
  a: '#1f6fb5',
  b: '#c2500a',
  a2: '#a9cbe8',
  b2: '#f0bd97',
  s: '#565e68',
}

/** A bar between two places of x and of y; the tip says its numbers, and its strength how many there are. */
export function bar(
  area: Area,
  [x0, x1]: readonly [number, number],
  [y0, y1]: readonly [number, number],
  color: Color,
  tip: string,
  strength?: number,
): Markup {
  return element(
    'rect',
    {
      class: `f${color}`,
      fill: fills[color],
      'fill-opacity': strength,
      x: area.x(x0),
      width: percent(Math.max(0, x1 - x0)),
      y: area.y(y1),
      height: Math.max(0, area.y(y0) - area.y(y1)),
    },
    element('title', {}, tip),
  )
}

type Stroke = 'la' | 'lb' | 'ls' | 'lk'
const strokes: Readonly<Record<Stroke, string>> = {
  la: '#1f6fb5',
  lb: '#c2500a',
  ls: '#565e68',
  lk: '#16191d',
}

/** A curve through places of the plot, stretched with it; its stroke is not. */
export function curve(area: Area, points: readonly (readonly [number, number])[], stroke: Stroke): Markup {
  const d = points
    .map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${rounded(1000 * x)} ${rounded(1000 * (1 - y))}`)
    .join('')
  return element(
    'svg',
    {
      x: 0,
      y: area.top,
      width: '100%',
      height: area.bottom - area.top,
      viewBox: '0 0 1000 1000',
      preserveAspectRatio: 'none',
      overflow: 'visible',
    },
    element('path', {
      class: stroke,
      d,
      fill: 'none',
      stroke: strokes[stroke],
      'stroke-width': 2,
      'vector-effect': 'non-scaling-stroke',
    }),
  )
}

/** Where both axes say the same. */
export function diagonal(area: Area): Markup {
  const ends = [
    [0, 0],
    [1, 1],
  ] as const
  return curve(area, ends, 'ls')
}

export function dot(area: Area, [x, y]: readonly [number, number], name: string, tip?: string): Markup {
  return element(
    'circle',
    {
      class: name,
      fill: name.includes('few') ? '#fff' : fills.a,
      stroke: fills.a,
      cx: area.x(x),
      cy: area.y(y),
      r: 4.5,
    },
    tip !== undefined && element('title', {}, tip),
  )
}

export function text(
  area: Area,
  [x, y]: readonly [number, number],
  words: string,
  { name = 'note halo', anchor = 'start', dx = 0, dy = 4 } = {},
): Markup {
  const place = { x: area.x(x), dx, y: area.y(y) + dy, 'text-anchor': anchor }
  return element('text', { class: name, 'font-size': 12, ...place }, words)
}

/** A line from the axis up to its words, one line of words for each mark. */
export interface Mark {
  readonly at: number
  readonly words: string
  readonly strong?: boolean
}

/** Labels lie to one side of all lines, the line that none of them crosses on top. */
export function marks(area: Area, all: readonly Mark[]): Markup {
  const far = all.some(({ at }) => at > 0.75) && all.every(({ at }) => at > 0.25)
  const sorted = [...all].sort((a, b) => (far ? b.at - a.at : a.at - b.at))
  return joined(
    sorted.map(({ at, words, strong = false }, i) => {
      const left = far || at > 0.75
      const y = 6 + 15 * i
      const name = strong ? '' : ' q'
      return [
        element('line', {
          class: `mark${name}`,
          stroke: strong ? '#16191d' : '#565e68',
          x1: area.x(at),
          x2: area.x(at),
          y1: y,
          y2: area.bottom,
        }),
        element(
          'text',
          {
            class: `note halo${name}`,
            'font-size': 12,
            x: area.x(at),
            dx: left ? -5 : 5,
            y: y + 4,
            'text-anchor': left ? 'end' : 'start',
          },
          words,
        ),
      ]
    }),
  )
}

export function cellBar(part: number, color: 'a' | 'b'): Markup {
  return element(
    'svg',
    { width: '100%', height: 12, 'aria-hidden': 'true' },
    element('rect', {
      class: `f${color}`,
      fill: fills[color],
      x: 0,
      y: 1,
      height: 10,
      width: percent(Math.min(1, Math.max(part, 0.005))),
    }),
  )
}

/** Squares in rows and columns, shaded by their part of the strongest. */
export function squares(
  ids: Ids,
  request: {
    readonly title: string
    readonly description: string
    readonly columns: number
    readonly rows: number
  },
  cells: readonly {
    readonly column: number
    readonly row: number
    readonly color: 'a' | 'b'
    readonly strength: number
    readonly words?: string | undefined
    readonly tip: string
  }[],
): Markup {
  const size = 38
  const id = ids.next()
  const width = 1 / request.columns
  return element(
    'svg',
    { role: 'img', 'aria-labelledby': `${id}t ${id}d`, width: '100%', height: request.rows * size },
    element('title', { id: `${id}t` }, request.title),
    element('desc', { id: `${id}d` }, request.description),
    cells.map(({ column, row, color, strength, words, tip }) => [
      element(
        'rect',
        {
          class: `f${color}`,
          fill: fills[color],
          'fill-opacity': strength,
          x: percent(column * width),
          width: percent(width),
          y: row * size,
          height: size,
        },
        element('title', {}, tip),
      ),
      words !== undefined &&
        element(
          'text',
          {
            class: strength > 0.55 ? 'cell on' : 'cell',
            'font-size': 12,
            x: percent((column + 0.5) * width),
            y: row * size + 24,
            'text-anchor': 'middle',
          },
          words,
        ),
    ]),
  )
}
