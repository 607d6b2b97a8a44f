import { grown } from './grown.ts'

/** Numbers that come one after the other, in 8 bytes each; as long as they are those of another list, in its memory. */
export class Growing {
  length = 0
  /** Few at first: there may be many lists. */
  #numbers = new Float64Array(16)
  /** How many of the numbers there are another's. */
  #others = 0

  constructor(like?: Growing) {
    if (like?.length) [this.#numbers, this.#others] = [like.#numbers, like.length]
  }

  add(numbers: ArrayLike<number>): void {
    for (let i = 0; i < numbers.length; i++) this.push(numbers[i]!)
  }

  push(number: number): void {
    const at = this.length++
    if (at < this.#others && Object.is(this.#numbers[at], number)) return
    if (this.#others > 0 || at === this.#numbers.length) {
      this.#numbers = grown(this.#numbers.subarray(0, at), 4 * Math.max(4, at))
      this.#others = 0
    }
    this.#numbers[at] = number
  }

  get all(): Float64Array {
    return this.#numbers.subarray(0, this.length)
  }
}
