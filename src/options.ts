import { LossError } from './error.ts'
import type { Tensor } from './tensor.ts'

/** One option of a loss, declared once: flags, help, ranges, schema and checks come from it. */
export type OptionSpec =
  NumberOption | IntegerOption | SetOption | ChoiceOption | FlagOption | TensorOption | ScaleOption

/** Ends of a range; `above` and `below` do not belong to it. */
export interface Range {
  readonly min?: number
  readonly max?: number
  readonly above?: number
  readonly below?: number
}

interface NumberOption extends Range {
  readonly type: 'number'
  readonly default: number | undefined
  /** Its name in formulas, if that is another. */
  readonly symbol?: string
  readonly help: string
}

interface IntegerOption extends Range {
  readonly type: 'integer'
  readonly default: number
  /** Whether rows whose target is this index are left out. */
  readonly ignores?: boolean
  readonly help: string
}

/** One of a few numbers. */
interface SetOption {
  readonly type: 'set'
  readonly values: readonly number[]
  readonly default: number
  readonly help: string
}

/** One of a few words. */
interface ChoiceOption {
  readonly type: 'choice'
  readonly words: readonly string[]
  readonly default: string
  readonly help: string
}

/** On or off; one that is on by default has a flag --no-... */
interface FlagOption {
  readonly type: 'flag'
  readonly default: boolean
  readonly help: string
}

/**
 * Numbers by which the engine multiplies each loss (`weight`), that the loss itself is given for each element
 * (`factor`), or that hold one number per class (`classes`).
 */
export interface TensorOption {
  readonly type: 'tensor'
  readonly as: 'weight' | 'factor' | 'classes'
  /** Whether the mean divides by what they add up to. */
  readonly divides: boolean
  /** Their name in formulas, if that is another. */
  readonly symbol?: string
  /** Whether they must have the very shape of the first argument, and not only broadcast to it. */
  readonly exact?: boolean
  readonly help: string
}

/** A number, a list per class, or off. */
interface ScaleOption extends Range {
  readonly type: 'scale'
  readonly default: number | undefined
  /** The number that torch takes for "off". */
  readonly off: number
  readonly lists: boolean
  readonly help: string
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>

/** Values of options of which only the kinds are known. */
export type AnyOptionValues = Readonly<Record<string, number | string | boolean | Tensor | undefined>>

/** The values a loss sees, typed from what it declares. */
export type OptionValues<S extends OptionSpecs> = OptionSpecs extends S
  ? AnyOptionValues
  : { readonly [K in keyof S]: OptionValue<S[K]> }

type OptionValue<S extends OptionSpec> = S extends TensorOption
  ? Tensor | undefined
  : S extends ScaleOption
    ? number | Tensor | undefined
    : S extends ChoiceOption
      ? S['words'][number]
      : S extends FlagOption
        ? boolean
        : S extends { readonly default: number }
          ? number
          : number | undefined

/** Values as they come in: from flags, library calls, suite files, workers. */
export type GivenOptions = Readonly<Record<string, unknown>>

type Said<T> = Omit<T, 'type'>

/** A number in a range; Infinity belongs to a range without an upper end. */
export function real<const T extends Said<NumberOption>>(option: T): T & { readonly type: 'number' } {
  return { type: 'number', ...option }
}

export function integer<const T extends Said<IntegerOption>>(option: T): T & { readonly type: 'integer' } {
  return { type: 'integer', ...option }
}

export function oneOf(values: readonly number[], option: Omit<Said<SetOption>, 'values'>): SetOption {
  return { type: 'set', values, ...option }
}

export function choice<const W extends readonly string[]>(
  words: W,
  option: Omit<Said<ChoiceOption>, 'words'>,
): ChoiceOption & { readonly words: W } {
  return { type: 'choice', words, ...option }
}

/** On or off. */
export const flag = (option: Said<FlagOption>): FlagOption => ({ type: 'flag', ...option })

/** labelSmoothing -> label-smoothing, the flag's name. */
export function flagName(option: string): string {
  // Without a pattern, which every run would compile.
  const letters = [...option].map((letter) =>
    letter >= 'A' && letter <= 'Z' ? `-${letter.toLowerCase()}` : letter,
  )
  return letters.join('')
}

/** posWeight -> pos_weight, as torch, Python and SQL spell names. */
export function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** pos_weight -> posWeight */
export function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** In words, what an option takes: `a number in [0, 1]`. */
export function describeRange(spec: OptionSpec): string {
  switch (spec.type) {
    case 'tensor':
      return 'numbers'
    case 'set':
      return `one of the numbers ${spec.values.join(', ')}`
    case 'choice':
      return `one of ${spec.words.join(', ')}`
    case 'flag':
      return 'true or false'
    case 'integer':
      return `an integer${rangeInWords(spec)}`
    case 'number':
      return `a number${rangeInWords(spec)}`
    case 'scale':
      return `a number${rangeInWords(spec)}${spec.lists ? ', a list of one per class' : ''}, or ${spec.off} for off`
  }
}

/** ` in [0, 1]`, ` > 0`; nothing for any number. */
export function rangeInWords({ min, max, above, below }: Range): string {
  const low = min ?? above
  const high = max ?? below
  if (low !== undefined && high !== undefined)
    return ` in ${min === undefined ? '(' : '['}${low}, ${high}${max === undefined ? ')' : ']'}`
  if (low !== undefined) return ` ${min === undefined ? '>' : '>='} ${low}`
  return high === undefined ? '' : ` ${max === undefined ? '<' : '<='} ${high}`
}

/**
 * The one door for option values: checks names and ranges, fills in defaults.
 *
 * @throws LossError E101 for a value outside the option's range, E105 for an option the loss does not have
 */
export function resolveOptions<S extends OptionSpecs>(
  loss: string,
  specs: S,
  given: GivenOptions,
): OptionValues<S> {
  for (const name of Object.keys(given)) {
    if (given[name] !== undefined && !Object.hasOwn(specs, name)) {
      const own = Object.keys(specs).map((option) => `--${flagName(option)}`)
      throw new LossError('E105', `${loss} has no option --${flagName(name)}`, {
        why: `${loss} takes ${own.join(', ') || 'none'}`,
      })
    }
  }
  const values: Record<string, unknown> = {}
  for (const [name, spec] of Object.entries(specs)) values[name] = resolveOption(name, spec, given[name])
  return values as OptionValues<S>
}

/** The value of one option, its default if absent. @throws LossError E101 for a value it does not take */
export function resolveOption(name: string, spec: OptionSpec, value: unknown): unknown {
  return settle(spec, value, (shown) => {
    throw new LossError('E101', `--${flagName(name)} must be ${describeRange(spec)}, got ${String(shown)}`, {
      takes: { option: name, ...spec },
    })
  })
}

/** The same for whoever says in other words what is refused. */
export function settle(spec: OptionSpec, value: unknown, refuse: (shown: unknown) => never): unknown {
  if (spec.type === 'tensor') return value
  if (value === undefined) return spec.default
  if (spec.type === 'scale' && typeof value === 'object' && value !== null) {
    const { data, shape } = value as Tensor
    if (!spec.lists || shape.length !== 1) return refuse(`a list of ${data.length} numbers`)
    const outside = data.find((item) => !inRange(spec, item))
    return outside === undefined ? value : refuse(outside)
  }
  if (spec.type === 'scale' && value === spec.off) return undefined
  return fits(spec, value) ? value : refuse(value)
}

function fits(spec: Exclude<OptionSpec, TensorOption>, value: unknown): boolean {
  if (spec.type === 'flag') return typeof value === 'boolean'
  if (spec.type === 'choice') return spec.words.includes(value as string)
  if (typeof value !== 'number') return false
  if (spec.type === 'set') return spec.values.includes(value)
  return inRange(spec, value) && (spec.type !== 'integer' || Number.isSafeInteger(value))
}

/** NaN is in no range. */
export function inRange({ min, max, above, below }: Range, value: number): boolean {
  return (
    value >= (min ?? -Infinity) &&
    value <= (max ?? Infinity) &&
    // Nothing is beyond an end that is not there.
    !(value <= above!) &&
    !(value >= below!)
  )
}
