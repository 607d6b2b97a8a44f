/** Where the arrays of per-sample results come from. */
export interface Buffers {
  /** So many zeros; with `ReusedBuffers` the next call of this name overwrites them. */
  zeros(name: string, length: number): Float64Array
}

/** Arrays that the caller may keep. */
export const freshBuffers: Buffers = { zeros: (_name, length) => new Float64Array(length) }

/** Arrays that every batch uses again, so that a long listing leaves no garbage. */
export class ReusedBuffers implements Buffers {
  readonly #arrays = new Map<string, Float64Array>()

  zeros(name: string, length: number): Float64Array {
    const known = this.#arrays.get(name)
    if (known && known.length >= length) return known.subarray(0, length).fill(0)
    // A little more, for batches that grow.
    const array = new Float64Array(Math.ceil(1.25 * length))
    this.#arrays.set(name, array)
    return array.subarray(0, length)
  }
}
