import type { Io } from '../../command/io.ts'
import { LossError } from '../../error.ts'
import type { Merged } from './merged.ts'
import { bytesOf } from '../../readers/bytes/bytes.ts'
import { readState } from './state.ts'

/**
 * Adds the states of a file, one a line.
 *
 * @throws LossError E200 for a file that cannot be read, E321 for one without a state, and as `readState`
 */
export async function addStates(merged: Merged, file: string, io: Pick<Io, 'stdin'>): Promise<void> {
  let line = 0
  let states = 0
  for await (const text of linesOf(bytesOf(file, io))) {
    line++
    if (text.trim() === '') continue
    merged.add(readState(text, file, line), line === 1 ? file : `${file}:${line}`)
    states++
  }
  // A shell leaves an empty file where a run failed: its rows would be missing without a word.
  if (states > 0 || file === '-') return
  throw new LossError('E321', `${file} holds no state`, {
    at: { file },
    why: 'the run that should have written it failed: a part without rows writes a state too',
  })
}

/** The names of files that a file, or standard input, holds one a line. @throws LossError E200 */
export async function filesFrom(file: string, io: Pick<Io, 'stdin'>): Promise<string[]> {
  const names: string[] = []
  for await (const name of linesOf(bytesOf(file, io))) if (name.trim() !== '') names.push(name)
  return names
}

/** A pipe is not waited for in a way that no signal ends. */
async function* linesOf(file: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of file) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n/)
    rest = lines.pop()!
    yield* lines
  }
  rest += decoder.decode()
  if (rest !== '') yield rest
}
