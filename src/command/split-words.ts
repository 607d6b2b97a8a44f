import type { DeclaredFlag } from './command.ts'
import type { RawFlags } from './read-flags.ts'

export class UsageError extends Error {
  constructor(
    readonly code: 'E101' | 'E102' | 'E103',
    message: string,
    /** The word that is unknown, and those that it may stand for. */
    readonly unknown?: string,
    readonly known: readonly string[] = [],
    /** Arguments that the command has no place for. */
    readonly surplus: readonly string[] = [],
  ) {
    super(message)
  }
}

interface SplitWords {
  /** Files, and numbers: what is no flag. */
  readonly args: readonly string[]
  readonly flags: RawFlags
}

export const isFlag = (word: string): boolean => word.length > 1 && word.startsWith('-')

/** A number below 0, or several of which the first is. */
const isNegative = (word: string): boolean =>
  /^-(?:\d+\.?|\d*\.\d+)(?:e[+-]?\d+)?(?:[\s,]+[+-]?[\d.]+(?:e[+-]?\d+)?)*$/i.test(word)

/** A name without its dashes, as a property: `--no-per-class` and `--per-class` are `perClass`. */
export function keyOf({ names }: DeclaredFlag): string {
  const words = names
    .at(-1)!
    .split('-')
    .filter((word, i) => word !== '' && !(word === 'no' && i === 2))
  return words.map((word, i) => (i === 0 ? word : word[0]!.toUpperCase() + word.slice(1))).join('')
}

export const isNegated = ({ names }: DeclaredFlag): boolean => names.at(-1)!.startsWith('--no-')

export const takesValue = ({ flags }: DeclaredFlag): boolean => flags.includes('<') || flags.includes('[')

/** `--flag=value` and `-fvalue` apart; of several letters after one dash the first and the others. */
function nameAndRest(word: string, known: ReadonlyMap<string, DeclaredFlag>): [name: string, rest?: string] {
  if (known.has(word) || !isFlag(word)) return [word]
  const [, name, rest] = /^(--[^=]+)=(.*)$/s.exec(word) ?? /^(-[^-])(.+)$/s.exec(word) ?? []
  const flag = known.get(name!)
  const value = flag && (takesValue(flag) || name!.length === 2 || (flag.hidden && TRUTH().test(rest!)))
  return value ? [name!, rest!] : [word]
}

/** What Python writes after `size_average`. */
const TRUTH = () => /^(?:true|false)$/i

function takeTruth(rest: string[]): boolean | undefined {
  if (!TRUTH().test(rest[0] ?? '')) return undefined
  return rest.shift()!.toLowerCase() === 'true'
}

/** The value after a flag: the next word, unless it may be left out and that is a flag. */
function takeValue({ flags }: DeclaredFlag, rest: string[]): string | true {
  const [next] = rest
  if (flags.includes('<')) {
    if (next === undefined) throw new UsageError('E101', `option '${flags}' argument missing`)
  } else if (next === undefined || (isFlag(next) && !isNegative(next))) return true
  rest.shift()
  return next
}

/**
 * Splits words as programs of GNU do: `--flag value`, `--flag=value`, `-fvalue`, several letters after one dash, and
 * nothing but arguments after `--`. A negative number is an argument.
 *
 * @throws UsageError E101 for a flag without its value, E102 for one that is unknown
 */
export function splitWords(words: readonly string[], declared: readonly DeclaredFlag[]): SplitWords {
  const known = new Map<string, DeclaredFlag>()
  const flags: Record<string, RawFlags[string]> = {}
  for (const flag of declared) {
    // What can only be switched off is on.
    if (isNegated(flag) && !known.has(flag.names.at(-1)!.replace('--no-', '--'))) flags[keyOf(flag)] = true
    for (const name of flag.names) {
      known.set(name, flag)
      // As torch spells it.
      if (flag.hidden) known.set(`--${name.slice(2).replaceAll('-', '_')}`, flag)
    }
  }
  const args: string[] = []
  let unknown: string | undefined
  const rest = [...words]
  while (rest.length > 0) {
    const word = rest.shift()!
    const [name, joined] = nameAndRest(word, known)
    const flag = known.get(name)
    if (word === '--') for (const after of rest.splice(0)) args.push(after)
    else if (!flag) {
      if (isFlag(word) && !isNegative(word)) unknown ??= word
      else args.push(word)
    } else {
      const key = keyOf(flag)
      if (!takesValue(flag)) {
        if (joined !== undefined) rest.unshift(flag.hidden ? joined : `-${joined}`)
        flags[key] = isNegated(flag) === (flag.hidden === true && takeTruth(rest) === false)
      } else {
        const value = joined ?? takeValue(flag, rest)
        const before = flags[key]
        if (flag.repeated) (flags[key] = (before ?? []) as string[]).push(value as string)
        else
          flags[key] =
            flag.listed && typeof before === 'string' && typeof value === 'string'
              ? `${before},${value}`
              : value
      }
    }
  }
  if (unknown !== undefined) {
    const visible = declared.filter(({ hidden }) => !hidden).flatMap(({ names }) => names)
    throw new UsageError('E102', `unknown option '${unknown}'`, unknown, visible)
  }
  return { args, flags }
}

/**
 * Whether a command takes so many arguments: `<input> [target]`, `<files...>`.
 *
 * @throws UsageError E103
 */
export function checkArguments(name: string, places: string, args: readonly string[]): void {
  const { length } = args
  const expected = places.split(' ').filter((place) => place !== '')
  const missing = expected[length]
  if (missing?.startsWith('<'))
    throw new UsageError('E103', `missing required argument '${missing.replaceAll(/[<>]|\.\.\./g, '')}'`)
  if (length <= expected.length || places.endsWith('...]') || places.endsWith('...>')) return
  const s = expected.length === 1 ? '' : 's'
  throw new UsageError(
    'E103',
    `too many arguments for '${name}'. Expected ${expected.length} argument${s} but got ${length}.`,
    undefined,
    [],
    args.slice(expected.length),
  )
}

/** The words without some flags and their values; a flag that is not declared has one. */
export function withoutFlags(
  words: readonly string[],
  left: readonly string[],
  declared: readonly DeclaredFlag[] = [],
): string[] {
  const known = new Map(declared.flatMap((flag) => flag.names.map((one) => [one, flag] as const)))
  const kept: string[] = []
  for (const rest = [...words]; rest.length > 0;) {
    const word = rest.shift()!
    const [own, joined] = nameAndRest(word, known)
    const flag = known.get(own)
    if (!flag) {
      if (left.includes(word)) rest.shift()
      else if (!left.some((one) => word.startsWith(`${one}=`))) kept.push(word)
      continue
    }
    const more = takesValue(flag) && joined === undefined && rest.length > 0
    const value = more ? takeValue(flag, rest) : true
    if (!flag.names.some((name) => left.includes(name))) kept.push(word, ...(value === true ? [] : [value]))
  }
  return kept
}
