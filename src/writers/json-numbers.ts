import { exact } from './number.ts'

/**
 * The properties that hold a number, or nested lists of them, in strict JSON: `name` with null for what JSON cannot
 * write and, only if there is any, `name_text` of the same nesting with NaN, Infinity or -Infinity at those spots
 * and null elsewhere. Anything else passes unchanged.
 */
export function jsonProperties(name: string, value: unknown): Record<string, unknown> {
  // JSON.stringify writes null for a number that is not finite.
  if (!hasNonFinite(value)) return { [name]: value }
  return { [name]: value, [`${name}_text`]: texts(value) }
}

function hasNonFinite(value: unknown): boolean {
  return Array.isArray(value)
    ? value.some(hasNonFinite)
    : typeof value === 'number' && !Number.isFinite(value)
}

/** Of the same nesting: the name of what is not finite, null elsewhere. */
function texts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(texts)
  return typeof value === 'number' && !Number.isFinite(value) ? exact(value) : null
}
