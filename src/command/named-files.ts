import { fstatSync, type Stats, statSync } from 'node:fs'
import { LossError } from '../error.ts'
import type { Loss } from '../losses/loss.ts'
import { argumentsOf, optionsOf } from '../losses/forms.ts'
import { checkReadable, placeOfExample, type Stdin } from '../readers/bytes/bytes.ts'
import { isGiven, type OpenOptions, openSource, readAll, splitMember } from '../readers/open.ts'
import { type RawFlags, readOpenOptions } from './read-flags.ts'

/** Every file that a command line names to be read: the inputs, those of options that take lists, the expectation. */
export function namedFiles(losses: readonly Loss[], inputs: readonly string[], flags: RawFlags): string[] {
  const lists = losses
    .flatMap((loss) => [...optionsOf(loss)])
    .filter(([, { type }]) => type === 'tensor' || type === 'scale')
    .map(([name]) => name)
  return [...operandsOf(losses, inputs, flags), ...textsIn(flags, ['expectFile', ...lists])]
}

/** The inputs, and those that flags name: `--var v.npy`. */
function operandsOf(losses: readonly Loss[], inputs: readonly string[], flags: RawFlags): string[] {
  return [...inputs, ...textsIn(flags, losses.flatMap(argumentsOf))]
}

function textsIn(flags: RawFlags, names: readonly string[]): string[] {
  return names.map((name) => flags[name]).filter((value) => typeof value === 'string')
}

/**
 * Refuses what a command names and cannot read; each command asks once, before it opens anything.
 *
 * @throws LossError E106 for a pipe that is named twice, and as the readers for an input beside a pipe
 */
export async function refuseUnreadable(
  losses: readonly Loss[],
  inputs: readonly string[],
  flags: RawFlags,
  io: Stdin,
): Promise<void> {
  const files = namedFiles(losses, inputs, flags)
  refuseTwice(files)
  // A pipe may stay silent, and would be waited for first.
  if (!files.some(isPipe)) return
  const open = readOpenOptions(flags)
  for (const operand of operandsOf(losses, inputs, flags))
    if (!isPipe(operand)) await tryOut(operand, open, io)
}

/**
 * Reads what is no number or has no such part, of which nothing that comes later makes a good one.
 *
 * @throws LossError as the readers
 */
async function tryOut(operand: string, open: OpenOptions, io: Stdin): Promise<void> {
  const { path, member } = splitMember(operand)
  const given = isGiven(operand)
  if (!given && member === undefined) return checkReadable(placeOfExample(path, io.packageFolder), path)
  const source = await openSource(operand, open, io)
  if (given) await readAll(source)
  else await source.named?.()
  await source.close?.()
}

/**
 * Refuses a pipe that is named twice: what is read of it once cannot be read again, and waiting for more never ends.
 *
 * @throws LossError E106
 */
export function refuseTwice(files: readonly string[]): void {
  const seen = new Map<string, string>()
  for (const file of files) {
    if (!isPipe(file)) continue
    const stat = statOf(file)
    const id = stat?.isFIFO() === true || stat?.isSocket() === true ? `${stat.dev}:${stat.ino}` : '-'
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
  const stat = statOf(file)
  return file === '-' || stat?.isFIFO() === true || stat?.isSocket() === true
}

/** Files, and apart from them what is a pipe, which may stay silent: what can be refused before it is read is. */
export function pipesApart(names: readonly string[]): readonly [files: string[], pipes: string[]] {
  return [names.filter((name) => !isPipe(name)), names.filter(isPipe)]
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
