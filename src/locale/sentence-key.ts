import { createHash } from 'node:crypto'

/**
 * What the package finds a sentence without gaps by: the English of all of them would take 5 KB more of it. 42 bits, so
 * that no line of a user is taken for a sentence: a number below 4096, by which they are sorted, and letters.
 */
export function sentenceKey(english: string): [first: number, rest: string] {
  const digest = createHash('sha256').update(english).digest()
  return [digest.readUInt16BE() >> 4, digest.toString('base64', 2, 6).slice(0, LETTERS)]
}

/** Of a key after its number. */
export const LETTERS = 5

/** The steps from one number to the next as characters, the first of which is for 0. */
export const STEP = 48
