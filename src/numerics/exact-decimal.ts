const DECIMAL = /^[ \t]*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?[ \t]*$/
const INFINITE = /^[ \t]*([+-]?)inf(?:inity)?[ \t]*$/i

/** The exact value that a text spells; undefined for no number, and for NaN. */
function exactDecimal(text: string): { sign: number; digits: string; order: number } | undefined {
  const infinite = INFINITE.exec(text)
  if (infinite) return { sign: infinite[1] === '-' ? -1 : 1, digits: '', order: Infinity }
  const [, sign, whole, fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? []
  if (whole === undefined || whole.length + fraction.length === 0) return undefined
  const all = whole + fraction
  let start = 0
  while (all[start] === '0') start++
  let end = all.length
  while (end > start && all[end - 1] === '0') end--
  if (start === end) return { sign: 0, digits: '', order: 0 }
  return {
    sign: sign === '-' ? -1 : 1,
    digits: all.slice(start, end),
    order: whole.length - start + Number(exponent),
  }
}

/**
 * Below 0, 0 or above 0 as the first number is less than, equal to or more than the second, by all digits that are
 * written; undefined if one is no number, or NaN.
 */
export function compareDecimals(a: string, b: string): number | undefined {
  return comparedWith(b)(a)
}

/** The same with many numbers, one after the other, of which each is the first. */
export function comparedWith(b: string): (a: string) => number | undefined {
  const right = exactDecimal(b)
  return (a) => {
    const left = right && exactDecimal(a)
    if (!left) return undefined
    if (left.sign !== right.sign) return left.sign - right.sign
    if (left.order !== right.order) return left.order < right.order ? -left.sign : left.sign
    if (left.digits === right.digits) return 0
    return left.digits < right.digits ? -left.sign : left.sign
  }
}

/** One spelling for all that spell the same number: 1, 1.0 and 1e0; other texts as they are. */
export function canonicalDecimal(text: string): string {
  const found = exactDecimal(text)
  if (!found) return text
  return `${found.sign < 0 ? '-' : ''}.${found.digits}e${found.order}`
}
