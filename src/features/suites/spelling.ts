import type { Report } from '../../report.ts'
import { type Nested, nested, type Tensor } from '../../tensor.ts'
import { snakeCase } from '../../options.ts'

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

/** What a reduction gives: one number, or the losses. */
export function numbersOf({ value, values }: Pick<Report, 'value' | 'values'>): Tensor {
  return value === undefined ? values! : { data: Float64Array.of(value), shape: [] }
}

/** The gradient with respect to the first argument that has one. */
export function firstOf(grads: Readonly<Record<string, Tensor>> | undefined): Tensor | undefined {
  return grads && Object.values(grads)[0]
}

/** JSON in a line, a blank after each comma. */
export function inLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([key, member]) => `"${key}": ${inLine(member)}`)
    .join(', ')}}`
}
