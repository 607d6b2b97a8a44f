import { readFileSync } from 'node:fs'
import type { Io } from '../../command/io.ts'
import { LossError } from '../../error.ts'
import type { Merged } from './merged.ts'
import { readState } from './state.ts'

/**
 * Adds the states of a file, one a line.
 *
 * @throws LossError E200 for a file that cannot be read, E321 for one without a state, and as `readState`
 */
export async function addStates(merged: Merged, file: string, io: Pick<Io, 'stdin'>): Promise<void> {
  let line = 0
  let states = 0
  for await (const text of file === '-' ? linesOf(io.stdin) : readLines(file)) {
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
  for await (const name of file === '-' ? linesOf(io.stdin) : readLines(file))
    if (name.trim() !== '') names.push(name)
  return names
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)
  } catch (error) {
    throw new LossError(
      'E200',
      `cannot read ${file}: ${(error as Error).message.replace(/^\w+: /, '').replace(/, open .*/, '')}`,
    )
  }
}

async function* linesOf(stdin: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of stdin) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n/)
    rest = lines.pop()!
    yield* lines
  }
  rest += decoder.decode()
  if (rest !== '') yield rest
}
