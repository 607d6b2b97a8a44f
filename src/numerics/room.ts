/** Room for numbers, which the next ones overwrite. */
export class Room {
  #numbers = new Float64Array(0)

  of(count: number): Float64Array {
    if (this.#numbers.length < count) this.#numbers = new Float64Array(1.25 * count)
    return this.#numbers.subarray(0, count)
  }
}
