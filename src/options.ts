import { LossError } from './error.ts'
import type { Tensor } from './tensor.ts'

/** One option of a loss, declared once: flags, help, ranges, schema and checks come from it. */
export type OptionSpec =
  | NumberOption
  | { readonly type: 'integer'; readonly default: number; readonly help: string }
  | { readonly type: 'tensor'; readonly help: string }
  | ScaleOption

interface NumberOption {
  readonly type: 'number'
  readonly default: number
  readonly min?: number
  readonly max?: number
  readonly help: string
}

/** A number, a list per class, or off. */
interface ScaleOption {
  readonly type: 'scale'
  readonly default: number | undefined
  readonly min?: number
  readonly max?: number
  /** The number that torch takes for "off". */
  readonly off: number
  readonly lists: boolean
  readonly help: string
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>

/** Values of options of which only the kinds are known. */
export type AnyOptionValues = Readonly<Record<string, number | Tensor | undefined>>

/** The values a loss sees, typed from what it declares. */
export type OptionValues<S extends OptionSpecs> = OptionSpecs extends S
  ? AnyOptionValues
  : {
      readonly [K in keyof S]: S[K]['type'] extends 'tensor'
        ? Tensor | undefined
        : S[K]['type'] extends 'scale'
          ? number | Tensor | undefined
          : number
    }

/** Values as they come in: from flags, library calls, suite files, workers. */
export type GivenOptions = Readonly<Record<string, unknown>>

/** labelSmoothing -> label-smoothing, the flag's name. */
export function flagName(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** In words, what an option takes: `a number in [0, 1]`. */
export function describeRange(spec: OptionSpec): string {
  if (spec.type === 'tensor') return 'numbers'
  if (spec.type === 'integer') return 'an integer'
  const { min, max } = spec
  const range =
    min !== undefined && max !== undefined
      ? ` in [${min}, ${max}]`
      : min !== undefined
        ? ` >= ${min}`
        : max !== undefined
          ? ` <= ${max}`
          : ''
  if (spec.type === 'number') return `a number${range}`
  return `a number${range}${spec.lists ? ', a list of one per class' : ''}, or ${spec.off} for off`
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
        why: `${loss} takes ${own.length > 0 ? own.join(', ') : 'none'}`,
      })
    }
  }
  const values: Record<string, unknown> = {}
  for (const [name, spec] of Object.entries(specs)) values[name] = resolveOption(name, spec, given[name])
  return values as OptionValues<S>
}

function resolveOption(name: string, spec: OptionSpec, value: unknown): unknown {
  const refuse = (shown: unknown): never => {
    throw new LossError('E101', `--${flagName(name)} must be ${describeRange(spec)}, got ${String(shown)}`)
  }
  if (spec.type === 'tensor') return value
  if (value === undefined) return spec.default
  if (spec.type === 'scale' && typeof value === 'object' && value !== null) {
    const { data, shape } = value as Tensor
    if (!spec.lists || shape.length !== 1) return refuse(`a list of shape [${shape.join(', ')}]`)
    const outside = data.find((item) => !inRange(spec, item))
    return outside === undefined ? value : refuse(outside)
  }
  if (typeof value !== 'number') return refuse(value)
  if (spec.type === 'integer') return Number.isSafeInteger(value) ? value : refuse(value)
  if (spec.type === 'scale' && value === spec.off) return undefined
  return inRange(spec, value) ? value : refuse(value)
}

/** NaN is in no range. */
function inRange(spec: { readonly min?: number; readonly max?: number }, value: number): boolean {
  return value >= (spec.min ?? -Infinity) && value <= (spec.max ?? Infinity)
}
