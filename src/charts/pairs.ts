import { element, type Markup } from './markup.ts'
import { type Area, dot, fills } from './plot.ts'

const ROW: Area = { top: 0, bottom: 16, x: (part) => `${Math.round(10000 * part) / 100 + 0}%`, y: () => 8 }

/** A line from one part of a row to another. */
function span(color: 'a' | 'b', width: number, [from, to]: readonly [number, number], y: number): Markup {
  const ends = { x1: ROW.x(from), x2: ROW.x(to), y1: y, y2: y }
  return element('line', { class: `j${color}`, stroke: fills[color], 'stroke-width': width, ...ends })
}

/** From one value to another in a cell of a table: hollow, then filled. */
export function dumbbell(from: number, to: number): Markup {
  // Room for the dots at both ends.
  const [start, end] = [from, to].map((part) => 0.02 + 0.96 * part) as [number, number]
  return element(
    'svg',
    { width: '100%', height: 16, 'aria-hidden': 'true', overflow: 'visible' },
    element('line', { class: 'axis', stroke: '#d9dde3', x1: '0%', x2: '100%', y1: 8, y2: 8 }),
    span(to > from ? 'b' : 'a', 2, [start, end], 8),
    element('circle', { class: 'da', fill: '#fff', stroke: '#565e68', cx: ROW.x(start), cy: 8, r: 4.5 }),
    dot(ROW, [end, 0], to > from ? 'dotb' : 'dot'),
  )
}

/** A difference and its interval on a line, "no difference" in the middle. */
export function interval(
  at: number,
  [low, high]: readonly [number, number],
  words: { readonly value: string; readonly left: string; readonly middle: string; readonly right: string },
): Markup {
  const text = (x: string, anchor: string, y: number, content: string, name: string) =>
    element('text', { class: name, 'font-size': 12, x, y, 'text-anchor': anchor }, content)
  const color = at < 0.5 ? 'a' : 'b'
  const anchor = at < 0.2 ? 'start' : at > 0.8 ? 'end' : 'middle'
  return element(
    'div',
    { class: 'iv' },
    element(
      'svg',
      { width: '100%', height: 66, 'aria-hidden': 'true', overflow: 'visible' },
      element('line', { class: 'axis', stroke: '#d9dde3', x1: '0%', x2: '100%', y1: 32, y2: 32 }),
      element('line', { class: 'mark q', stroke: '#565e68', x1: '50%', x2: '50%', y1: 18, y2: 44 }),
      span(color, 4, [low, high], 32),
      element('circle', {
        class: color === 'a' ? 'dot' : 'dotb',
        fill: fills[color],
        cx: ROW.x(at),
        cy: 32,
        r: 6,
      }),
      text(ROW.x(at), anchor, 12, words.value, 'note halo'),
      text('0%', 'start', 60, words.left, 'tick'),
      text('50%', 'middle', 60, words.middle, 'tick'),
      text('100%', 'end', 60, words.right, 'tick'),
    ),
  )
}

/** A value and its interval in a cell of a table, 0 in the middle. */
export function intervalCell(at: number, [low, high]: readonly [number, number]): Markup {
  const color = at < 0.5 ? 'a' : 'b'
  return element(
    'svg',
    { width: '100%', height: 16, 'aria-hidden': 'true', overflow: 'visible' },
    element('line', { class: 'mark q', stroke: '#565e68', x1: '50%', x2: '50%', y1: 0, y2: 16 }),
    span(color, 2.5, [low, high], 8),
    dot(ROW, [at, 0], color === 'a' ? 'dot' : 'dotb'),
  )
}
