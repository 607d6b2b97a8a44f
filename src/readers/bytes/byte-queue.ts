import type { Bytes } from './bytes.ts'

/** Memory is only given out for bytes that came: a length in a header may lie. */
const STEP = 1 << 22

/** A stream of bytes, taken in the lengths asked for. */
export class ByteQueue {
  readonly #iterator: AsyncIterator<Uint8Array, unknown, Uint8Array | undefined>
  #chunk: Uint8Array = new Uint8Array(0)
  #at = 0
  position = 0

  constructor(bytes: Bytes) {
    this.#iterator = bytes[Symbol.asyncIterator]()
  }

  /** So many bytes in memory of their own, aligned for any type; fewer at the end. In `room`, if it is large enough. */
  async take(length: number, room?: Uint8Array): Promise<Uint8Array> {
    let out: Uint8Array =
      room && room.length >= length ? room : Buffer.allocUnsafeSlow(Math.min(length, STEP))
    let filled = 0
    while (filled < length && (await this.#fill())) {
      const part = this.#part(length - filled)
      if (filled + part.length > out.length) {
        const grown = Buffer.allocUnsafeSlow(Math.min(length, 2 * (filled + part.length)))
        grown.set(out.subarray(0, filled))
        out = grown
      }
      out.set(part, filled)
      filled += part.length
    }
    return out.subarray(0, filled)
  }

  async skip(length: number): Promise<number> {
    let skipped = 0
    while (skipped < length && (await this.#fill())) skipped += this.#part(length - skipped).length
    return skipped
  }

  async close(): Promise<void> {
    await this.#iterator.return?.()
  }

  async #fill(): Promise<boolean> {
    while (this.#at === this.#chunk.length) {
      // What was taken of it is a copy, so that it may be written again.
      const next = await this.#iterator.next(this.#chunk)
      if (next.done) return false
      this.#chunk = next.value
      this.#at = 0
    }
    return true
  }

  #part(length: number): Uint8Array {
    const part = this.#chunk.subarray(this.#at, this.#at + length)
    this.#at += part.length
    this.position += part.length
    return part
  }
}
