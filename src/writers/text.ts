/**
 * Controls, formats such as bidi overrides, odd spaces, lone surrogates: invisible, or able to control a terminal. A
 * pattern where a text is not plain: V8 takes a millisecond to read classes of Unicode, and as soon as it reads the file.
 */
const UNSEEN = String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Zs}]`

const named: Readonly<Record<string, string>> = { ' ': ' ', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

const WIDE_COLON = String.fromCodePoint(0xff1a)

/** A label before a text; a colon of full width needs no blank. */
export function labelled(label: string, text: string): string {
  return `${label}${label.includes(WIDE_COLON) ? '' : ' '}${text}`
}

/** What is said is to be read: of a name of a million characters both ends are shown. */
const SHOWN = 1000

export function cut(text: string): string {
  return text.length <= 2 * SHOWN ? text : `${text.slice(0, SHOWN)} ... ${text.slice(-SHOWN)}`
}

/** Text from outside, safe to print and short enough to be read. */
export const visible = (text: string): string => visibleWhole(cut(text))

/** The same whole, for what is run or read by programs: unseen characters become `\x1b`, `\u202e`, `\n`. */
export function visibleWhole(text: string): string {
  if (/^[ -~]*$/.test(text)) return text
  return text.replace(
    new RegExp(UNSEEN, 'gu'),
    (character) => named[character] ?? escaped(character.codePointAt(0)!),
  )
}

/** The name of a group, safe to print: the rows whose cell is empty have one too. */
export const groupName = (name: string): string => (name === '' ? '""' : visible(name))

function escaped(code: number): string {
  const hex = code.toString(16)
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`
}
