import { type ByArgument, sameShape, type Tensor } from '../tensor.ts'
import type { ElementLoss, ElementNumbers } from '../losses/loss.ts'
import type { AnyOptionValues } from '../options.ts'
import { broadcastShape } from './broadcast.ts'
import { type Shaped, tensorsAs } from './fit.ts'

export interface ElementPlan<L extends ElementNumbers = ElementLoss> {
  readonly one: 'element'
  readonly loss: L
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
  /** Whether a weight divides it for each element it is spread over; else once, as torch has it for mse. */
  readonly perElement?: boolean
}

export type NamedShape = readonly [string, Shaped]

/** Whether two arguments have the same numbers in the same order. */
export type Alike = (a: Shaped, b: Shaped) => boolean

export const sameShapes: Alike = (a, b) => sameShape(a.shape, b.shape)

/** The plan of a loss over a shape, without a look at those of its weights. */
export function overShape<L extends ElementNumbers>(
  loss: L,
  options: AnyOptionValues,
  shape: readonly number[],
): ElementPlan<L> {
  const [[name, spec] = []] = tensorsAs(loss, 'weight')
  const weight = name === undefined ? undefined : (options[name] as Tensor | undefined)
  const factors = tensorsAs(loss, 'factor').map(([factor]) => options[factor] as Tensor | undefined)
  const weighted = weight !== undefined && spec!.divides
  return { one: 'element', loss, options, shape, kind: 'elements', weight, factors, weighted }
}

/** The shape of the losses; undefined where the arguments that have a number for each do not fit. */
export function shapeOfLosses(
  loss: ElementNumbers,
  args: ByArgument<Shaped>,
  alike: Alike = sameShapes,
): readonly number[] | undefined {
  const full = fullOf(loss, args)
  const [[, input]] = full as [NamedShape]
  const { shape } = input
  if (full.every(([, other]) => alike(input, other))) return shape
  const wide = loss.shapes === undefined || loss.shapes === 'same' ? undefined : widest(loss, full)
  return wide && loss.shapes === 'into input' && !sameShape(wide, shape) ? undefined : wide
}

/** The arguments that have a number for each element, unless they are broadcast. */
export function fullOf({ takes }: ElementNumbers, args: ByArgument<Shaped>): NamedShape[] {
  return Object.entries(args).filter(([name]) => takes[name]?.fits === undefined)
}

/** What the shapes broadcast to; undefined if they do not. */
export function widest({ sameRank }: ElementNumbers, args: readonly NamedShape[]) {
  const [[, first]] = args as [NamedShape]
  let wide: readonly number[] | undefined = first.shape
  for (const [, { shape }] of args) {
    if (sameRank && shape.length !== first.shape.length) return undefined
    wide = wide && broadcastShape(wide, shape)
  }
  return wide
}

/** An argument that may have one number per row, and does not fit the first. */
export function unfit(
  { takes }: ElementNumbers,
  args: ByArgument<Shaped>,
  alike: Alike = sameShapes,
): NamedShape | undefined {
  const input = Object.values(args)[0]!
  return Object.entries(args).find(([name, other]) => {
    const { fits } = takes[name]!
    return fits && !alike(input, other) && !fits(other.shape, input.shape)
  })
}
