import { mapArguments } from './by-argument.ts'
import { Computation } from './engine/compute.ts'
import { LossError } from './error.ts'
import * as all from './losses/all.ts'
import { argumentsOf, formsOf } from './losses/forms.ts'
import type { Loss, PlainLoss } from './losses/loss.ts'
import type { OptionSpec, OptionSpecs } from './options.ts'
import type { ArgumentSummary, Reduction, Report } from './report.ts'
import { type Nested, nested, showShape, sizeOf, type Tensor } from './tensor.ts'

/** A number, nested lists, a vector, or numbers with a shape. */
export type Numbers = number | readonly Numbers[] | Float64Array | Pick<Tensor, 'data' | 'shape'>

export interface CommonOptions {
  /** Default mean; torchvision's own default for focal is none. */
  readonly reduction?: Reduction
  /** How the input is written, if not the loss's own way. */
  readonly from?: 'logits' | 'probs' | 'log-probs'
}

export interface FocalOptions extends CommonOptions {
  readonly weight?: Numbers
  readonly ignoreIndex?: number
  readonly labelSmoothing?: number
  readonly posWeight?: Numbers
  readonly gamma?: number
  /** Weight of the positive side, or per class with softmax; -1 is off. */
  readonly alpha?: Numbers
  readonly mode?: 'sigmoid' | 'softmax'
}

/** What an option of a loss takes in a call. */
type Given<S extends OptionSpec> = S['type'] extends 'tensor' | 'scale'
  ? Numbers
  : S extends { readonly words: readonly string[] }
    ? S['words'][number]
    : S['type'] extends 'flag'
      ? boolean
      : number

/** The options of a loss's call, as it declares them. */
export type OptionsOf<L> = L extends { readonly options: infer S extends OptionSpecs }
  ? CommonOptions & { readonly [K in keyof S]?: Given<S[K]> }
  : FocalOptions

export type ElementOptions = OptionsOf<(typeof all)['bce']>
export type LogitsOptions = OptionsOf<(typeof all)['bceWithLogits']>
export type IndexOptions = OptionsOf<(typeof all)['nll']>
export type ClassOptions = OptionsOf<(typeof all)['crossEntropy']>

/** Numbers for each argument, in the loss's order. */
type ArgumentsOf<L> = L extends { readonly takes: infer T }
  ? keyof T extends 'input' | 'target' | 'x1' | 'x2'
    ? keyof T extends 'x1' | 'x2' | 'input'
      ? [x1: Numbers, x2: Numbers]
      : 'x1' extends keyof T
        ? [x1: Numbers, x2: Numbers, target: Numbers]
        : [input: Numbers, target: Numbers]
    : 'anchor' extends keyof T
      ? [anchor: Numbers, positive: Numbers, negative: Numbers]
      : 'var' extends keyof T
        ? [input: Numbers, target: Numbers, variance: Numbers]
        : Numbers[]
  : [input: Numbers, target: Numbers]

/** A loss as a function of its arguments, then its options. */
export type LossFunction<L> = (...args: [...ArgumentsOf<L>, options?: OptionsOf<L>]) => LossResult

export interface LossResult {
  /** The reduced loss; under reduction none the losses in torch's shape, as nested lists. */
  readonly value: Nested
  /** One loss per sample of the first dimension; under reduction none the same as `value`. */
  readonly perSample: Nested
  /** d value / d first argument (of the sum under none), nested like it. */
  readonly grad: Nested
  /** The same for each argument that is differentiable, by its name. */
  readonly grads: Readonly<Record<string, Nested>>
  /** Shapes, denominator, counts and notices of the run. */
  readonly report: Report & { readonly input?: ArgumentSummary; readonly target?: ArgumentSummary }
}

type All = typeof all

/** Every loss as a function: `losses.huber(input, target, { delta: 0.5 })`, `losses.gaussianNll(input, target, variance)`. */
export const losses = Object.fromEntries(
  Object.entries(all).map(([name, loss]) => [name, functionOf(loss as Loss)]),
) as { readonly [N in keyof All]: LossFunction<All[N]> }

/** Binary cross-entropy of probabilities: torch.nn.BCELoss. */
export const bce = losses.bce
/** Binary cross-entropy of logits: torch.nn.BCEWithLogitsLoss. */
export const bceWithLogits = losses.bceWithLogits
/** Cross entropy of logits against class indices or probabilities: torch.nn.CrossEntropyLoss. */
export const crossEntropy = losses.crossEntropy
/** Negative log-likelihood of log-probabilities: torch.nn.NLLLoss. */
export const nll = losses.nll
/** Mean squared error: torch.nn.functional.mse_loss. */
export const mse = losses.mse
/** Focal loss: torchvision.ops.sigmoid_focal_loss, or with softmax for class indices; `mode` decides otherwise. */
export const focal = losses.focal

/** @throws LossError as the command does, with the same codes */
function functionOf(loss: Loss): (...args: unknown[]) => LossResult {
  const names = argumentsOf(loss)
  const usual = loss.one === 'form' ? 'mean' : (loss.reduction ?? 'mean')
  const specs = Object.assign({}, ...[...formsOf(loss).values()].map(({ options }: PlainLoss) => options))
  return (...given) => {
    const { reduction = usual, mode, from, ...others } = (given[names.length] ?? {}) as FocalOptions
    // The form of a loss that has several, or an option of the loss's own.
    const rest = 'mode' in specs && mode !== undefined ? { ...others, mode } : others
    const options = Object.fromEntries(
      Object.entries(rest).map(([name, value]) => [name, optionOf(specs[name], name, value)]),
    )
    const request = { loss, options, reduction, mode, from, values: true, grad: true, samples: Infinity }
    const computation = new Computation(request)
    const args = Object.fromEntries(names.map((name, i) => [name, tensorOf(given[i] as Numbers, name)]))
    const { samples } = computation.add({ args, from: 0, whole: true })
    const report = computation.report({
      args: mapArguments(args, (_, name) => ({ name, format: 'numbers', notes: [] })),
    })
    const value = report.value ?? nested(report.values!)
    const grads = mapArguments(report.grads!, nested)
    const losses = samples?.get('loss') as Float64Array | undefined
    return {
      value,
      perSample: report.value === undefined || !losses ? value : [...losses],
      grad: Object.values(grads)[0] ?? [],
      grads,
      report: { ...report, ...report.args },
    }
  }
}

/** An option as the engine takes it: lists as tensors. */
function optionOf(spec: OptionSpec | undefined, name: string, value: unknown): unknown {
  const numbers = spec?.type === 'tensor' || (spec?.type === 'scale' && typeof value !== 'number')
  return numbers && value !== undefined ? tensorOf(value as Numbers, name) : value
}

/** @throws LossError E203 if the lists are ragged, E201 if something is not a number */
function tensorOf(numbers: Numbers, role: string): Tensor {
  if (typeof numbers === 'number') return { data: Float64Array.of(numbers), shape: [] }
  if (numbers instanceof Float64Array) return { data: numbers, shape: [numbers.length] }
  if ('data' in numbers) {
    if (sizeOf(numbers.shape) === numbers.data.length) return numbers
    throw new LossError(
      'E203',
      `${role} holds ${numbers.data.length} numbers, its shape ${showShape(numbers.shape)} others`,
    )
  }
  const shape: number[] = []
  for (let list: Numbers = numbers; Array.isArray(list); list = list[0]) shape.push(list.length)
  const data: number[] = []
  const walk = (item: unknown, depth: number): void => {
    if (depth === shape.length && typeof item === 'number') {
      data.push(item)
      return
    }
    if (depth === shape.length && !Array.isArray(item))
      throw new LossError('E201', `${role} holds ${String(item)}, not a number`)
    if (!Array.isArray(item) || item.length !== shape[depth])
      throw new LossError('E203', `${role} is ragged: its lists differ in length or depth`)
    for (const inner of item) walk(inner, depth + 1)
  }
  walk(numbers, 0)
  return { data: Float64Array.from(data), shape }
}
