import type { TextColumn } from '../table.ts'

/**
 * A hash of the UTF-8 of a text, the one that the kernel gives (src/kernel/assembly/names.ts): an unsigned 32-bit integer.
 */
function textHash(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start
  let at = start
  for (; at + 4 <= end; at += 4) {
    hash = mixWord(hash, bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24))
  }
  if (at === end) return hash >>> 0
  let word = 0
  for (let i = at; i < end; i++) word |= bytes[i]! << (8 * (i - at))
  return mixWord(hash, word) >>> 0
}

export function spanHashes({ bytes, ends }: NonNullable<TextColumn['spans']>): Uint32Array {
  const hashes = new Uint32Array(ends.length / 2)
  for (let row = 0; row < hashes.length; row++)
    if (ends[2 * row]! >= 0) hashes[row] = textHash(bytes, ends[2 * row]!, ends[2 * row + 1]!)
  return hashes
}

export function stringHash(text: string): number {
  const bytes = Buffer.from(text)
  return textHash(bytes, 0, bytes.length)
}

const DIGITS = new Uint8Array(16)

/** The hash of the decimal of a number; of a usual integer without making a text of it. */
export function numberHash(number: number | bigint): number {
  if (!(number >= 0 && number < 1e15)) return stringHash(String(number))
  let rest = Number(number)
  if (!Number.isInteger(rest)) return stringHash(String(number))
  let start = DIGITS.length
  do {
    const tens = Math.floor(rest / 10)
    DIGITS[--start] = 0x30 + (rest - 10 * tens)
    rest = tens
  } while (rest > 0)
  return textHash(DIGITS, start, DIGITS.length)
}

function mixWord(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}
