type Room = Uint8Array | Int32Array | Float64Array

/** From the narrowest on. */
const rooms = [Uint8Array, Int32Array, Float64Array] as const

/**
 * Numbers that come one after the other, in one byte each or four as long as all of them fit; as long as they are those
 * of another list, in its memory.
 */
export class Narrow {
  length = 0
  #numbers: Room = new Uint8Array(16)
  /** How many of the numbers there are another's. */
  #others = 0

  constructor(like?: Narrow) {
    if (like?.length) [this.#numbers, this.#others] = [like.#numbers, like.length]
  }

  add(numbers: ArrayLike<number>): void {
    for (let i = 0; i < numbers.length; i++) this.push(numbers[i]!)
  }

  push(number: number): void {
    const at = this.length++
    if (at < this.#others && Object.is(this.#numbers[at], number)) return
    if (this.#others === 0 && at < this.#numbers.length) {
      this.#numbers[at] = number
      if (Object.is(this.#numbers[at], number)) return
    }
    let width = rooms.findIndex((Room) => this.#numbers instanceof Room)
    if (this.#others > 0 || at === this.#numbers.length) this.#move(width, at)
    for (this.#numbers[at] = number; !Object.is(this.#numbers[at], number); this.#numbers[at] = number)
      this.#move(++width, at)
  }

  at(index: number): number {
    return this.#numbers[index]!
  }

  /** Those before a place move to memory of so much width, with room for more. */
  #move(width: number, end: number): void {
    const numbers = new rooms[width]!(4 * Math.max(4, end))
    numbers.set(this.#numbers.subarray(0, end))
    this.#numbers = numbers
    this.#others = 0
  }
}
