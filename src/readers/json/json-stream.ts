import { LossError, type Place } from '../../error.ts'
import type { Tensor } from '../../tensor.ts'
import { type Bytes, checkText, nothing, peek, withoutMark } from '../bytes/bytes.ts'
import { JsonNumbers } from './json-numbers.ts'
import { JsonPass } from './json-pass.ts'
import { LONGEST_LINE } from '../csv/dialect.ts'
import {
  advance,
  CLOSE,
  CLOSE_OBJECT,
  COMMA,
  END,
  needsMore,
  OPEN,
  OPEN_OBJECT,
  type Origin,
  QUOTE,
  Scanner,
  SURROUNDINGS,
} from './json-scanner.ts'
import { type PieceText, placeOfNumber } from './json-text.ts'

/** Numbers in a piece: 1 MiB of doubles. */
export const PIECE = 1 << 17
/** Text of a piece, where it holds few numbers. */
const PIECE_TEXT = 1 << 22
/** Bytes of the longest value that must be held as a whole: an entry of the outermost list. */
const LONGEST_VALUE = 2 ** 30
/** Digits of a number: each time there are twice as many, all are read once more. */
const LONGEST_NUMBER = 2 ** 24
const MOST_BLANKS = 2 ** 26
/** How long reading may keep signals waiting, in milliseconds. */
const PATIENCE = 50

/** Thrown by `held`. */
export const tooMuch = new Error()

/** A scanner and where its bytes come from. */
export class JsonStream {
  readonly scanner: Scanner
  readonly #bytes: AsyncIterator<Uint8Array, unknown, Uint8Array | undefined>
  /** What was read last: all of it is copied, so that it may be written again. */
  #chunk: Uint8Array | undefined
  readonly #longest: number
  /** Where to go on when the bytes read so far end inside a token. */
  #saved = 0
  #pieceStart: number | undefined
  #blanks = 0
  #lastPause = performance.now()
  /** A place in the bytes since an origin. */
  #counted: { since: Origin; at: number; origin: Origin } | undefined

  private constructor(
    name: string,
    first: Uint8Array,
    bytes: AsyncIterator<Uint8Array, unknown, Uint8Array | undefined>,
    longest: number,
  ) {
    this.scanner = new Scanner(name, first, false)
    this.#bytes = bytes
    this.#longest = longest
  }

  /** @throws LossError E204 for UTF-16, E205 for nothing at all */
  static async open(name: string, bytes: Bytes, longest = LONGEST_VALUE): Promise<JsonStream> {
    const { first, all } = await peek(bytes)
    const iterator = all[Symbol.asyncIterator]()
    try {
      checkText(name, first)
      await iterator.next()
    } catch (error) {
      await iterator.return?.()
      throw error
    }
    return new JsonStream(name, withoutMark(first), iterator, longest)
  }

  /** Reads, and once more from where `save` was called last, after `undo`, whenever the bytes end too early. */
  async step<T>(read: (scanner: Scanner) => T, undo?: () => void): Promise<T> {
    this.save()
    for (;;) {
      try {
        return read(this.scanner)
      } catch (error) {
        if (error !== needsMore) throw error
        this.scanner.at = this.#saved
        this.scanner.space()
        this.#countBlanks(this.scanner.at - this.#saved)
        this.save()
        undo?.()
        await this.#more()
      }
    }
  }

  /**
   * Blanks inside a piece are held with it, for places, and those before the first value of a pipe for a second look;
   * there is no reason for so many.
   */
  #countBlanks(count: number): void {
    const apart = this.#pieceStart === undefined && this.scanner.at < this.scanner.bytes.length
    this.#blanks = apart ? 0 : this.#blanks + count
    if (this.#blanks > MOST_BLANKS)
      this.scanner.failAt(
        this.#saved,
        'E204',
        `there are more than ${MOST_BLANKS / 2 ** 20} MiB of blanks here`,
      )
  }

  save(): void {
    this.#saved = this.scanner.at
  }

  /** Keeps the bytes from here on, for places. */
  beginPiece(): void {
    this.#pieceStart = this.scanner.at
    this.#blanks = 0
  }

  /** Where the piece starts in the bytes read so far. */
  get pieceStart(): number {
    return this.#pieceStart!
  }

  /** Whether the piece holds enough text, however few values. */
  get pieceFull(): boolean {
    return this.scanner.at - this.#pieceStart! >= PIECE_TEXT
  }

  endPiece(): PieceText {
    const { scanner } = this
    const text = { bytes: scanner.bytes, origin: scanner.origin, start: this.#pieceStart! }
    this.#pieceStart = undefined
    return text
  }

  async close(): Promise<void> {
    await this.#bytes.return?.()
  }

  /** How long what starts with a byte may be, and what to call it. */
  #bound(first: number | undefined): readonly [number, string] {
    if (this.scanner.lines) return [this.#longest, 'a line']
    if (first === QUOTE) return [Math.min(this.#longest, LONGEST_LINE), 'a text']
    const list = first === undefined || first === OPEN || first === OPEN_OBJECT || first === COMMA
    return list ? [this.#longest, 'a value'] : [LONGEST_NUMBER, 'a number']
  }

  /** At least doubles the bytes not yet read, so that each is read only a few times. */
  async #more(): Promise<void> {
    const { scanner } = this
    const pending = scanner.bytes.length - this.#saved
    const [longest, what] = this.#bound(scanner.bytes[this.#saved])
    if (pending > longest)
      scanner.failAt(this.#saved, 'E204', `${what} is longer than ${longest / 2 ** 20} MiB`)
    const wanted = Math.min(pending, longest - pending)
    for (let gathered = 0; gathered <= wanted && !scanner.last;) {
      const next = await this.#bytes.next(this.#chunk)
      if (next.done) scanner.last = true
      else {
        this.#chunk = next.value
        gathered += next.value.length
        const unused = Math.min(this.#saved, this.#pieceStart ?? Infinity) - SURROUNDINGS
        const moved = scanner.append(next.value, Math.max(0, unused))
        this.#saved -= moved
        if (this.#pieceStart !== undefined) this.#pieceStart -= moved
      }
    }
    await this.#pause()
  }

  async #pause(): Promise<void> {
    if (performance.now() - this.#lastPause < PATIENCE) return
    await new Promise((resolve) => setImmediate(resolve))
    this.#lastPause = performance.now()
  }

  async gather(bytes: number): Promise<void> {
    const { scanner } = this
    this.save()
    while (!scanner.last && scanner.bytes.length - scanner.at < bytes) await this.#more()
  }

  async pass(): Promise<void> {
    const passing = new JsonPass()
    await this.step((scanner) => passing.run(scanner, () => this.save()))
  }

  /** The current value, to be read by itself, and later; it counts in what surrounds it. @throws tooMuch of more than a piece */
  async held(): Promise<{ readonly size: number; open(): JsonStream }> {
    const passing = new JsonPass()
    this.beginPiece()
    await this.step((scanner) =>
      passing.run(scanner, () => {
        this.save()
        if (this.pieceFull) throw tooMuch
      }),
    )
    await this.gather(SURROUNDINGS)
    const { name, at } = this.scanner
    const { bytes, origin: since, start } = this.endPiece()
    const from = Math.max(0, start - SURROUNDINGS)
    const before = this.#counted?.since === since ? this.#counted : { at: 0, origin: since }
    const origin = advance(before.origin, bytes.subarray(before.at, from))
    this.#counted = { since, at: from, origin }
    const text = new Uint8Array(bytes.subarray(from, at + SURROUNDINGS))
    const open = () => {
      const stream = new JsonStream(name, text, nothing(), this.#longest)
      stream.scanner.origin = origin
      stream.scanner.at = start - from
      return stream
    }
    return { size: text.length, open }
  }
}

/** Values of one kind, one after the other. */
export interface Elements {
  readonly depth: number
  /** Goes to the first; false if there is none. */
  open(scanner: Scanner): boolean
  /** Goes on after one to the next; false after the last. */
  next(scanner: Scanner): boolean
}

/** The entries of the current list, or the members of the current object, whatever their keys. */
export class Entries implements Elements {
  readonly depth = 1
  /** A hash of the keys so far: two objects with the same keys in the same order have the same. */
  keys = 0
  readonly #close: number
  #start: Place | undefined

  constructor(close = CLOSE) {
    this.#close = close
  }

  open(scanner: Scanner): boolean {
    scanner.take(this.#close - 2)
    this.#start = scanner.place(scanner.at - 1)
    const empty = this.#peek(scanner) === this.#close
    if (empty) scanner.at++
    else this.#key(scanner)
    return !empty
  }

  next(scanner: Scanner): boolean {
    // Most are numbers of a list.
    if (this.#close === CLOSE && scanner.take(COMMA)) return true
    this.#peek(scanner)
    const more = scanner.separator(this.#close, scanner.at)
    if (more) this.#key(scanner)
    return more
  }

  #key(scanner: Scanner): void {
    if (this.#close === CLOSE) return
    const key = scanner.key()
    // The value may be read again from here, the key is not.
    scanner.peek()
    for (let i = 0; i < key.length; i++) this.keys = Math.imul(this.keys ^ key.charCodeAt(i), 0x01000193)
    this.keys = Math.imul(this.keys ^ 0x1ff, 0x01000193)
  }

  #peek(scanner: Scanner): number {
    const byte = scanner.peek()
    if (byte !== END) return byte
    throw new LossError('E204', `${this.#close === CLOSE ? 'a list' : 'an object'} is never closed`, {
      at: { ...this.#start!, width: 1 },
    })
  }
}

/** The members of the current object with their keys. */
export const pairs: Elements = {
  depth: 1,
  open: (scanner) => scanner.take(OPEN_OBJECT) && !scanner.take(CLOSE_OBJECT),
  next: (scanner) => scanner.separator(CLOSE_OBJECT, scanner.at),
}

/** Reads from the current element on into pieces, cut between two of them: one that fits is one piece. */
export async function* tensorPieces(stream: JsonStream, elements: Elements): AsyncGenerator<Tensor> {
  const numbers = new JsonNumbers(elements.depth)
  for (let going = true; going;) {
    let saved = 0
    stream.beginPiece()
    going = await stream.step(
      (scanner) => {
        for (;;) {
          numbers.read(scanner)
          const more = elements.next(scanner)
          stream.save()
          saved++
          if (!more || numbers.length >= PIECE || stream.pieceFull) return more
        }
      },
      () => numbers.cut(saved),
    )
    yield piece(numbers, stream)
  }
}

function piece(numbers: JsonNumbers, stream: JsonStream): Tensor {
  const shape = [numbers.count, ...numbers.shape]
  const { name } = stream.scanner
  const text = stream.endPiece()
  return { data: numbers.take(), shape, place: (index) => placeOfNumber(name, text, text.start, index) }
}
