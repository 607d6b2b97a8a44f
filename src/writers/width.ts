import { eastAsianWidth } from 'get-east-asian-width'

/** Marks that take no column of their own. A text until it is used: V8 looks at classes as soon as it reads the file. */
const COMBINING = String.raw`^[\p{Mn}\p{Me}\u1160-\u11ff]$`

/** Columns that visible text takes in a terminal: East Asian wide characters and emoji take two. */
export function displayWidth(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length
  const unspaced = new RegExp(COMBINING, 'u')
  let width = 0
  for (const character of text) {
    if (character >= ' ' && character <= '~') width++
    else if (!unspaced.test(character)) width += eastAsianWidth(character.codePointAt(0)!)
  }
  return width
}

export function widest(texts: Iterable<string>): number {
  let width = 0
  for (const text of texts) width = Math.max(width, displayWidth(text))
  return width
}

export function alignRight(text: string, width: number): string {
  return ' '.repeat(Math.max(width - displayWidth(text), 0)) + text
}
