import { parseDecimal } from '../../numerics/decimal.ts'
import { lookalike } from '../lookalikes.ts'
import { truthOf } from '../truth-words.ts'

/** Ways to write a number for people, each of which must be asked for. */
export const numberForms = [
  ...['percent', 'thousands', 'currency', 'units', 'accounting', 'unicode', 'yes-no'],
] as const
export type NumberForm = (typeof numberForms)[number]

interface NumberSpelling {
  readonly decimal?: '.' | ',' | undefined
  /** Forms that are read in addition to plain decimals. */
  readonly numbers?: readonly NumberForm[] | undefined
}

/** What a cell that is no plain decimal spells. */
interface Reading {
  readonly value: number
  /** The forms it takes to read it. */
  readonly forms: ReadonlySet<NumberForm>
  /** `%`, `kg`; empty if there is none. */
  readonly unit: string
}

const CODES = 'USD|EUR|GBP|JPY|CNY|RMB|CHF|KRW|INR|CAD|AUD|BRL|RUB'
/** Of euro, pound, yen, won, rupee and ruble, with the full-width yen. */
const SIGNS = String.raw`[$\u20ac\u00a3\u00a5\u20a9\u20b9\u20bd\uffe5]`
const MONEY_BEFORE = `^([+-]?)(?:(?:US|CA|A|R)?${SIGNS}|(?:${CODES})\\b) ?([+-]?)`
const MONEY_BEHIND = ` ?(?:${SIGNS}|\\b(?:${CODES}))$`
/**
 * Letters after a number, except those of an exponent, and those that multiply: 1.5k, 3\u4e07. A text until it is used:
 * V8 looks at classes of letters as soon as it reads the file.
 */
const MEASURED_IN = String.raw`^(.*[\d.,]) ?((?![kKMGTB]$|[\u5343\u4e07\u4ebf]|[eE][+-]?\d)[A-Za-z\u00b5\u03bc\u00b0\u03a9\u4e00-\u9fff][\p{L}\u00b0\u03a9/\u00b2\u00b3]*)$`
const BLANKS = /[\u00a0\u202f\u2007\u2009]/g
/** Digits that are grouped begin with no 0: 0,589 has a decimal comma. */
const GROUPED = {
  '.': /^[+-]?(?!0)(?:\d{1,3}(?:([,'\u2019_ ])\d{3})(?:\1\d{3})*|\d{1,2}(?:,\d{2})+,\d{3})(?:\.\d*)?$/,
  ',': /^[+-]?(?!0)\d{1,3}(?:([.'\u2019_ ])\d{3})(?:\1\d{3})*(?:,\d*)?$/,
} as const

/** The number of a cell, in the spelling of its file; undefined for any other text. */
export function numberIn(cell: string, spelling: NumberSpelling): number | undefined {
  const { decimal = '.', numbers = [] } = spelling
  const plain = plainIn(cell, decimal)
  if (plain !== undefined || numbers.length === 0) return plain
  const reading = readingOf(cell, decimal)
  return reading && [...reading.forms].every((form) => numbers.includes(form)) ? reading.value : undefined
}

/** Numbers as programs write them: 0x1f, 1.5d0, 1/3, 1.5k. */
const PROGRAM = () => /^[+-]?(?:0[xob][\da-f_]+|\d[\d._]*d[+-]?\d+|[\d.]+\/[\d.]+|\d[\d.,]* ?[kKMGTB])$/i

/** Whether a text may be a number in a form that nobody asked for; one with a unit is rather a name: 2nd, 3d. */
export function isSpelledNumber(cell: string, { decimal = '.' }: NumberSpelling): boolean {
  // Most names begin with a letter, and there may be a million.
  if (/^[A-Za-z_]/.test(cell)) return false
  const reading = readingOf(cell, decimal)
  if (reading) return !reading.forms.has('units') && !reading.forms.has('yes-no')
  return PROGRAM().test(cell.trim())
}

/** The unit that stands in a cell, `%` included. */
export function unitIn(cell: string, { decimal = '.' }: NumberSpelling): string {
  if (plainIn(cell, decimal) !== undefined) return ''
  return readingOf(cell, decimal)?.unit ?? ''
}

function plainIn(cell: string, decimal: '.' | ','): number | undefined {
  if (decimal === '.') return parseDecimal(cell)
  return cell.includes('.') ? undefined : parseDecimal(cell.replace(',', '.'))
}

/** No number for people is longer; the patterns may go through a text once for each of its characters. */
const LONGEST = 128

/** A cell in any form for people. */
function readingOf(cell: string, decimal: '.' | ','): Reading | undefined {
  if (cell.length > LONGEST) return undefined
  const forms = new Set<NumberForm>()
  let text = cell.replaceAll(BLANKS, ' ').trim()
  const truth = /[a-z\u662f\u5426]/i.test(text) ? truthOf(text) : undefined
  if (truth !== undefined) return { value: truth, forms: new Set(['yes-no']), unit: '' }
  const ascii = text.replaceAll(
    /[^\0-\x7f\u20ac\u00a3\u00a5\u20a9\u20b9\u20bd\u00b5\u03bc\u00b0\u03a9\u00b2\u00b3\u2019]/g,
    (character) => {
      const found = lookalike(character)
      if (found) forms.add('unicode')
      return found?.plain ?? character
    },
  )
  text = ascii.trim()
  let negative = false
  const bracketed = /^\((.*)\)(%?)$/.exec(text) ?? /^([^-]*\d.*)-$/.exec(text)
  if (bracketed && !/^[+-]/.test(bracketed[1]!)) {
    forms.add('accounting')
    negative = true
    text = `${bracketed[1]!}${bracketed[2] ?? ''}`.trim()
  }
  const money = new RegExp(MONEY_BEFORE).exec(text) ?? new RegExp(MONEY_BEHIND).exec(text)
  if (money && money[0] !== '') {
    forms.add('currency')
    text =
      money.index === 0 ? `${money[1]}${money[2]}${text.slice(money[0].length)}` : text.slice(0, money.index)
  }
  const inner = /^\((.*)\)$/.exec(text)
  if (inner && money && !negative) {
    forms.add('accounting')
    negative = true
    text = inner[1]!
  }
  let exponent = 0
  let unit = ''
  const percent = /^(.*\d.*?) ?([%\u2030])$/.exec(text)
  if (percent) {
    forms.add('percent')
    unit = percent[2]!
    exponent = unit === '%' ? -2 : -3
    text = percent[1]!
  }
  const measured = new RegExp(MEASURED_IN, 'u').exec(text)
  if (measured && !percent && plainIn(text, decimal) === undefined) {
    forms.add('units')
    text = measured[1]!
    unit = measured[2]!
  }
  const grouped = GROUPED[decimal].exec(text)
  if (grouped) {
    forms.add('thousands')
    text = text.replaceAll(decimal === '.' ? /[,'\u2019_ ]/g : /[.'\u2019_ ]/g, '')
  }
  const size = plainIn(text, decimal)
  // A name such as NaN is no number with a unit.
  if (forms.size === 0 || size === undefined || !/\d/.test(text)) return undefined
  const value = exponent === 0 ? size : scaled(text.trim().replace(',', '.'), exponent)
  return { value: negative ? -value : value, forms, unit }
}

/** A decimal times a power of ten, rounded once. */
function scaled(text: string, exponent: number): number {
  const [digits, power = '0'] = text.toLowerCase().split('e') as [string, string?]
  return Number(`${digits}e${Number(power) + exponent}`)
}

const reasons: Readonly<Record<NumberForm, string>> = {
  percent: 'it is a percentage',
  thousands: 'its digits are grouped',
  currency: 'it is an amount of money',
  units: 'a unit comes after it',
  accounting: 'a minus sign is written as accountants do',
  unicode: 'it holds',
  'yes-no': 'it is a word for 1 or 0',
}

/** Why a cell is no plain decimal, and the options that help; undefined where nothing is known of it. */
export function whyNoNumber(
  cell: string,
  { decimal = '.', numbers = [] }: NumberSpelling,
): { readonly why: string; readonly tries: readonly string[] } | undefined {
  const reading = readingOf(cell, decimal)
  if (!reading) return whyNone(cell, decimal)
  const missing = numberForms.filter((form) => reading.forms.has(form) && !numbers.includes(form))
  if (missing.length === 0) return undefined
  const why = missing.map((form) => (form === 'unicode' ? `it holds ${nameOfFirst(cell)}` : reasons[form]))
  const tries = [`loss-calc ... --numbers ${[...numbers, ...missing].join(',')}`]
  const mark = missing.includes('thousands') && /^\D*\d{1,3}([.,])\d{3}\D*$/.exec(cell)?.[1]
  if (!mark) return { why: why.join(', and '), tries }
  const rest = [...numbers, ...missing].filter((form) => form !== 'thousands')
  const forms = rest.length > 0 ? ` --numbers ${rest.join(',')}` : ''
  return {
    why: `its ${mark} groups digits, or is a decimal mark`,
    tries: [...tries, `loss-calc ... --decimal ${mark}${forms}`],
  }
}

function whyNone(cell: string, decimal: '.' | ','): ReturnType<typeof whyNoNumber> {
  const text = cell.trim()
  const comma = /[\uff0c\uff1b\u3001]/.exec(text)?.[0]
  if (comma !== undefined && /\d/.test(text))
    return { why: `it holds ${nameOfFirst(comma)}`, tries: [`loss-calc ... --delimiter ${comma}`] }
  const groups = /^[^,]*\.\d{3}\./.test(text)
  if (
    decimal === '.' &&
    (groups || text.includes(',')) &&
    (readingOf(text, ',') ?? plainIn(text, ',')) !== undefined
  ) {
    const forms = [...(readingOf(text, ',')?.forms ?? [])]
    const more = forms.length > 0 ? ` --numbers ${forms.join(',')}` : ''
    const why = groups ? reasons.thousands : 'the comma is probably a decimal mark'
    return { why, tries: [`loss-calc ... --decimal ,${more}`] }
  }
  if (decimal === ',' && plainIn(text, '.') !== undefined)
    return { why: 'the point is probably a decimal mark', tries: ['loss-calc ... --decimal .'] }
  const factor = /^[+-]?[\d.,]+ ?([kKMGTB]$|[\u5343\u4e07\u4ebf])/.exec(text)?.[1]
  if (factor !== undefined) return { why: `${factor} multiplies it`, tries: ['write the number in full'] }
  if (/^[+-]?[\d.]+\/[\d.]+$/.test(text)) return { why: 'it is a fraction', tries: ['write the quotient'] }
  if (/^(?:tensor|np\.\w+|array)\(/.test(text))
    return { why: 'it is how Python shows an object', tries: ['write x.item() there'] }
  const odd = nameOfFirst(text)
  return odd === undefined || !/\d/.test(text) ? undefined : { why: `it holds ${odd}`, tries: [] }
}

/** `a full-width digit, １` */
function nameOfFirst(text: string): string | undefined {
  for (const character of text) {
    const found = lookalike(character)
    if (found) return `${found.name}, ${character}`
  }
  return undefined
}
