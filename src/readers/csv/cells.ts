import { parseDecimal } from '../../numerics/decimal.ts'
import { trimmed } from '../missing.ts'

/** Spellings of numbers that are only read where they are asked for. */
export const numberSpellings = ['percent', 'thousands', 'currency', 'yes-no'] as const
export type NumberSpelling = (typeof numberSpellings)[number]

/** How numbers are written in cells. */
export interface CellOptions {
  readonly decimal?: '.' | ',' | undefined
  readonly numbers?: readonly NumberSpelling[] | undefined
}

/** The number that a cell spells; undefined for any other. */
export function readCell(cell: string, { decimal, numbers = [] }: CellOptions): number | undefined {
  if (numbers.length === 0 && decimal !== ',') return parseDecimal(cell)
  let text = trimmed(cell)
  if (numbers.includes('yes-no') && Object.hasOwn(words, text.toLowerCase())) return words[text.toLowerCase()]
  if (numbers.includes('currency')) text = text.replace(CURRENCY, '$1')
  const percent = numbers.includes('percent') && text.endsWith('%')
  if (percent) text = trimmed(text.slice(0, -1))
  if (numbers.includes('thousands') && grouped(decimal).test(text)) {
    text = text.replaceAll(decimal === ',' ? /[. ]/g : /[, ]/g, '')
  }
  if (decimal === ',') {
    if (text.includes('.')) return undefined
    text = text.replace(',', '.')
  }
  // The exponent moves the point exactly, where a division would round once more.
  if (percent) return /^[+-]?[\d.]+$/.test(text) ? parseDecimal(`${text}e-2`) : undefined
  return parseDecimal(text)
}

const words: Readonly<Record<string, number>> = { yes: 1, no: 0, y: 1, n: 0, true: 1, false: 0, t: 1, f: 0 }
const CURRENCY = /^([+-]?)(?:[$€£¥₹]|USD|EUR|GBP|CNY|JPY) ?/

/** 1,234,567.5, with a blank too. */
function grouped(decimal: '.' | ',' | undefined): RegExp {
  return decimal === ',' ? /^[+-]?\d{1,3}(?:[. ]\d{3})+(?:,\d*)?$/ : /^[+-]?\d{1,3}(?:[, ]\d{3})+(?:\.\d*)?$/
}

interface Reason {
  readonly why: string
  readonly tries?: readonly string[]
}

/** Characters that look like those of a number, as Chinese and Japanese keyboards and word processors write them. */
const lookalikes: readonly (readonly [RegExp, string])[] = [
  [/[\uff10-\uff19]/u, 'full-width digits'],
  [/\uff0c/u, 'a full-width comma'],
  [/\uff0e/u, 'a full-width point'],
  [/[\u2212\uff0d\u2010-\u2014]/u, 'a dash or minus sign that is not the one of the keyboard'],
  [/[\u00a0\u2009\u202f\u3000\u2007]/u, 'a blank that is no plain space'],
]

/** Why a cell is no number, and how it can be one. */
export function explainCell(cell: string, delimiter: string, missing: boolean): Reason | undefined {
  const text = trimmed(cell)
  const found = lookalikes.filter(([pattern]) => pattern.test(text)).map(([, what]) => what)
  if (found.length > 0) return { why: `it has ${found.join(' and ')}` }
  const option = (spelling: NumberSpelling) => [`loss-calc ... --numbers ${spelling}`]
  if (missing) return { why: 'it may stand for a missing value', tries: ['loss-calc ... --missing skip'] }
  if (/^[+-]?[\d.,]+ ?%$/.test(text)) return { why: 'it is a percentage', tries: option('percent') }
  if (CURRENCY.test(text) && /\d/.test(text))
    return { why: 'it is an amount of money', tries: option('currency') }
  if (/^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text) && text.replace(/,\d{3}$/, '').match(/[,.]/)) {
    return { why: 'its commas separate thousands', tries: option('thousands') }
  }
  if (/^[+-]?\d+,\d+$/.test(text)) {
    const tries = ['loss-calc ... --decimal ,']
    if (/^[+-]?[1-9]\d{0,2},\d{3}$/.test(text)) tries.push(...option('thousands'))
    return {
      why: `cells are split at ${JSON.stringify(delimiter)}, so the comma is probably a decimal mark`,
      tries,
    }
  }
  if (/^(?:yes|no|y|n|true|false|t|f)$/i.test(text))
    return { why: 'it is a word for 1 or 0', tries: option('yes-no') }
  if (/^\[.*\]$/s.test(text)) return { why: 'a list in a cell is a column of its own: name it alone' }
  return undefined
}
