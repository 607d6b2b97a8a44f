import { type Bytes, withoutMark } from '../bytes/bytes.ts'
import { refuseBlank } from './blanks.ts'

const NEWLINE = 0x0a
const RETURN = 0x0d
const SPACE = 0x20
const TAB = 0x09

/** What stands above a row: comments, of which there may be megabytes, and blank lines, which are refused. */
export class AboveRows {
  /** How many ended. */
  lines = 0
  readonly #name: string
  readonly #mark: Uint8Array
  #blank: number | undefined
  #commenting = false
  /** How much of the mark of a comment was seen, and whether blanks were: a comment starts with its line. */
  #marked = 0
  #spaced = false
  #last = 0
  /** The line that may be any of them. */
  #held: Uint8Array[] = []

  /** `blank` is the number of a blank line that was seen. */
  constructor(name: string, comment = '', blank?: number) {
    this.#name = name
    this.#mark = Buffer.from(comment)
    this.#blank = blank
  }

  /** The same bytes from the first row on. @throws LossError E202 if a line above it is blank */
  async *below(bytes: Bytes): AsyncGenerator<Uint8Array, void, Uint8Array | undefined> {
    const source = bytes[Symbol.asyncIterator]()
    try {
      let next: IteratorResult<Uint8Array>
      let rows: Uint8Array | undefined
      do {
        next = await source.next()
        rows = next.done
          ? this.#marked > 0
            ? this.#row(new Uint8Array(0))
            : undefined
          : this.pass(next.value)
      } while (!rows && !next.done)
      while (rows) {
        next = await source.next(yield rows)
        rows = next.done ? undefined : next.value
      }
    } finally {
      await source.return?.()
    }
  }

  /** The bytes from the first row on, once it begins. */
  pass(chunk: Uint8Array): Uint8Array | undefined {
    const isFirst = this.#last === 0 && this.#blank === undefined
    let start = 0
    for (let at = isFirst ? chunk.length - withoutMark(chunk).length : 0; at < chunk.length; at++) {
      const byte = chunk[at]!
      if (byte === NEWLINE || byte === RETURN) {
        if (this.#marked > 0) return this.#row(chunk.subarray(start))
        if (byte === RETURN || this.#last !== RETURN) {
          this.lines++
          if (!this.#commenting) this.#blank ??= this.lines
        }
        this.#commenting = this.#spaced = false
        this.#held = []
        start = at + 1
      } else if (!this.#commenting) {
        if (this.#marked === 0 && (byte === SPACE || byte === TAB)) this.#spaced = true
        else if (this.#spaced || byte !== this.#mark[this.#marked++]) return this.#row(chunk.subarray(start))
        // UTF-16 is told by who looks at the rows.
        else if (this.#marked === this.#mark.length && chunk[at + 1] !== 0) {
          this.#commenting = true
          this.#marked = 0
        }
      }
      this.#last = byte
    }
    if (!this.#commenting) this.#held.push(chunk.subarray(start))
    return undefined
  }

  #row(rest: Uint8Array): Uint8Array {
    if (this.#blank !== undefined) refuseBlank(this.#name, this.#blank)
    return this.#held.length > 0 ? Buffer.concat([...this.#held, rest]) : rest
  }
}
