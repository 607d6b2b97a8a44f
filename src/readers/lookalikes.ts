/** Characters that look like those of numbers and lists: what each is called, and what it stands for. */
const lookalikes: readonly (readonly [characters: string, name: string, plain: string])[] = [
  ['，', 'a full-width comma', ','],
  ['、', 'an ideographic comma', ','],
  ['；', 'a full-width semicolon', ';'],
  ['（', 'a full-width bracket', '('],
  ['）', 'a full-width bracket', ')'],
  ['［【', 'a full-width bracket', '['],
  ['］】', 'a full-width bracket', ']'],
  ['．', 'a full-width point', '.'],
  ['－', 'a full-width minus sign', '-'],
  ['−', 'a Unicode minus sign', '-'],
  ['–—', 'a dash', '-'],
  ['‐‑', 'a hyphen', '-'],
  ['＋', 'a full-width plus', '+'],
  ['％', 'a full-width percent sign', '%'],
  ['‘’', 'a curly quote', "'"],
  ['“”', 'a curly quote', '"'],
  ['\u3000', 'a full-width space', ' '],
  ['\u00a0\u202f\u2007', 'a no-break space', ' '],
  ['\u2009\u200a', 'a thin space', ' '],
  ['\u200b\ufeff', 'an invisible space', ' '],
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
  /** What it stands for. */
  readonly plain: string
}

/** What a character looks like, if it is none of ASCII but looks like one. */
export function lookalike(character: string): Lookalike | undefined {
  const code = character.codePointAt(0)!
  if (code < 0x80) return undefined
  const script = digits.find(([zero]) => code >= zero && code < zero + 10)
  if (script) return { character, name: script[1], plain: String(code - script[0]) }
  const found = lookalikes.find(([characters]) => characters.includes(character))
  return found && { character, name: found[1], plain: found[2] }
}

/** A text with each lookalike replaced; indices stay. */
export function plainText(text: string): string {
  // All of them are single UTF-16 units, and so is what replaces them.
  return text.replaceAll(/[^\0-\x7f]/g, (character) => lookalike(character)?.plain ?? character)
}
