import type { ByArgument, Row, Tensor } from '../tensor.ts'
import type { AnyOptionValues, OptionSpecs, OptionValues, TensorOption } from '../options.ts'
import type { Reduction } from '../report.ts'
import type { Argument, Takes } from './takes.ts'

/** A text in each language. */
interface InWords {
  readonly en: string
  readonly zh: string
}

/**
 * A named result as a formula of the arguments, of options, and of the names before it. `[p|p ]` stands for `p ` if a
 * p was given, and for nothing otherwise; sum(v) is over the numbers of a row, v_t is that of the target.
 */
export interface Formula {
  readonly formula: string
  readonly latex: string
}

/** One of several formulas: the first whose condition holds, such as `z < beta`; the last has none. */
export interface Case extends Formula {
  readonly if?: string
}

/** A step on the way to the loss, as a learner takes it. */
export type StepText = (Formula | { readonly cases: readonly Case[] }) & {
  /** What it is, in words; left out for names that all losses share. */
  readonly means?: InWords
}

/** Options of other libraries' calls, as flags of this program: `{ from: 'probs', eps: '1e-7' }`. */
type Flags = Readonly<Record<string, string | boolean>>

/** What is true of a loss, for hints, guesses and the search for conventions. */
interface Traits {
  /** What the loss does to its input before anything else. */
  readonly applies?: 'sigmoid' | 'softmax'
  /** Whether equal probabilities for all classes cost ln C. */
  readonly chance?: boolean
  /** Whether rows of its input must be log-probabilities. */
  readonly logProbabilities?: boolean
  /** Which ways to compute it are mistaken for it, as src/conventions/ knows them. */
  readonly mistakenAs?:
    | 'binary of logits'
    | 'binary of probabilities'
    | 'classes of logits'
    | 'classes of log-probabilities'
    | 'square'
    | 'focused sigmoid'
    | 'focused softmax'
  /** Losses to take instead, by what one has: probabilities, log-probabilities, logits, classes, several labels. */
  readonly related?: Readonly<
    Partial<Record<'probs' | 'log-probs' | 'logits' | 'classes' | 'labels', string>>
  >
  /** The loss it is where an option has a value: `{ option: 'gamma', value: 0, loss: 'ce' }`. */
  readonly plainAt?: { readonly option: string; readonly value: number; readonly loss: string }
  /** Whether it is the same loss of an input that is written otherwise, by --from. */
  readonly respelled?: boolean
  /** How likely somebody means it without saying so: 2 for the usual ones, 1 otherwise. */
  readonly usual?: boolean
}

/** What a warning looks at: the arguments of a piece of the data, and of a loss of the whole batch its values. */
export interface Looked {
  readonly args: ByArgument<Tensor>
  readonly options: AnyOptionValues
  readonly values?: Float64Array
}

/**
 * A sign in the data that something else was meant, which torch computes without a word. It is `count`ed piece by
 * piece, or found `when` everything is read. The code is explained in src/hints/warning-help.ts.
 */
interface Warning {
  readonly code: string
  count?(seen: Looked): number
  when?(seen: { readonly shapes: ByArgument<readonly number[]>; readonly reduction: Reduction }): boolean
  /** What is said of so many. */
  says(count: number): string
  /** What to do, which may depend on whether all inputs were seen to lie in [0, 1]. */
  readonly tries?:
    readonly string[] | ((options: AnyOptionValues, unit: boolean | undefined) => readonly string[])
}

/** What the numbers of every loss need. */
export interface Computed<T extends Takes = Takes, S extends OptionSpecs = OptionSpecs> {
  readonly name: string
  /** The arguments, in the order of the files and of the library's function. */
  readonly takes: T
  readonly options: S
  /** Left out, all shapes are the same. */
  readonly shapes?: 'same' | 'broadcast' | 'into input'
  /**
   * Vectors of which one at least must be as long as a row: torch takes their norm or distance, or counts their numbers,
   * before others broadcast them.
   */
  together?(options: OptionValues<S>): readonly (readonly string[])[]
  /** Whether only shapes of equal rank broadcast. */
  readonly sameRank?: boolean
  /** The ranks that the first argument may have; any if absent. */
  readonly ranks?: readonly number[]
  /** Whether the sum may be divided by the first dimension of the first argument. */
  readonly batchmean?: boolean
  /** The reduction where none is asked for; left out, the mean. */
  readonly reduction?: 'none'
}

/** What every loss says of itself, and what its numbers do without. */
interface About<T extends Takes, S extends OptionSpecs> extends Computed<T, S> {
  /** Other names that are taken for it; torch's own follow from `torch` and `source`. */
  readonly aliases?: readonly string[]
  /** Names that other libraries have for it, which are suggested, not taken. */
  readonly elsewhere?: readonly string[]
  /** One line for the list of commands. */
  readonly summary: InWords
  /** Plain text with all options, in the names of the steps. */
  readonly formula: string
  /** As a worked example starts, with `[p|p ]` as in a step. */
  readonly latex: string
  /** The formula as a worked example starts; left out, it is `formula`. */
  readonly heading?: string
  /** The torch function whose semantics it follows; absent for losses that torch does not have. */
  readonly torch?: string | undefined
  /** What that function reduces to unless told otherwise; left out, what is the default here. */
  readonly torchReduction?: Reduction
  /** Paper and equation, or documentation. */
  readonly source: string
  /** nats for minus a logarithm of a probability; error for all else. */
  readonly unit: 'nats' | 'error'
  readonly traits?: Traits
  /** Small arguments for a learner, in rows, where the kinds of the arguments do not say what fits together. */
  readonly example?: Readonly<Record<string, readonly (readonly number[])[]>>
  /** What is odd about data that it computes all the same. */
  readonly warns?: readonly Warning[]
  /** What other libraries compute, by their names; a list where the input may be written in several ways. */
  readonly compat?: Readonly<Record<string, Flags | readonly Flags[]>>
  /** The way to the loss in a learner's steps: in order, `loss` last; results of `working` or of `more`. */
  readonly steps: Readonly<Record<string, StepText>>
  /** The loss in formulas for engines that have doubles only, if it has one: its steps, or lines of its own. */
  readonly stable?: ProgramLines | 'steps'
  /** A faster loop of the kernel, held to the same bits. */
  readonly loop?: Loop<OptionValues<S>>
}

/** Which loop of the kernel computes a loss, and with what numbers; undefined where the options forbid it. */
interface Loop<Values> {
  readonly name:
    | 'binaryCrossEntropy'
    | 'bceWithLogits'
    | 'focused'
    | 'crossEntropy'
    | 'focusedCrossEntropy'
    | 'squaredErrors'
  numbers?(options: Values): readonly number[] | undefined
  /** Numbers for each class, where the loop needs some; weights are in them. */
  perClass?(options: Values, classes: number): Float64Array | undefined
}

/** Named results of one element: the loss, what rounding left of it, and steps that apply. */
export type ElementResults = Readonly<Record<string, number | undefined>> & {
  readonly loss: number
  readonly rest?: number
}

/**
 * The numbers of a loss of single elements. `working`, `more` and `gradient` get one number of each argument, in their
 * order, then one of each factor (1 where it was not given). The engine multiplies by the element's weight.
 */
export interface ElementNumbers<
  T extends Takes = Takes,
  S extends OptionSpecs = OptionSpecs,
> extends Computed<T, S> {
  readonly one: 'element'
  working(options: OptionValues<S>): (...numbers: number[]) => ElementResults
  /** d loss / d argument of one element, for each argument that is differentiable. */
  readonly gradient: Readonly<Record<string, (options: OptionValues<S>) => (...numbers: number[]) => number>>
}

export interface ElementLoss<T extends Takes = Takes, S extends OptionSpecs = OptionSpecs>
  extends ElementNumbers<T, S>, About<T, S> {
  more?(options: OptionValues<S>): (...numbers: number[]) => Readonly<Record<string, number | undefined>>
  /** Whether a floor that torch sets decides the loss of an element; absent if there is none. */
  clamped?(x: number, t: number): boolean
  /** The same loss of inputs that are written otherwise, by the word of --from. */
  from?(own: ElementLoss): Readonly<Record<string, ElementLoss>>
}

/** What one row is compared with: the index of a class, or (index -1) a probability for each. */
export interface ClassTarget {
  index: number
  probabilities: Row | undefined
}

/** What a row loss sees of an argument. */
type Seen<A extends Argument> = A['kind'] extends 'index'
  ? ClassTarget
  : A['kind'] extends 'each' | 'perRow'
    ? number
    : Row

/** One row: each argument and factor by its name, windows that move with the next row. */
type RowOf<T extends Takes, S extends OptionSpecs> = Takes extends T
  ? AnyRow
  : { readonly [N in keyof T]: Seen<T[N]> } & {
      readonly [K in keyof S as S[K] extends TensorOption ? K : never]: Row | undefined
    }

/** A row of which only the kinds are known. */
export type AnyRow = Readonly<Record<string, Row | ClassTarget | number | undefined>>

/** A row's results: numbers, and vectors that the next row overwrites. */
type RowResults = Readonly<Record<string, number | Float64Array | undefined>> & {
  /** The final loss, weights included. */
  readonly loss: number
  /** What rounding left of it. */
  readonly rest?: number
  /** What the row adds to the divisor of the mean; 1 if absent. */
  readonly divisor?: number
  /** Index of the most probable class. */
  readonly predicted?: number
  /** Probability the input gives to the target class; NaN for probability targets. */
  readonly pTarget?: number
}

/** The numbers of a loss of rows: over classes, or over the components of vectors. Ignored rows never reach it. */
export interface RowNumbers<T extends Takes = Takes, S extends OptionSpecs = OptionSpecs> extends Computed<
  T,
  S
> {
  readonly one: 'row'
  readonly differentiable: readonly string[]
  /** `size` is the number of classes, or the length of the vectors. */
  working(options: OptionValues<S>, size: number): (row: RowOf<T, S>) => RowResults
  /** d loss / d row of each differentiable argument, written to `out`. */
  gradient(
    options: OptionValues<S>,
    size: number,
  ): (row: RowOf<T, S>, out: Readonly<Record<string, Float64Array>>) => void
}

export interface RowLoss<T extends Takes = Takes, S extends OptionSpecs = OptionSpecs>
  extends RowNumbers<T, S>, About<T, S> {
  more?(
    options: OptionValues<S>,
    size: number,
  ): (row: RowOf<T, S>) => Readonly<Record<string, number | Float64Array | undefined>>
  /** The same loss of inputs that are written otherwise, by the word of --from. */
  from?(own: RowLoss): Readonly<Record<string, RowLoss>>
}

interface BatchResults {
  /** The losses before any reduction, in the shape that `none` prints. */
  readonly values: Tensor
  /** mean = sum(factors values) / divisor; 1 each if absent. */
  readonly factors?: Float64Array
  /** What the mean divides by; the number of values if absent. */
  readonly divisor?: number
  /** The reduced loss where it is another function of the values. */
  readonly mean?: number
  readonly sum?: number
  /** Whether the first dimension of the values counts samples; true if absent. */
  readonly perSample?: boolean
  readonly steps?: Readonly<Record<string, number | Float64Array>>
}

type BatchOf<T extends Takes> = { readonly [N in keyof T]: Tensor }

/** A loss that needs all of its arguments at once. */
export interface BatchLoss<T extends Takes = Takes, S extends OptionSpecs = OptionSpecs> extends About<T, S> {
  readonly one: 'batch'
  readonly differentiable: readonly string[]
  /** @throws LossError E310 for shapes that do not fit */
  working(options: OptionValues<S>): (args: BatchOf<T>) => BatchResults
  /** d reduced loss / d argument, written to `out`; `none` stands for the sum. */
  gradient(
    options: OptionValues<S>,
  ): (
    args: BatchOf<T>,
    reduction: 'none' | 'mean' | 'sum',
    out: Readonly<Record<string, Float64Array>>,
  ) => void
  from?: undefined
}

export type PlainLoss = ElementLoss | RowLoss | BatchLoss

/** One command with several forms; the shapes decide which one runs, or --mode. */
export interface ModalLoss {
  readonly one: 'form'
  readonly name: string
  readonly summary: InWords
  readonly modes: Readonly<Record<string, PlainLoss>>
  readonly compat?: About<Takes, OptionSpecs>['compat']
  choose(input: readonly number[], target: readonly number[]): string
}

export type Loss = PlainLoss | ModalLoss

/** A loss that still knows the names of its arguments and options, for the library's types. */
type Declared<L, T extends Takes, S extends OptionSpecs> = Omit<L, 'takes' | 'options'> & {
  readonly takes: T
  readonly options: S
}

/**
 * What the numbers of a loss need: all that a program takes of it that has no more, `loss-calc/numbers`. Identity; lets
 * arguments and options flow into the types of `working` and `gradient`.
 */
export function numbers<const T extends Takes, const S extends OptionSpecs>(
  own: ElementNumbers<T, S>,
): Declared<ElementNumbers, T, S>
export function numbers<const T extends Takes, const S extends OptionSpecs>(
  own: RowNumbers<T, S>,
): Declared<RowNumbers, T, S>
export function numbers(own: object): object {
  return own
}

/** A loss: its numbers and the rest, by a function, which a program without need of it leaves out; or all at once. */
export function loss<const T extends Takes, const S extends OptionSpecs>(
  own: Declared<ElementNumbers, T, S>,
  rest: () => Omit<ElementLoss<T, S>, keyof ElementNumbers>,
): Declared<ElementLoss, T, S>
export function loss<const T extends Takes, const S extends OptionSpecs>(
  own: Declared<RowNumbers, T, S>,
  rest: () => Omit<RowLoss<T, S>, keyof RowNumbers>,
): Declared<RowLoss, T, S>
export function loss<const T extends Takes, const S extends OptionSpecs>(
  own: ElementLoss<T, S>,
): Declared<ElementLoss, T, S>
export function loss<const T extends Takes, const S extends OptionSpecs>(
  own: RowLoss<T, S>,
): Declared<RowLoss, T, S>
export function loss<const T extends Takes, const S extends OptionSpecs>(
  own: BatchLoss<T, S>,
): Declared<BatchLoss, T, S>
export function loss(own: object, rest?: () => object): PlainLoss {
  return (rest ? { ...own, ...rest() } : own) as PlainLoss
}

/**
 * A loss whose inputs may be written in other ways, too, by the word of --from: those are declared apart, so that a
 * program that does without them leaves them out.
 */
export function alsoFrom<L extends object, K extends ElementLoss | RowLoss>(
  own: L,
  from: (own: K) => Readonly<Record<string, K>>,
): L & { readonly from: typeof from } {
  return { ...own, from }
}

/** A case of a line: the first whose condition holds counts; the last has none. */
export interface LineCase {
  readonly if?: string
  readonly formula: string
}

/**
 * A loss in formulas that keep their digits in plain doubles, in order, `loss` last: what other engines are told to
 * compute. The language is that of the steps, with log1p, expm1, inf and nan; `counts(k, v)` is k v, but 0 where k is 0
 * and v infinite. A vector holds a number per class, and v_t is that of the target.
 */
export type ProgramLines = Readonly<Record<string, string | readonly LineCase[]>>
