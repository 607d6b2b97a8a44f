import { Computation } from '../engine/compute.ts'
import { LossError } from '../error.ts'
import type { Loss } from '../losses/loss.ts'
import { formsOf } from '../losses/registry.ts'
import { flagName, type GivenOptions } from '../options.ts'
import type { Reduction, Report } from '../report.ts'
import { type Nested, nested, type Tensor } from '../tensor.ts'

/** A loss with all it is computed from, apart from the reduction. */
export interface Problem {
  readonly loss: Loss
  readonly mode?: string | undefined
  /** How the input is written, if not as the loss takes it. */
  readonly from?: string | undefined
  /** Options of the loss by their names in the library; tensors already read. */
  readonly options: GivenOptions
  readonly input: Tensor
  readonly target: Tensor
  /** What a command line would call input and target; their numbers if absent. */
  readonly names?: readonly [string, string] | undefined
}

/**
 * Computes a problem as every other run does, with the losses that were not reduced.
 *
 * @throws LossError as the command does
 */
export function evaluate(problem: Problem, reduction: Reduction, grad = false): Report {
  const { loss, mode, from, options, input, target } = problem
  const computation = new Computation({
    loss,
    options,
    reduction,
    mode,
    from,
    values: true,
    grad,
    samples: 0,
  })
  computation.add({ args: { input, target }, from: 0, whole: true })
  const name = (role: string) => ({ name: role, format: 'numbers', notes: [] })
  return computation.report({ args: { input: name('input'), target: name('target') } })
}

/** As `evaluate`, but undefined for numbers the loss refuses. */
export function attempt(problem: Problem, reduction: Reduction): Report | undefined {
  try {
    return evaluate(problem, reduction)
  } catch (error) {
    if (error instanceof LossError) return undefined
    throw error
  }
}

/** Longer numbers are not written into a command line. */
const INLINE = 60

/** The command line that computes a problem. */
export function commandOf(
  { loss, mode, from, options, input, target, names }: Problem,
  reduction: Reduction,
): string {
  const words = ['loss-calc', loss.name]
  words.push(names?.[0] ?? quoted(nested(input), 'input.json'))
  words.push(names?.[1] ?? quoted(nested(target), 'target.json'))
  if (mode !== undefined) words.push('--mode', mode)
  if (from !== undefined) words.push(`--from ${from}`)
  const known = new Set([...formsOf(loss).values()].flatMap((form) => Object.keys(form.options)))
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || !known.has(name)) continue
    const numbers = typeof value === 'number' ? value : nested(value as Tensor)
    words.push(`--${flagName(name)}`, listed(numbers, `${flagName(name)}.json`))
  }
  if (reduction !== 'mean') words.push('--reduction', reduction)
  return words.join(' ')
}

/** An input or target as an argument: JSON, or a file where that is too long. */
function quoted(numbers: Nested, name: string): string {
  const text = `'${JSON.stringify(numbers)}'`
  return text.length > INLINE || typeof numbers === 'number' ? name : text
}

/** The value of an option: a number, a list with commas, or as an argument. */
function listed(numbers: Nested, name: string): string {
  if (typeof numbers === 'number') return String(numbers)
  const flat = numbers.length > 1 && numbers.every((item) => typeof item === 'number')
  const text = numbers.join(',')
  return flat && text.length <= INLINE ? text : quoted(numbers, name)
}
