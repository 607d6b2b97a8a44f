import { type ByArgument, sameShape, showShape, type Tensor } from '../tensor.ts'
import { LossError } from '../error.ts'
import type { ElementLoss } from '../losses/loss.ts'
import { inputOf } from '../losses/forms.ts'
import { type AnyOptionValues, flagName } from '../options.ts'
import {
  type ElementPlan,
  fullOf,
  type Alike,
  type NamedShape,
  overShape,
  sameShapes,
  shapeOfLosses,
  unfit,
  widest,
} from './fit-elements.ts'
import { checkBroadcast, covered, type Shaped, tensorsAs, vectorShape } from './fit.ts'

/**
 * Fits the arguments of a loss of single elements.
 *
 * @throws LossError E310 for shapes that do not fit, E311 for weights
 */
export function planElements(
  loss: ElementLoss,
  options: AnyOptionValues,
  args: ByArgument<Shaped>,
  firstRow: number | undefined,
): ElementPlan {
  const { shape: own } = Object.values(args)[0]!
  const shape = shapeOfLosses(loss, args, sameOrColumn) ?? refuseShapes(loss, args)
  const [name, other] = unfit(loss, args, sameOrColumn) ?? []
  if (other)
    throw new LossError(
      'E310',
      `${name} ${showShape(other.shape)} does not fit the input ${showShape(own)}`,
      {
        why: "it has the input's shape, lacks its last dimension, or has one dimension of 1",
      },
    )
  for (const [option, { exact }] of [...tensorsAs(loss, 'weight'), ...tensorsAs(loss, 'factor')]) {
    const tensor = options[option] as Tensor | undefined
    if (tensor && exact) checkSameShape(loss, option, tensor, own, firstRow)
    else if (tensor) checkBroadcast(flagName(option), tensor, covered(tensor, shape, firstRow))
  }
  return overShape(loss, options, shape)
}

/** @throws LossError E311 for a weight that has not the shape of the input */
function checkSameShape(
  { name, torch }: ElementLoss,
  option: string,
  weight: Tensor,
  shape: readonly number[],
  firstRow: number | undefined,
): void {
  if (sameShape(weight.shape, covered(weight, shape, firstRow))) return
  throw new LossError(
    'E311',
    `--${flagName(option)} ${showShape(weight.shape)} must have the shape of the input ${showShape(shape)}`,
    { why: `${torch ?? name} takes one weight per element` },
  )
}

/** Says why the arguments that have a number for each element do not fit. */
function refuseShapes(loss: ElementLoss, args: ByArgument<Shaped>): never {
  const full = fullOf(loss, args)
  const [[first, input]] = full as [NamedShape]
  const [name, target] = full.find(([, one]) => !sameShape(one.shape, input.shape)) ?? full[1]!
  const broadcasts = loss.shapes !== undefined && loss.shapes !== 'same'
  if (broadcasts && widest(loss, full))
    throw new LossError(
      'E310',
      `${name} ${showShape(target.shape)} would enlarge the loss of the ${first} ${showShape(input.shape)}`,
      { why: `${loss.name} broadcasts the ${name} to the ${first}, and not the other way round` },
    )
  const rows = vectorShape(target)
  const onePerRow = input.shape.length === 2 && rows.length === 1 && rows[0] === input.shape[0]
  const classes = loss.traits?.related?.classes
  const several = classes !== undefined && onePerRow && input.shape[1]! > 1
  const rank = loss.sameRank && input.shape.length !== target.shape.length
  throw new LossError(
    'E310',
    `${first} ${showShape(input.shape)} and ${name} ${showShape(target.shape)} must have the same ${rank ? 'number of dimensions' : 'shape'}`,
    {
      why: several
        ? `each row has ${input.shape[1]} inputs and one target: choose one column (--input-cols), or take ${classes} if the targets are classes`
        : `${loss.name} compares element by element${broadcasts ? ', and these do not broadcast' : ' and does not broadcast'}`,
      ...(several && {
        tries: [
          inputOf(loss).what === 'probability'
            ? `loss-calc ${classes} ... --from probs`
            : `loss-calc ${classes} ...`,
        ],
      }),
    },
  )
}

/** A column of a table against a vector, too: (N, 1) and (N) are then the same numbers in the same order. */
const sameOrColumn: Alike = (a, b) => sameShapes(a, b) || sameColumn(a, b) || sameColumn(b, a)

function sameColumn(table: Shaped, vector: Shaped): boolean {
  return (
    table.table === true &&
    table.shape.length === 2 &&
    table.shape[1] === 1 &&
    vector.shape.length === 1 &&
    vector.shape[0] === table.shape[0]
  )
}
