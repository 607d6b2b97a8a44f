import { LossError, type Place } from '../error.ts'
import { parseDecimal } from '../numerics/decimal.ts'
import type { Source, Tensor } from '../tensor.ts'
import { allBytes, type Bytes, checkText, withoutMark } from './bytes.ts'

/** Deeper nesting is no tensor, but an attack on the stack. */
const MAX_RANK = 64

/** Milliseconds without a rest. */
const PATIENCE = 50

const QUOTE = 0x22
const COMMA = 0x2c
const OPEN = 0x5b
const CLOSE = 0x5d
const NEWLINE = 0x0a

/** One JSON document as a source of one piece. */
export function jsonSource(name: string, bytes: Bytes): Source {
  return {
    name,
    format: 'json',
    notes: [],
    async *pieces() {
      const all = await allBytes(bytes)
      checkText(name, all)
      yield await new Parser(withoutMark(all), name).parseInSteps()
    },
  }
}

/**
 * Nested lists of numbers of any rank as a tensor: 2 is (), [] is (0), [[],[]] is (2, 0). NaN and Infinity may stand
 * bare, as Python writes them, or as text.
 *
 * @throws LossError E201 not a number, E203 ragged lists, E204 malformed JSON
 */
export function parseJson(text: string | Uint8Array, name: string): Tensor {
  return new Parser(typeof text === 'string' ? Buffer.from(text) : text, name).parse()
}

class Parser {
  readonly #bytes: Uint8Array
  readonly #name: string
  #at = 0
  #data = new Float64Array(1024)
  #length = 0
  /** Where to stop and remember the place, when a number is looked for again. */
  #wanted = -1
  #wantedAt = 0

  constructor(bytes: Uint8Array, name: string) {
    this.#bytes = bytes
    this.#name = name
  }

  parse(): Tensor {
    return this.#tensor(this.#value(0))
  }

  /** The same with rests, so that a signal is heard. */
  async parseInSteps(): Promise<Tensor> {
    const steps = this.#steps(0)
    let last = performance.now()
    for (let count = 1; ; count++) {
      const { done, value } = steps.next()
      if (done) return this.#tensor(value)
      if (count % 256 !== 0 || performance.now() - last < PATIENCE) continue
      await new Promise((resolve) => setImmediate(resolve))
      last = performance.now()
    }
  }

  #tensor(shape: number[]): Tensor {
    this.#space()
    if (this.#at < this.#bytes.length) this.#fail('E204', `${this.#show()} after the end of the JSON`)
    const bytes = this.#bytes
    const name = this.#name
    return {
      data: this.#data.slice(0, this.#length),
      shape,
      place(index) {
        const again = new Parser(bytes, name)
        again.#wanted = index
        again.#value(0)
        return again.#place(again.#wantedAt)
      },
    }
  }

  /** Reads a value and returns its shape. */
  #value(depth: number): number[] {
    this.#space()
    if (this.#bytes[this.#at] !== OPEN) {
      this.#number()
      return []
    }
    const steps = this.#steps(depth)
    for (;;) {
      const { done, value } = steps.next()
      if (done) return value
    }
  }

  /** The same, one entry of the list at a time. */
  *#steps(depth: number): Generator<undefined, number[]> {
    this.#space()
    if (this.#bytes[this.#at] !== OPEN) {
      this.#number()
      return []
    }
    if (depth === MAX_RANK) this.#fail('E204', `lists are nested deeper than ${MAX_RANK}`)
    const start = this.#at++
    let inner: number[] | undefined
    let count = 0
    this.#space()
    if (this.#bytes[this.#at] === CLOSE) {
      this.#at++
      return [0]
    }
    for (;;) {
      this.#space()
      const from = this.#at
      const shape = this.#value(depth + 1)
      if (inner && (inner.length !== shape.length || inner.some((length, i) => length !== shape[i]))) {
        this.#at = from
        this.#fail(
          'E203',
          `ragged lists: this one has ${describe(shape)}, the ones before ${describe(inner)}`,
        )
      }
      inner = shape
      count++
      this.#space()
      const next = this.#bytes[this.#at++]
      if (next === CLOSE) return [count, ...inner]
      if (next === COMMA) {
        yield
        continue
      }
      this.#at--
      if (this.#at >= this.#bytes.length) {
        this.#at = start
        this.#fail('E204', 'a list is never closed')
      }
      this.#fail('E204', `${this.#show()} where a comma or ] should be`)
    }
  }

  #number(): void {
    const start = this.#at
    const quoted = this.#bytes[start] === QUOTE
    if (quoted) this.#at++
    let end = this.#at
    while (end < this.#bytes.length && !(quoted ? this.#bytes[end] === QUOTE : endsToken(this.#bytes[end]!)))
      end++
    if (quoted && end === this.#bytes.length) {
      this.#at = start
      this.#fail('E204', 'a string is never closed')
    }
    const text = latin1(this.#bytes, this.#at, end)
    const plain = quoted ? /^[+-]?(nan|inf(inity)?)$/i.test(text) : isJsonNumber(text)
    const value = plain ? parseDecimal(text) : undefined
    if (value === undefined) {
      this.#at = start
      if (start >= this.#bytes.length) this.#fail('E204', 'the JSON ends where a number should be')
      const shown = text.length > 40 ? `${text.slice(0, 40)}...` : text
      const code = /^[[\]{},:]/.test(text) || text === '' ? 'E204' : 'E201'
      const what = quoted ? JSON.stringify(shown) : text === '' ? this.#show() : shown
      this.#fail(code, `${what} is not a number`, Math.max(1, text.length + (quoted ? 2 : 0)))
    }
    this.#at = quoted ? end + 1 : end
    if (this.#length === this.#wanted) this.#wantedAt = start
    if (this.#length === this.#data.length) {
      const grown = new Float64Array(2 * this.#length)
      grown.set(this.#data)
      this.#data = grown
    }
    this.#data[this.#length++] = value
  }

  #space(): void {
    const bytes = this.#bytes
    let at = this.#at
    while (bytes[at] === 0x20 || bytes[at] === NEWLINE || bytes[at] === 0x0d || bytes[at] === 0x09) at++
    this.#at = at
  }

  /** The character at hand, for a message. */
  #show(): string {
    if (this.#at >= this.#bytes.length) return 'the end'
    const text = Buffer.from(this.#bytes.subarray(this.#at, this.#at + 4)).toString()
    return JSON.stringify([...text][0] ?? '')
  }

  #fail(code: 'E201' | 'E203' | 'E204', message: string, width = 1): never {
    const at = { ...this.#place(this.#at), width }
    const objects = this.#bytes[this.#at] === 0x7b
    throw new LossError(code, message, {
      at,
      ...(objects && { why: 'a tensor is nested lists of numbers' }),
    })
  }

  #place(at: number): Place {
    const bytes = this.#bytes
    let line = 1
    let start = 0
    for (let i = 0; i < at; i++) {
      if (bytes[i] === NEWLINE) {
        line++
        start = i + 1
      }
    }
    let end = bytes.indexOf(NEWLINE, at)
    if (end < 0) end = bytes.length
    // Of a file in one line only the surroundings.
    const from = Math.max(start, at - 200)
    const source = Buffer.from(bytes.subarray(from, Math.min(end, at + 200))).toString()
    const column = characters(bytes, start, at) + 1
    return { file: this.#name, line, column, ...(from === start && { source }) }
  }
}

function describe(shape: readonly number[]): string {
  return shape.length === 0 ? 'a number' : `shape (${shape.join(', ')})`
}

/** JSON's own numbers, and the bare names Python writes. */
function isJsonNumber(text: string): boolean {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$|^-?(?:NaN|nan|Infinity|inf)$/.test(text)
}

function endsToken(byte: number): boolean {
  return (
    byte === COMMA ||
    byte === CLOSE ||
    byte === OPEN ||
    byte <= 0x20 ||
    byte === 0x7b ||
    byte === 0x7d ||
    byte === 0x3a
  )
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1')
}

/** Characters of UTF-8, continuation bytes not counted. */
function characters(bytes: Uint8Array, start: number, end: number): number {
  let count = 0
  for (let i = start; i < end; i++) if ((bytes[i]! & 0xc0) !== 0x80) count++
  return count
}
