import type { SqlDialect } from './dialect.ts'
import { anyNumber, most, type ValueRange } from './range.ts'

/** Below, e^v is 0; above, infinite. */
const LEAST_EXPONENT = -745.13
const MOST_EXPONENT = 709.78
/** Logarithms of the sizes below which a product is 0, and above which it is infinite. */
const LEAST_LOG = -745.1332
const MOST_LOG = 709.7827128933

interface Operand {
  readonly text: string
  readonly range: ValueRange
}

/** What a sum or a product of these would stop the query with. */
export function mayStop(
  { raises = {} }: Pick<SqlDialect, 'raises'>,
  operation: 'plus' | 'less' | 'times' | 'over',
  a: ValueRange,
  b: ValueRange,
): boolean {
  const { underflow = false, overflow = false, zero = false } = raises
  if (operation === 'plus' || operation === 'less') return overflow && most(a) + most(b) > 1.7e308
  if (operation === 'times') {
    const whole = [a, b].some(({ low, high }) => low === high && [0, 1, -1].includes(low))
    if (whole) return false
    return (overflow && most(a) * most(b) > 1e308) || (underflow && a.tiny * b.tiny < 1e-307)
  }
  const divides = b.low <= 0 && b.high >= 0
  return (
    (zero && divides) ||
    (overflow && most(a) / b.tiny > 1e308) ||
    (underflow && most(b) > 1 && a.tiny / most(b) < 1e-307)
  )
}

/** a + b where the query would stop at Infinity. */
export function guardedPlus(d: SqlDialect, { text: a }: Operand, { text: b }: Operand): string {
  const [up, down] = [d.number(Infinity), d.number(-Infinity)]
  const top = d.number(Number.MAX_VALUE)
  const bottom = d.number(-Number.MAX_VALUE)
  return `CASE WHEN ${a} > 0 AND ${b} > ${top} - ${a} AND ${b} <= ${top} THEN ${up} WHEN ${a} < 0 AND ${b} < ${bottom} - ${a} THEN ${down} ELSE ${a} + ${b} END`
}

export const guardedLess: typeof guardedPlus = (d, a, { text, range }) =>
  guardedPlus(d, a, { text: `(-${text})`, range })

/** a b where the query would stop at 0 or Infinity: only what is far from 1 is looked at closely. */
export function guardedTimes(d: SqlDialect, { text: a }: Operand, { text: b }: Operand): string {
  const plain = `${a} * ${b}`
  const logs = `ln(abs(${a})) + ln(abs(${b}))`
  const zero = [...new Set([a, b])].map((v) => `${v} = 0`).join(' OR ')
  return far(d, [a, b], plain, zero, logs)
}

/** The product of two columns of which nothing is known. */
export function timesText(d: SqlDialect, a: string, b: string): string {
  const [left, right] = [a, b].map((text) => ({ text, range: anyNumber })) as [Operand, Operand]
  return mayStop(d, 'times', anyNumber, anyNumber) ? guardedTimes(d, left, right) : `${a} * ${b}`
}

/** a / b where the query would stop at 0 or Infinity, or for b = 0. */
export function guardedOver(
  d: SqlDialect,
  { text: a, range }: Operand,
  { text: b, range: below }: Operand,
): string {
  const { underflow = false, overflow = false } = d.raises ?? {}
  const plain = `${a} / ${b}`
  const ofZero = `CASE WHEN ${a} > 0 THEN ${d.number(Infinity)} WHEN ${a} < 0 THEN ${d.number(-Infinity)} ELSE ${d.number(Number.NaN)} END`
  const zero = below.low <= 0 && below.high >= 0 ? `WHEN ${b} = 0 THEN ${ofZero} ` : ''
  if (!mayStop({ raises: { underflow, overflow } } as SqlDialect, 'over', range, below))
    return `CASE ${zero}ELSE ${plain} END`
  return far(d, [a, b], plain, `${a} = 0`, `ln(abs(${a})) - ln(abs(${b}))`, zero)
}

/** NaN is larger than any number where products are guarded, so every case has an upper end. */
function far(
  d: SqlDialect,
  [a, b]: readonly [string, string],
  plain: string,
  safe: string,
  logs: string,
  first = '',
): string {
  const both = [...new Set([a, b])]
  const near = both.map((v) => `abs(${v}) BETWEEN 1e-150 AND 1e150`).join(' AND ')
  const infinite = both.map((v) => `abs(${v}) = ${d.number(Infinity)}`).join(' OR ')
  const sign = `CASE WHEN (${a} > 0) = (${b} > 0) THEN ${d.number(Infinity)} ELSE ${d.number(-Infinity)} END`
  return `CASE ${first}WHEN ${near} OR ${safe} OR ${infinite} THEN ${plain} WHEN ${logs} < ${d.number(LEAST_LOG)} THEN ${d.number(0)} WHEN ${logs} BETWEEN ${d.number(MOST_LOG)} AND ${d.number(2000)} THEN ${sign} ELSE ${plain} END`
}

export function guardedExp(d: SqlDialect, { text: v, range }: Operand): string {
  const { underflow = false, overflow = false } = d.raises ?? {}
  const low = underflow && range.low < LEAST_EXPONENT
  const high = overflow && range.high > MOST_EXPONENT
  const cases = [
    ...(low ? [`WHEN ${v} < ${d.number(LEAST_EXPONENT)} THEN ${d.number(0)}`] : []),
    ...(high ? [`WHEN ${v} > ${d.number(MOST_EXPONENT)} THEN ${d.number(Infinity)}`] : []),
  ]
  return cases.length === 0 ? `exp(${v})` : `CASE ${cases.join(' ')} ELSE exp(${v}) END`
}

/** ln v: -Infinity at 0, NaN below. */
export function guardedLn(d: SqlDialect, { text: v, range }: Operand): string {
  if (d.lnOfZero || range.low > 0) return `ln(${v})`
  const negative = range.low < 0 ? `WHEN ${v} < 0 THEN ${d.number(Number.NaN)} ` : ''
  return `CASE WHEN ${v} = 0 THEN ${d.number(-Infinity)} ${negative}ELSE ln(${v}) END`
}

/**
 * ln(1 + v) of v and u = 1 + v: what rounding took from u goes into a factor.
 *
 * Source: Hewlett-Packard HP-15C Advanced Functions Handbook; Goldberg 1991, theorem 4.
 */
export function log1pOf(d: SqlDialect, { text: v, range }: Operand, u: string): string {
  const ends =
    range.low <= -1
      ? `WHEN ${u} = 0 THEN ${d.number(-Infinity)} WHEN ${u} < 0 THEN ${d.number(Number.NaN)} `
      : ''
  const one = d.number(1)
  return `CASE WHEN ${u} = ${one} THEN ${v} ${ends}WHEN ${u} - ${one} = ${v} THEN ln(${u}) ELSE ln(${u}) * (${v} / (${u} - ${one})) END`
}

/** e^v - 1 of v and u = e^v, in the same way. Source: Kahan, in Higham 2002, section 1.14.1. */
export function expm1Of(d: SqlDialect, { text: v }: Operand, u: string): string {
  const one = d.number(1)
  const least = d.number(-37.5)
  const top = d.number(MOST_EXPONENT)
  return `CASE WHEN ${u} = ${one} THEN ${v} WHEN ${v} < ${least} THEN ${d.number(-1)} WHEN ${v} > ${top} THEN ${u} ELSE (${u} - ${one}) * (${v} / ln(${u})) END`
}
