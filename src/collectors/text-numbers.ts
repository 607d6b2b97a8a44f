import type { CsvCells } from '../lazy-columns.ts'
import { hashOf, PackedTexts, type PlainTexts } from '../packed-texts.ts'

const QUOTE = 0x22
const BLANK = 0x20

/** Texts that are looked for together: memory that is far away comes for all at once, not for one after the other. */
const AT_ONCE = 256
const [starts, stops] = [new Uint32Array(AT_ONCE), new Uint32Array(AT_ONCE)]
const hashes = new Int32Array(AT_ONCE)

/** Numbers for texts, in the order in which they first came: a million take 30 MB, a Map of them three times that. */
export class TextNumbers {
  readonly #texts = new PackedTexts()
  /** By chance, so that no list of texts is slow by design. */
  readonly #factor = Math.floor(Math.random() * 2 ** 32) | 1
  /**
   * Hashes and numbers, from 1 on, where the first bits of the hashes say, or after that; 0 is free. In twice as many
   * slots they stand in the same order, which needs no memory far away.
   */
  #slots = new Int32Array(2 * 32)
  #shift = 32 - 5
  /** Of no meaning: what is read for nothing is not read. */
  fetched = 0

  get size(): number {
    return this.#texts.length
  }

  /** The number of a text, which is a new one if need be. */
  add(text: string): number {
    const letters = lettersOf(text)
    return this.#numberOf(letters, 0, text.length, hashOf(letters, 0, text.length, this.#factor))
  }

  /** The numbers of all texts of others. */
  addAll({ letters, ends }: PlainTexts): Int32Array {
    const numbers = new Int32Array(ends.length)
    for (let i = 0, start = 0; i < numbers.length;) {
      const count = Math.min(AT_ONCE, numbers.length - i)
      for (let k = 0; k < count; k++) {
        starts[k] = start
        start = stops[k] = ends[i + k]!
      }
      this.#numberSome(letters, count, numbers, i)
      i += count
    }
    return numbers
  }

  /** The numbers of the cells of some rows, from one of them on; where it stops, at a cell that is not its text as it stands. */
  addCells(cells: CsvCells, rows: Int32Array, numbers: Int32Array, from: number): number {
    for (let i = from; i < numbers.length;) {
      const most = Math.min(AT_ONCE, numbers.length - i)
      const count = plainCells(cells, rows, i, most)
      this.#numberSome(cells.bytes, count, numbers, i)
      i += count
      if (count < most) return i
    }
    return numbers.length
  }

  /** Numbers texts that begin and end at the places noted. */
  #numberSome(letters: PlainTexts['letters'], count: number, numbers: Int32Array, from: number): void {
    hashAll(letters, count, this.#factor)
    this.fetched = fetchSlots(this.#slots, this.#shift, count)
    for (let k = 0; k < count; k++)
      numbers[from + k] = this.#numberOf(letters, starts[k]!, stops[k]!, hashes[k]!)
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

  #numberOf(letters: PlainTexts['letters'], start: number, end: number, hash: number): number {
    const slot = this.#slotOf(letters, start, end, hash)
    const number = this.#slots[slot + 1]! - 1
    if (number >= 0) return number
    this.#texts.pushLetters(letters, start, end)
    const { length } = this.#texts
    this.#slots[slot] = hash
    this.#slots[slot + 1] = length
    if (4 * length === this.#slots.length) this.#slots = twice(this.#slots, --this.#shift)
    return length - 1
  }

  /** Where the number of a text is, or would be, after its hash. */
  #slotOf(letters: PlainTexts['letters'], start: number, end: number, hash: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = 2 * (hash >>> this.#shift)
    for (; slots[slot + 1] !== 0; slot = (slot + 2) & mask)
      if (slots[slot] === hash && this.#texts.has(slots[slot + 1]! - 1, letters, start, end)) break
    return slot
  }
}

/** Notes the places of cells that are texts as they stand, of some rows from one on; how many there are before another. */
function plainCells({ bytes, places, bare }: CsvCells, rows: Int32Array, from: number, most: number): number {
  for (let k = 0; k < most; k++) {
    const place = 2 * rows[from + k]!
    let [start, end] = [places[place]!, places[place + 1]!]
    if (!bare) {
      if (bytes[start] === QUOTE && end > start) [start, end] = [start + 1, end - 1]
      if (end > start && (bytes[start]! <= BLANK || bytes[end - 1]! <= BLANK)) return k
    }
    for (let at = start; at < end; at++) if (bytes[at]! > 0x7f || (bytes[at] === QUOTE && !bare)) return k
    starts[k] = start
    stops[k] = end
  }
  return most
}

function hashAll(letters: PlainTexts['letters'], count: number, factor: number): void {
  for (let k = 0; k < count; k++) hashes[k] = hashOf(letters, starts[k]!, stops[k]!, factor)
}

function fetchSlots(slots: Int32Array, shift: number, count: number): number {
  let all = 0
  for (let k = 0; k < count; k++) all |= slots[2 * (hashes[k]! >>> shift)]!
  return all
}

/** The same in twice as many slots. */
function twice(slots: Int32Array, shift: number): Int32Array<ArrayBuffer> {
  // Memory that is read before it is written is given twice by the system.
  const all = new Int32Array(2 * slots.length).fill(0)
  const mask = all.length - 1
  for (let i = 0; i < slots.length; i += 2) {
    if (slots[i + 1] === 0) continue
    let slot = 2 * (slots[i]! >>> shift)
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
