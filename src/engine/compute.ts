import { LossError } from '../error.ts'
import type { Predictions } from '../predictions.ts'
import type { Loss, ModalLoss, PlainLoss } from '../losses/loss.ts'
import { spellingsOf } from '../losses/registry.ts'
import type { GivenOptions } from '../options.ts'
import {
  type Denominator,
  type ExplainedRow,
  type Explanation,
  type MeanBy,
  type Notice,
  type Reduction,
  type Report,
  reductions,
  type Samples,
} from '../report.ts'
import { nested, type Tensor } from '../tensor.ts'
import { labelled } from './labels.ts'
import { notices } from './warnings.ts'
import type { ByArgument, Dataset, Named, Pair } from '../data/pairs.ts'
import { type PerRow, perRow } from './per-row.ts'
import { type Plan, plan, vectorShape } from './plan.ts'
import { freshRoom, type Room } from './buffers.ts'
import { type Results, run } from './run.ts'
import { runWeighted } from './sample-weights.ts'
import { type Counts, type PlainTotals, Totals } from './totals.ts'
import type { PlainEvidence } from './evidence.ts'

/** Works out rows step by step; loaded only if rows are to be explained. */
export interface Explain {
  /** The loss as a formula, with the options that this run was given. */
  heading(plan: Plan): Pick<Explanation, 'formula' | 'latex'>
  /** The chosen rows of a piece. */
  rows(plan: Plan, pair: Pair): readonly ExplainedRow[]
}

/** What a hint may look at after a run. */
export interface Facts {
  readonly plan: Plan
  readonly evidence: PlainEvidence
  readonly counts: Counts
  readonly reduction: Reduction
  readonly sum: number
  readonly mean: number
  readonly input: {
    readonly name: string
    readonly format: string
    readonly columns?: readonly string[] | undefined
  }
}

/** The arguments of a loss that compares an input with a target. */
interface TwoArguments {
  readonly input: Tensor
  readonly target: Tensor
}

/** What to compute, apart from the numbers. */
export interface ComputeRequest {
  readonly loss: Loss
  /** Options of the loss; tensors already read. */
  readonly options: GivenOptions
  readonly reduction: Reduction
  /** Form of a loss with several; by the shapes if absent. */
  readonly mode?: string | undefined
  /** How the input is written: logits, probs or log-probs; the loss's own way if absent. */
  readonly from?: string | undefined
  /** Another divisor of the mean than torch's. */
  readonly meanBy?: MeanBy | undefined
  /** Whether the report holds the losses that were not reduced. */
  readonly values: boolean
  readonly grad: boolean
  /** Of how many rows results per sample are wanted; Infinity for all. */
  readonly samples: number
  /** Says which common mistakes the facts look like; evidence is collected only if it is there. */
  readonly hints?: ((facts: Facts) => readonly Notice[]) | undefined
  /** Rows to work out step by step. */
  readonly explain?: Explain | undefined
  /** Says how probable the answers of some rows are; what it says goes to `take`. */
  readonly predict?: ((plan: Plan, input: Tensor, target: Tensor) => Predictions | undefined) | undefined
  /** Whether `take` also gets what each row adds to the sum. */
  readonly perRow?: boolean
}

/** Results of some rows for whoever lists or surveys them. */
export interface Batch {
  readonly samples: Samples
  /** Losses before any reduction, times the weight of the row; with perRow. */
  readonly values?: Float64Array | undefined
  /** What each of them adds to the divisor; absent where that is the weight of the row. */
  readonly shares?: Float64Array | undefined
  readonly perRow?: PerRow | undefined
  /** Targets, where there is one per row and it tells a side: 0, 1, or between. */
  readonly sides?: Float64Array | undefined
  /** Probabilities beside the targets; with predict. */
  readonly predictions?: Predictions | undefined
}

/**
 * Computes a loss over two streams; `take` gets per-sample results as they come.
 *
 * @throws LossError as `plan`, `pairs`, `run` and the readers
 */
export async function compute(
  request: ComputeRequest,
  dataset: Dataset,
  take?: (batch: Batch) => void | Promise<void>,
): Promise<Report> {
  const computation = new Computation(request)
  const rest = pause()
  for await (const pair of dataset.pairs((args) => rowByRow(request, args))) {
    const batch = batchOf(computation.add(pair), pair, request, dataset.classes)
    if (batch) await take?.(batch)
    await rest()
  }
  return computation.report(dataset)
}

/** Results of a pair as a batch; undefined where no samples are wanted. */
export function batchOf(
  results: Results,
  pair: Pair,
  request: ComputeRequest,
  classes: readonly string[] | undefined,
): Batch | undefined {
  if (!results.samples) return undefined
  const samples = labelled(results.samples, pair, classes)
  if (!request.perRow) return { samples }
  const rows = samples.get('row')!.length
  const { values, shares, predictions } = results
  const width = values!.length / rows
  const { weights } = pair
  const weighted = weights ? values!.map((value, i) => value * weights.data[Math.floor(i / width)]!) : values
  const { input, target } = pair.args as unknown as TwoArguments
  const form = chooseForm(request.loss, request.mode, input.shape, vectorShape(target)).loss
  const binary = form.family === 'element' && form.target.max === 1 && target.data.length === rows
  const sides = binary && width === 1 ? target.data : undefined
  return { samples, values: weighted, shares, perRow: perRow(results, rows, pair), sides, predictions }
}

/**
 * Whether rows of input and target belong together. Not so for the one row (C) of a class loss, nor where shapes of
 * different rank broadcast: their dimensions are matched from the right.
 */
export function rowByRow({ loss, mode }: ComputeRequest, args: ByArgument<Tensor>): boolean {
  const { input, target } = args as unknown as TwoArguments
  const form = chooseForm(loss, mode, input.shape, vectorShape(target)).loss
  if (form.family === 'class') return input.shape.length > 1
  return (
    input.shape.length === target.shape.length || vectorShape(input).length === vectorShape(target).length
  )
}

/** How long a computation may keep signals and timers waiting, in milliseconds. */
const PATIENCE = 50

/** Lets waiting events run now and then: reading a file never gives them a chance by itself. */
export function pause(): () => Promise<void> | undefined {
  // Not performance.now(), whose module takes 2 ms to load.
  let last = Date.now()
  return () => {
    if (Math.abs(Date.now() - last) < PATIENCE) return undefined
    return new Promise((resolve) => {
      setImmediate(() => {
        last = Date.now()
        resolve()
      })
    })
  }
}

/** A loss over pairs of tensors, one after the other. */
export class Computation {
  readonly #request: ComputeRequest
  readonly #room: Room
  readonly #totals = new Totals()
  readonly #kept: Results[] = []
  readonly #explained: ExplainedRow[] = []
  #form: Form | undefined
  #first: Pair | undefined
  #plan: Plan | undefined

  /** Samples are in memory of `room`. */
  constructor(request: ComputeRequest, room: Room = freshRoom) {
    const { reduction } = request
    if (!reductions.includes(reduction)) {
      throw new LossError('E101', `--reduction must be one of ${reductions.join(', ')}, got ${reduction}`)
    }
    this.#request = request
    this.#room = room
  }

  add(pair: Pair): Results {
    const { loss, mode, options, reduction, samples, values, grad } = this.#request
    const { from, whole } = pair
    const { input, target } = pair.args as unknown as TwoArguments
    this.#first ??= pair
    this.#form ??= spelled(chooseForm(loss, mode, input.shape, vectorShape(target)), loss, this.#request.from)
    this.#plan = plan(this.#form.loss, options, input, target, whole ? undefined : from)
    const { perRow = false, hints, explain, predict } = this.#request
    const wanted = {
      reduction,
      samples: from < samples,
      values: values || perRow,
      shares: perRow,
      grad,
      room: this.#room,
    }
    if (hints) this.#totals.evidence.see(this.#plan, input, target, from)
    const results = pair.weights
      ? runWeighted(this.#plan, pair, wanted, this.#totals)
      : run(this.#plan, input, target, from, wanted, this.#totals)
    if (predict) results.predictions = predict(this.#plan, input, target)
    if (values || grad) this.#kept.push(results)
    if (explain) this.#explained.push(...explain.rows(this.#plan, pair))
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
  report(dataset: Pick<Dataset, 'args' | 'skipped' | 'classes'>): Report {
    const { args, classes } = dataset
    if (!this.#form || !this.#first || !this.#plan) {
      throw new LossError(
        'E205',
        `${Object.values(args)
          .map(({ name }) => name)
          .join(' and ')} hold no data`,
      )
    }
    const { whole } = this.#first
    if (!whole) checkWeightRows(this.#plan, this.#totals.counts.samples)
    const found = report(
      this.#request,
      this.#form,
      this.#first,
      this.#plan,
      this.#totals,
      this.#kept,
      dataset,
    )
    if (!this.#request.explain) return found
    const [columns, positions] =
      this.#plan.family === 'class' ? (['classes', this.#plan.inner] as const) : (['elements', 1] as const)
    const rows = this.#explained
    return {
      ...found,
      explanation: {
        ...this.#request.explain.heading(this.#plan),
        input: this.#form.loss.input.what,
        columns,
        positions,
        rows,
        ...(classes && { classes }),
      },
    }
  }
}

interface Form {
  readonly loss: PlainLoss
  readonly mode: string | undefined
  readonly from?: string
}

/** @throws LossError E101 if the loss does not take inputs written so */
function spelled(form: Form, { name }: Loss, from: string | undefined): Form {
  if (from === undefined) return form
  const spellings = spellingsOf(form.loss)
  const loss = spellings.get(from)
  if (loss) return { ...form, loss, from }
  const words = [...spellings.keys()].join(', ')
  throw new LossError('E101', words ? `--from must be one of ${words}, got ${from}` : `${name} has no --from`)
}

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
  request: ComputeRequest,
  form: Form,
  first: Pair,
  fitted: Plan,
  totals: Totals,
  kept: readonly Results[],
  { args, skipped = 0 }: Pick<Dataset, 'args' | 'skipped'>,
): Report {
  const { reduction, values, grad } = request
  const { counts } = totals
  const weighted = fitted.weighted || first.weights !== undefined
  const { input, target } = args as { input: Named; target: Named }
  const shapeOf = ({ shape }: Tensor) => (first.whole ? shape : [counts.samples, ...shape.slice(1)])
  const inputShape = shapeOf(first.args.input!)
  const targetShape = shapeOf(first.args.target!)
  const lossShape = first.whole ? fitted.shape : [counts.samples, ...fitted.shape.slice(1)]
  const sum = totals.sum.value()
  const denominator = denominatorOf(request.meanBy ?? 'torch', weighted, fitted, totals)
  const mean = totals.mean(denominator)
  return {
    loss: request.loss.name,
    torch: form.loss.torch,
    ...(form.mode !== undefined && { mode: form.mode }),
    ...(form.from !== undefined && { from: form.from }),
    reduction,
    params: shownOptions(fitted),
    input: { ...summary(input), shape: inputShape },
    target: {
      ...summary(target),
      shape: targetShape,
      kind: fitted.family === 'class' ? fitted.kind : 'elements',
    },
    samples: counts.samples,
    elements: counts.elements,
    ignored: counts.ignored,
    ...(skipped > 0 && { skipped }),
    ...(counts.clamped > 0 && { clamped: counts.clamped }),
    ...(reduction !== 'none' && { value: reduction === 'mean' ? mean : sum }),
    sum,
    denominator,
    ...(values && { values: { data: join(kept.map((part) => part.values!)), shape: lossShape } }),
    ...(grad && { grad: gradient(kept, reduction, denominator.value, totals, inputShape) }),
    notices: [
      ...notices({ ...fitted, shape: lossShape }, counts, reduction, inputShape, targetShape),
      ...(request.hints?.({
        plan: fitted,
        evidence: totals.evidence.plain(),
        counts,
        reduction,
        sum,
        mean,
        input,
      }) ?? []),
    ],
  }
}

/** @throws LossError E104 for a sum of weights where there are none */
function denominatorOf(meanBy: MeanBy, weighted: boolean, { family }: Plan, totals: Totals): Denominator {
  const { counts, weights } = totals
  if (meanBy === 'weights' && !weighted) {
    throw new LossError('E104', '--mean-by weights needs weights that divide: class weights, or --weight-col')
  }
  if (meanBy === 'rows') return { kind: 'rows', value: counts.samples }
  if (meanBy === 'weights' || (meanBy === 'torch' && weighted))
    return { kind: 'weights', value: weights.value() }
  return { kind: family === 'class' ? 'samples' : 'elements', value: counts.counted }
}

function summary({ name, format, notes, selected }: Named): Named {
  return { name, format, notes, ...(selected && { selected }) }
}

/** d value / d input: of the sum for sum and none, over the divisor for the mean. */
function gradient(
  kept: readonly Results[],
  reduction: Reduction,
  divisor: number,
  { counts }: Totals,
  shape: readonly number[],
): Tensor {
  const data = join(kept.map((part) => part.grad!))
  if (reduction === 'mean') {
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
