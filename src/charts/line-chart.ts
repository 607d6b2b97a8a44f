import { type Child, element, rounded } from './markup.ts'
import type { Scale } from './scale.ts'

interface LineChart {
  readonly title: string
  readonly xLabel: string
  readonly yLabel: string
  readonly x: Scale
  readonly y: Scale
  readonly at: Float64Array
  /** How many samples lie at each place: bars from the axis up, drawn under the curves. */
  readonly counts?: readonly number[] | undefined
  readonly lines: readonly { readonly name: string; readonly values: Float64Array }[]
}

const WIDTH = 660
const HEIGHT = 420
const LEFT = 56
const RIGHT = 16
const TOP = 34
const BOTTOM = 52
/** How wide the names of curves are, about. */
const KEY = 190

/** Told apart by their dashes as well as by their hues. */
const looks = [
  { light: '#1f6fb5', dark: '#6cb2ec', dash: undefined },
  { light: '#c2500a', dark: '#f39a5b', dash: '7 4' },
  { light: '#7a6a00', dark: '#d8c24a', dash: '2 3' },
  { light: '#7b3fa0', dark: '#c79ae0', dash: '9 3 2 3' },
  { light: '#1f7a68', dark: '#66c5b3', dash: '14 4' },
  { light: '#555c66', dark: '#a4adb7', dash: '4 4' },
] as const

/** Pixels from the left, and from the top, of a part of an axis. */
const px = (part: number) => LEFT + part * (WIDTH - LEFT - RIGHT)
const py = (part: number) => TOP + (1 - part) * (HEIGHT - TOP - BOTTOM)

/** Curves as an SVG that stands alone: light or dark as its reader is. */
export function lineChart(chart: LineChart): string {
  const { title, xLabel, yLabel, x, y, lines } = chart
  const dark = looks.map(({ dark }, i) => `.c${i}{stroke:${dark}}`).join('')
  const style = `text{font:13px system-ui,sans-serif;fill:#16191d}.g{stroke:#e0e4e9}@media (prefers-color-scheme:dark){text{fill:#e9ecef}.g{stroke:#353b42}.b{fill:#14171a}${dark}}`
  const label = (place: { x: number; y: number }, anchor: string, words: string) =>
    element('text', { ...place, 'text-anchor': anchor }, words)
  const keys = leftOfKeys(chart)
  const body: Child[] = [
    element('title', {}, title),
    element('style', {}, style),
    element('rect', { class: 'b', width: WIDTH, height: HEIGHT, fill: '#fff' }),
    y.ticks.map(({ at: part, text }) => [
      element('line', { class: 'g', stroke: '#e0e4e9', x1: px(0), x2: px(1), y1: py(part), y2: py(part) }),
      label({ x: LEFT - 8, y: py(part) + 4 }, 'end', text),
    ]),
    x.ticks.map(({ at: part, text }) => label({ x: px(part), y: HEIGHT - BOTTOM + 20 }, 'middle', text)),
    label({ x: LEFT, y: 18 }, 'start', yLabel),
    label({ x: px(1), y: HEIGHT - 10 }, 'end', xLabel),
    bars(chart),
    lines.map(({ name, values }, i) => {
      const { light, dash } = looks[i % looks.length]!
      const look = {
        class: `c${i % looks.length}`,
        stroke: light,
        'stroke-width': 2,
        'stroke-dasharray': dash,
      }
      const row = TOP + 20 + 22 * i
      return [
        element('path', { ...look, fill: 'none', d: path(chart, values) }),
        name !== '' && [
          element('line', { ...look, x1: keys, x2: keys + 32, y1: row, y2: row }),
          label({ x: keys + 40, y: row + 4 }, 'start', name),
        ],
      ]
    }),
  ]
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      width: WIDTH,
      height: HEIGHT,
      role: 'img',
    },
    body,
  )
  return `${svg.markup}\n`
}

/** A curve, broken where its values are not finite. */
function path({ x, y, at }: LineChart, values: Float64Array): string {
  let d = ''
  let down = false
  for (const [i, value] of values.entries()) {
    const part = y(value)
    if (Number.isFinite(part)) d += `${down ? 'L' : 'M'}${rounded(px(x(at[i]!)))} ${rounded(py(part))}`
    down = Number.isFinite(part)
  }
  return d
}

function bars({ x, at, counts = [] }: LineChart): Child {
  const most = Math.max(1, ...counts)
  const half = at.length > 1 ? (px(x(at[1]!)) - px(x(at[0]!))) / 2 : 0
  return counts.map((count, i) => {
    const height = (0.25 * (HEIGHT - TOP - BOTTOM) * count) / most
    const place = { x: px(x(at[i]!)) - half, y: py(0) - height, width: 2 * half, height }
    const look = { fill: '#8fa3b5', 'fill-opacity': 0.45, ...place }
    return count > 0 && element('rect', look, element('title', {}, String(count)))
  })
}

/** Where the names of the curves begin: in the upper corner that fewer curves cross. */
function leftOfKeys({ x, y, at, lines }: LineChart): number {
  const named = lines.filter(({ name }) => name !== '').length
  const crossed = (from: number) =>
    lines.reduce((sum, { values }) => {
      const inside = (value: number, i: number) => {
        const [left, up] = [px(x(at[i]!)), py(y(value))]
        return left >= from - 8 && left <= from + KEY && up <= TOP + 24 + 22 * named
      }
      return sum + [...values].filter((value, i) => Number.isFinite(value) && inside(value, i)).length
    }, 0)
  return crossed(WIDTH - 210) <= crossed(LEFT + 14) ? WIDTH - 210 : LEFT + 14
}
