import { ticks as roundNumbers } from 'd3-array'

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
  first: number,
  last: number,
  count: number,
  show: (value: number) => string = (value) => shortest(value, 12),
): Scale {
  const from = finite(first)
  const end = finite(first === last ? first + 1 : last)
  const scale = between(from, end)
  const part = finitePart(from, end)
  const values = roundNumbers(part * from, part * end, count).map((value) => value / part)
  return Object.assign(scale, { ticks: values.map((value) => ({ at: scale(value), text: show(value) })) })
}

/** A few whole numbers from 0 on. */
export function counts(most: number, show: (value: number) => string): Scale {
  const end = Math.max(1, most)
  const scale = between(0, end)
  const whole = roundNumbers(0, end, 3).filter((value) => Number.isInteger(value) && value > 0)
  return Object.assign(scale, { ticks: whole.map((value) => ({ at: scale(value), text: show(value) })) })
}

/** Quarters of a whole, as few as fit. */
export function quarters(show: (value: number) => string = shortest): Scale {
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, text: show(at) }))
  return Object.assign((value: number) => value, { ticks })
}

/** Powers of ten between two positive ends, as many as fit. */
export function powers(from: number, last: number, most: number): Scale {
  const to = finite(last)
  const inLogs = between(Math.log(from), Math.log(to))
  const scale = (value: number) => inLogs(Math.log(value))
  const whole = Array.from({ length: 700 }, (_, i) => Number(`1e${i - 330}`)).filter(
    (value) => value >= from && value <= to,
  )
  const step = Math.max(1, Math.ceil(whole.length / most))
  const kept = whole.filter((_, i) => i % step === 0)
  const ticks = kept.map((value) => ({ at: within(scale(value)), text: shortest(value) }))
  return Object.assign((value: number) => within(scale(Math.min(Math.max(value, from), to))), { ticks })
}

/** How far a number is from one end to the other, 0 to 1; 0.5 if the ends are equal. */
function between(from: number, to: number): (value: number) => number {
  const part = finitePart(from, to)
  const length = part * to - part * from
  return length === 0 ? () => 0.5 : (value) => (part * finite(value) - part * from) / length
}

/** What two ends are multiplied by, so that the way from one to the other is no more than the largest number. */
const finitePart = (from: number, to: number): number => (to - from < Infinity ? 1 : 0.5)

const finite = (value: number): number => Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value))

/** Twelve digits: logarithms may differ in the last one from one V8 to another. */
const within = (part: number): number => Math.min(1, Math.max(0, Number(part.toFixed(12))))

/** As `shortest`, with one digit more than tells numbers from their neighbours: 2,001 and 2,002 are not 2,000 both. */
export function toldApart(numbers: Iterable<number>): (value: number) => string {
  const all = [...new Set(numbers)].sort((a, b) => a - b)
  let digits = 3
  const alike = (value: number, i: number) =>
    i > 0 && value.toPrecision(digits - 1) === all[i - 1]!.toPrecision(digits - 1)
  while (digits < 17 && all.some(alike)) digits++
  return (value) => shortest(value, digits)
}

/** Three digits, an exponent where zeros would fill the place. */
export function shortest(value: number, digits = 3): string {
  if (value === 0) return '0'
  const size = Math.abs(value)
  const near = Number(value.toPrecision(digits))
  return size < 0.001 || size >= 1e6 ? near.toExponential().replace('+', '') : String(near)
}
