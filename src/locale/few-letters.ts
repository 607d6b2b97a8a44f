/*
 * Some hundred different letters beyond ASCII in one or two bytes each: they compress better than UTF-8, and a text is
 * read only when it is said.
 */

/** How many of the letters, frequent ones first, are one byte from 0x80 on; a higher byte begins a pair. */
const SINGLE = 112

/** The letters of a text, and what gives the bytes of such a text. */
export function shortened(text: string): { letters: string; bytes: string } {
  const counts = new Map<string, number>()
  for (const letter of text) if (letter > '\x7f') counts.set(letter, (counts.get(letter) ?? 0) + 1)
  const letters = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)!)
  if (letters.length > SINGLE + (16 << 7)) throw new RangeError('too many letters')
  const places = new Map(letters.map((letter, i) => [letter, 0x80 + i]))
  const bytes = Array.from(text, (letter) => {
    const place = places.get(letter)
    if (place === undefined) return letter
    const after = place - 0x80 - SINGLE
    // The second is above ASCII, too.
    return after < 0
      ? String.fromCharCode(place)
      : String.fromCharCode(0x80 + SINGLE + (after >> 7), 0x80 + (after & 0x7f))
  })
  return { letters: letters.join(''), bytes: bytes.join('') }
}

export function lengthened(bytes: string, letters: string): string {
  return bytes.replaceAll(/[\x80-\xef]|[\xf0-\xff]./g, (pair) => {
    const first = pair.charCodeAt(0) - 0x80
    return letters[first < SINGLE ? first : ((first - SINGLE) << 7) + pair.charCodeAt(1) - 0x80 + SINGLE]!
  })
}
