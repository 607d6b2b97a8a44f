/** A block of bytes that come one after the other: what is copied as they grow would take as much again. */
const BLOCK = 1 << 20

export class GrowingBytes {
  readonly #full: Uint8Array[] = []
  #last: Uint8Array = new Uint8Array(0)
  /** Bytes in the last block, and in all. */
  #filled = 0
  #length = 0

  get length(): number {
    return this.#length
  }

  add(more: Uint8Array): void {
    if (this.#filled + more.length > this.#last.length) {
      if (this.#filled > 0) this.#full.push(this.#last.subarray(0, this.#filled))
      // A line most often comes whole: of a million names each has as much as it takes.
      const least = this.#length === 0 ? 0 : Math.min(Math.max(2 * this.#length, 1 << 10), BLOCK)
      this.#last = new Uint8Array(Math.max(more.length, least))
      this.#filled = 0
    }
    this.#last.set(more, this.#filled)
    this.#filled += more.length
    this.#length += more.length
  }

  all(from = 0): Uint8Array {
    const parts = [this.#last.subarray(0, this.#filled)]
    let start = this.#length - this.#filled
    for (let i = this.#full.length - 1; start > from; i--) {
      parts.unshift(this.#full[i]!)
      start -= this.#full[i]!.length
    }
    return (parts.length === 1 ? parts[0]! : Buffer.concat(parts)).subarray(from - start)
  }

  clear(): void {
    this.#full.length = 0
    this.#filled = 0
    this.#length = 0
  }
}
