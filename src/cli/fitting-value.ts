import { quoted } from '../shell-word.ts'

/** What a message says of the values of an option, and one that it takes; what a check allows is not guessed. */
const fitting: readonly (readonly [RegExp, (found: RegExpExecArray) => string])[] = [
  [/ must be (?:one|some) of (?:none, )?([\w-]+)/, ([, first]) => first!],
  [/ must be a whole number from (\d+)/, ([, least]) => String(Math.max(1, Number(least)))],
  [/ must be (?:a number|numbers) ([\d.]+)/, ([, first]) => first!],
  [/ must be a number in .([\d.]+), ([\d.]+)/, ([, low, high]) => String((Number(low) + Number(high)) / 2)],
  // 1,5 is probably 1.5.
  [/ must be a number, got (-?\d+),(\d+)$/, ([, whole, part]) => `${whole}.${part}`],
  [/ must be a number(?! or)\b/, () => '0.5'],
]

/** The command line with a value that the option of a message takes in place of the one that it got. */
export function fittingCommand(message: string, argv: readonly string[]): string | undefined {
  const flag = /^(--[\w-]+) must be .*, got /s.exec(message)?.[1]
  const at = argv.findIndex((word) => word === flag || word.startsWith(`${flag}=`))
  if (flag === undefined || at < 0) return undefined
  for (const [says, value] of fitting) {
    const found = says.exec(message)
    if (!found) continue
    const words =
      argv[at] === flag ? argv.with(at + 1, value(found)) : argv.with(at, `${flag}=${value(found)}`)
    return ['loss-calc', ...words.map(quoted)].join(' ')
  }
  return undefined
}
