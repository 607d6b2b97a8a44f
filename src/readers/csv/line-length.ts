import type { Bytes } from '../bytes/bytes.ts'
import { LONGEST_LINE, tooLong } from './dialect.ts'

const NEWLINE = 0x0a
const RETURN = 0x0d

/** How long the line is that goes on: one without end is refused before anything is made of it. */
export class LineLength {
  readonly #name: string
  #line: number
  #open = 0

  /** `lines` stand before the first byte. */
  constructor(name: string, lines = 0) {
    this.#name = name
    this.#line = lines + 1
  }

  /** Whether a line ends in the next bytes. @throws LossError E204 if one is longer than any that is read */
  see(bytes: Uint8Array): boolean {
    const last = Math.max(bytes.lastIndexOf(NEWLINE), bytes.lastIndexOf(RETURN))
    if (last < 0) this.#open += bytes.length
    else {
      this.#line += lineEnds(bytes)
      this.#open = bytes.length - last - 1
    }
    if (this.#open > LONGEST_LINE) throw tooLong(this.#name, this.#line)
    return last >= 0
  }
}

/** Without a list of them, which of blank lines would be long. */
function lineEnds(bytes: Uint8Array): number {
  let count = 0
  for (let i = 0; i < bytes.length; i++)
    if (bytes[i] === NEWLINE || (bytes[i] === RETURN && bytes[i + 1] !== NEWLINE)) count++
  return count
}

/** The same bytes, those of a line when its end is there. @throws LossError E204 for a line that is too long */
export async function* wholeLines(name: string, bytes: Bytes, lines: number): AsyncGenerator<Uint8Array> {
  const length = new LineLength(name, lines)
  let held: Uint8Array[] = []
  for await (const chunk of bytes) {
    held.push(chunk)
    if (!length.see(chunk)) continue
    yield* held
    held = []
  }
  yield* held
}
