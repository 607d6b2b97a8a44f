/** Words for 0 and 1, in any case; the last are Chinese. */
const pairs = [
  ['false', 'true'],
  ['f', 't'],
  ['no', 'yes'],
  ['n', 'y'],
  ['0', '1'],
  ['0.0', '1.0'],
  ['negative', 'positive'],
  ['neg', 'pos'],
  ['off', 'on'],
  [String.fromCodePoint(0x5426), String.fromCodePoint(0x662f)],
] as const

const values = new Map(pairs.flatMap(([no, yes]) => [[no, 0] as const, [yes, 1] as const]))

/** Those for 1, in small letters. */
export const wordsForOne = pairs.map(([, yes]) => yes)

/** 0 or 1, if a text is a usual word for it. */
export function truthOf(text: string): 0 | 1 | undefined {
  return values.get(text.toLowerCase() as 'no')
}
