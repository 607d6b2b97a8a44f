const DECIMAL = /^[ \t]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[ \t]*$/
const NAMED = /^[ \t]*([+-]?)(nan|inf(?:inity)?)[ \t]*$/i

/**
 * The number a text spells, with the bits of `Number()`; undefined for anything that is not a plain decimal, NaN or
 * Infinity (in the spellings of Python, C and JSON dumps): no "", hex, 1_000 or 1,5.
 */
export function parseDecimal(text: string): number | undefined {
  if (DECIMAL.test(text)) return Number(text)
  const named = NAMED.exec(text)
  if (!named) return undefined
  if (named[2]!.toLowerCase() === 'nan') return Number.NaN
  return named[1] === '-' ? -Infinity : Infinity
}
