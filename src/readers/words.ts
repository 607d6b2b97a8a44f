/** A column with more different words than this is no column of labels. */
const MOST = 1024
const SLOTS = 4 * MOST

/** The words of a column of few, by their bytes: each becomes a string once. */
export class WordTable {
  readonly words: string[] = []
  readonly #bytes: Uint8Array[] = []
  readonly #slots = new Int32Array(SLOTS).fill(-1)

  /** The number of a word of UTF-8; -1 where there are too many. */
  codeOf(bytes: Uint8Array, start: number, end: number): number {
    let hash = 0x811c9dc5 ^ (end - start)
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193)
    for (let slot = (hash >>> 8) % SLOTS; ; slot = (slot + 1) % SLOTS) {
      const code = this.#slots[slot]!
      if (code < 0) return this.#add(bytes, start, end, slot)
      if (sameBytes(this.#bytes[code]!, bytes, start, end)) return code
    }
  }

  #add(bytes: Uint8Array, start: number, end: number, slot: number): number {
    const code = this.words.length
    if (code === MOST) return -1
    this.words.push(textOf(bytes, start, end))
    this.#bytes.push(Uint8Array.from(bytes.subarray(start, end)))
    this.#slots[slot] = code
    return code
  }
}

function sameBytes(word: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (word.length !== end - start) return false
  for (let i = 0; i < word.length; i++) if (word[i] !== bytes[start + i]) return false
  return true
}

export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8', start, end)
}
