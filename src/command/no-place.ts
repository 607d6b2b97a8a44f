import { commandLine, LossError } from '../error.ts'
import type { Declaration } from './command.ts'
import { formatFlags, formatNamed } from './output-flags.ts'
import type { RawFlags } from './read-flags.ts'
import { isNegated, keyOf, takesValue, withoutFlags } from './split-words.ts'

/**
 * Nobody should miss in silence what was asked for.
 *
 * @throws LossError E104 for options that would do nothing beside others, or say the opposite of each other
 */
export function refuseIdle(
  { options, noPlaces }: Declaration,
  flags: RawFlags,
  words: readonly string[],
): void {
  const without = (left: readonly string[]) => withoutFlags(words, left, options)
  const switches = options.filter((option) => !takesValue(option))
  for (const { names } of switches.filter(isNegated)) {
    const negated = names.at(-1)!
    const other = negated.replace('--no-', '--')
    if (!switches.some((one) => one.names.includes(other))) continue
    if ([other, negated].every((name) => without([name]).length < words.length))
      throw new LossError('E104', `${other} and ${negated} exclude each other`)
  }
  const format = formatNamed(flags)
  const given = (name: string) => {
    const option = options.find(({ names }) => names.includes(name))
    return option && flags[keyOf(option)]
  }
  const stands = (asked: string) => {
    const [name, word] = asked.split(' ') as [string, string?]
    const value = name === '--format' ? format : given(name)
    if (value === undefined || word === undefined) return value !== undefined
    return String(value) === word
  }
  for (const { beside, names, unless } of noPlaces) {
    const idle = names.filter(stands)
    if (idle.length === 0 || !stands(beside) || unless.some(stands)) continue
    const hiding = beside.startsWith('--format ') ? formatFlags : [beside]
    const tries = [hiding, idle].map(without).filter((left) => left.length < words.length)
    throw new LossError('E104', `${beside} has no place for ${idle.join(' and ')}`, {
      tries: tries.map(commandLine),
    })
  }
}
