import { commandLine, type ErrorDetails, instead } from '../error.ts'
import { flagName } from '../options.ts'
import type { DeclaredFlag } from '../command/command.ts'
import { withoutFlags } from '../command/split-words.ts'
import { nearest } from '../data/nearest.ts'
import { typed } from './typed.ts'
import { optionElsewhere, valueElsewhere } from './options-elsewhere.ts'

/** What to try for a word that is mistyped, or cut off. */
export function wordMeant({ words, got }: NonNullable<ErrorDetails['takes']>): string[] {
  if (!words || got === undefined) return []
  const near = words.find((name) => got !== '' && name.startsWith(got)) ?? nearest(got, words)
  return near === undefined ? [] : [instead(near, got)]
}

/** The command line with a value that an option takes in place of the one that it got. */
export function fittingCommand(takes: ErrorDetails['takes'], argv: readonly string[]): string | undefined {
  if (!takes) return undefined
  const found = typed(argv, `--${flagName(takes.option)}`)
  if (!found) return undefined
  const { at, count, flag, value: given } = found
  // The sum over the number of rows, which torch has for kl_div alone.
  if (given === 'batchmean') return commandLine(argv.toSpliced(at, count, '--mean-by', 'rows'))
  const { words } = takes
  // One of a list is put right, the others stay.
  const list =
    words && given.split(/[,，、]/).map((word) => (words.includes(word) ? word : named(words, word, flag)))
  const value = list ? list.join(',') : fitting(takes, given)
  if (value === undefined) return undefined
  return commandLine(
    argv.toSpliced(at, count, ...(count === 2 ? [flag, String(value)] : [`${flag}=${value}`])),
  )
}

/** The name that a word stands for: as others call it, begun, or mistyped; else the first that does something. */
function named(names: readonly string[], got: string, flag: string): string {
  const elsewhere = valueElsewhere(flag, got) ?? optionElsewhere(got, [flag])?.split(' ')[1]
  if (elsewhere !== undefined && names.includes(elsewhere)) return elsewhere
  if (got === 'all') return names.join(',')
  const begun = names.find((name) => got !== '' && (name.startsWith(got) || got.startsWith(name)))
  return begun ?? nearest(got, names) ?? names.find((name) => name !== 'none')!
}

function fitting(takes: NonNullable<ErrorDetails['takes']>, got: string): number | undefined {
  const { values, min, max, above, below } = takes
  // What is counted by whole numbers, such as an index, is anybody's guess.
  if (values || takes.type === 'integer') return values?.[0]
  // 1,5 is probably 1.5.
  const meant = /^-?\d+,\d+$/.test(got) ? Number(got.replace(',', '.')) : Number.NaN
  const [low, high] = [min ?? above, max ?? below]
  if (meant > (low ?? -Infinity) && meant < (high ?? Infinity)) return meant
  if (low !== undefined && high !== undefined) return (low + high) / 2
  return (low ?? 0) + 0.5
}

/** The command line without each of the options that a message says do not go together, two at the most. */
export function commandsWithout(
  message: string,
  argv: readonly string[],
  declared: readonly DeclaredFlag[],
): string[] {
  const flags = [...message.matchAll(/--[a-z][\w-]*/g)].map(([name]) => name)
  // json and csv cannot both be the output format
  const names = flags.length > 0 ? flags : [...message.matchAll(/[a-z]+/g)].map(([name]) => `--${name}`)
  const given = [...new Set(names)].filter((name) => {
    const spelled = declared.find((flag) => flag.names.includes(name))?.names ?? [name]
    return argv.some((word) => spelled.includes(word.split('=', 1)[0]!))
  })
  return (
    given
      .slice(0, 2)
      .map((name) => withoutFlags(argv, [name], declared))
      // Nothing is overwritten by what is only tried.
      .filter((words) => !words.includes('--write'))
      .map(commandLine)
  )
}
