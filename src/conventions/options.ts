import { formsOf } from '../losses/forms.ts'
import { flagName } from '../options.ts'
import { type Variant, withOptions } from './variant.ts'
import type { Problem } from './problem.ts'

/** Options that losses of other libraries set otherwise, or leave at their default. */
export const optionVariants: readonly Variant[] = [
  switched('full', 'the constant terms of the likelihood'),
  switched('logTarget', 'the target is taken for logarithms, or not'),
  switched('logInput', 'the input is taken for logarithms, or not'),
  ...[1, 0.5, 1 / 9, 2].map((value) => set('beta', value)),
  ...[1, 0.5, 1.35, 2].map((value) => set('delta', value)),
  ...[0, 0.2, 0.5, 1, 2].map((value) => set('margin', value)),
  ...[0.05, 0.1, 0.2].map((value) => set('labelSmoothing', value)),
  set('p', 1),
  set('p', 2),
]

function has({ loss, mode = '' }: Problem, option: string): boolean {
  return formsOf(loss).get(mode)?.options[option] !== undefined
}

function switched(option: string, why: string): Variant {
  return {
    name: `${flagName(option)} the other way round`,
    why,
    change: (problem, { report }) =>
      has(problem, option) ? withOptions(problem, { [option]: report.params[option] !== true }) : undefined,
  }
}

function set(option: string, value: number): Variant {
  return {
    name: `${flagName(option)} ${Number(value.toPrecision(3))}`,
    why: `${flagName(option)} is ${Number(value.toPrecision(3))}, a value that libraries set or leave`,
    change: (problem, { report }) =>
      has(problem, option) && report.params[option] !== value
        ? withOptions(problem, { [option]: value })
        : undefined,
  }
}
