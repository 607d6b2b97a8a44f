import { LossError } from '../error.ts'
import { plainFields, reading, shown } from './given.ts'

/** What an option takes, in words, and whether a value is that. */
export interface OwnOption<T> {
  readonly takes: string
  readonly fits: (value: unknown) => value is T
}

type Declared<O> = { readonly [K in keyof O]-?: OwnOption<Exclude<O[K], undefined>> }

export function wholeBetween(min: number, max: number): OwnOption<number> {
  return {
    takes: `a whole number from ${min} to ${max}`,
    fits: (value): value is number =>
      typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max,
  }
}

/** A finite number >= 0: a tolerance without an end lets everything pass. */
export const tolerance: OwnOption<number> = {
  takes: 'a finite number >= 0',
  fits: (value): value is number => typeof value === 'number' && value >= 0 && value < Infinity,
}

export function word<W extends string>(...words: readonly W[]): OwnOption<W> {
  return { takes: `one of ${words.join(', ')}`, fits: (value): value is W => words.includes(value as W) }
}

export const text: OwnOption<string> = {
  takes: 'a text',
  fits: (value): value is string => typeof value === 'string',
}

export const trueOrFalse: OwnOption<boolean> = {
  takes: 'true or false',
  fits: (value): value is boolean => typeof value === 'boolean',
}

/**
 * The options of a function of the library, by its declaration: the one door to them. What is undefined counts as left
 * out.
 *
 * @throws LossError E105 for an option that is not declared, E101 for a value that it does not take
 */
export function readOwn<O extends object>(of: string, declared: Declared<O>, given: unknown): O {
  const fields = fieldsOf(of, Object.keys(declared), given)
  for (const [name, value] of Object.entries(fields)) {
    const { takes, fits } = declared[name as keyof O] as OwnOption<unknown>
    if (value !== undefined && !reading(name, 'E101', () => fits(value)))
      throw new LossError('E101', `${name} must be ${takes}, got ${shown(value)}`)
  }
  return fields as O
}

/** As `plainFields`. @throws LossError E105 for a name that is none of `names`, with the likeliest */
export function fieldsOf(
  of: string,
  names: readonly string[],
  given: unknown,
): Readonly<Record<string, unknown>> {
  return plainFields(names, given, (name) => unknownOption(of, name, names))
}

function unknownOption(of: string, name: string, names: readonly string[]): LossError {
  const meant = likest(name, names)
  return new LossError('E105', `${of} has no option ${name}`, {
    why: `it takes ${names.join(', ')}`,
    ...(meant !== undefined && { tries: [meant] }),
  })
}

/** The name that shares most neighbouring letters with a mistyped one, if it shares enough. */
function likest(name: string, names: readonly string[]): string | undefined {
  const own = pairsOf(name)
  const shares = names.map((other) => {
    const pairs = pairsOf(other)
    return (2 * pairs.filter((pair) => own.includes(pair)).length) / (own.length + pairs.length)
  })
  const most = Math.max(...shares)
  return most > 0.39 ? names[shares.indexOf(most)] : undefined
}

/** Neighbouring letters, whatever their case and what stands between words; the ends count as letters. */
function pairsOf(name: string): string[] {
  const plain = ` ${name.slice(0, 99).replaceAll(/\W|_/g, '').toLowerCase()} `
  return [...plain].map((_, i) => plain.slice(i, i + 2))
}

/** The arguments of a loss as a list. @throws LossError E103 for what is none */
export function listOf(args: unknown, what: string): readonly unknown[] {
  if (Array.isArray(args)) return args
  throw new LossError('E103', `${what} must be a list of the arguments of the loss, got ${shown(args)}`)
}
