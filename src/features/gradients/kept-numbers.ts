import { TemporaryFile } from '../../readers/bytes/temporary-file.ts'

/** Numbers kept in memory; more go to a temporary file. */
const KEPT = 1 << 17
/** Bytes that are read of it at once, a multiple of 8, so that no number is cut. */
const CHUNK = 1 << 19

/** Numbers in order, however many: written once, read as often as is wanted. */
export class KeptNumbers {
  readonly #last = new Float64Array(KEPT)
  #length = 0
  #file: TemporaryFile | undefined

  /** Numbers that stay the caller's. @throws LossError E110 where many find no folder for temporary files */
  add(numbers: Float64Array): void {
    for (let from = 0; from < numbers.length;) {
      const part = numbers.subarray(from, from + KEPT - this.#length)
      this.#last.set(part, this.#length)
      this.#length += part.length
      from += part.length
      if (this.#length === KEPT) this.#spill()
    }
  }

  /** All numbers from the first on, in pieces that the reader may change, and the next one overwrites. */
  *pieces(): Generator<Float64Array> {
    if (this.#file) {
      const chunk = new Uint8Array(CHUNK)
      for (let at = 0, length = -1; length !== 0; at += length) {
        length = this.#file.readInto(chunk, at)
        if (length > 0) yield new Float64Array(chunk.buffer, 0, length / 8)
      }
    }
    yield this.#last.slice(0, this.#length)
  }

  close(): void {
    this.#file?.remove()
    this.#file = undefined
    this.#length = 0
  }

  #spill(): void {
    this.#file ??= TemporaryFile.spill()
    this.#file.write(new Uint8Array(this.#last.buffer, 0, 8 * this.#length))
    this.#length = 0
  }
}
