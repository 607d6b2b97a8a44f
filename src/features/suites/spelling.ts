import { type Nested, nested, type Tensor } from '../../tensor.ts'
import { snakeCase } from './suite-form.ts'

/** What JSON has no number for, by name. */
export function spelled(value: Nested): unknown {
  if (Array.isArray(value)) return value.map(spelled)
  return Number.isFinite(value) ? value : String(value)
}

/** Options by torch's names. */
export function spelledOptions(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([option, value]) => [
      snakeCase(option),
      typeof value === 'object'
        ? spelled(nested(value as Tensor))
        : typeof value === 'number'
          ? spelled(value)
          : value,
    ]),
  )
}

/** The gradient with respect to the first argument that has one. */
export function firstOf(grads: Readonly<Record<string, Tensor>> | undefined): Tensor | undefined {
  return grads && Object.values(grads)[0]
}
