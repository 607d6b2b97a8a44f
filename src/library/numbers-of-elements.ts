import { type ByArgument, sameShape, type Tensor } from '../tensor.ts'
import { broadcastsTo } from '../engine/broadcast.ts'
import { elementsWithoutReport } from '../engine/elements-without-report.ts'
import { type ElementPlan, overShape, shapeOfLosses, unfit } from '../engine/fit-elements.ts'
import { takesAll } from '../engine/in-domain.ts'
import { LossError } from '../error.ts'
import type { ElementNumbers } from '../losses/loss.ts'
import type { AnyOptionValues } from '../options.ts'
import type { Asked } from './numbers-call.ts'

/**
 * The numbers of a loss of single elements.
 *
 * @throws LossError E310 and E311 for shapes that do not fit, E301 for a number outside the domain of the loss
 */
export function ofElements({ loss, args, options, reduction, grad }: Asked<ElementNumbers>) {
  const plan = fit(loss, options, args)
  for (const [name, { domain, given }] of Object.entries(loss.takes)) {
    if (!takesAll(given?.(options) ?? domain, args[name]!.data))
      throw new LossError('E301', `${name} of ${loss.name} has numbers outside its domain`)
  }
  return elementsWithoutReport(plan, args, reduction, grad)
}

/** @throws LossError E310 and E311 for shapes that do not fit */
function fit(
  loss: ElementNumbers,
  options: AnyOptionValues,
  args: ByArgument<Tensor>,
): ElementPlan<ElementNumbers> {
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
