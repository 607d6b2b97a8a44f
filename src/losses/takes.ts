import { sameShape, type Tensor } from '../tensor.ts'
import { noBits, noProbabilities, noSigns, type Outside } from './outside.ts'
import { type AnyOptionValues, integer, type Range, real, type TensorOption } from '../options.ts'

/** Which numbers an argument holds; ends belong to the range unless they are `above` or `below`. */
export interface Domain extends Range {
  readonly what: string
  /** The only numbers there are: -1 and 1. */
  readonly values?: readonly number[]
  readonly whole?: boolean
  /** Of indices into the row: refuses one that is not below its length. */
  readonly indices?: (argument: string, size: number, tensor: Tensor) => void
  /** What happens outside: refused, or computed all the same with a warning, as torch does in silence. */
  readonly outside: 'refused' | 'warned'
  /** What inputs and targets outside probably are. */
  readonly input?: Outside
  readonly target?: Outside
}

type ArgumentKind = 'each' | 'classes' | 'vector' | 'index' | 'perRow' | 'whole'

/** One argument of a loss: what it holds, and what a unit of the loss sees of it. */
export interface Argument<K extends ArgumentKind = ArgumentKind> {
  readonly kind: K
  readonly domain: Domain
  /** What it is, in words; left out for inputs and targets. */
  readonly means?: { readonly en: string; readonly zh: string }
  /** Another domain for some options. */
  readonly given?: (options: AnyOptionValues) => Domain
  /** As which shape it broadcasts, where another than that of the losses will do: `overRows`. */
  readonly fits?: (shape: readonly number[], input: readonly number[]) => readonly number[] | undefined
  /** What it holds if there is one number per class, for an index that may also be given so. */
  readonly probabilities?: Domain
}

export type Takes = Readonly<Record<string, Argument>>

export function domain(own: Omit<Domain, 'outside'> & Partial<Pick<Domain, 'outside'>>): Domain {
  return { outside: 'refused', ...own }
}

export const number: Domain = { what: 'number', outside: 'refused' }
export const logit: Domain = { what: 'logit', outside: 'refused' }
export const logProbability: Domain = { what: 'log-probability', outside: 'refused' }
export const probability: Domain = {
  what: 'probability',
  min: 0,
  max: 1,
  outside: 'refused',
  input: noProbabilities,
}
/** Targets of 0 and 1, or between. */
export const bit: Domain = { what: 'probability', min: 0, max: 1, outside: 'refused', target: noBits }
/** Targets that torch leaves unchecked though only [0, 1] makes sense. */
export const looseProbability: Domain = { what: 'probability', min: 0, max: 1, outside: 'warned' }
export const plusMinus: Domain = { what: 'sign', values: [-1, 1], outside: 'refused', target: noSigns }

export function each(own: Domain, more: Pick<Argument, 'fits' | 'given' | 'means'> = {}): Argument<'each'> {
  return { kind: 'each', domain: own, ...more }
}

/** A row of numbers over dimension 1 of (N, C, d1, ..., dK), the only one of (C). */
export function classes(own: Domain): Argument<'classes'> {
  return { kind: 'classes', domain: own }
}

/** A row of numbers over the last dimension. */
export function vector(own: Domain): Argument<'vector'> {
  return { kind: 'vector', domain: own }
}

export function perRow(own: Domain): Argument<'perRow'> {
  return { kind: 'perRow', domain: own }
}

/** All numbers at once, for a loss of the whole batch. */
export function whole(own: Domain, more: Pick<Argument, 'given' | 'means'> = {}): Argument<'whole'> {
  return { kind: 'whole', domain: own, ...more }
}

/** The index of a class for each row; `.or(classes(...))` if a probability for each class will do too. */
export function index(): Argument<'index'> & { or(probabilities: Argument<'classes'>): Argument<'index'> } {
  const own: Argument<'index'> = { kind: 'index', domain: domain({ what: 'class index', whole: true }) }
  return { ...own, or: (other) => ({ ...own, probabilities: other.domain }) }
}

/**
 * The shape of an argument that may have one number per row, as it broadcasts: as it is, with a last dimension of 1,
 * or with one dimension of 1; undefined for any other shape.
 *
 * Source: torch.nn.functional.gaussian_nll_loss.
 */
export function overRows(shape: readonly number[], input: readonly number[]): readonly number[] | undefined {
  if (sameShape(shape, input)) return shape
  if (sameShape(shape, input.slice(0, -1))) return [...shape, 1]
  const differ = input.filter((length, i) => shape[i] !== length).length
  const one =
    shape.length === input.length &&
    differ === 1 &&
    shape.every((length, i) => length === input[i] || length === 1)
  return one ? shape : undefined
}

/** One weight per element, by which the engine multiplies each loss. */
export function elementWeight({ divides = false, exact = false } = {}): TensorOption {
  const numbers = exact ? "numbers in the input's shape" : 'any shape that broadcasts to the input'
  const help = `rescales each element; ${numbers}`
  return { type: 'tensor', as: 'weight', symbol: 'w', divides, exact, help }
}

/** A number per element that the loss itself is given. */
export function elementFactor(help: string, symbol: string | undefined): TensorOption {
  return { type: 'tensor', as: 'factor', divides: false, help, ...(symbol !== undefined && { symbol }) }
}

export function classWeight({ divides }: { divides: boolean }): TensorOption {
  const help = divides
    ? 'one weight per class; the mean divides by the weights of the targets'
    : 'one weight per class; the mean divides by the number of rows all the same'
  return { type: 'tensor', as: 'classes', symbol: 'w', divides, help }
}

export const posWeight = /* @__PURE__ */ elementFactor(
  'weight of the positive side, per class or any shape that broadcasts to the input',
  'p',
)

export const ignoreIndex = /* @__PURE__ */ integer({
  default: -100,
  ignores: true,
  help: 'class index that is skipped, and left out of the mean',
})

export const labelSmoothing = /* @__PURE__ */ real({
  default: 0,
  min: 0,
  max: 1,
  symbol: 'smoothing',
  help: 'share of the target spread evenly over all classes',
})
