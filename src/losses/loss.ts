import type { OptionSpecs, OptionValues } from '../options.ts'
import type { Row } from '../tensor.ts'

/** Which numbers a loss takes; the ends belong to it. */
export interface Domain {
  readonly what: string
  readonly min: number
  readonly max: number
  /** What happens outside: refused, or computed all the same with a warning, as torch does in silence. */
  readonly outside: 'refused' | 'warned'
}

export const anyNumber: Domain = { what: 'number', min: -Infinity, max: Infinity, outside: 'refused' }
export const logit: Domain = { ...anyNumber, what: 'logit' }
export const logProbability: Domain = { ...anyNumber, what: 'log-probability' }
export const probability: Domain = { what: 'probability', min: 0, max: 1, outside: 'refused' }
/** Targets that torch leaves unchecked though only [0, 1] makes sense. */
export const looseProbability: Domain = { ...probability, outside: 'warned' }

/**
 * A named result as text. `[p|p ]` stands for `p ` where a p was given, and for nothing otherwise; sum(v) is over the
 * classes, v_t the target's.
 */
export interface StepText {
  /** A formula of the input x, the target t, options, and the names before it. */
  readonly formula: string
  readonly latex: string
}

/** What every loss says of itself. The docstring order of a loss file is the order of these fields. */
interface About<S extends OptionSpecs, Step extends string> {
  /** Name of the command. */
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** Plain text with all options, in the names of the steps. */
  readonly formula: string
  /** As a worked example starts, with `[p|p ]` as in a step. */
  readonly latex: string
  /** The torch function whose semantics it follows. */
  readonly torch: string
  /** Paper and equation, or documentation. */
  readonly source: string
  readonly input: Domain
  readonly target: Domain
  readonly options: S
  /** Each named result of `working`, as a formula of the ones before it. */
  readonly steps: Readonly<Record<Step, string>>
}

/**
 * A loss of single elements: l(x, t), with input and target of one shape.
 * The engine multiplies by the element's weight, so a kernel never sees it.
 */
export interface ElementLoss<S extends OptionSpecs = OptionSpecs, Step extends string = string> extends About<
  S,
  Step
> {
  readonly family: 'element'
  /** What the mean divides by where weights are given. */
  readonly weightedMeanBy: 'elements' | 'weights'
  /** Whether a target of another shape is broadcast, with a warning. */
  readonly broadcasts?: boolean
  /** Named intermediate results of one element, `loss` among them (nats); p is its pos_weight. */
  working(
    options: OptionValues<S>,
  ): (x: number, t: number, p: number) => Readonly<Record<NoInfer<Step> | 'loss', number>>
  /** Whether a floor that torch sets decides the loss of an element; absent where there is none. */
  clamped?(x: number, t: number): boolean
  /** The same loss of inputs that are written otherwise, by the word of --from. */
  from?(own: ElementLoss): Readonly<Record<string, ElementLoss>>
  /** d loss / d x of one element. */
  gradient(options: OptionValues<S>): (x: number, t: number, p: number) => number
  /** The way to the loss in a learner's steps; left out, it is `steps`. */
  readonly lesson?: {
    /** The loss in the names of the steps, with `[p|p ]` as there; left out, it is `formula`. */
    readonly heading?: string
    /** In order, `loss` last: results of `working` or of `more`. */
    readonly steps: Readonly<Record<string, StepText>>
    /** What `working` has no need of; undefined where it does not apply. */
    more(
      options: OptionValues<S>,
    ): (x: number, t: number, p: number) => Readonly<Record<string, number | undefined>>
  }
}

/** What one row is compared with: the index of a class, or (index -1) a probability for each. */
export interface ClassTarget {
  index: number
  probabilities: Row | undefined
}

/** A row's result: numbers, and vectors that the next row overwrites. */
export type RowWorking<Step extends string> = Readonly<Record<Step, number | Float64Array>> & {
  /** The row's final loss in nats, weights included. */
  readonly loss: number
  /** What the row adds to the divisor of the mean. */
  readonly share: number
  /** Index of the most probable class. */
  readonly predicted: number
  /** Probability the input gives to the target class; NaN for probability targets. */
  readonly pTarget: number
}

/**
 * A loss of rows over classes: (C) against a class index, or against (C) probabilities.
 * Ignored rows never reach it. `weight` is one number per class.
 */
export interface ClassLoss<S extends OptionSpecs = OptionSpecs, Step extends string = string> extends About<
  S,
  Step
> {
  readonly family: 'class'
  readonly targets: 'indices' | 'indices or probabilities'
  working(
    options: OptionValues<S>,
    classes: number,
  ): (row: Row, target: ClassTarget) => RowWorking<NoInfer<Step>>
  /** The same loss of inputs that are written otherwise, by the word of --from. */
  from?(own: ClassLoss): Readonly<Record<string, ClassLoss>>
  /** d loss / d row, written to `out`. */
  gradient(
    options: OptionValues<S>,
    classes: number,
  ): (row: Row, target: ClassTarget, out: Float64Array) => void
  /** As an element loss's; vectors hold one number per class. */
  readonly lesson?: {
    readonly heading?: string
    readonly steps: Readonly<Record<string, StepText>>
    more(
      options: OptionValues<S>,
      classes: number,
    ): (row: Row, target: ClassTarget) => Readonly<Record<string, number | Float64Array | undefined>>
  }
}

/** One command with several forms; the shapes decide which one runs, or --mode. */
export interface ModalLoss {
  readonly family: 'modal'
  readonly name: string
  readonly summary: string
  readonly modes: Readonly<Record<string, ElementLoss | ClassLoss>>
  choose(input: readonly number[], target: readonly number[]): string
}

export type Loss = ElementLoss | ClassLoss | ModalLoss
export type PlainLoss = ElementLoss | ClassLoss

/** Identity; lets options flow into the kernels' types and the steps into `working`'s. */
export function elementLoss<const S extends OptionSpecs, const Step extends string>(
  loss: Omit<ElementLoss<S, Step>, 'family'>,
): ElementLoss {
  return { family: 'element', ...loss } as unknown as ElementLoss
}

/** Identity, as `elementLoss`. */
export function classLoss<const S extends OptionSpecs, const Step extends string>(
  loss: Omit<ClassLoss<S, Step>, 'family'>,
): ClassLoss {
  return { family: 'class', ...loss } as unknown as ClassLoss
}

/** Options several losses declare alike. */
export const elementWeight = {
  type: 'tensor',
  help: 'rescales each element; a number, a list or a file that broadcasts to the input',
} as const
export const posWeight = {
  type: 'tensor',
  help: 'weight of the positive side, per class or any shape that broadcasts to the input',
} as const
export const classWeight = {
  type: 'tensor',
  help: 'one weight per class; the mean divides by the weights of the targets',
} as const
export const ignoreIndex = {
  type: 'integer',
  default: -100,
  help: 'class index that is skipped, and left out of the mean',
} as const
export const labelSmoothing = {
  type: 'number',
  default: 0,
  min: 0,
  max: 1,
  help: 'share of the target spread evenly over all classes',
} as const
