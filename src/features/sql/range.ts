/** What is known of a value: its ends, and the smallest size it can have unless it is 0. */
export interface ValueRange {
  readonly low: number
  readonly high: number
  readonly tiny: number
}

export const anyNumber: ValueRange = { low: -Infinity, high: Infinity, tiny: Number.MIN_VALUE }

export function rangeOf(value: number): ValueRange {
  return { low: value, high: value, tiny: Math.abs(value) || Infinity }
}

/** The largest size. */
export const most = ({ low, high }: ValueRange): number => Math.max(Math.abs(low), Math.abs(high))

function span(ends: readonly number[], tiny: number): ValueRange {
  const known = ends.map((end) => (Number.isNaN(end) ? 0 : end))
  const low = Math.min(...known)
  const high = Math.max(...known)
  // A range on one side of 0 says how small a value can be.
  const side = low > 0 ? low : high < 0 ? -high : tiny
  return { low, high, tiny: Math.max(side, tiny) }
}

export function plusRange(a: ValueRange, b: ValueRange): ValueRange {
  return span([a.low + b.low, a.high + b.high], Number.MIN_VALUE)
}

export const minusRange = ({ low, high, tiny }: ValueRange): ValueRange => ({ low: -high, high: -low, tiny })

export const lessRange = (a: ValueRange, b: ValueRange): ValueRange => plusRange(a, minusRange(b))

export function timesRange(a: ValueRange, b: ValueRange): ValueRange {
  const ends = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high]
  return span(ends, Math.max(a.tiny * b.tiny, Number.MIN_VALUE))
}

export function overRange(a: ValueRange, b: ValueRange): ValueRange {
  const inverse = 1 / b.tiny
  const ends = [b.low < 0 ? -inverse : 0, b.high > 0 ? inverse : 0]
  return timesRange(a, { low: Math.min(...ends), high: Math.max(...ends), tiny: 1 / most(b) })
}

export function sizeRange({ low, high, tiny }: ValueRange): ValueRange {
  return { low: Math.max(0, low, -high), high: Math.max(-low, high), tiny }
}

export function eitherRange(ranges: readonly ValueRange[]): ValueRange {
  return {
    low: Math.min(...ranges.map(({ low }) => low)),
    high: Math.max(...ranges.map(({ high }) => high)),
    tiny: Math.min(...ranges.map(({ tiny }) => tiny)),
  }
}

export function mapRange(
  { low, high }: ValueRange,
  increasing: (x: number) => number,
  tiny: number,
): ValueRange {
  return span([increasing(low), increasing(high)], tiny)
}
