import { LossError } from '../error.ts'

/** A value for a message; what may have no text is named by its type. */
export function shown(value: unknown): string {
  if (typeof value === 'function' || (typeof value === 'object' && value)) return `some ${typeof value}`
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 80 ? `${text.slice(0, 80)}...` : text
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
