import { spread } from '../engine/broadcast.ts'
import { ExactSum } from '../numerics/exact-sum.ts'
import { quotient } from '../numerics/quotient.ts'
import type { Report } from '../report.ts'
import type { Tensor } from '../tensor.ts'
import type { Problem } from './problem.ts'

/** The losses of a problem before they are reduced, and all that a mean might divide them by. */
export interface UnreducedLosses {
  readonly values: Float64Array
  /** The engine's mean of these very values, which is rounded once; absent for values of another origin. */
  readonly mean?: number | undefined
  /** What torch's mean divides by. */
  readonly divisor: number
  /** The weight of each loss; 1 without weights, 0 where it is ignored. */
  readonly weights: Float64Array
  readonly weighted: boolean
  readonly rows: number
  readonly ignored: number
  /** 1 for a loss of single elements. */
  readonly classes: number
  /** Targets that are 1, of a loss of single elements. */
  readonly positives: number
}

export function lossesOf(problem: Problem, report: Report): UnreducedLosses {
  const { values, denominator, samples, ignored } = report
  const { args, options } = problem
  const element = report.one === 'element'
  const { target } = args
  return {
    values: values!.data,
    mean: report.reduction === 'mean' ? report.value : undefined,
    divisor: denominator.value,
    weights: weightsOf(problem, report),
    weighted: options.weight !== undefined && report.one !== 'batch',
    rows: samples,
    ignored,
    classes: element ? 1 : classesOf(Object.values(args)[0]!),
    positives: element && target ? target.data.filter((t) => t === 1).length : 0,
  }
}

export function withValues(losses: UnreducedLosses, values: Float64Array): UnreducedLosses {
  return { ...losses, values, mean: undefined }
}

export function mapLosses(
  losses: UnreducedLosses,
  map: (value: number, i: number) => number,
): UnreducedLosses {
  return withValues(losses, losses.values.map(map))
}

/** A number that is the result itself, whatever the reduction. */
export function single(losses: UnreducedLosses, value: number): UnreducedLosses {
  return {
    ...withValues(losses, Float64Array.of(value)),
    weights: Float64Array.of(1),
    divisor: 1,
    rows: 1,
    ignored: 0,
  }
}

export const sumOf = (values: ArrayLike<number>): number => added(values).value()

/** The sum over a divisor, rounded once, as the engine's mean. */
export function meanOf(values: ArrayLike<number>, divisor: number): number {
  return quotient(added(values).rounded(), { high: divisor, low: 0, scale: 0 })
}

function added(values: ArrayLike<number>): ExactSum {
  const sum = new ExactSum()
  for (let i = 0; i < values.length; i++) sum.add(values[i]!)
  return sum
}

const classesOf = ({ shape }: Tensor): number => (shape.length === 1 ? shape[0] : shape[1]) ?? 1

/** One weight per loss: of the element, of the target class, or of a row's classes by their probabilities. */
function weightsOf({ args, options }: Problem, { values, args: found, one, params }: Report): Float64Array {
  const weight = options.weight as Tensor | undefined
  const { data, shape } = values!
  const kind = Object.values(found).find((arg) => arg.kind)?.kind
  if (one === 'element') return weight ? spread(weight, shape) : new Float64Array(data.length).fill(1)
  if (kind === 'indices')
    return args.target!.data.map((index) => (index === params.ignoreIndex ? 0 : (weight?.data[index] ?? 1)))
  const { input, target } = args
  if (!weight || !input || !target || input.shape.length > 2) return new Float64Array(data.length).fill(1)
  const classes = classesOf(input)
  return data.map((_, i) =>
    sumOf(target.data.subarray(i * classes, (i + 1) * classes).map((q, c) => q * weight.data[c]!)),
  )
}
