import { tmpdir } from 'node:os'
import { refused } from '../../command/output.ts'
import { PRIVATE, TemporaryFile } from '../../command/temporary-file.ts'

/** Bytes of numbers kept in memory; more go to a temporary file. */
const KEPT = 1 << 20
/** Bytes that are read of it at once, a multiple of 8, so that no number is cut. */
const CHUNK = 1 << 19

/** Numbers in order, however many: written once, read as often as is wanted. */
export class KeptNumbers {
  #parts: Float64Array[] = []
  #bytes = 0
  #file: TemporaryFile | undefined

  /** @throws LossError E110 where many numbers find no folder for temporary files */
  add(numbers: Float64Array): void {
    this.#parts.push(numbers)
    this.#bytes += numbers.byteLength
    if (this.#bytes >= KEPT) this.#spill()
  }

  /** All numbers from the first on, in pieces that the reader may change, and the next one overwrites. */
  *pieces(): Generator<Float64Array> {
    if (this.#file) {
      const chunk = new Uint8Array(CHUNK)
      for (let at = 0, length = -1; length !== 0; at += length) {
        length = this.#file.read(chunk, at)
        if (length > 0) yield new Float64Array(chunk.buffer, 0, length / 8)
      }
    }
    for (const part of this.#parts) yield part.slice()
  }

  close(): void {
    this.#file?.remove()
    this.#file = undefined
    this.#parts = []
  }

  #spill(): void {
    const folder = tmpdir()
    try {
      if (!this.#file) {
        this.#file = new TemporaryFile(folder, PRIVATE)
        this.#file.hide()
      }
      for (const { buffer, byteOffset, byteLength } of this.#parts) {
        this.#file.write(new Uint8Array(buffer, byteOffset, byteLength))
      }
    } catch (error) {
      throw refused(folder, error)
    }
    this.#parts = []
    this.#bytes = 0
  }
}
