import { createHash } from 'node:crypto'

/** What the package finds a sentence without gaps by: the English of all of them would take 5 KB more of it. */
export function sentenceKey(english: string): string {
  return createHash('sha256').update(english).digest('base64').slice(0, KEY)
}

/** Letters of a key: 42 bits, so that no line of a user is taken for a sentence. */
export const KEY = 7
