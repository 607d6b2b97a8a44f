/** What programs write for one number. */
export interface SpelledNumber {
  readonly value: number
  readonly text: string
}

type Spelled = SpelledNumber | { readonly refused: string }

/** How many digits stand behind the point. */
export const decimalsIn = ({ text }: SpelledNumber): number => /\.(\d*)/.exec(text)?.[1]?.length ?? 0

const DECIMAL =
  /^([+-]?)((?:0|[1-9]\d*(?:_\d+)*)(?:\.\d*(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:(?:[eEdDf]|\*\^)([+-]?\d+))?(?:[fFLn])?$/
const NOT_A_NUMBER = /^[+-]?nan(?:16|32|f)?$/i
const INFINITE = /^([+-]?)(?:inf(?:inity)?(?:16|32|f)?|\u221e)$/i
const TRUTH = /^(?:true|false|TRUE|FALSE|True|False|T|F|\.true\.|\.false\.)_?$/
const MISSING = /^(?:none|null|nil|na|n\/a|<na>|na_(?:real|integer)_|nat|missing|nothing|undefined|--)$/i

/** Modules whose names stand before a word. */
const MODULES = /^([+-]?)(?:np|numpy|torch|tf|jnp|jax\.numpy|mx|math|cmath|Number|Float|Double)\./

/**
 * A number as Python, R, MATLAB, Julia, C or JavaScript write it, with the bits of `Number()`: `1.`, `.5`, `+1`,
 * `1_000`, `1d3`, `1.5f0`, `np.nan`, `TRUE`. `scale` is a power of ten that stands before all numbers.
 */
export function spelled(word: string, scale = 0): Spelled {
  const bare = word.replace(MODULES, '$1')
  const decimal = DECIMAL.exec(bare)
  if (decimal) {
    const [, sign, digits, exponent = '0'] = decimal as unknown as [string, string, string, string?]
    const text = `${sign}${digits.replaceAll('_', '')}`
    // In one text, so that it is rounded once.
    return { value: Number(`${text}e${Number(exponent) + scale}`), text }
  }
  if (NOT_A_NUMBER.test(bare)) return { value: Number.NaN, text: bare }
  const infinite = INFINITE.exec(bare)
  if (infinite) return { value: infinite[1] === '-' ? -Infinity : Infinity, text: bare }
  if (TRUTH.test(bare)) return { value: /^\.?t/i.test(bare) ? 1 : 0, text: bare }
  return { refused: reason(bare) ?? '' }
}

/** Why a word is no number, if that is known. */
function reason(word: string): string | undefined {
  if (MISSING.test(word)) return 'it stands for a missing value: write NaN to keep it as such'
  if (/^[+-]?[\d.]+%$/.test(word)) return 'it is a percentage: write 0.5 for 50%'
  if (/^[$\u20ac\u00a3\u00a5\u20a9\u20b9]|[$\u20ac\u00a3\u00a5\u20a9\u20b9]$/.test(word))
    return 'it is an amount of money: write the number alone'
  if (/^[+-]?0\d/.test(word))
    return 'it begins with a zero; if the comma before it groups digits, write 1000 for 1,000'
  if (/[\d.][ij]$/.test(word)) return 'it is complex, and losses are of real numbers'
  if (/^[+-]?0x/i.test(word)) return 'it is hexadecimal: write it in decimal'
  if (/^[\d.]+\/[\d.]+$/.test(word))
    return 'it is a fraction, and nothing is computed here: write the quotient'
  if (/^[+-]?[\d.]+[+*-][\d.]+$/.test(word)) return 'nothing is computed here: write the result'
  if (/^[+-]?[\d.]+(?:e[+-]?\d+)?[A-Za-z\u00b5\u00b0\u03a9]+$/.test(word))
    return 'a unit comes after it: write the number alone'
  return undefined
}
