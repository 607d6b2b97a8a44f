/**
 * Characters that look like those of numbers and lists, by their codes: what each is called, and what it stands for.
 * The file of every run holds none of them: V8 would take two bytes for each of its letters.
 */
const lookalikes: readonly (readonly [codes: readonly number[], name: string, plain: string])[] = [
  [[0xff0c], 'a full-width comma', ','],
  [[0x3001], 'an ideographic comma', ','],
  [[0xff1b], 'a full-width semicolon', ';'],
  [[0xff08], 'a full-width bracket', '('],
  [[0xff09], 'a full-width bracket', ')'],
  [[0xff3b, 0x3010], 'a full-width bracket', '['],
  [[0xff3d, 0x3011], 'a full-width bracket', ']'],
  [[0xff0e], 'a full-width point', '.'],
  [[0xff0d], 'a full-width minus sign', '-'],
  [[0x2212], 'a Unicode minus sign', '-'],
  [[0x2013, 0x2014], 'a dash', '-'],
  [[0x2010, 0x2011], 'a hyphen', '-'],
  [[0xff0b], 'a full-width plus', '+'],
  [[0xff05], 'a full-width percent sign', '%'],
  [[0x2018, 0x2019], 'a curly quote', "'"],
  [[0x201c, 0x201d], 'a curly quote', '"'],
  [[0x3000], 'a full-width space', ' '],
  [[0x00a0, 0x202f, 0x2007], 'a no-break space', ' '],
  [[0x2009, 0x200a], 'a thin space', ' '],
  [[0x200b, 0xfeff], 'an invisible space', ' '],
]

/** Digits of other scripts, by their zero. */
const digits: readonly (readonly [zero: number, name: string])[] = [
  [0xff10, 'full-width digits'],
  [0x0660, 'Arabic digits'],
  [0x06f0, 'Persian digits'],
  [0x0966, 'Devanagari digits'],
]

/** A character that looks like one of numbers and lists. */
interface Lookalike {
  readonly character: string
  /** `a full-width comma` */
  readonly name: string
  readonly plain: string
}

/** What a character looks like, if it is none of ASCII but looks like one. */
export function lookalike(character: string): Lookalike | undefined {
  const code = character.codePointAt(0)!
  if (code < 0x80) return undefined
  const script = digits.find(([zero]) => code >= zero && code < zero + 10)
  if (script) return { character, name: script[1], plain: String(code - script[0]) }
  const found = lookalikes.find(([codes]) => codes.includes(code))
  return found && { character, name: found[1], plain: found[2] }
}

/** A text with each lookalike replaced; indices stay. */
export function plainText(text: string): string {
  // All of them are single UTF-16 units, and so is what replaces them.
  return text.replaceAll(/[^\0-\x7f]/g, (character) => lookalike(character)?.plain ?? character)
}
