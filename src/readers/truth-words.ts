/** Words for 0 in small letters, in the order of those for 1; the last is Chinese. */
const wordsForZero = [
  ...['false', 'f', 'no', 'n', '0', '0.0', 'negative', 'neg', 'off'],
  String.fromCodePoint(0x5426),
]

export const wordsForOne = [
  ...['true', 't', 'yes', 'y', '1', '1.0', 'positive', 'pos', 'on'],
  String.fromCodePoint(0x662f),
]

/** 0 or 1, if a text is a usual word for it, in any case. */
export function truthOf(text: string): 0 | 1 | undefined {
  const word = text.toLowerCase()
  return wordsForOne.includes(word) ? 1 : wordsForZero.includes(word) ? 0 : undefined
}
