import { type ByArgument, mapArguments } from '../by-argument.ts'
import { broadcastsTo } from '../engine/broadcast.ts'
import { type ElementPlan, overShape, shapeOfLosses, unfit } from '../engine/fit-elements.ts'
import { takesAll } from '../engine/in-domain.ts'
import { runWithoutReport } from '../engine/run-without-report.ts'
import { LossError } from '../error.ts'
import type { ElementLoss } from '../losses/loss.ts'
import { type AnyOptionValues, settle } from '../options.ts'
import { type Reduction, reductions } from '../report.ts'
import { nested, sameShape, type Tensor } from '../tensor.ts'
import { plainFields } from './given.ts'
import type { Numbers } from './given-numbers.ts'
import { readArguments, readValues } from './read-arguments.ts'
import type { CommonOptions, LossNumbers, NumbersFunction } from './types.ts'

/** What a call asks for. */
interface Asked {
  readonly loss: ElementLoss
  readonly args: ByArgument<Tensor>
  readonly options: AnyOptionValues
  readonly reduction: Reduction
  readonly grad: boolean
}

/**
 * The function of a loss of single elements that gives its numbers and no more: those of the function with a report,
 * by the same loops, and errors of the same codes in few words.
 */
export function numbersOf<A extends readonly Numbers[], O extends CommonOptions>(loss: object) {
  const call = (...given: unknown[]) => compute(read(loss as ElementLoss, given))
  return call as NumbersFunction<A, O>
}

/** @throws LossError E103, E105, E101, E201 and E203 for a call that makes no sense */
function read(loss: ElementLoss, given: readonly unknown[]): Asked {
  const { name, takes, options: specs, batchmean } = loss
  const names = Object.keys(takes)
  const args = readArguments(name, names, given)
  const fields = plainFields([...Object.keys(specs), 'reduction', 'grad'], given[names.length], (other) => {
    return new LossError('E105', `${name} has no option ${other}`)
  })
  const { reduction = 'mean', grad = true, ...more } = fields
  if (typeof grad !== 'boolean') refuse('grad')
  const values = readValues(specs, more)
  if (![...reductions, batchmean && 'batchmean'].includes(reduction as Reduction)) refuse('reduction')
  const options = mapArguments(specs, (spec, option) =>
    settle(spec, values[option], () => refuse(option)),
  ) as AnyOptionValues
  return { loss, args, options, reduction: reduction as Reduction, grad }
}

/** @throws LossError E101 */
function refuse(option: string): never {
  throw new LossError('E101', `${option} does not take this value`)
}

/** @throws LossError E310 and E311 for shapes that do not fit, E301 for a number outside the domain of the loss */
function compute({ loss, args, options, reduction, grad }: Asked): LossNumbers {
  const plan = fit(loss, options, args)
  for (const [name, { domain, given }] of Object.entries(loss.takes)) {
    if (!takesAll(given?.(options) ?? domain, args[name]!.data))
      throw new LossError('E301', `${name} of ${loss.name} has numbers outside its domain`)
  }
  const { value, values, losses, slopes } = runWithoutReport(plan, args, reduction, grad)
  const grads = mapArguments(slopes, (data, name) => nested({ data, shape: args[name]!.shape }))
  const found = { grad: Object.values(grads)[0] ?? [], grads }
  if (value !== undefined) return { value, perSample: [...losses], ...found }
  const listed = nested({ data: values, shape: plan.shape })
  return { value: listed, perSample: listed, ...found }
}

/** @throws LossError E310 and E311 for shapes that do not fit */
function fit(loss: ElementLoss, options: AnyOptionValues, args: ByArgument<Tensor>): ElementPlan {
  const input = Object.values(args)[0]!
  const shape = shapeOfLosses(loss, args)
  if (!shape || unfit(loss, args)) throw new LossError('E310', `shapes do not fit ${loss.name}`)
  for (const [name, spec] of Object.entries(loss.options)) {
    const weight = options[name] as Tensor | undefined
    if (!weight || spec.type !== 'tensor') continue
    if (spec.exact ? !sameShape(weight.shape, input.shape) : !broadcastsTo(weight.shape, shape))
      throw new LossError('E311', `${name} does not fit the input`)
  }
  return overShape(loss, options, shape)
}
