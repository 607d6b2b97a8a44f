import type { DeclaredFlag } from '../command/command.ts'
import { takesValue } from '../command/split-words.ts'
import { commandLine, quoted } from '../error.ts'

/* An option without its value, last in a command line or before another option. */

/** Values to try where any will do. */
const plainValues: Readonly<Record<string, string>> = {
  '--report': 'page.html',
  '--eps': '1e-7',
  '--quantiles': '0.5',
}

/** The command line with a value for an option, where one is plain: a word that it takes, a column, a number. */
export function withValue(argv: readonly string[], flags: string, at: number): string[] {
  const [, flag = '', takes = ''] = /(--[\w-]+)[^<]*<([^>]*)>/.exec(flags) ?? []
  const value =
    plainValues[flag] ??
    (takes.startsWith('column')
      ? '<column>'
      : takes.includes('|')
        ? takes.split('|')[0]!
        : takes === 'n'
          ? '10'
          : undefined)
  return value === undefined
    ? []
    : [[commandLine(argv.slice(0, at)), value, ...argv.slice(at).map(quoted)].join(' ')]
}

/** An option that took another for its value, as programs of GNU do, and what to try. */
export function forgottenValue(
  argv: readonly string[],
  declared: readonly DeclaredFlag[],
): { readonly why: string; readonly tries: readonly string[] } | undefined {
  const named = (word: string | undefined) =>
    declared.find(({ names }) => word?.startsWith('--') && names.includes(word))
  const at = argv.findIndex((word, i) => {
    const flag = declared.find(({ names }) => names.includes(word))
    return flag !== undefined && takesValue(flag) && flag.flags.includes('<') && named(argv[i + 1])
  })
  if (at < 0) return undefined
  const { flags } = named(argv[at]) ?? declared.find(({ names }) => names.includes(argv[at]!))!
  return { why: `option '${flags}' argument missing`, tries: withValue(argv, flags, at + 1) }
}
