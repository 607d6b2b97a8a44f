import { scaleLinear, scaleLog } from 'd3-scale'

export interface Tick {
  /** Part of the axis, from 0 to 1. */
  readonly at: number
  readonly text: string
}

/** Values to parts of an axis, from 0 to 1. */
export interface Scale {
  (value: number): number
  readonly ticks: readonly Tick[]
}

/** Round numbers between two ends, about so many. */
export function linear(
  from: number,
  to: number,
  count: number,
  show: (value: number) => string = shortest,
): Scale {
  const scale = scaleLinear()
    .domain(from === to ? [from, from + 1] : [from, to])
    .range([0, 1])
  const ticks = scale.ticks(count).map((value) => ({ at: scale(value), text: show(value) }))
  return Object.assign((value: number) => scale(value), { ticks })
}

/** Whole numbers from 0 on. */
export function counts(most: number, count: number, show: (value: number) => string): Scale {
  const scale = scaleLinear()
    .domain([0, Math.max(1, most)])
    .range([0, 1])
  const whole = scale.ticks(count).filter((value) => Number.isInteger(value) && value > 0)
  return Object.assign((value: number) => scale(value), {
    ticks: whole.map((value) => ({ at: scale(value), text: show(value) })),
  })
}

/** Quarters of a whole, as few as fit. */
export function quarters(show: (value: number) => string = shortest): Scale {
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, text: show(at) }))
  return Object.assign((value: number) => value, { ticks })
}

/** Powers of ten between two positive ends, as many as fit. */
export function powers(from: number, to: number, most: number): Scale {
  const scale = scaleLog().domain([from, to]).range([0, 1])
  const whole = Array.from({ length: 700 }, (_, i) => Number(`1e${i - 330}`)).filter(
    (value) => value >= from && value <= to,
  )
  const step = Math.max(1, Math.ceil(whole.length / most))
  const kept = whole.filter((_, i) => i % step === 0)
  const ticks = kept.map((value) => ({ at: within(scale(value)), text: shortest(value) }))
  return Object.assign((value: number) => within(scale(Math.min(Math.max(value, from), to))), { ticks })
}

/** Twelve digits: logarithms may differ in the last one from one V8 to another. */
function within(part: number): number {
  return Math.min(1, Math.max(0, Number(part.toFixed(12))))
}

/** Three digits, an exponent where zeros would fill the place. */
export function shortest(value: number): string {
  if (value === 0) return '0'
  const size = Math.abs(value)
  const near = Number(value.toPrecision(3))
  return size < 0.001 || size >= 1e6 ? near.toExponential().replace('+', '') : String(near)
}
