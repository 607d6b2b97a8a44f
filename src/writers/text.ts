// V8 takes a millisecond to read the classes of Unicode, so these are made when a text is not plain.

/** Controls, formats such as bidi overrides, odd spaces, lone surrogates: unseen, or able to steer a terminal. */
const unseen = () => /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Zs}]/gu
const wide = () =>
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\p{Emoji_Presentation}\u{20000}-\u{3fffd}]/u
const combining = () => /[\p{Mn}\p{Me}\u1160-\u11ff]/u

const named: Readonly<Record<string, string>> = { ' ': ' ', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** Text from outside, safe to print: unseen characters become `\x1b`, `\u202e`, `\n`. */
export function visible(text: string): string {
  if (/^[ -~]*$/.test(text)) return text
  return text.replace(unseen(), (character) => named[character] ?? escaped(character.codePointAt(0)!))
}

function escaped(code: number): string {
  const hex = code.toString(16)
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`
}

/** Columns that visible text takes in a terminal: East Asian wide characters and emoji take two. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text) {
    if (character >= ' ' && character <= '~') width++
    else if (!combining().test(character)) width += wide().test(character) ? 2 : 1
  }
  return width
}

/** Terminal columns of the widest text. */
export function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, displayWidth(text)), 0)
}

/** Right-aligned in so many terminal columns. */
export function alignRight(text: string, width: number): string {
  return ' '.repeat(Math.max(width - displayWidth(text), 0)) + text
}
