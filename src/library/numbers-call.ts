import { type ByArgument, mapArguments, nested, type Tensor } from '../tensor.ts'
import type { BareResults } from '../engine/elements-without-report.ts'
import { LossError } from '../error.ts'
import type { ElementNumbers, RowNumbers } from '../losses/loss.ts'
import { type AnyOptionValues, settle } from '../options.ts'
import { type Reduction, reductions } from '../report.ts'
import { plainFields } from './given.ts'
import type { Numbers } from './given-numbers.ts'
import { readArguments, readValues } from './read-arguments.ts'
import type { CommonOptions, LossNumbers, NumbersFunction, UnreducedNumbersFunction } from './types.ts'

type Computed = ElementNumbers | RowNumbers

export interface Asked<L extends Computed> {
  readonly loss: L
  readonly args: ByArgument<Tensor>
  readonly options: AnyOptionValues
  readonly reduction: Reduction
  readonly grad: boolean
}

/** Computes a loss of one kind. */
type Compute = (asked: Asked<never>) => BareResults

/**
 * The function of a loss that gives its numbers and no more: those of the function with a report, by the same loops,
 * and errors of the same codes in few words.
 */
export function numbersOf<A extends readonly Numbers[], O extends CommonOptions>(
  loss: object,
  compute: Compute,
) {
  const call = (...given: unknown[]) => {
    const asked = read(loss as Computed, given)
    return resultOf(asked.args, compute(asked as never))
  }
  return call as NumbersFunction<A, O>
}

/** The same of a loss that is reduced only if that is asked for. */
export function numbersAsTheyAre<A extends readonly Numbers[], O extends CommonOptions>(
  loss: object,
  compute: Compute,
) {
  return numbersOf<A, O>(loss, compute) as UnreducedNumbersFunction<A, O>
}

/** @throws LossError E103, E105, E101, E201 and E203 for a call that makes no sense */
function read(loss: Computed, given: readonly unknown[]): Asked<Computed> {
  const { name, takes, options: specs, batchmean } = loss
  const names = Object.keys(takes)
  const args = readArguments(name, names, given)
  const fields = plainFields([...Object.keys(specs), 'reduction', 'grad'], given[names.length], (other) => {
    return new LossError('E105', `${name} has no option ${other}`)
  })
  const { reduction = loss.reduction ?? 'mean', grad = true, ...more } = fields
  if (typeof grad !== 'boolean') refuse('grad')
  const values = readValues(specs, more)
  if (![...reductions, batchmean && 'batchmean'].includes(reduction as Reduction)) refuse('reduction')
  const options = mapArguments(specs, (spec, option) =>
    settle(spec, values[option], () => refuse(option)),
  ) as AnyOptionValues
  return { loss, args, options, reduction: reduction as Reduction, grad }
}

function refuse(option: string): never {
  throw new LossError('E101', `${option} does not take this value`)
}

function resultOf(
  args: ByArgument<Tensor>,
  { value, values, shape, losses, slopes }: BareResults,
): LossNumbers {
  const grads = mapArguments(slopes, (data, name) => nested({ data, shape: args[name]!.shape }))
  const listed = value === undefined ? nested({ data: values, shape }) : undefined
  return {
    value: value ?? listed!,
    perSample: listed ?? [...losses],
    grad: Object.values(grads)[0] ?? [],
    grads,
  }
}
