import { low, twoProduct, twoSum } from './double-double.ts'

const DECIMAL = /^[ \t]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[ \t]*$/
const NAMED = /^[ \t]*([+-]?)(nan|inf(?:inity)?)[ \t]*$/i

/** Whether `Number()` reads it as it stands: digits, and blanks around them. */
export function isDecimal(text: string): boolean {
  return DECIMAL.test(text)
}

/**
 * The number a text spells, with the bits of `Number()`; undefined for anything that is not a plain decimal, NaN or
 * Infinity (in the spellings of Python, C and JSON dumps): no "", hex, 1_000 or 1,5.
 */
export function parseDecimal(text: string): number | undefined {
  if (isDecimal(text)) return Number(text)
  const named = NAMED.exec(text)
  if (!named) return undefined
  if (named[2]!.toLowerCase() === 'nan') return Number.NaN
  return named[1] === '-' ? -Infinity : Infinity
}

/**
 * (head * scale + tail) / power, rounded once, for whole numbers below 2 ** 53 and powers of ten up to 1e22;
 * undefined where double-double cannot tell to which side it rounds.
 */
export function roundedQuotient(
  head: number,
  scale: number,
  tail: number,
  power: number,
): number | undefined {
  const product = twoProduct(head, scale)
  const rest = low[0]!
  const numerator = twoSum(product, tail)
  const left = rest + low[0]!
  const quotient = numerator / power
  const back = twoProduct(quotient, power)
  const correction = (numerator - back - low[0]! + left) / power
  const value = quotient + correction
  const doubt = Math.abs(correction) * 2 ** -48
  const certain = quotient + (correction - doubt) === value && quotient + (correction + doubt) === value
  return certain ? value : undefined
}
