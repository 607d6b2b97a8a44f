import { LossError } from '../error.ts'

/** A value for a message; what may have no text is named by its type. */
export function shown(value: unknown): string {
  if (typeof value === 'function' || (typeof value === 'object' && value)) return `some ${typeof value}`
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 80 ? `${text.slice(0, 80)}...` : text
}

/** A number, a word or a switch as it is; what has no text, or runs code to make one, as it is shown. */
export function plain(value: unknown): unknown {
  return Object(value) === value || typeof value === 'symbol' ? shown(value) : value
}

/** What a caller's code threw, which may be anything. */
export function textOf(error: unknown): string {
  return error instanceof Error ? String(error.message) : shown(error)
}

/** Looks at what a caller gave, which may run code of the caller. @throws LossError of this code for what that throws */
export function reading<T>(name: string, code: 'E101' | 'E201', read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof LossError) throw error
    throw new LossError(code, `${name} cannot be read: ${textOf(error)}`)
  }
}

/**
 * The fields of an object of options, read once. What has others than its own, or hides them, might be ignored in part
 * and is refused: a Map, an object of a class, one with a prototype that holds options.
 *
 * @throws LossError `unknown` for a name that is none of `names`, E101 for what is no plain object
 */
export function plainFields(
  names: readonly string[],
  given: unknown,
  unknown: (name: string) => LossError,
): Readonly<Record<string, unknown>> {
  if (given === undefined || given === null) return {}
  if (typeof given !== 'object') throw new LossError('E101', `options must be an object, got ${shown(given)}`)
  return reading('options', 'E101', () => {
    for (const name of Object.keys(given)) if (!names.includes(name)) throw unknown(name)
    const prototype: unknown = Object.getPrototypeOf(given)
    // That of a plain object of any realm has no prototype itself.
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
      throw new LossError('E101', 'options must be a plain object')
    return Object.fromEntries(Object.entries(given))
  })
}
