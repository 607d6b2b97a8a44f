import { LossError } from '../error.ts'

/** A value for a message; what may have no text is named by its type. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(cut(value))
  if (typeof value === 'bigint') return `${cut(String(value))}n`
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return 'a list'
  return value && typeof value === 'object' ? 'an object' : String(value)
}

const cut = (text: string) => (text.length > 80 ? `${text.slice(0, 80)}...` : text)

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
