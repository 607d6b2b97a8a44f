/** Digits after the point, or every digit needed to read the same number back. */
export type Precision = number | 'full'

/** The shortest text that reads back as the same number; NaN, Infinity and -Infinity by name. */
export const exact = (value: number): string => String(value)

/** For people: fixed decimals, and an exponent where those would show only zeros or digits that mean nothing. */
export function short(value: number, precision: Precision = 4): string {
  if (precision === 'full' || !Number.isFinite(value)) return exact(value)
  const fixed = value.toFixed(precision)
  const readable = Math.abs(value) < 1e15 && (value === 0 || Number(fixed) !== 0)
  return readable ? fixed : value.toExponential(Math.max(precision - 1, 0))
}

/** A difference, whose sign is always said. */
export function signed(value: number, precision: Precision): string {
  return `${value > 0 ? '+' : ''}${short(value, precision)}`
}

/** Counts and weights: whole numbers plain, others as `short`. */
export function plain(value: number, precision: Precision = 4): string {
  return Number.isSafeInteger(value) ? exact(value) : short(value, precision)
}

/** 1980 as 1,980; Intl would take as long to load as all the rest of a small run. */
export function grouped(count: number): string {
  return count < 1000 ? String(count) : String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
}

/** `1 sample`, `1,980 samples`, `2 losses`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : noun.endsWith('s') ? 'es' : 's'}`
}
