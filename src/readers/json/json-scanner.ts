import { isAscii } from 'node:buffer'
import {
  brief,
  inQuotes,
  type ErrorCode,
  type ErrorDetails,
  LossError,
  type Place,
  skipMissing,
} from '../../error.ts'
import { parseDecimal, roundedQuotient } from '../../numerics/decimal.ts'
import { waysOn } from './almost-json.ts'
import { countNewlines } from '../bytes/line-count.ts'

/** Deeper nesting is no data, but an attack on the stack. */
export const MAX_DEPTH = 64

/** What `peek` sees after the last byte. */
export const END = -1
export const QUOTE = 0x22
/** The first byte of null. */
export const NULL = 0x6e
export const COMMA = 0x2c
const COLON = 0x3a
export const OPEN = 0x5b
export const CLOSE = 0x5d
export const OPEN_OBJECT = 0x7b
export const CLOSE_OBJECT = 0x7d
export const NEWLINE = 0x0a
const PLUS = 0x2b
const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const BACKSLASH = 0x5c

/** Powers of ten that are doubles without rounding. */
const EXACT = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))

/** Bytes held at a time: more than the text of a piece and a read. */
const CAPACITY = 1 << 21

/** Characters around an error that are shown of a long line. */
export const SURROUNDINGS = 200

/** Thrown where the bytes read so far end inside a token: read it again when there are more. */
export const needsMore = new Error('needs more bytes')

/** Where the bytes read so far begin in the file: lines and columns count from 1. */
export interface Origin {
  readonly line: number
  readonly column: number
}

export function advance({ line, column }: Origin, bytes: Uint8Array): Origin {
  const start = bytes.lastIndexOf(NEWLINE) + 1
  if (start === 0) return { line, column: column + characters(bytes) }
  return {
    line: line + countNewlines(bytes.subarray(0, start)),
    column: 1 + characters(bytes.subarray(start)),
  }
}

/** Characters of UTF-8, continuation bytes not counted. */
function characters(bytes: Uint8Array): number {
  if (isAscii(bytes)) return bytes.length
  let count = 0
  for (const byte of bytes) if ((byte & 0xc0) !== 0x80) count++
  return count
}

/**
 * The tokens of JSON, in the bytes read so far. NaN and Infinity may stand bare, as Python writes them, or as text.
 *
 * @throws needsMore where these bytes end too early, unless they are the last
 * @throws LossError E201 not a number, E204 malformed JSON
 */
export class Scanner {
  readonly name: string
  at = 0
  /** The last number read: in an array, because a property of type number is boxed at every store. */
  readonly value = new Float64Array(1)
  /** Whether no bytes follow those read so far. */
  last: boolean
  /** Whether values end with their line, so that the end of a line is no white space. */
  lines = false
  origin: Origin
  /** With a 0 after the last byte, so that loops need no other bound. */
  #bytes = Buffer.alloc(1)
  #end = 0
  /** Whether what was read of bytes is done with once others are held: their memory is then used again. */
  shared = false
  #spare = this.#bytes

  constructor(name: string, text: Uint8Array, last = true, origin: Origin = { line: 1, column: 1 }) {
    this.name = name
    this.last = last
    this.origin = origin
    this.#hold(0, text, text.length + 1)
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#end)
  }

  /** Adds bytes at the end, and may drop those in front of `from`: how far all indices have moved. */
  append(more: Uint8Array, from: number): number {
    const end = this.#end + more.length
    if (end < this.#bytes.length) {
      // In place: what others hold of these bytes does not change.
      this.#bytes.set(more, this.#end)
      this.#bytes[(this.#end = end)] = 0
      return 0
    }
    this.origin = advance(this.origin, this.#bytes.subarray(0, from))
    this.#hold(from, more, Math.max(CAPACITY, 2 * (end - from)))
    this.at -= from
    return from
  }

  #hold(from: number, more: Uint8Array, capacity: number): void {
    const bytes =
      this.shared && this.#spare.length >= capacity ? this.#spare : Buffer.allocUnsafeSlow(capacity)
    this.#spare = this.#bytes
    const kept = this.bytes.subarray(from)
    bytes.set(kept)
    bytes.set(more, kept.length)
    bytes[(this.#end = kept.length + more.length)] = 0
    this.#bytes = bytes
  }

  /** The next byte that is no white space, or END. */
  peek(): number {
    this.space()
    return this.at === this.#end ? this.#atEnd() : this.#bytes[this.at]!
  }

  space(): void {
    const bytes = this.#bytes
    let at = this.at
    for (let byte = bytes[at]!; byte <= 0x20; byte = bytes[++at]!) {
      if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && (byte !== NEWLINE || this.lines)) break
    }
    this.at = at
  }

  #atEnd(): number {
    if (!this.last) throw needsMore
    return END
  }

  /** Passes over the ends of lines; whether there was one. */
  newline(): boolean {
    let found = false
    for (; this.peek() === NEWLINE; this.at++) found = true
    return found
  }

  take(byte: number): boolean {
    if (this.peek() !== byte) return false
    this.at++
    return true
  }

  /** Reads a number in JSON's own spelling into `value`, if it ends before the bytes read so far do. */
  plain(): boolean {
    const bytes = this.#bytes
    const start = this.at
    let at = start
    let byte = bytes[at]!
    if (byte === MINUS) byte = bytes[++at]!
    if (!isDigit(byte)) return false
    // Beyond 2 ** 53 the sum is rounded, but no longer used.
    let integer = byte - ZERO
    byte = bytes[++at]!
    if (integer > 0) for (; isDigit(byte); byte = bytes[++at]!) integer = integer * 10 + (byte - ZERO)
    let point = at
    if (byte === POINT) {
      point = at + 1
      for (byte = bytes[++at]!; isDigit(byte); byte = bytes[++at]!) integer = integer * 10 + (byte - ZERO)
      if (at === point) return false
    }
    const places = at - point
    let exact = integer <= Number.MAX_SAFE_INTEGER && places < EXACT.length
    if (byte === 0x65 || byte === 0x45) {
      exact = false
      byte = bytes[++at]!
      if (byte === MINUS || byte === PLUS) byte = bytes[++at]!
      if (!isDigit(byte)) return false
      while (isDigit(byte)) byte = bytes[++at]!
    }
    if (!endsToken(byte) || at === this.#end) return false
    // Both are exact, so that the quotient is rounded once.
    const size = exact ? integer / EXACT[places]! : this.#longNumber(start, at, places)
    this.value[0] = bytes[start] === MINUS ? -size : size
    this.at = at
    return true
  }

  /** A number without its sign, of more digits than a double holds. */
  #longNumber(start: number, end: number, places: number): number {
    const bytes = this.#bytes
    let head = 0
    let tail = 0
    let scale = 1
    for (let at = start; at < end && scale < 1e15; at++) {
      const byte = bytes[at]!
      if (byte === POINT || byte === MINUS) continue
      if (!isDigit(byte)) scale = Infinity
      else if (head < 1e14) head = head * 10 + (byte - ZERO)
      else {
        tail = tail * 10 + (byte - ZERO)
        scale *= 10
      }
    }
    const exact = scale < 1e15 && places < EXACT.length
    const size = exact ? roundedQuotient(head, scale, tail, EXACT[places]!) : undefined
    return size ?? Number(this.#latin1(bytes[start] === MINUS ? start + 1 : start, end))
  }

  /** Reads the current number into `value`. */
  number(): void {
    const byte = this.peek()
    if (this.plain()) return
    const start = this.at
    if (byte === END) this.fail('E204', 'the JSON ends where a number should be')
    if (byte === QUOTE) {
      this.string()
      const text = this.#latin1(start + 1, this.at - 1)
      if (/^[+-]?(nan|inf(inity)?)$/i.test(text)) {
        this.value[0] = parseDecimal(text)!
        return
      }
      this.failAt(start, 'E201', `${JSON.stringify(brief(text))} is not a number`, {
        width: text.length + 2,
        ...(parseDecimal(text) !== undefined && inQuotes),
      })
    }
    const text = this.#word()
    if (isJsonNumber(text)) {
      this.value[0] = parseDecimal(text)!
      return
    }
    if (text === '') this.fail('E204', `${this.show()} is not a number`, { why: notNumber(byte) })
    const skips = text === 'null' && !this.name.startsWith('[')
    this.failAt(start, 'E201', `${brief(text)} is not a number`, {
      width: text.length,
      why: notWord(text),
      ...(skips && { tries: skipMissing }),
    })
  }

  /** Passes over true, false, null or a number. */
  word(): string {
    const start = this.at
    if (this.plain()) return this.#latin1(start, this.at)
    const byte = this.peek()
    const text = this.#word()
    if (/^(true|false|null)$/.test(text) || isJsonNumber(text)) return text
    if (byte === END) this.fail('E204', 'the JSON ends where a value should be')
    if (text === '') this.fail('E204', `${this.show()} is not a value`)
    this.failAt(start, 'E204', `${brief(text)} is not a value`, { width: text.length, why: notWord(text) })
  }

  isNull(): boolean {
    const start = this.at
    if (this.#word() === 'null') return true
    this.at = start
    return false
  }

  #word(): string {
    const bytes = this.#bytes
    const start = this.at
    let at = start
    while (!endsToken(bytes[at]!)) at++
    if (at === this.#end) this.#atEnd()
    this.at = at
    return this.#latin1(start, at)
  }

  /** Passes over the current string; whether it holds escapes. */
  string(): boolean {
    const bytes = this.#bytes
    const start = this.at
    let escaped = false
    let at = start + 1
    for (let byte = bytes[at]!; byte !== QUOTE; byte = bytes[++at]!) {
      if (byte === BACKSLASH) {
        escaped = true
        at += this.#escape(at)
      } else if (byte < 0x20) {
        if (at === this.#end) {
          this.#atEnd()
          this.failAt(start, 'E204', 'a text is never closed')
        }
        const what = byte === NEWLINE ? 'a line ends' : `the control character ${this.show(at)} stands`
        this.failAt(at, 'E204', `${what} inside a text`, { why: 'a text that begins with " ends with it' })
      }
    }
    this.at = at + 1
    return escaped
  }

  /** How many bytes follow a backslash that are not to be looked at again. */
  #escape(at: number): number {
    const byte = this.#bytes[at + 1]!
    if (at + (byte === 0x75 ? 6 : 2) > this.#end) {
      this.#atEnd()
      this.failAt(at, 'E204', 'the JSON ends inside a text')
    }
    if (byte === 0x75 && /^[0-9a-f]{4}$/i.test(this.#latin1(at + 2, at + 6))) return 5
    if (/^["\\/bfnrt]$/.test(String.fromCharCode(byte))) return 1
    this.failAt(at, 'E204', `\\${this.show(at + 1).slice(1, -1)} is no escape of JSON`, { width: 2 })
  }

  /** The next value, which must be a string, as text. */
  text(): string {
    if (this.peek() !== QUOTE) this.fail('E204', `${this.show()} where a text should be`)
    const start = this.at
    const escaped = this.string()
    const token = this.#bytes.toString('utf8', start, this.at)
    return escaped ? (JSON.parse(token) as string) : token.slice(1, -1)
  }

  /** The current key; passes over the colon after it. */
  key(): string {
    this.#checkKey()
    const key = this.text()
    this.#colon()
    return key
  }

  passKey(): void {
    this.#checkKey()
    this.string()
    this.#colon()
  }

  #checkKey(): void {
    const byte = this.peek()
    if (byte !== QUOTE) this.fail('E204', `${this.show()} where a key in quotes should be`)
  }

  #colon(): void {
    if (!this.take(COLON)) this.fail('E204', `${this.show()} where a colon should be`)
  }

  /** Passes over what stands between members: whether another follows, or the list or object ends. */
  separator(close: number, start: number): boolean {
    const byte = this.peek()
    if (byte === COMMA || byte === close) {
      this.at++
      return byte === COMMA
    }
    this.#failBetween(close, start)
  }

  #failBetween(close: number, start: number): never {
    const what = close === CLOSE ? 'a list' : 'an object'
    if (this.peek() === END) this.failAt(start, 'E204', `${what} is never closed`)
    this.fail('E204', `${this.show()} where a comma or ${String.fromCharCode(close)} should be`)
  }

  show(at = this.at): string {
    if (at >= this.#end) return 'the end'
    const text = Buffer.from(this.#bytes.subarray(at, Math.min(at + 4, this.#end))).toString()
    return JSON.stringify([...text][0] ?? '')
  }

  fail(code: ErrorCode, message: string, details: Details = {}): never {
    if (this.lines && this.#bytes[this.at] === NEWLINE)
      this.failAt(this.at, code, 'the line ends inside a value', {
        why: 'NDJSON has a whole value in each line; lines that are one document are JSON',
        tries: ['loss-calc ... --input-format json'],
      })
    this.failAt(this.at, code, message, details)
  }

  failAt(
    index: number,
    code: ErrorCode,
    message: string,
    { width = 1, why, tries, inQuotes, ...where }: Details = {},
  ): never {
    throw new LossError(code, message, {
      at: { ...this.place(index), width, ...where },
      why,
      tries: tries ?? waysOn(this.name, code, this.#latin1(Math.max(0, index - SURROUNDINGS), index + 1)),
      inQuotes,
    })
  }

  /** Where an index into the bytes read so far is in the file. */
  place(index: number): Place {
    const bytes = this.bytes
    const { line, column } = advance(this.origin, bytes.subarray(0, index))
    const start = index === 0 ? 0 : bytes.lastIndexOf(NEWLINE, index - 1) + 1
    const found = bytes.indexOf(NEWLINE, index)
    const end = Math.min(found < 0 ? bytes.length : found, index + SURROUNDINGS)
    // Of a long line only the surroundings.
    const whole = index - start <= SURROUNDINGS && (start > 0 || this.origin.column === 1)
    return {
      file: this.name,
      line,
      column,
      ...(whole && { source: Buffer.from(bytes.subarray(start, end)).toString().replace(/\r$/, '') }),
    }
  }

  #latin1(start: number, end: number): string {
    return this.#bytes.toString('latin1', start, end)
  }
}

interface Details extends Pick<ErrorDetails, 'tries' | 'inQuotes'>, Pick<Place, 'width' | 'row' | 'field'> {
  readonly why?: string | undefined
}

function notNumber(byte: number): string | undefined {
  if (byte === OPEN_OBJECT) return 'a tensor is nested lists of numbers'
  return byte === CLOSE ? 'there is no comma before a closing bracket in JSON' : undefined
}

function notWord(text: string): string | undefined {
  if (/^(true|false)$/.test(text)) return 'write 1 and 0, or name the column as one of texts'
  return /^[/#]/.test(text) ? 'JSON has no comments' : undefined
}

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= 0x39

/** JSON's own numbers, and the bare names Python writes. */
function isJsonNumber(text: string): boolean {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$|^-?(?:NaN|nan|Infinity|inf)$/.test(text)
}

function endsToken(byte: number): boolean {
  return (
    byte === COMMA ||
    byte === CLOSE ||
    byte <= 0x20 ||
    byte === OPEN ||
    byte === CLOSE_OBJECT ||
    byte === OPEN_OBJECT ||
    byte === COLON ||
    byte === QUOTE
  )
}
