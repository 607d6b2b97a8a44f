import type { ByArgument } from '../by-argument.ts'
import { LossError } from '../error.ts'
import type { ElementLoss } from '../losses/loss.ts'
import { inputOf } from '../losses/forms.ts'
import { type AnyOptionValues, flagName, type TensorOption } from '../options.ts'
import { sameShape, showShape, type Tensor } from '../tensor.ts'
import { broadcastShape } from './broadcast.ts'
import { checkBroadcast, covered, type Shaped, tensorsAs, vectorShape } from './fit.ts'

/** A loss of single elements over some shapes. */
export interface ElementPlan {
  readonly one: 'element'
  readonly loss: ElementLoss
  readonly options: AnyOptionValues
  /** Shape of the losses: that of the arguments, or what they broadcast to. */
  readonly shape: readonly number[]
  readonly kind: 'elements'
  /** By which the engine multiplies the losses. */
  readonly weight: Tensor | undefined
  /** What the loss is given of each element after its arguments, in the order of its options. */
  readonly factors: readonly (Tensor | undefined)[]
  /** Whether weights, not elements, divide the mean. */
  readonly weighted: boolean
}

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
  const shape = shapeOf(loss, args)
  const given = (as: TensorOption['as']) =>
    tensorsAs(loss, as).map(([name, { exact }]) => {
      const tensor = options[name] as Tensor | undefined
      if (tensor && exact) checkSameShape(loss, name, tensor, Object.values(args)[0]!, firstRow)
      else if (tensor) checkBroadcast(flagName(name), tensor, covered(tensor, shape, firstRow))
      return tensor
    })
  const [weight] = given('weight')
  const divides = tensorsAs(loss, 'weight').some(([, spec]) => spec.divides)
  const weighted = weight !== undefined && divides
  return {
    one: 'element',
    loss,
    options,
    shape,
    kind: 'elements',
    weight,
    factors: given('factor'),
    weighted,
  }
}

/** @throws LossError E311 for a weight that has not the shape of the input */
function checkSameShape(
  { name, torch }: ElementLoss,
  option: string,
  weight: Tensor,
  { shape }: Shaped,
  firstRow: number | undefined,
): void {
  if (sameShape(weight.shape, covered(weight, shape, firstRow))) return
  throw new LossError(
    'E311',
    `--${flagName(option)} ${showShape(weight.shape)} must have the shape of the input ${showShape(shape)}`,
    { why: `${torch ?? name} takes one weight per element` },
  )
}

/** The shape of the losses. */
function shapeOf(loss: ElementLoss, args: ByArgument<Shaped>): readonly number[] {
  const all = Object.entries(args)
  const [[first, input]] = all as [[string, Shaped]]
  const full = all.filter(([name]) => loss.takes[name]?.fits === undefined)
  let shape = input.shape
  if (!full.every(([, other]) => sameShape(other.shape, shape) || sameColumn(input, other))) {
    const wide = loss.shapes === undefined || loss.shapes === 'same' ? undefined : widest(loss, full)
    const [name, other] = full.find(([, one]) => !sameShape(one.shape, shape)) ?? full[1]!
    if (!wide) refuseShapes(loss, [first, input], [name, other])
    if (loss.shapes === 'into input' && !sameShape(wide, shape)) {
      throw new LossError(
        'E310',
        `${name} ${showShape(other.shape)} would enlarge the loss of the ${first} ${showShape(shape)}`,
        { why: `${loss.name} broadcasts the ${name} to the ${first}, and not the other way round` },
      )
    }
    shape = wide
  }
  for (const [name, other] of all) {
    if (loss.takes[name]?.fits === undefined || sameColumn(input, other)) continue
    fittedToRows(name, other.shape, input.shape)
  }
  return shape
}

/** What the shapes broadcast to; undefined if they do not. */
function widest({ sameRank }: ElementLoss, args: readonly (readonly [string, Shaped])[]) {
  const [[, first]] = args as [[string, Shaped]]
  let wide: readonly number[] | undefined = first.shape
  for (const [, { shape }] of args.slice(1)) {
    if (sameRank && shape.length !== first.shape.length) return undefined
    wide = wide && broadcastShape(wide, shape)
  }
  return wide
}

function refuseShapes(
  loss: ElementLoss,
  [first, input]: readonly [string, Shaped],
  [name, target]: readonly [string, Shaped],
): never {
  const rows = vectorShape(target)
  const onePerRow = input.shape.length === 2 && rows.length === 1 && rows[0] === input.shape[0]
  const classes = loss.traits?.related?.classes
  const several = classes !== undefined && onePerRow && input.shape[1]! > 1
  const broadcasts = loss.shapes !== undefined && loss.shapes !== 'same'
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

/**
 * The shape of an argument that may have one number per row, as it broadcasts: as it is, with a last dimension of 1,
 * or with one dimension of 1.
 *
 * Source: torch.nn.functional.gaussian_nll_loss.
 * @throws LossError E310 for any other shape
 */
export function fittedToRows(
  name: string,
  shape: readonly number[],
  input: readonly number[],
): readonly number[] {
  if (sameShape(shape, input)) return shape
  if (input.length > 0 && sameShape(shape, input.slice(0, -1))) return [...shape, 1]
  const differ = input.filter((length, i) => shape[i] !== length).length
  const one =
    shape.length === input.length &&
    differ === 1 &&
    shape.every((length, i) => length === input[i] || length === 1)
  if (one) return shape
  throw new LossError('E310', `${name} ${showShape(shape)} does not fit the input ${showShape(input)}`, {
    why: "it has the input's shape, lacks its last dimension, or has one dimension of 1",
  })
}

/** A column of a table against a vector: (N, 1) and (N) are then the same numbers in the same order. */
function sameColumn(a: Shaped, b: Shaped): boolean {
  const column = (table: Shaped, vector: Shaped) =>
    table.table === true &&
    table.shape.length === 2 &&
    table.shape[1] === 1 &&
    vector.shape.length === 1 &&
    vector.shape[0] === table.shape[0]
  return column(a, b) || column(b, a)
}
