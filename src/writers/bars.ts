/** Digits of a percentage that say which quantile it is: 99.99 %. */
export const ALL_DIGITS = 15

/** 13.3 %; a part of what is infinite is nothing to speak of. */
export function percent(part: number, digits = 3): string {
  return Number.isNaN(part) ? '-' : `${Number((100 * part).toPrecision(digits))} %`
}

/** Blocks from an eighth to the whole, by their codes: the file of every run holds no letter beyond ASCII. */
const [FULL, NONE] = [0x2588, 0xd7].map((code) => String.fromCharCode(code)) as [string, string]
const eighths = Array.from({ length: 8 }, (_, i) => (i === 0 ? '' : String.fromCharCode(0x2590 - i)))

export function bar(length: number): string {
  const eighth = Math.round(8 * length)
  return FULL.repeat(Math.floor(eighth / 8)) + eighths[eighth % 8]!
}

export const isBar = (text: string): boolean => /^[\u2588-\u258f ]+$/.test(text)

/** Bars in fewer columns, where cut ones would tell other numbers. */
export function shortened(bars: readonly string[], columns: number): string[] {
  const lengthOf = (text: string) =>
    [...text].reduce((sum, part) => sum + (part === FULL ? 1 : Math.max(0, eighths.indexOf(part)) / 8), 0)
  return bars.map((text) => bar((lengthOf(text) * columns) / text.length).padEnd(columns))
}

const heights = Array.from({ length: 8 }, (_, i) => String.fromCharCode(0x2581 + i))

/** Values in a line of text: the lowest lowest, the highest highest; × for what is no number. */
export function sparkline(values: readonly number[]): string {
  const finite = values.filter((value) => Number.isFinite(value))
  const [low, high] = [
    finite.reduce((a, b) => Math.min(a, b), Infinity),
    finite.reduce((a, b) => Math.max(a, b), -Infinity),
  ]
  const height = (value: number) =>
    high > low ? Math.min(heights.length - 1, Math.floor(((value - low) / (high - low)) * heights.length)) : 0
  return values.map((value) => (Number.isFinite(value) ? heights[height(value)]! : NONE)).join('')
}

/** Counts in a line of text, the highest full; nothing for 0. */
export function heightsOf(counts: readonly number[]): string {
  const most = Math.max(...counts)
  return counts
    .map((count) => (count === 0 ? ' ' : heights[Math.ceil((heights.length * count) / most) - 1]!))
    .join('')
}
