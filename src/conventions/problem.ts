import { type ByArgument, type Nested, nested, type Tensor } from '../tensor.ts'
import { Computation } from '../engine/compute.ts'
import { numbersOnly } from '../engine/report.ts'
import { passRefused } from '../error.ts'
import type { Loss } from '../losses/loss.ts'
import { optionsOf } from '../losses/forms.ts'
import { flagName, type GivenOptions } from '../options.ts'
import type { Reduction, Report } from '../report.ts'

/** A loss with all it is computed from, apart from the reduction. */
export interface Problem {
  readonly loss: Loss
  readonly mode?: string | undefined
  /** How the input is written, if not as the loss takes it. */
  readonly from?: string | undefined
  /** Options of the loss by their names in the library; tensors already read. */
  readonly options: GivenOptions
  readonly args: ByArgument<Tensor>
  /** What a command line would call them, in their order; their numbers if absent. */
  readonly names?: readonly string[] | undefined
  /** What a command line calls numbers of options, or the option of this name. */
  readonly words?: ReadonlyMap<unknown, string> | undefined
}

/**
 * Computes a problem as every other run does, with the losses that were not reduced.
 *
 * @throws LossError as the command does
 */
export function evaluate(problem: Problem, reduction: Reduction, grad = false): Report {
  const { loss, mode, from, options, args } = problem
  const computation = new Computation({ loss, options, reduction, mode, from, values: true, grad })
  computation.add({ args, firstRow: 0, whole: true })
  return computation.report({ args: numbersOnly(args) })
}

/** The mean as `evaluate` computes it, but undefined for numbers the loss refuses. */
export function attempt(problem: Problem): Report | undefined {
  try {
    return evaluate(problem, 'mean')
  } catch (error) {
    return passRefused(error)
  }
}

/** Longer numbers make no command line that a person would paste. */
const LONGEST = 2000

/** The command line that computes a problem; empty where its numbers are too many for one. */
export function commandOf(
  { loss, mode, from, options, args, names, words: known }: Problem,
  reduction: Reduction,
): string {
  if (names === undefined && Object.values(args).some(({ data }) => data.length > LONGEST)) return ''
  const words = ['loss-calc', loss.name]
  Object.values(args).forEach((tensor, i) => words.push(names?.[i] ?? quoted(nested(tensor))))
  if (mode !== undefined) words.push('--mode', mode)
  if (from !== undefined) words.push(`--from ${from}`)
  const own = optionsOf(loss)
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || !own.has(name)) continue
    if (typeof value === 'boolean') {
      words.push(value ? `--${flagName(name)}` : `--no-${flagName(name)}`)
      continue
    }
    const numbers = typeof value === 'object' ? nested(value as Tensor) : (value as number)
    words.push(`--${flagName(name)}`, known?.get(value) ?? known?.get(name) ?? listed(numbers))
  }
  if (reduction !== usualReduction(loss)) words.push('--reduction', reduction)
  const line = words.join(' ')
  return line.length > LONGEST ? '' : line
}

/** The reduction of a loss where none is asked for. */
const usualReduction = (loss: Loss): Reduction => (loss.one === 'form' ? undefined : loss.reduction) ?? 'mean'

/** An input or target as an argument. */
const quoted = (numbers: Nested): string => `'${bracketed(numbers)}'`

const bracketed = (numbers: Nested): string =>
  Array.isArray(numbers) ? `[${numbers.map(bracketed).join(',')}]` : String(numbers)

/** The value of an option: a number, a list with commas, or as an argument. */
function listed(numbers: Nested): string {
  if (!Array.isArray(numbers)) return String(numbers)
  const flat = numbers.length > 1 && numbers.every((item) => typeof item === 'number')
  return flat ? numbers.join(',') : quoted(numbers)
}

/** Whether there are an input and a target, which other conventions treat in their own ways. */
export function hasPair({ args }: Pick<Problem, 'args'>): boolean {
  return args.input !== undefined && args.target !== undefined
}

export function withArgs(problem: Problem, args: ByArgument<Tensor>): Problem {
  return { ...problem, args: { ...problem.args, ...args } }
}

export function sameArgs(a: ByArgument<Tensor>, b: ByArgument<Tensor>): boolean {
  return Object.keys(a).every((name) => a[name] === b[name])
}
