import type { Io } from '../../command/io.ts'
import { pause } from '../../engine/compute.ts'
import { LossError } from '../../error.ts'
import type { Merged } from './merged.ts'
import { bytesOf } from '../../readers/bytes/bytes.ts'
import { readState } from './state.ts'

/** Characters of the longest line that is read: a state of a million groups has half of them, a name few. */
const LONGEST_STATE = 1 << 28
const LONGEST_NAME = 1 << 20
/** As many names as there may be shards. */
const NAMES = 2 ** 20

/**
 * Adds the states of a file, one a line.
 *
 * @throws LossError E200 for a file that cannot be read, E204 for a line without end, E321 for a file without a state,
 * and as `readState`
 */
export async function addStates(merged: Merged, file: string, io: Pick<Io, 'stdin'>): Promise<void> {
  const rest = pause()
  let states = 0
  for await (const { text, line } of linesOf(file, LONGEST_STATE, io)) {
    await rest()
    const state = readState(text, file, line)
    await rest()
    merged.add(state, line === 1 ? file : `${file}:${line}`)
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
  for await (const { text, line } of linesOf(file, LONGEST_NAME, io)) {
    if (names.push(text) > NAMES) {
      throw new LossError('E204', `there are more than ${NAMES} names`, { at: { file, line } })
    }
  }
  return names
}

/**
 * The lines that are not blank. A pipe is not waited for in a way that no signal ends, and neither a line nor what is
 * blank goes on for ever.
 */
async function* linesOf(
  file: string,
  longest: number,
  io: Pick<Io, 'stdin'>,
): AsyncGenerator<{ text: string; line: number }> {
  const decoder = new TextDecoder()
  let line = 1
  // Of the line so far: joined once, as a line of many parts would otherwise be copied with each.
  let parts: string[] = []
  let length = 0
  let blank = 0
  const add = (part: string): void => {
    parts.push(part)
    length += part.length
    if (length > longest) refuse(`a line is longer than ${longest >> 20} MiB`)
  }
  const refuse = (message: string): never => {
    throw new LossError('E204', message, { at: { file, line } })
  }
  const whole = (): string => {
    const text = parts.join('').replace(/\r$/, '')
    parts = []
    length = 0
    if (text.trim() !== '') {
      blank = 0
      return text
    }
    blank += text.length + 1
    if (blank > longest) refuse(`there are only blank lines for ${longest >> 20} MiB`)
    return ''
  }
  for await (const bytes of bytesOf(file, io)) {
    const lines = decoder.decode(bytes, { stream: true }).split('\n')
    const last = lines.pop()!
    for (const part of lines) {
      add(part)
      const text = whole()
      if (text !== '') yield { text, line }
      line++
    }
    add(last)
  }
  add(decoder.decode())
  const text = whole()
  if (text !== '') yield { text, line }
}
