import { Computation } from './engine/compute.ts'
import { LossError } from './error.ts'
import { bce as bceLoss } from './losses/bce.ts'
import { bceWithLogits as bceWithLogitsLoss } from './losses/bce-logits.ts'
import { crossEntropy as crossEntropyLoss } from './losses/ce.ts'
import type { Loss } from './losses/loss.ts'
import { mse as mseLoss } from './losses/mse.ts'
import { nll as nllLoss } from './losses/nll.ts'
import { bothFocals } from './losses/registry.ts'
import type { Reduction, Report } from './report.ts'
import { type Nested, nested, showShape, sizeOf, type Tensor } from './tensor.ts'

/** A number, nested lists, a vector, or numbers with a shape. */
export type Numbers = number | readonly Numbers[] | Float64Array | Pick<Tensor, 'data' | 'shape'>

export interface CommonOptions {
  /** Default mean; torchvision's own default for focal is none. */
  readonly reduction?: Reduction
  /** How the input is written, if not the loss's own way. */
  readonly from?: 'logits' | 'probs' | 'log-probs'
}

export interface ElementOptions extends CommonOptions {
  /** Broadcasts to the input (mse: the input's shape). */
  readonly weight?: Numbers
}

export interface LogitsOptions extends ElementOptions {
  readonly posWeight?: Numbers
}

export interface IndexOptions extends CommonOptions {
  /** One per class. */
  readonly weight?: Numbers
  readonly ignoreIndex?: number
}

export interface ClassOptions extends IndexOptions {
  readonly labelSmoothing?: number
}

export interface FocalOptions extends ClassOptions {
  readonly posWeight?: Numbers
  readonly gamma?: number
  /** Weight of the positive side, or per class with softmax; -1 is off. */
  readonly alpha?: Numbers
  readonly mode?: 'sigmoid' | 'softmax'
}

export interface LossResult {
  /** The reduced loss in nats; under reduction none the losses in torch's shape, as nested lists. */
  readonly value: Nested
  /** One loss per sample of the first dimension; under reduction none the same as `value`. */
  readonly perSample: Nested
  /** d value / d input (of the sum under none), nested like the input. */
  readonly grad: Nested
  /** Shapes, denominator, counts and notices of the run. */
  readonly report: Report
}

/** Binary cross-entropy of probabilities: torch.nn.BCELoss. */
export const bce = (input: Numbers, target: Numbers, options: ElementOptions = {}): LossResult =>
  computeLoss(bceLoss, input, target, options)

/** Binary cross-entropy of logits: torch.nn.BCEWithLogitsLoss. */
export const bceWithLogits = (input: Numbers, target: Numbers, options: LogitsOptions = {}): LossResult =>
  computeLoss(bceWithLogitsLoss, input, target, options)

/** Cross entropy of logits against class indices or probabilities: torch.nn.CrossEntropyLoss. */
export const crossEntropy = (input: Numbers, target: Numbers, options: ClassOptions = {}): LossResult =>
  computeLoss(crossEntropyLoss, input, target, options)

/** Negative log-likelihood of log-probabilities: torch.nn.NLLLoss. */
export const nll = (input: Numbers, target: Numbers, options: IndexOptions = {}): LossResult =>
  computeLoss(nllLoss, input, target, options)

/** Mean squared error: torch.nn.functional.mse_loss. */
export const mse = (input: Numbers, target: Numbers, options: ElementOptions = {}): LossResult =>
  computeLoss(mseLoss, input, target, options)

/** Focal loss: torchvision.ops.sigmoid_focal_loss, or with softmax for class indices; `mode` decides otherwise. */
export const focal = (input: Numbers, target: Numbers, options: FocalOptions = {}): LossResult =>
  computeLoss(bothFocals, input, target, options)

/** @throws LossError as the command does, with the same codes */
function computeLoss(loss: Loss, input: Numbers, target: Numbers, given: FocalOptions): LossResult {
  const { reduction = 'mean', mode, from, ...rest } = given
  const options: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(rest)) {
    options[name] =
      typeof value === 'number' && name !== 'weight' && name !== 'posWeight' ? value : tensorOf(value, name)
  }
  const computation = new Computation({
    loss,
    options,
    reduction,
    mode,
    from,
    values: true,
    grad: true,
    samples: Infinity,
  })
  const args = { input: tensorOf(input, 'input'), target: tensorOf(target, 'target') }
  const { samples } = computation.add({ args, from: 0, whole: true })
  const name = (role: string) => ({ name: role, format: 'numbers', notes: [] })
  const report = computation.report({ args: { input: name('input'), target: name('target') } })
  const value = report.value ?? nested(report.values!)
  return {
    value,
    perSample: report.value === undefined ? value : [...(samples!.get('loss') as Float64Array)],
    grad: nested(report.grad!),
    report,
  }
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
