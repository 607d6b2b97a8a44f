import type { Io } from '../../command/io.ts'
import { pause } from '../../engine/compute.ts'
import { LossError } from '../../error.ts'
import type { Merged } from './merged.ts'
import { bytesOf } from '../../readers/bytes/bytes.ts'
import { GroupLists } from './groups-json.ts'
import { GrowingBytes } from './growing-bytes.ts'
import { LongLine } from './long-line.ts'
import { readState, type StateLine } from './state.ts'

/** Bytes that are kept of a line at most: of a state without its groups, a name has few. */
const LONGEST_STATE = 1 << 28
const LONGEST_NAME = 1 << 20
/** As many names as there may be shards, and letters of them. */
const NAMES = 2 ** 20
const LETTERS = 1 << 26

/**
 * Adds the states of a file, one a line.
 *
 * @throws LossError E200 for a file that cannot be read, E204 for a line without end, E321 for a file without a state,
 * and as `readState`
 */
export async function addStates(merged: Merged, file: string, io: Pick<Io, 'stdin'>): Promise<void> {
  const rest = pause()
  let states = 0
  for await (const { line, number } of linesOf(file, LONGEST_STATE, io, stateLine)) {
    await rest()
    const state = readState(line, file, number)
    await rest()
    merged.add(state, number === 1 ? file : `${file}:${number}`)
    states++
  }
  // A shell leaves an empty file where a run failed: its rows would be missing without a word.
  if (states > 0 || file === '-') return
  throw new LossError('E321', `${file} holds no state`, {
    at: { file },
    why: 'the run that should have written it failed: a part without rows writes a state too',
  })
}

/** The names of files that a file, or standard input, holds one a line. @throws LossError E200, E204 */
export async function filesFrom(file: string, io: Pick<Io, 'stdin'>): Promise<string[]> {
  const names: string[] = []
  let letters = 0
  for await (const { line, number } of linesOf(file, LONGEST_NAME, io, () => new TextLine())) {
    letters += line.length
    const name = line.text()
    if (name.includes('\0'))
      throw new LossError('E204', 'a name of a file has a NUL byte: this is no list of names', {
        at: { file, line: number },
      })
    if (names.push(name) > NAMES || letters > LETTERS)
      throw new LossError('E204', `there are more than ${NAMES} names, or ${LETTERS >> 20} MiB of them`, {
        at: { file, line: number },
      })
  }
  return names
}

interface Line {
  add(bytes: Uint8Array): void
  readonly length: number
  readonly isBlank: boolean
  /** Whether its rest, which may have no end, is not worth waiting for. */
  readonly isHopeless?: boolean
}

class TextLine implements Line {
  readonly #bytes = new GrowingBytes()
  #text: string | undefined

  add(bytes: Uint8Array): void {
    this.#text = undefined
    this.#bytes.add(bytes)
  }

  get length(): number {
    return this.#bytes.length
  }

  text(): string {
    if (this.#text !== undefined) return this.#text
    const { buffer, byteOffset, length } = this.#bytes.all()
    const text = Buffer.from(buffer, byteOffset, length).toString()
    return (this.#text = text.replace(/^\ufeff|\r$/g, ''))
  }

  get isBlank(): boolean {
    return this.text().trim() === ''
  }
}

/** A state, whose groups are read while the line comes. */
function stateLine(): Line & StateLine {
  const lists = new GroupLists()
  const line = new LongLine((path) => lists.takerOf(path))
  return Object.assign(line, { lists })
}

const NEWLINE = 0x0a

/**
 * The lines that are not blank. A pipe is not waited for in a way that no signal ends, and neither a line nor what is
 * blank goes on for ever.
 */
async function* linesOf<L extends Line>(
  file: string,
  longest: number,
  io: Pick<Io, 'stdin'>,
  begin: () => L,
): AsyncGenerator<{ line: L; number: number }> {
  let number = 1
  let line = begin()
  let blank = 0
  const refuse = (message: string): never => {
    throw new LossError('E204', message, {
      at: { file, line: number },
      why: 'each line is a state, or the name of a file',
    })
  }
  const endsBlank = (): boolean => {
    if (!line.isBlank) blank = 0
    else if ((blank += line.length + 1) > longest)
      refuse(`there are only blank lines for ${longest >> 20} MiB`)
    return blank > 0
  }
  for await (const bytes of bytesOf(file, io)) {
    for (let from = 0, end = 0; end >= 0; from = end + 1) {
      end = bytes.indexOf(NEWLINE, from)
      const part = bytes.subarray(from, end < 0 ? bytes.length : end)
      if (line.length + part.length > longest) refuse(`a line is longer than ${longest >> 20} MiB`)
      line.add(part)
      if (line.isHopeless) {
        yield { line, number }
        return
      }
      if (end < 0) break
      if (!endsBlank()) yield { line, number }
      // Nothing is made anew for each of a million empty lines.
      if (line.length > 0) line = begin()
      number++
    }
  }
  if (!endsBlank()) yield { line, number }
}
