import { fstatSync, type Stats, statSync } from 'node:fs'
import { LossError } from '../error.ts'
import type { Loss } from '../losses/loss.ts'
import { argumentsOf, optionsOf } from '../losses/forms.ts'
import { checkReadable } from '../readers/bytes/bytes.ts'
import { isGiven, splitMember } from '../readers/open.ts'
import type { RawFlags } from './read-flags.ts'

/** Every file that a command line names to be read: the inputs, those of options that take lists, the expectation. */
export function namedFiles(losses: readonly Loss[], inputs: readonly string[], flags: RawFlags): string[] {
  const lists = losses
    .flatMap((loss) => [...optionsOf(loss)])
    .filter(([, { type }]) => type === 'tensor' || type === 'scale')
    .map(([name]) => name)
  const named = ['expectFile', ...losses.flatMap(argumentsOf), ...lists].map((flag) => flags[flag])
  return [...inputs, ...named.filter((value) => typeof value === 'string')]
}

/**
 * Refuses what a command names and cannot read; each command asks once, before it opens anything.
 *
 * @throws LossError E106 for a pipe that is named twice, E200 for a missing input beside a pipe
 */
export function refuseUnreadable(files: readonly string[], inputs: readonly string[]): void {
  refuseTwice(files)
  refuseMissing(inputs)
}

/**
 * Refuses a pipe that is named twice: what is read of it once cannot be read again, and waiting for more never ends.
 *
 * @throws LossError E106
 */
function refuseTwice(files: readonly string[]): void {
  const seen = new Map<string, string>()
  for (const file of files) {
    const stat = statOf(file)
    const pipe = stat?.isFIFO() === true || stat?.isSocket() === true
    if (file !== '-' && !pipe) continue
    const id = pipe ? `${stat.dev}:${stat.ino}` : '-'
    const other = seen.get(id)
    if (other === '-' && file === '-') {
      throw new LossError('E106', 'two inputs are -, but there is one standard input')
    }
    if (other !== undefined) {
      throw new LossError('E106', `${other} and ${file} are one pipe, which can be read once`, {
        why: 'what one of the two reads, the other does not get',
      })
    }
    seen.set(id, file)
  }
}

/** Whether an argument names something that can be read only once. */
export function isPipe(file: string): boolean {
  return file === '-' || statOf(file)?.isFIFO() === true
}

/**
 * Refuses inputs that cannot be read, where another is a pipe that may stay silent: it would be waited for first.
 *
 * @throws LossError E200
 */
function refuseMissing(inputs: readonly string[]): void {
  if (!inputs.some(isPipe)) return
  for (const input of inputs) {
    if (input !== '-' && !isGiven(input)) checkReadable(splitMember(input).path)
  }
}

/** The file, or the one that a part is named of. */
export function statOf(file: string): Stats | undefined {
  try {
    if (file === '-') return fstatSync(0)
    const found = statSync(file, { throwIfNoEntry: false })
    return found ?? (file.includes('#') ? statSync(file.slice(0, file.indexOf('#'))) : undefined)
  } catch {
    // Numbers, or a name that the reader will refuse.
    return undefined
  }
}
