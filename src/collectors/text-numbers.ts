import type { CsvCells } from '../lazy-columns.ts'
import { PackedTexts, type PlainTexts } from '../packed-texts.ts'

const QUOTE = 0x22
const BLANK = 0x20

/** Texts that are looked for together: memory that is far away comes for all at once, not for one after the other. */
const AT_ONCE = 1024
const [starts, stops] = [new Uint32Array(AT_ONCE), new Uint32Array(AT_ONCE)]
const hashes = new Int32Array(AT_ONCE)

/** Slots from which on there are twice as many where there is need, and not four times. */
const MANY_SLOTS = 2 ** 22

/** Numbers for texts, in the order in which they first came: a million take 30 MB, a Map of them three times that. */
export class TextNumbers {
  readonly #texts = new PackedTexts()
  /** By chance, so that no list of texts is slow by design. */
  readonly #factor = Math.floor(Math.random() * 2 ** 32) | 1
  /**
   * Hashes and numbers, from 1 on, where the first bits of the hashes say, or after that; 0 is free. In more slots they
   * stand in the same order, which needs no memory far away.
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
    starts[0] = 0
    stops[0] = text.length
    hashes[0] = hashOf(letters, 0, text.length, this.#factor)
    this.#numberSome(letters, 1, one, 0)
    return one[0]!
  }

  /** The numbers of all texts of others. */
  addAll({ letters, ends }: PlainTexts): Int32Array {
    const numbers = new Int32Array(ends.length)
    for (let i = 0, start = 0; i < numbers.length;) {
      const count = Math.min(AT_ONCE, numbers.length - i)
      for (let k = 0; k < count; k++) {
        starts[k] = start
        stops[k] = ends[i + k]!
        hashes[k] = hashOf(letters, start, stops[k]!, this.#factor)
        start = stops[k]!
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
      const count = plainCells(cells, rows, i, most, this.#factor)
      this.#numberSome(cells.bytes, count, numbers, i)
      i += count
      if (count < most) return i
    }
    return numbers.length
  }

  text(number: number): string {
    return this.#texts.at(number)
  }

  plain(): PlainTexts {
    return this.#texts.plain()
  }

  /** Numbers texts whose places and hashes are noted. */
  #numberSome(letters: PlainTexts['letters'], count: number, numbers: Int32Array, from: number): void {
    const texts = this.#texts
    const { length } = texts
    while (4 * (length + count) > this.#slots.length) this.#makeSlots()
    this.fetched = fetchSlots(this.#slots, this.#shift, count)
    const room = texts.roomFor(count, lettersIn(count), letters.BYTES_PER_ELEMENT > 1)
    texts.length = numberAll(this.#slots, this.#shift, room, letters, count, length, numbers, from)
  }

  #makeSlots(): void {
    const bits = this.#slots.length < MANY_SLOTS ? 2 : 1
    this.#shift -= bits
    this.#slots = inMoreSlots(this.#slots, 2 ** bits, this.#shift)
  }
}

const one = new Int32Array(1)

function lettersIn(count: number): number {
  let all = 0
  for (let k = 0; k < count; k++) all += stops[k]! - starts[k]!
  return all
}

/** Numbers the texts that are noted, and copies the new ones to those that are known; how many these are then. */
function numberAll(
  slots: Int32Array,
  shift: number,
  known: PlainTexts,
  letters: PlainTexts['letters'],
  count: number,
  length: number,
  numbers: Int32Array,
  from: number,
): number {
  const { letters: own, ends } = known
  const mask = slots.length - 1
  let last = length === 0 ? 0 : ends[length - 1]!
  for (let k = 0; k < count; k++) {
    const hash = hashes[k]!
    const start = starts[k]!
    const size = stops[k]! - start
    let slot = 2 * (hash >>> shift)
    let number = slots[slot + 1]!
    for (; number !== 0; slot = (slot + 2) & mask, number = slots[slot + 1]!) {
      if (slots[slot] !== hash) continue
      const at = number === 1 ? 0 : ends[number - 2]!
      if (ends[number - 1]! - at !== size) continue
      let same = 0
      while (same < size && own[at + same] === letters[start + same]) same++
      if (same === size) break
    }
    if (number === 0) {
      for (let i = 0; i < size; i++) own[last + i] = letters[start + i]!
      ends[length++] = last += size
      slots[slot] = hash
      slots[slot + 1] = number = length
    }
    numbers[from + k] = number - 1
  }
  return length
}

/**
 * Notes the places and hashes of cells that are texts as they stand, of some rows from one on; how many there are before
 * another. `hashOf` is written out: the same letters are looked at once.
 */
function plainCells(
  { bytes, places, bare }: CsvCells,
  rows: Int32Array,
  from: number,
  most: number,
  factor: number,
): number {
  const quote = bare ? -1 : QUOTE
  for (let k = 0; k < most; k++) {
    const place = 2 * rows[from + k]!
    let start = places[place]!
    let end = places[place + 1]!
    if (!bare) {
      if (bytes[start] === QUOTE && end > start) {
        start++
        end--
      }
      if (end > start && (bytes[start]! <= BLANK || bytes[end - 1]! <= BLANK)) return k
    }
    let hash = factor
    for (let at = start; at < end; at++) {
      const letter = bytes[at]!
      if (letter > 0x7f || letter === quote) return k
      hash = mixed(hash ^ letter, factor)
    }
    starts[k] = start
    stops[k] = end
    hashes[k] = hash
  }
  return most
}

/**
 * A number of 32 bits for letters: equal for equal ones, and by chance for others, whatever the odd factor is. Products
 * alone have one for which it is not so: of a million numbers in order many hashes were side by side.
 */
function hashOf(letters: PlainTexts['letters'], start: number, end: number, factor: number): number {
  let hash = factor
  for (let i = start; i < end; i++) hash = mixed(hash ^ letters[i]!, factor)
  return hash
}

function mixed(hash: number, factor: number): number {
  const product = Math.imul(hash, factor)
  return product ^ (product >>> 15)
}

function fetchSlots(slots: Int32Array, shift: number, count: number): number {
  let all = 0
  for (let k = 0; k < count; k++) all |= slots[2 * (hashes[k]! >>> shift)]!
  return all
}

/** The same in more slots. */
function inMoreSlots(slots: Int32Array, times: number, shift: number): Int32Array<ArrayBuffer> {
  // Memory that is read before it is written is given twice by the system.
  const all = new Int32Array(times * slots.length).fill(0)
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
