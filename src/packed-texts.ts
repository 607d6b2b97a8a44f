/** Texts side by side, as a thread sends them: their letters, and where each ends. */
export interface PlainTexts {
  readonly letters: Uint8Array | Uint16Array
  readonly ends: Uint32Array
}

/** Letters that are made a text at once. */
const AT_ONCE = 1 << 12
/** Letters of a text, more or less. */
const USUAL = 8
const MOST_LETTERS = 2 ** 32 - 1

/** Many texts in the memory of their letters: one byte each, or two where one of them needs that, and 4 bytes a text. */
export class PackedTexts {
  #letters: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> = new Uint8Array(256)
  #ends = new Uint32Array(32)
  #length = 0
  /** Where the last one ends. */
  #end = 0
  /** The text that was last made, where it begins, and the last one that was asked for. */
  #made = ''
  #from = 0
  #asked = -2

  get length(): number {
    return this.#length
  }

  /** With those that were written to the room for more. */
  set length(length: number) {
    this.#length = length
    this.#end = this.#startOf(length)
  }

  push(text: string): void {
    let wide = false
    for (let i = 0; i < text.length; i++) wide ||= text.charCodeAt(i) > 0xff
    const { letters, ends } = this.roomFor(1, text.length, wide)
    for (let i = 0; i < text.length; i++) letters[this.#end + i] = text.charCodeAt(i)
    ends[this.#length] = this.#end + text.length
    this.length++
  }

  /** Adds a text of others. */
  pushFrom({ letters: from, ends: stops }: PlainTexts, index: number): void {
    const [start, stop] = [index === 0 ? 0 : stops[index - 1]!, stops[index]!]
    const { letters, ends } = this.roomFor(1, stop - start, from.BYTES_PER_ELEMENT > 1)
    for (let i = start; i < stop; i++) letters[this.#end + i - start] = from[i]!
    ends[this.#length] = this.#end + stop - start
    this.length++
  }

  /** All of them, with room for so many more, of so many letters. */
  roomFor(texts: number, size: number, wide: boolean): PlainTexts {
    const [length, end] = [this.#length + texts, this.#end + size]
    if (length > this.#ends.length) this.#makeEnds(length)
    if (end > this.#letters.length || (wide && this.#letters instanceof Uint8Array))
      this.#makeLetters(end, wide)
    return { letters: this.#letters, ends: this.#ends }
  }

  #makeEnds(length: number): void {
    const ends = new Uint32Array(moreRoom(this.#ends.length, length))
    ends.set(this.#ends)
    this.#ends = ends
  }

  #makeLetters(end: number, wide: boolean): void {
    if (end > MOST_LETTERS) throw new RangeError('Invalid array length')
    const most = Math.min(MOST_LETTERS, USUAL * moreRoom(this.#letters.length / USUAL, end / USUAL))
    const narrow = !wide && this.#letters instanceof Uint8Array
    const letters = narrow ? new Uint8Array(most) : new Uint16Array(most)
    letters.set(this.#letters.subarray(0, this.#end))
    this.#letters = letters
  }

  /** One of them; of those that are asked for one after the other, many are made at once. */
  at(index: number): string {
    const [start, end] = [this.#startOf(index), this.#ends[index]!]
    if (start < this.#from || end > this.#from + this.#made.length) {
      const most = index === this.#asked + 1 ? Math.max(end, Math.min(this.#end, start + AT_ONCE)) : end
      this.#from = start
      this.#made = textOf(this.#letters, start, most)
    }
    this.#asked = index
    return this.#made.slice(start - this.#from, end - this.#from)
  }

  plain(): PlainTexts {
    return { letters: this.#letters.subarray(0, this.#end), ends: this.#ends.subarray(0, this.#length) }
  }

  #startOf(index: number): number {
    return index === 0 ? 0 : this.#ends[index - 1]!
  }
}

/** One of texts side by side. */
export function textAt({ letters, ends }: PlainTexts, index: number): string {
  return textOf(letters, index === 0 ? 0 : ends[index - 1]!, ends[index]!)
}

/** Their numbers in the order of the texts, as texts are compared; undefined where they are in order. */
export function inTextOrder({ letters, ends }: PlainTexts): Uint32Array | undefined {
  const start = (index: number) => (index === 0 ? 0 : ends[index - 1]!)
  const compare = (a: number, b: number) => compared(letters, start(a), ends[a]!, start(b), ends[b]!)
  let ordered = 1
  while (ordered < ends.length && compare(ordered - 1, ordered) < 0) ordered++
  if (ordered >= ends.length) return undefined
  // Most differ in the first letters that not all share: a number of these is compared faster.
  const shared = lettersShared({ letters, ends })
  const keys = Float64Array.from(ends, (end, i) => keyOf(letters, start(i) + shared, end))
  return Uint32Array.from(ends, (_, i) => i).sort((a, b) => keys[a]! - keys[b]! || compare(a, b))
}

/** How many letters all texts begin with. */
function lettersShared({ letters, ends }: PlainTexts): number {
  let shared = ends[0]!
  for (let i = 1; i < ends.length; i++) {
    const start = ends[i - 1]!
    shared = Math.min(shared, ends[i]! - start)
    for (let at = 0; at < shared; at++) if (letters[start + at] !== letters[at]) shared = at
  }
  return shared
}

/** A number of the letters at a place: of a smaller one the text stands before; equal ones say nothing. */
function keyOf(letters: Uint8Array | Uint16Array, start: number, end: number): number {
  const [count, factor] = letters instanceof Uint8Array ? [6, 2 ** 8] : [3, 2 ** 16]
  let key = 0
  for (let i = start; i < start + count; i++) key = key * factor + (i < end ? letters[i]! : 0)
  return key
}

/** Below 0 where one text stands before another, 0 where both are the same. */
function compared(
  letters: Uint8Array | Uint16Array,
  startA: number,
  endA: number,
  startB: number,
  endB: number,
): number {
  const [lengthA, lengthB] = [endA - startA, endB - startB]
  const common = Math.min(lengthA, lengthB)
  for (let i = 0; i < common; i++) {
    const apart = letters[startA + i]! - letters[startB + i]!
    if (apart !== 0) return apart
  }
  return lengthA - lengthB
}

function textOf(letters: Uint8Array | Uint16Array, start: number, end: number): string {
  let text = ''
  for (let from = start; from < end; from += AT_ONCE) {
    const some = letters.subarray(from, Math.min(end, from + AT_ONCE))
    text += String.fromCharCode.apply(undefined, some as unknown as number[])
  }
  return text
}

const MILLION = 2 ** 20

/** How long an array becomes in which so much must have room: what lies fallow the system does not give, what is copied is used twice. */
export function moreRoom(length: number, least: number): number {
  while (length < least) length *= length < MILLION ? 8 : 4
  return length
}
