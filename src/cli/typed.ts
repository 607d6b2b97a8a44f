/** An option as it stands in a command line: where, in how many words, and its value. */
interface Typed {
  readonly at: number
  readonly count: number
  readonly flag: string
  readonly value: string
}

/** The first of some options in a command line: `--flag value`, or `--flag=value`. */
export function typed(argv: readonly string[], ...flags: readonly string[]): Typed | undefined {
  const at = argv.findIndex((word) => flags.includes(word.split('=', 1)[0]!))
  if (at < 0) return undefined
  const [flag, own] = argv[at]!.split(/=(.*)/s) as [string, string?]
  return { at, flag, count: own === undefined ? 2 : 1, value: own ?? argv[at + 1] ?? '' }
}

export const INPUT = ['--input-cols', '--input-col'] as const
export const TARGET = ['--target-col', '--target-cols'] as const
