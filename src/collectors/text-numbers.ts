import { PackedTexts, type PlainTexts } from '../packed-texts.ts'

/** Numbers for texts, in the order in which they first came: a million take 30 MB, a Map of them three times that. */
export class TextNumbers {
  readonly #texts = new PackedTexts()
  /** By chance, so that no list of texts is slow by design. */
  readonly #factor = Math.floor(Math.random() * 2 ** 32) | 1
  #hashes = new Int32Array(16)
  /** Numbers, from 1 on, where their hashes say, or after that; 0 is free. */
  #slots = new Int32Array(32)

  get size(): number {
    return this.#texts.length
  }

  /** The number of a text, which is a new one if need be. */
  add(text: string): number {
    this.#texts.push(text)
    return this.#numberOfLast()
  }

  /** The numbers of all texts of others. */
  addAll(texts: PlainTexts): Int32Array {
    return Int32Array.from(texts.ends, (_, i) => {
      this.#texts.pushFrom(texts, i)
      return this.#numberOfLast()
    })
  }

  find(text: string): number | undefined {
    const { length } = this.#texts
    this.#texts.push(text)
    const slot = this.#slotOfLast(this.#texts.hash(length, this.#factor))
    this.#texts.pop()
    const number = this.#slots[slot]!
    return number === 0 ? undefined : number - 1
  }

  text(number: number): string {
    return this.#texts.at(number)
  }

  plain(): PlainTexts {
    return this.#texts.plain()
  }

  #numberOfLast(): number {
    const last = this.#texts.length - 1
    const hash = this.#texts.hash(last, this.#factor)
    let slot = this.#slotOfLast(hash)
    const number = this.#slots[slot]! - 1
    if (number >= 0) {
      this.#texts.pop()
      return number
    }
    if (last === this.#hashes.length) {
      this.#grow()
      slot = this.#slotOfLast(hash)
    }
    this.#hashes[last] = hash
    this.#slots[slot] = last + 1
    return last
  }

  /** Where the number of the text that came last is, or would be. */
  #slotOfLast(hash: number): number {
    const texts = this.#texts
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = hash & mask
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const number = slots[slot]! - 1
      if (this.#hashes[number] === hash && texts.same(number, texts.length - 1)) break
    }
    return slot
  }

  #grow(): void {
    const hashes = new Int32Array(2 * this.#hashes.length)
    hashes.set(this.#hashes)
    const slots = new Int32Array(2 * this.#slots.length)
    const mask = slots.length - 1
    for (let number = 0; number < this.#hashes.length; number++) {
      let slot = this.#hashes[number]! & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = number + 1
    }
    this.#hashes = hashes
    this.#slots = slots
  }
}
