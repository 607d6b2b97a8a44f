import { grown } from './grown.ts'

/** Numbers that come one after the other, in 8 bytes each. */
export class Growing {
  length = 0
  /** Few at first: there may be many lists. */
  #numbers = new Float64Array(16)

  add(numbers: ArrayLike<number>): void {
    for (let i = 0; i < numbers.length; i++) this.push(numbers[i]!)
  }

  push(number: number): void {
    const at = this.length++
    if (at === this.#numbers.length) this.#numbers = grown(this.#numbers, 4 * at)
    this.#numbers[at] = number
  }

  get all(): Float64Array {
    return this.#numbers.subarray(0, this.length)
  }
}
