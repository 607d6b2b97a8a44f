import type { CsvCells } from '../lazy-columns.ts'
import { PackedTexts, type PlainTexts } from '../packed-texts.ts'

const QUOTE = 0x22
const BLANK = 0x20

/** Texts that are looked for together: memory that is far away comes for all at once, not for one after the other. */
const AT_ONCE = 2048
/** Where each begins and ends in its letters, and its hash. */
const [starts, stops] = [new Uint32Array(AT_ONCE), new Uint32Array(AT_ONCE)]
const hashes = new Int32Array(AT_ONCE)
/** How many letters they have together. */
let size = 0

/** By chance, so that no list of texts is slow by design. */
const FACTOR = Math.floor(Math.random() * 2 ** 32) | 1

/** Slots are 2 to the power of so many bits: sixteen times as many where there is need, from many on twice. */
const [FEW_BITS, MANY_BITS] = [5, 21]

/**
 * Numbers for texts, in the order in which they first came: a million take 20 MB, a Map of them four times that. Slots are
 * found by the first bits of a hash; each has the rest of the hash before a number, from 1 on, and 0 is free.
 */
export class TextNumbers {
  readonly #texts = new PackedTexts()
  readonly #factor: number
  #bits = FEW_BITS
  #slots = new Int32Array(2 ** FEW_BITS)
  /** Of no meaning: what is read for nothing is not read. */
  fetched = 0

  constructor(factor = FACTOR) {
    this.#factor = factor
  }

  get size(): number {
    return this.#texts.length
  }

  /** The number of a text, which is a new one if need be. */
  add(text: string): number {
    this.#makeRoom(1)
    const letters = lettersOf(text)
    starts[0] = 0
    size = stops[0] = text.length
    this.#number(letters, 1, false, one, 0)
    return one[0]!
  }

  /** The numbers of all texts of others, each of which is another. */
  addAll({ letters, ends }: PlainTexts): Int32Array {
    const numbers = new Int32Array(ends.length)
    for (let from = 0; from < ends.length; from += AT_ONCE) {
      this.#makeRoom(AT_ONCE)
      this.#number(letters, noteTexts(ends, from), false, numbers, from)
    }
    return numbers
  }

  /** The numbers of the cells of some rows, from one of them on; where it stops, at a cell that is not its text as it stands. */
  addCells(cells: CsvCells, rows: Int32Array, numbers: Int32Array, from: number): number {
    for (let i = from; i < numbers.length;) {
      const most = Math.min(AT_ONCE, numbers.length - i)
      this.#makeRoom(most)
      const count = this.#number(cells.bytes, noteCells(cells, rows, i, most), true, numbers, i)
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

  /** Numbers texts that are noted, up to a cell that is not its text as it stands, and copies the new ones; how many. */
  #number(
    letters: PlainTexts['letters'],
    count: number,
    cells: boolean,
    numbers: Int32Array,
    from: number,
  ): number {
    const texts = this.#texts
    const slots = this.#slots
    const hashed = hashAll(letters, count, cells, this.#factor)
    this.fetched = fetchSlots(slots, this.#bits, hashed)
    const room = texts.roomFor(hashed, size, !(letters instanceof Uint8Array))
    // The first ones are looked for twice: V8 then knows all of the loop when it compiles it.
    if (hashed > 2) texts.length = numberAll(slots, this.#bits, room, letters, 2, texts.length, numbers, from)
    texts.length = numberAll(slots, this.#bits, room, letters, hashed, texts.length, numbers, from)
    return hashed
  }

  /** Makes slots for so many more texts, before these are noted. */
  #makeRoom(more: number): void {
    const bits = this.#bits
    while (2 * (this.size + more) > 2 ** this.#bits) this.#bits += this.#bits < MANY_BITS ? 4 : 1
    if (this.#bits === bits) return
    const { letters, ends } = this.plain()
    // Memory that is read before it is written is given twice by the system.
    this.#slots = new Int32Array(2 ** this.#bits).fill(0)
    for (let from = 0; from < ends.length; from += AT_ONCE) {
      const count = hashAll(letters, noteTexts(ends, from), false, this.#factor)
      this.fetched = fetchSlots(this.#slots, this.#bits, count)
      placeAll(this.#slots, this.#bits, count, from)
    }
  }
}

const one = new Int32Array(1)

/** Notes the places of texts from one on; of how many. */
function noteTexts(ends: Uint32Array, from: number): number {
  const count = Math.min(AT_ONCE, ends.length - from)
  const first = from === 0 ? 0 : ends[from - 1]!
  for (let k = 0, start = first; k < count; k++) {
    starts[k] = start
    stops[k] = start = ends[from + k]!
  }
  size = ends[from + count - 1]! - first
  return count
}

/** Notes the places of cells of rows from one on, without the quotes around them; of how many, up to one with blanks around its text. */
function noteCells({ bytes, places, bare }: CsvCells, rows: Int32Array, from: number, most: number): number {
  let letters = 0
  let k = 0
  for (; k < most; k++) {
    const place = 2 * rows[from + k]!
    let start = places[place]!
    let end = places[place + 1]!
    if (!bare) {
      if (bytes[start] === QUOTE && end > start) {
        start++
        end--
      }
      if (end > start && (bytes[start]! <= BLANK || bytes[end - 1]! <= BLANK)) break
    }
    starts[k] = start
    stops[k] = end
    letters += end - start
  }
  size = letters
  return k
}

/**
 * Notes a number of 32 bits for each text that is noted, and reads its slot: equal for equal texts, and by chance for
 * others, whatever the odd factor is. Up to a cell that is not ASCII or has a quote in it; how many.
 */
function hashNarrow(letters: Uint8Array, count: number, cells: boolean, factor: number): number {
  const view = new DataView(letters.buffer, letters.byteOffset, letters.length)
  const other = Math.imul(factor, GOLDEN)
  let k = 0
  for (; k < count; k++) {
    const stop = stops[k]!
    let at = starts[k]!
    let hash = factor ^ (stop - at)
    let odd = 0
    for (; at < stop; at += 4) {
      let word = 0
      if (at + 4 <= stop) word = view.getInt32(at, true)
      else for (let i = at; i < stop; i++) word |= letters[i]! << (8 * (i - at))
      // Of the byte that is a quote, the difference is 0.
      const apart = word ^ QUOTES
      odd |= word | ((apart - ONES) & ~apart)
      hash = mixed(hash, word, factor, other)
    }
    if (cells && (odd & HIGHEST) !== 0) break
    hashes[k] = final(hash)
  }
  return k
}

const [ONES, QUOTES, HIGHEST] = [0x01010101, 0x22222222, 0x80808080 | 0]

function hashAll(letters: PlainTexts['letters'], count: number, cells: boolean, factor: number): number {
  return letters instanceof Uint8Array
    ? hashNarrow(letters, count, cells, factor)
    : hashWide(letters, count, factor)
}

/** The same of letters of two bytes; of texts that need only one. */
function hashWide(letters: PlainTexts['letters'], count: number, factor: number): number {
  const other = Math.imul(factor, GOLDEN)
  for (let k = 0; k < count; k++) {
    const stop = stops[k]!
    let hash = factor ^ (stop - starts[k]!)
    for (let at = starts[k]!; at < stop; at += 4) {
      let [low, high] = [0, 0]
      for (let i = at; i < at + 4 && i < stop; i++) {
        low |= (letters[i]! & 0xff) << (8 * (i - at))
        high |= (letters[i]! >>> 8) << (8 * (i - at))
      }
      hash = mixed(hash, low, factor, other)
      if (high !== 0) hash = mixed(hash, high, factor, other)
    }
    hashes[k] = final(hash)
  }
  return count
}

/** Each half of a word has its factor: a product does not tell of the highest bits. */
function mixed(hash: number, word: number, factor: number, other: number): number {
  const low = Math.imul(hash ^ (word & 0xffff), factor)
  const high = Math.imul((hash >>> 16) ^ (word >>> 16), other)
  const sum = (low + high) | 0
  return sum ^ (sum >>> 15)
}

function final(hash: number): number {
  const product = Math.imul(hash, GOLDEN)
  return product ^ (product >>> 15)
}

/** 2^32 by the golden ratio: its multiples stand far apart. */
const GOLDEN = 0x9e3779b1 | 0

function fetchSlots(slots: Int32Array, bits: number, count: number): number {
  let all = 0
  for (let k = 0; k < count; k++) all |= slots[hashes[k]! >>> (32 - bits)]!
  return all
}

/** Numbers the texts that are noted, and copies the new ones to those that are known; how many these are then. */
function numberAll(
  slots: Int32Array,
  bits: number,
  { letters: own, ends }: PlainTexts,
  letters: PlainTexts['letters'],
  count: number,
  length: number,
  numbers: Int32Array,
  from: number,
): number {
  const mask = slots.length - 1
  const narrow = own instanceof Uint8Array && letters instanceof Uint8Array
  const into = new DataView(own.buffer, own.byteOffset)
  const of = new DataView(letters.buffer, letters.byteOffset)
  let last = length === 0 ? 0 : ends[length - 1]!
  for (let k = 0; k < count; k++) {
    const rest = hashes[k]! << bits
    const start = starts[k]!
    const size = stops[k]! - start
    let slot = hashes[k]! >>> (32 - bits)
    let found = slots[slot]!
    for (; found !== 0; slot = (slot + 1) & mask, found = slots[slot]!) {
      if ((found ^ rest) >>> bits !== 0) continue
      const number = found & mask
      const at = number === 1 ? 0 : ends[number - 2]!
      if (ends[number - 1]! - at === size && areEqual(own, at, letters, start, size)) break
    }
    if (found === 0) {
      let i = 0
      if (narrow) for (; i + 4 <= size; i += 4) into.setInt32(last + i, of.getInt32(start + i, true), true)
      for (; i < size; i++) own[last + i] = letters[start + i]!
      ends[length++] = last += size
      slots[slot] = found = rest | length
    }
    numbers[from + k] = (found & mask) - 1
  }
  return length
}

function areEqual(
  own: PlainTexts['letters'],
  at: number,
  letters: PlainTexts['letters'],
  start: number,
  size: number,
): boolean {
  for (let i = 0; i < size; i++) if (own[at + i] !== letters[start + i]) return false
  return true
}

/** Puts texts that are noted, of which none has a slot, to slots; `from` is the number of the first. */
function placeAll(slots: Int32Array, bits: number, count: number, from: number): void {
  const mask = slots.length - 1
  for (let k = 0; k < count; k++) {
    let slot = hashes[k]! >>> (32 - bits)
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    slots[slot] = (hashes[k]! << bits) | (from + k + 1)
  }
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
