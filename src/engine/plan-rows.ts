import { type ByArgument, sameShape, showShape, type Tensor } from '../tensor.ts'
import { LossError } from '../error.ts'
import type { RowLoss } from '../losses/loss.ts'
import { type AnyOptionValues, flagName } from '../options.ts'
import { howShapesBroadcast } from './broadcast.ts'
import { checkBroadcast, covered, type Shaped, vectorShape } from './fit.ts'
import {
  classRows,
  fitClasses,
  fitVectors,
  ignoresBy,
  overClasses,
  overFitted,
  type Refuse,
  type RowPlan,
  unfitPerClass,
} from './fit-rows.ts'

/**
 * Fits the arguments of a loss of rows: over the classes of one argument, or over the last dimension of vectors.
 *
 * @throws LossError E310 for shapes that do not fit, E305 for a target of the wrong kind, E311 for weights
 */
type Plan = (
  loss: RowLoss,
  options: AnyOptionValues,
  args: ByArgument<Shaped>,
  firstRow: number | undefined,
) => RowPlan

export const planRows: Plan = (loss, ...given) =>
  (overClasses(loss) ? planClasses : planVectors)(loss, ...given)

export const planClasses: Plan = (loss, options, args, firstRow) => {
  const fitted = fitClasses(loss, args, (...why) => refuseClasses(loss, args, ...why))
  return weighed(overFitted(loss, options, fitted), firstRow)
}

export const planVectors: Plan = (loss, options, args, firstRow) => {
  const fitted = fitVectors(loss, args, (...why) => refuseVectors(loss, args, ...why), options)
  return weighed(overFitted(loss, options, fitted), firstRow)
}

/** The plan, if its weights fit. @throws LossError E311, and E104 for an index to ignore beside probabilities */
function weighed(plan: RowPlan, firstRow: number | undefined): RowPlan {
  const { loss, options } = plan
  const perClass = unfitPerClass(plan)
  if (perClass !== undefined) refusePerClass(perClass, options[perClass] as Tensor, plan.size)
  for (const [name, factor] of Object.entries(plan.factors))
    if (factor) checkBroadcast(flagName(name), factor, covered(factor, plan.wide, firstRow))
  if (plan.kind === 'probabilities' && plan.ignoreIndex >= 0)
    throw new LossError('E104', `--${flagName(ignoresBy(loss)!)} does not apply to probability targets`, {
      why: `the target has the shape of the input, so each row holds a probability per class`,
    })
  return plan
}

function refusePerClass(name: string, { shape }: Tensor, classes: number): never {
  throw new LossError(
    'E311',
    `--${flagName(name)} has shape ${showShape(shape)}, but there are ${classes} classes`,
    { why: 'it takes one number per class' },
  )
}

function refuseClasses(loss: RowLoss, args: ByArgument<Shaped>, ...[why, name]: Parameters<Refuse>): never {
  const [{ shape: from }] = Object.values(args) as [Shaped]
  if (why === 'a single number')
    throw new LossError('E310', `${name} of ${loss.name} is a single number`, {
      why: 'it needs a dimension of classes: (C), (N, C) or (N, C, d1, ..., dK)',
    })
  if (why === 'no numbers') throw new LossError('E310', `${name} ${showShape(from)} has no classes`)
  const to = vectorShape(args[name]!)
  if (why !== 'the other target') return refuseTarget(loss, name, from, to)
  const other = loss.traits?.related?.logits
  throw new LossError(
    'E305',
    `${loss.name} takes class indices ${showShape(classRows(from).shape)}, not a target ${showShape(to)}`,
    {
      ...(other !== undefined && { why: `probability targets belong to ${other}` }),
      tries: [
        'loss-calc ... --target-format one-hot',
        ...(other === undefined ? [] : [`loss-calc ${other} ...`]),
      ],
    },
  )
}

function refuseTarget(loss: RowLoss, name: string, from: readonly number[], to: readonly number[]): never {
  const { batched, shape } = classRows(from)
  const want = [`class indices ${showShape(shape)}`]
  if (loss.takes[name]!.probabilities) want.push(`probabilities ${showShape(from)}`)
  // (N, T, C) beside (N, T).
  const last = batched && from.length > 2 && sameShape(from.slice(0, -1), to)
  const why =
    from.length < 2
      ? 'an input (C) is one row and takes one index'
      : last
        ? `the last of ${showShape(from)} seems to be the classes, and the second is taken for them`
        : to.length > 0 && to[0] !== from[0]
          ? `the input has ${from[0]} rows, the target ${to[0]}`
          : `the input has ${from[1]} classes in its second dimension`
  throw new LossError(
    'E310',
    `target ${showShape(to)} does not fit input ${showShape(from)}: ${loss.name} takes ${want.join(' or ')}`,
    { why, ...(last && { tries: ['loss-calc ... --class-axis last'] }) },
  )
}

function refuseVectors(
  loss: RowLoss,
  args: ByArgument<Shaped>,
  ...[why, name, rows]: Parameters<Refuse>
): never {
  const [first] = Object.keys(loss.takes).filter((one) => loss.takes[one]!.kind === 'vector') as [string]
  const [own, other] = [first, name].map((one) => showShape(args[one]!.shape)) as [string, string]
  if (why === 'a single number')
    throw new LossError('E310', `${loss.name} takes vectors, not single numbers`, {
      why: 'a vector has the shape (D), several have (N, D)',
    })
  if (why === 'no numbers')
    throw new LossError('E310', `${first} ${own} has no numbers in its last dimension`)
  if (rows)
    throw new LossError(
      'E310',
      `${name} ${other} does not fit ${first} ${own}: it takes one number per row, ${showShape(rows)}`,
    )
  const [what, because] =
    why === 'another rank'
      ? ['number of dimensions', `${loss.name} broadcasts only shapes of equal rank`]
      : why === 'another length'
        ? ['last dimension', `${loss.name} broadcasts rows only`]
        : ['shape', why === 'no broadcast' ? howShapesBroadcast : `${loss.name} does not broadcast`]
  throw new LossError('E310', `${first} ${own} and ${name} ${other} must have the same ${what}`, {
    why: because,
  })
}
