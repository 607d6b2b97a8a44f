import type { CsvCells } from '../lazy-columns.ts'
import { hashOf, PackedTexts, type PlainTexts } from '../packed-texts.ts'

const QUOTE = 0x22
const BLANK = 0x20

/** Numbers for texts, in the order in which they first came: a million take 30 MB, a Map of them three times that. */
export class TextNumbers {
  readonly #texts = new PackedTexts()
  /** By chance, so that no list of texts is slow by design. */
  readonly #factor = Math.floor(Math.random() * 2 ** 32) | 1
  /** Hashes and numbers, from 1 on, where the hashes say, or after that; 0 is free. */
  #slots = new Int32Array(2 * 32)

  get size(): number {
    return this.#texts.length
  }

  /** The number of a text, which is a new one if need be. */
  add(text: string): number {
    return this.#numberOf(lettersOf(text), 0, text.length)
  }

  /** The numbers of all texts of others. */
  addAll({ letters, ends }: PlainTexts): Int32Array {
    const numbers = new Int32Array(ends.length)
    for (let i = 0, start = 0; i < numbers.length; start = ends[i++]!)
      numbers[i] = this.#numberOf(letters, start, ends[i]!)
    return numbers
  }

  /** The numbers of the cells of some rows, from one of them on; where it stops, at a cell that is not its text as it stands. */
  addCells({ bytes, places, bare }: CsvCells, rows: Int32Array, numbers: Int32Array, from: number): number {
    for (let i = from; i < numbers.length; i++) {
      let start = places[2 * rows[i]!]!
      let end = places[2 * rows[i]! + 1]!
      if (!bare) {
        if (bytes[start] === QUOTE && end > start) [start, end] = [start + 1, end - 1]
        if (end > start && (bytes[start]! <= BLANK || bytes[end - 1]! <= BLANK)) return i
      }
      for (let at = start; at < end; at++) if (bytes[at]! > 0x7f || (bytes[at] === QUOTE && !bare)) return i
      numbers[i] = this.#numberOf(bytes, start, end)
    }
    return numbers.length
  }

  find(text: string): number | undefined {
    const letters = lettersOf(text)
    const hash = hashOf(letters, 0, text.length, this.#factor)
    const number = this.#slots[this.#slotOf(letters, 0, text.length, hash) + 1]!
    return number === 0 ? undefined : number - 1
  }

  text(number: number): string {
    return this.#texts.at(number)
  }

  plain(): PlainTexts {
    return this.#texts.plain()
  }

  #numberOf(letters: PlainTexts['letters'], start: number, end: number): number {
    const hash = hashOf(letters, start, end, this.#factor)
    const slot = this.#slotOf(letters, start, end, hash)
    const number = this.#slots[slot + 1]! - 1
    if (number >= 0) return number
    this.#texts.pushLetters(letters, start, end)
    const { length } = this.#texts
    this.#slots[slot] = hash
    this.#slots[slot + 1] = length
    if (4 * length === this.#slots.length) this.#slots = twice(this.#slots)
    return length - 1
  }

  /** Where the number of a text is, or would be, after its hash. */
  #slotOf(letters: PlainTexts['letters'], start: number, end: number, hash: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = (2 * hash) & mask
    for (; slots[slot + 1] !== 0; slot = (slot + 2) & mask)
      if (slots[slot] === hash && this.#texts.has(slots[slot + 1]! - 1, letters, start, end)) break
    return slot
  }
}

/** The same in twice as many slots. */
function twice(slots: Int32Array): Int32Array<ArrayBuffer> {
  const all = new Int32Array(2 * slots.length)
  const mask = all.length - 1
  for (let i = 0; i < slots.length; i += 2) {
    if (slots[i + 1] === 0) continue
    let slot = (2 * slots[i]!) & mask
    while (all[slot + 1] !== 0) slot = (slot + 2) & mask
    all[slot] = slots[i]!
    all[slot + 1] = slots[i + 1]!
  }
  return all
}

let narrow = new Uint8Array(64)
let wide = new Uint16Array(64)

/** The letters of a text, in memory that the next one overwrites. */
function lettersOf(text: string): PlainTexts['letters'] {
  if (text.length > narrow.length)
    [narrow, wide] = [new Uint8Array(2 * text.length), new Uint16Array(2 * text.length)]
  for (let i = 0; i < text.length; i++) {
    const letter = text.charCodeAt(i)
    if (letter > 0xff) return wideLettersOf(text)
    narrow[i] = letter
  }
  return narrow
}

function wideLettersOf(text: string): Uint16Array {
  for (let i = 0; i < text.length; i++) wide[i] = text.charCodeAt(i)
  return wide
}
