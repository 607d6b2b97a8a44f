import { distance } from 'fastest-levenshtein'

/** Names that are compared with a mistyped one, and letters of each: comparing takes the product of both lengths. */
const COMPARED = 1000
const LETTERS = 200

/** The name most like a text, if any is; of options what follows their dashes. */
export function nearest(text: string, names: readonly string[]): string | undefined {
  if (text.length > LETTERS) return undefined
  const wanted = bare(text)
  let best: string | undefined
  // Of a short name some letters must be left.
  let least = Math.min(Math.max(2, wanted.length / 3), [...wanted].length - 1)
  for (const name of names.slice(0, COMPARED)) {
    const other = bare(name)
    if (Math.abs(other.length - wanted.length) > least) continue
    const away = distance(wanted, other)
    // Of four letters two are half: only those that changed places.
    if (away > 1 && wanted.length < 5 && letters(wanted) !== letters(other)) continue
    // Of equal ones the first.
    if (away < least || (away === least && best === undefined)) [best, least] = [name, away]
  }
  return best
}

const letters = (word: string): string => [...word].sort().join('')

const bare = (name: string): string => name.toLowerCase().replace(/^--?/, '')
