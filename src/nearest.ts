import { distance } from 'fastest-levenshtein'

/** Names that are compared with a mistyped one, and letters of each: comparing takes the product of both lengths. */
const COMPARED = 1000
const LETTERS = 200

/** The name most like a text, if any is. */
export function nearest(text: string, names: readonly string[]): string | undefined {
  if (text.length > LETTERS) return undefined
  const lower = text.toLowerCase()
  let best: string | undefined
  // Of a short name some letters must be left.
  let least = Math.min(Math.max(2, text.length / 3), [...text].length - 1)
  for (const name of names.slice(0, COMPARED)) {
    if (Math.abs(name.length - text.length) > least) continue
    const away = distance(lower, name.toLowerCase())
    // Of equal ones the first.
    if (away < least || (away === least && best === undefined)) [best, least] = [name, away]
  }
  return best
}
