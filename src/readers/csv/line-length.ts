import type { Bytes } from '../bytes/bytes.ts'
import { LossError } from '../../error.ts'
import { LONGEST_LINE, tooLong } from './dialect.ts'
import { countLineEnds } from './record-end.ts'

const NEWLINE = 0x0a
const RETURN = 0x0d
/** Bytes of the longest cell that is read of them: a text takes many times as much, a number is never so long. */
const LONGEST_CELL = 1 << 24
/** Bytes in which the last end of a cell is looked for. */
const LOOK = 1 << 20

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

  get line(): number {
    return this.#line
  }

  /** Whether a line ends in the next bytes. @throws LossError E204 if one is longer than any that is read */
  see(bytes: Uint8Array): boolean {
    const last = Math.max(bytes.lastIndexOf(NEWLINE), bytes.lastIndexOf(RETURN))
    if (last < 0) this.#open += bytes.length
    else {
      this.#line += countLineEnds(bytes)
      this.#open = bytes.length - last - 1
    }
    if (this.#open > LONGEST_LINE) throw tooLong(this.#name, this.#line)
    return last >= 0
  }
}

function longCell(name: string, line: number): LossError {
  return new LossError('E204', `a cell is longer than ${LONGEST_CELL >> 20} MiB`, {
    at: { file: name, line },
    why: 'lists of so many numbers are read from NPY, NPZ, Parquet and JSON',
  })
}

/** The same bytes, those of a line when its end is there. @throws LossError E204 for a line or a cell that is too long */
export async function* wholeLines(
  name: string,
  bytes: Bytes,
  lines: number,
  delimiter: string,
): AsyncGenerator<Uint8Array> {
  const length = new LineLength(name, lines)
  const ends = [NEWLINE, RETURN, Buffer.from(delimiter)[0]!]
  let held: Uint8Array[] = []
  let cell = 0
  for await (const chunk of bytes) {
    held.push(chunk)
    let whole = false
    for (let at = 0; at < chunk.length; at += LOOK) {
      const look = chunk.subarray(at, at + LOOK)
      if (length.see(look)) whole = true
      const last = Math.max(...ends.map((end) => look.lastIndexOf(end)))
      cell = look.length - last - 1 + (last < 0 ? cell : 0)
      if (cell > LONGEST_CELL) throw longCell(name, length.line)
    }
    if (!whole) continue
    yield* held
    held = []
  }
  yield* held
}
