import type { ErrorDetails } from '../error.ts'
import { flagName } from '../options.ts'
import { quoted } from '../shell-word.ts'

/** The command line with a value that an option takes in place of the one that it got. */
export function fittingCommand(takes: ErrorDetails['takes'], argv: readonly string[]): string | undefined {
  if (!takes) return undefined
  const flag = `--${flagName(takes.option)}`
  const at = argv.findIndex((word) => word === flag || word.startsWith(`${flag}=`))
  if (at < 0) return undefined
  const apart = argv[at] === flag
  const value = fitting(takes, apart ? argv[at + 1]! : argv[at]!.slice(flag.length + 1))
  if (value === undefined) return undefined
  const words = apart ? argv.with(at + 1, String(value)) : argv.with(at, `${flag}=${value}`)
  return ['loss-calc', ...words.map(quoted)].join(' ')
}

function fitting(takes: NonNullable<ErrorDetails['takes']>, got: string): string | number | undefined {
  const { words, values, min, max, above, below } = takes
  const named = words?.find((word) => word !== 'none') ?? values?.[0]
  // What is counted by whole numbers, such as an index, is anybody's guess.
  if (named !== undefined || takes.type === 'integer') return named
  // 1,5 is probably 1.5.
  const meant = /^-?\d+,\d+$/.test(got) ? Number(got.replace(',', '.')) : Number.NaN
  const [low, high] = [min ?? above, max ?? below]
  if (meant > (low ?? -Infinity) && meant < (high ?? Infinity)) return meant
  if (low !== undefined && high !== undefined) return (low + high) / 2
  return (low ?? 0) + 0.5
}
