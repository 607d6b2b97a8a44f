import { LossError } from '../error.ts'
import type { Loss, ModalLoss, PlainLoss } from '../losses/loss.ts'
import type { GivenOptions } from '../options.ts'
import { type Reduction, type Report, reductions, type Samples } from '../report.ts'
import { nested, type Source, type Tensor } from '../tensor.ts'
import { notices } from './notices.ts'
import { type Pair, pairs } from './pairs.ts'
import { type Plan, plan, vectorShape } from './plan.ts'
import { type Results, run } from './run.ts'
import { type PlainTotals, Totals } from './totals.ts'

/** What to compute, apart from the numbers. */
export interface ComputeRequest {
  readonly loss: Loss
  /** Options of the loss; tensors already read. */
  readonly options: GivenOptions
  readonly reduction: Reduction
  /** Form of a loss with several; by the shapes if absent. */
  readonly mode?: string | undefined
  /** Whether the report holds the losses that were not reduced. */
  readonly values: boolean
  readonly grad: boolean
  /** Of how many rows results per sample are wanted; Infinity for all. */
  readonly samples: number
}

/**
 * Computes a loss over two streams; `take` gets per-sample results as they come.
 *
 * @throws LossError as `plan`, `pairs`, `run` and the readers
 */
export async function compute(
  request: ComputeRequest,
  input: Source,
  target: Source,
  take?: (batch: Samples) => void | Promise<void>,
): Promise<Report> {
  const computation = new Computation(request)
  const rest = pause()
  for await (const pair of pairs(input, target)) {
    const { samples } = computation.add(pair)
    if (samples) await take?.(samples)
    await rest()
  }
  return computation.report(input, target)
}

/** How long a computation may keep signals and timers waiting, in milliseconds. */
const PATIENCE = 50

/** Lets waiting events run now and then: reading a file never gives them a chance by itself. */
export function pause(): () => Promise<void> | undefined {
  let last = performance.now()
  return () => {
    if (performance.now() - last < PATIENCE) return undefined
    return new Promise((resolve) => {
      setImmediate(() => {
        last = performance.now()
        resolve()
      })
    })
  }
}

/** A loss over pairs of tensors, one after the other. */
export class Computation {
  readonly #request: ComputeRequest
  readonly #totals = new Totals()
  readonly #kept: Results[] = []
  #form: Form | undefined
  #first: Pair | undefined
  #plan: Plan | undefined

  constructor(request: ComputeRequest) {
    const { reduction } = request
    if (!reductions.includes(reduction)) {
      throw new LossError('E101', `--reduction must be one of ${reductions.join(', ')}, got ${reduction}`)
    }
    this.#request = request
  }

  add(pair: Pair): Results {
    const { loss, mode, options, reduction, samples, values, grad } = this.#request
    const { input, target, from, whole } = pair
    this.#first ??= pair
    this.#form ??= chooseForm(loss, mode, input.shape, vectorShape(target))
    this.#plan = plan(this.#form.loss, options, input, target, whole ? undefined : from)
    const wanted = { reduction, samples: from < samples, values, grad }
    const results = run(this.#plan, input, target, from, wanted, this.#totals)
    if (values || grad) this.#kept.push(results)
    return results
  }

  /** The totals of the pairs so far, as a worker sends them. */
  plain(): PlainTotals {
    return this.#totals.plain()
  }

  /** Adds the totals of pairs that another computation saw. */
  merge(totals: PlainTotals): void {
    this.#totals.merge(totals)
  }

  /** @throws LossError E205 if there was no pair, E311 if weights are left over */
  report(input: Named, target: Named): Report {
    if (!this.#form || !this.#first || !this.#plan) {
      throw new LossError('E205', `${input.name} and ${target.name} hold no data`)
    }
    const { whole } = this.#first
    if (!whole) checkWeightRows(this.#plan, this.#totals.counts.samples)
    return report(this.#request, this.#form, this.#first, this.#plan, this.#totals, this.#kept, input, target)
  }
}

interface Form {
  readonly loss: PlainLoss
  readonly mode: string | undefined
}

type Named = Pick<Source, 'name' | 'format' | 'notes'>

function checkWeightRows(fitted: Plan, rows: number): void {
  if (fitted.family !== 'element') return
  for (const weight of [fitted.weight, fitted.posWeight]) {
    const length = weight && weight.shape.length === fitted.shape.length ? weight.shape[0]! : 1
    if (length === 1 || length === rows) continue
    throw new LossError('E311', `the weights have ${length} rows, the input ${rows}`, {
      why: 'weights of this shape hold one entry per row',
    })
  }
}

function chooseForm(
  loss: Loss,
  mode: string | undefined,
  input: readonly number[],
  target: readonly number[],
) {
  if (loss.family === 'modal') {
    const chosen = mode ?? loss.choose(input, target)
    return { loss: formOf(loss, chosen), mode: chosen }
  }
  if (mode !== undefined) throw new LossError('E105', `${loss.name} has one form only, no --mode`)
  return { loss, mode: undefined }
}

function formOf(loss: ModalLoss, mode: string): PlainLoss {
  const form = Object.hasOwn(loss.modes, mode) ? loss.modes[mode] : undefined
  if (form) return form
  throw new LossError('E101', `--mode must be one of ${Object.keys(loss.modes).join(', ')}, got ${mode}`)
}

function report(
  { reduction, values, grad }: ComputeRequest,
  form: Form,
  first: Pair,
  fitted: Plan,
  totals: Totals,
  kept: readonly Results[],
  input: Named,
  target: Named,
): Report {
  const { counts } = totals
  const inputShape = first.whole ? first.input.shape : [counts.samples, ...first.input.shape.slice(1)]
  const targetShape = first.whole ? first.target.shape : [counts.samples, ...first.target.shape.slice(1)]
  const lossShape = first.whole ? fitted.shape : [counts.samples, ...fitted.shape.slice(1)]
  const sum = totals.sum.value()
  const mean = totals.mean(fitted.weighted)
  return {
    loss: form.loss.name,
    torch: form.loss.torch,
    ...(form.mode !== undefined && { mode: form.mode }),
    reduction,
    params: shownOptions(fitted),
    input: { name: input.name, format: input.format, shape: inputShape, notes: input.notes },
    target: {
      name: target.name,
      format: target.format,
      shape: targetShape,
      notes: target.notes,
      kind: fitted.family === 'class' ? fitted.kind : 'elements',
    },
    samples: counts.samples,
    elements: counts.elements,
    ignored: counts.ignored,
    ...(counts.clamped > 0 && { clamped: counts.clamped }),
    ...(reduction !== 'none' && { value: reduction === 'mean' ? mean : sum }),
    sum,
    denominator: fitted.weighted
      ? { kind: 'weights', value: totals.weights.value() }
      : { kind: fitted.family === 'class' ? 'samples' : 'elements', value: counts.counted },
    ...(values && { values: { data: join(kept.map((part) => part.values!)), shape: lossShape } }),
    ...(grad && { grad: gradient(kept, reduction, fitted, totals, inputShape) }),
    notices: notices(fitted, counts, reduction, inputShape, targetShape),
  }
}

/** d value / d input: of the sum for sum and none, over the divisor for the mean. */
function gradient(
  kept: readonly Results[],
  reduction: Reduction,
  { weighted }: Plan,
  { weights, counts }: Totals,
  shape: readonly number[],
): Tensor {
  const data = join(kept.map((part) => part.grad!))
  if (reduction === 'mean') {
    const divisor = weighted ? weights.value() : counts.counted
    // An ignored row has the slope 0 even where all are ignored, and the mean is 0/0.
    for (let i = 0; i < data.length; i++) if (data[i] !== 0 || counts.ignored === 0) data[i]! /= divisor
  }
  return { data, shape }
}

function join(parts: readonly Float64Array[]): Float64Array {
  if (parts.length === 1) return parts[0]!
  const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** Options as used, tensors as nested lists; those not given and without default are left out. */
function shownOptions({ options }: Plan): Record<string, unknown> {
  const shown: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue
    shown[name] = typeof value === 'number' ? value : nested(value)
  }
  return shown
}
