import type { Loss } from '../losses/loss.ts'
import { argumentsOf, optionsOf } from '../losses/forms.ts'
import { checkReadable, placeOfExample, type Stdin } from '../readers/bytes/bytes.ts'
import { isGiven, type OpenOptions, openSource, readAll, splitMember } from '../readers/open.ts'
import { isPipe, refuseTwice } from './pipes.ts'
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
  return names.flatMap((name) => flags[name] ?? []).filter((value) => typeof value === 'string')
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
  const pipes = namedFiles(losses, inputs, flags).filter(isPipe)
  if (pipes.length === 0) return
  refuseTwice(pipes)
  // One may stay silent, and would be waited for first.
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
