import type { CsvCells } from '../lazy-columns.ts'
import { PackedTexts, type PlainTexts } from '../packed-texts.ts'

const QUOTE = 0x22
const BLANK = 0x20

/** Texts that are looked for together: memory that is far away comes for all at once, not for one after the other. */
const AT_ONCE = 1024
const [starts, stops] = [new Uint32Array(AT_ONCE), new Uint32Array(AT_ONCE)]
const hashes = new Int32Array(AT_ONCE)

/** By chance, so that no list of texts is slow by design. */
export const FACTOR = Math.floor(Math.random() * 2 ** 32) | 1

/** Texts as a thread sends them, with the slots that they stand in. */
export interface NumberedTexts extends PlainTexts {
  readonly slots?: Int32Array | undefined
  /** What their hashes are made with. */
  readonly factor?: number | undefined
}

/** Slots from which on there are twice as many where there is need, and not four times. */
const MANY_SLOTS = 2 ** 22

/** Numbers for texts, in the order in which they first came: a million take 30 MB, a Map of them three times that. */
export class TextNumbers {
  readonly #texts = new PackedTexts()
  readonly #factor: number
  /**
   * Hashes and numbers, from 1 on, where the first bits of the hashes say, or after that; 0 is free. In more slots they
   * stand in the same order, which needs no memory far away.
   */
  #slots = new Int32Array(2 * 32)
  #shift = 32 - 5
  /** How many have slots: those of others take theirs when more are looked for. */
  #placed = 0
  /** Of no meaning: what is read for nothing is not read. */
  fetched = 0

  /** With equal factors those of others are found faster. */
  constructor(factor = FACTOR) {
    this.#factor = factor
  }

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

  /** The numbers of all texts of others, each of which is another. */
  addAll(others: NumberedTexts): Int32Array {
    const { letters, ends, slots, factor } = others
    this.#placeAll()
    const texts = this.#texts
    const numbers = new Int32Array(ends.length).fill(0)
    const theirs = slots && factor === this.#factor ? slots : slotsOf(others, this.#factor)
    findAll(this.#slots, this.#shift, texts.plain(), theirs, others, numbers)
    const room = texts.roomFor(ends.length, letters.length, letters.BYTES_PER_ELEMENT > 1)
    texts.length = addNew(room, others, texts.length, numbers)
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

  plain(): NumberedTexts {
    this.#placeAll()
    return { ...this.#texts.plain(), slots: this.#slots, factor: this.#factor }
  }

  /** Numbers texts whose places and hashes are noted. */
  #numberSome(letters: PlainTexts['letters'], count: number, numbers: Int32Array, from: number): void {
    const texts = this.#texts
    this.#placeAll(count)
    this.fetched = fetchSlots(this.#slots, this.#shift, count)
    const room = texts.roomFor(count, lettersIn(count), letters.BYTES_PER_ELEMENT > 1)
    const { length } = texts
    texts.length = numberAll(this.#slots, this.#shift, room, letters, count, length, numbers, from)
    this.#placed = texts.length
  }

  /** Gives slots to all, and has them for so many more. */
  #placeAll(more = 0): void {
    const { length } = this.#texts
    while (4 * (length + more) > this.#slots.length) {
      const bits = this.#slots.length < MANY_SLOTS ? 2 : 1
      this.#shift -= bits
      this.#slots = inMoreSlots(this.#slots, 2 ** bits, this.#shift)
    }
    if (this.#placed === length) return
    placeSome(this.#slots, this.#shift, this.#texts.plain(), this.#placed, this.#factor)
    this.#placed = length
  }
}

/**
 * Notes the numbers of the texts of others that are known, 0 for the rest: both stand in the order of their hashes, so no
 * memory far away is needed.
 */
function findAll(
  own: Int32Array,
  shift: number,
  known: PlainTexts,
  slots: Int32Array,
  others: PlainTexts,
  numbers: Int32Array,
): void {
  const mask = own.length - 1
  for (let i = 0; i < slots.length; i += 2) {
    const other = slots[i + 1]!
    if (other === 0) continue
    const hash = slots[i]!
    for (let slot = 2 * (hash >>> shift); own[slot + 1] !== 0; slot = (slot + 2) & mask)
      if (own[slot] === hash && areEqual(known, own[slot + 1]! - 1, others, other - 1))
        numbers[other - 1] = own[slot + 1]!
  }
}

function areEqual(known: PlainTexts, a: number, others: PlainTexts, b: number): boolean {
  const start = a === 0 ? 0 : known.ends[a - 1]!
  const from = b === 0 ? 0 : others.ends[b - 1]!
  const size = known.ends[a]! - start
  if (others.ends[b]! - from !== size) return false
  let same = 0
  while (same < size && known.letters[start + same] === others.letters[from + same]) same++
  return same === size
}

/** Copies the texts of others that have no number to those that are known, and counts numbers from 0; how many are known then. */
function addNew(known: PlainTexts, others: PlainTexts, length: number, numbers: Int32Array): number {
  const { letters: own, ends } = known
  const { letters, ends: stops } = others
  let last = length === 0 ? 0 : ends[length - 1]!
  for (let k = 0, start = 0; k < numbers.length; k++) {
    const stop = stops[k]!
    if (numbers[k] === 0) {
      for (let at = start; at < stop; at++) own[last++] = letters[at]!
      ends[length++] = last
      numbers[k] = length
    }
    numbers[k]!--
    start = stop
  }
  return length
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
  const narrow = own.BYTES_PER_ELEMENT === 1 && letters.BYTES_PER_ELEMENT === 1
  const into = new DataView(own.buffer, own.byteOffset)
  const of = new DataView(letters.buffer, letters.byteOffset)
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
      let i = 0
      if (narrow) for (; i + 4 <= size; i += 4) into.setInt32(last + i, of.getInt32(start + i))
      for (; i < size; i++) own[last + i] = letters[start + i]!
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

function slotsOf(texts: PlainTexts, factor: number): Int32Array {
  const shift = Math.min(32 - 5, Math.clz32(2 * texts.ends.length))
  const slots = new Int32Array(2 * 2 ** (32 - shift))
  placeSome(slots, shift, texts, 0, factor)
  return slots
}

/** Puts texts from one of them on to slots. */
function placeSome(
  slots: Int32Array,
  shift: number,
  { letters, ends }: PlainTexts,
  from: number,
  factor: number,
): void {
  for (let i = from; i < ends.length; i++) {
    const hash = hashOf(letters, i === 0 ? 0 : ends[i - 1]!, ends[i]!, factor)
    place(slots, shift, hash, i + 1)
  }
}

function place(slots: Int32Array, shift: number, hash: number, number: number): void {
  const mask = slots.length - 1
  let slot = 2 * (hash >>> shift)
  while (slots[slot + 1] !== 0) slot = (slot + 2) & mask
  slots[slot] = hash
  slots[slot + 1] = number
}

function inMoreSlots(slots: Int32Array, times: number, shift: number): Int32Array<ArrayBuffer> {
  // Memory that is read before it is written is given twice by the system.
  const all = new Int32Array(times * slots.length).fill(0)
  for (let i = 0; i < slots.length; i += 2)
    if (slots[i + 1] !== 0) place(all, shift, slots[i]!, slots[i + 1]!)
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
