import { LossError } from '../error.ts'
import { inputOf } from '../losses/forms.ts'
import type { Reduction, Report } from '../report.ts'
import type { JudgedRows, Samples } from '../samples.ts'
import { type ByArgument, sizeOf, type Tensor } from '../tensor.ts'
import { labelled } from './named-samples.ts'
import { checkOptions, checkReduction, chooseForm, type Form, spelled } from './form.ts'
import { reportOf } from './report.ts'
import type { ComputeRequest } from './request.ts'
import { type Dataset, type Pair, wholeOf } from '../data/pairs.ts'
import { countPlaces, perRow } from './per-row.ts'
import { vectorShape } from './fit.ts'
import { type Plan, plan } from './plan.ts'
import { type Buffers, freshBuffers, ReusedBuffers } from './buffers.ts'
import type { Results, Wanted } from './results.ts'
import { run } from './run.ts'
import { runWeighted } from './sample-weights.ts'
import { type PlainTotals, Totals } from './totals.ts'
import { Evidence } from './evidence.ts'
import { turnLoopsOn } from './kernel-loops.ts'

turnLoopsOn()

/** Results of some rows for whoever lists them. */
export interface ComputedRows {
  readonly samples: Samples
  /** Columns that label the rows, by their names in the file. */
  readonly labels?: Pair['texts']
  readonly carried?: Pair['carried']
  /** The same for whoever surveys or compares them; with perRow. */
  readonly judged?: JudgedRows | undefined
}

/**
 * Computes a loss over the rows of a dataset; `take` gets per-sample results as they come.
 *
 * @throws LossError as `plan`, `pairs`, `run` and the readers
 */
export async function compute(
  request: ComputeRequest,
  dataset: Dataset,
  take?: (batch: ComputedRows) => void | Promise<void>,
  buffers: Buffers = freshBuffers,
): Promise<Report> {
  const computation = new Computation(request, buffers)
  const rest = pause()
  const passing = !request.explain
  for await (const pair of pairsFor(request, dataset, passing)) {
    const batch = batchOf(computation.add(pair), pair, request, dataset.classes, buffers)
    if (batch) await take?.(batch)
    await rest()
  }
  return computation.report(dataset)
}

/**
 * The rows of a dataset as a loss takes them: together if it needs all at once. `passing` says that a pair is done with
 * when the next one is asked for.
 */
export async function* pairsFor(
  request: ComputeRequest,
  dataset: Dataset,
  passing = false,
): AsyncGenerator<Pair> {
  const batch = request.loss.one === 'batch'
  const rows = dataset.pairs((args) => rowByRow(request, args), passing && !batch)
  if (batch) yield await wholeOf(rows)
  else yield* rows
}

/** Results of a pair as a batch, in arrays from `buffers`; undefined where no samples are wanted. */
export function batchOf(
  results: Results,
  pair: Pair,
  request: ComputeRequest,
  classes: readonly string[] | undefined,
  buffers: Buffers = freshBuffers,
): ComputedRows | undefined {
  if (!results.samples) return undefined
  const samples = labelled(results.samples, pair, classes)
  const labels = pair.texts
  const judged = request.perRow ? judgedRows(samples, results, pair, request, classes, buffers) : undefined
  return { samples, labels, carried: pair.carried, judged }
}

function judgedRows(
  samples: Samples,
  results: Results,
  pair: Pair,
  request: ComputeRequest,
  classes: readonly string[] | undefined,
  buffers: Buffers,
): JudgedRows {
  const rows = samples.get('row')!.length
  const { values, divisors, predictions } = results
  const width = values!.length / rows
  const { weights } = pair
  const weighted = weights ? values!.map((value, i) => value * weights.data[Math.floor(i / width)]!) : values
  const form = chooseForm(request.loss, request.mode, pair.args).loss
  const { target } = pair.args
  const binary = form.one === 'element' && form.takes.target?.domain.max === 1
  const ignored =
    form.takes.target?.kind === 'index' ? Number(request.options.ignoreIndex ?? Number.NaN) : undefined
  const counted = countedBy(request)
  const indices = target?.data.length === values!.length ? target.data : undefined
  const isIgnored = (i: number) => {
    const index = ignored === undefined ? undefined : indices?.[i]
    return index !== undefined && (index === ignored || index < 0)
  }
  return {
    ...perRow(results, rows, pair, buffers),
    samples,
    fromFile: new Set([...samples.keys()].filter((name) => !results.samples!.has(name))),
    labels: pair.texts,
    values: weighted,
    valueDivisors: divisors,
    ...(counted && form.one !== 'batch' && countPlaces(values!.length, rows, isIgnored, counted)),
    indices: classes && indicesIn(results.samples!),
    sides: binary && width === 1 ? target!.data : undefined,
    targets: results.samples!.has('target') || target?.shape[0] !== rows ? undefined : target,
    ignored,
    predictions,
  }
}

/** What the mean counts whatever it weighs; undefined where weights are its divisor, if there are some. */
function countedBy({ meanBy, reduction }: ComputeRequest): 'elements' | 'rows' | undefined {
  if (reduction === 'batchmean') return 'rows'
  return meanBy === 'elements' || meanBy === 'rows' ? meanBy : undefined
}

function indicesIn(samples: Samples): JudgedRows['indices'] {
  const [target, predicted] = [samples.get('target'), samples.get('predicted')]
  if (!(target instanceof Float64Array && predicted instanceof Float64Array)) return undefined
  return { target, predicted }
}

/**
 * Whether rows of the arguments belong together. Not so for the one row (C) of a class loss, for a loss of the whole
 * batch, nor where shapes of different rank broadcast: their dimensions are matched from the right.
 */
export function rowByRow({ loss, mode }: ComputeRequest, args: ByArgument<Tensor>): boolean {
  const form = chooseForm(loss, mode, args).loss
  if (form.one === 'batch') return false
  const ranks = Object.entries(form.takes).flatMap(([name, { fits }]) => (fits ? [] : [args[name]!]))
  const [first] = ranks as [Tensor]
  if (form.one === 'row') return first.shape.length > 1
  return ranks.every(
    (other) =>
      first.shape.length === other.shape.length || vectorShape(first).length === vectorShape(other).length,
  )
}

/** How long a computation may keep signals and timers waiting, in milliseconds. */
const PATIENCE = 50

/** Lets waiting events run now and then: reading a file never gives them a chance by itself. */
export function pause(): () => Promise<void> | undefined {
  // Not performance.now(), whose module takes 2 ms to load.
  let last = Date.now()
  // Browsers have no setImmediate.
  const { setImmediate: later = setTimeout } = globalThis as { setImmediate?: (call: () => void) => unknown }
  return () => {
    if (Math.abs(Date.now() - last) < PATIENCE) return undefined
    return new Promise((resolve) => {
      later(() => {
        last = Date.now()
        resolve()
      })
    })
  }
}

/** A loss that was fitted to data: its form, options and shapes, and the first rows. */
export interface Fitted {
  readonly form: Form
  readonly plan: Plan
  readonly first: Pair
}

/** A loss over pairs of tensors, one after the other. */
export class Computation {
  readonly #request: ComputeRequest
  /** A mean over rows is that of their sums. */
  readonly #reducedAs: Reduction
  readonly #buffers: Buffers
  /** Of rows whose results nobody gets. */
  readonly #unseen: Buffers = new ReusedBuffers()
  /** Whoever takes slopes at once needs them no longer. */
  readonly #slopes: Buffers
  readonly #totals: Totals
  readonly #kept: Results[] = []
  #fitted: Fitted | undefined

  constructor(request: ComputeRequest, buffers: Buffers = freshBuffers) {
    checkReduction(request)
    checkOptions(request)
    const { reduction, meanBy } = request
    this.#request = request
    this.#reducedAs = reduction === 'mean' && meanBy === 'rows' ? 'batchmean' : reduction
    this.#buffers = buffers
    this.#slopes = request.takeSlopes ? new ReusedBuffers() : freshBuffers
    this.#totals = new Totals(request.hints && new Evidence())
  }

  /** What the loss was fitted to; undefined before the first pair. */
  get fitted(): Fitted | undefined {
    return this.#fitted
  }

  /** Fits the loss to the shapes of a pair, without looking at its numbers. */
  fit(pair: Pair): Plan {
    const { loss, mode, options } = this.#request
    const { firstRow, whole } = pair
    const { form = spelled(chooseForm(loss, mode, pair.args), loss, this.#request.from), first = pair } =
      this.#fitted ?? {}
    const fitted = plan(form.loss, options, pair.args, whole ? undefined : firstRow)
    this.#fitted = { form, plan: weighted(fitted, this.#request), first }
    return this.#fitted.plan
  }

  add(pair: Pair): Results {
    const { samples = 0, values = false, grad = false } = this.#request
    const { firstRow } = pair
    const plan = this.fit(pair)
    const { perRow = false, explain, predict, sums } = this.#request
    const listed = firstRow < samples
    const wanted: Wanted = {
      reduction: this.#reducedAs,
      samples: listed,
      summed: sums?.(plan),
      values: values || perRow,
      kept: values,
      divisors: perRow,
      grad,
      buffers: listed || perRow ? this.#buffers : this.#unseen,
      slopes: this.#slopes,
    }
    this.#totals.evidence?.see(plan, pair.args, firstRow, pair.rows)
    const results = pair.weights
      ? runWeighted(plan, pair, wanted, this.#totals)
      : run(plan, pair.args, firstRow, wanted, this.#totals)
    if (predict) results.predictions = predict(plan, pair.args, this.#buffers)
    const { takeSlopes } = this.#request
    if (grad && takeSlopes) {
      takeSlopes(results.grads!, pair.args)
      delete results.grads
    }
    if (values || (grad && !takeSlopes) || results.reduced) this.#kept.push(results)
    explain?.see(plan, pair)
    return results
  }

  get empty(): boolean {
    return this.#fitted === undefined
  }

  /** The totals of the pairs so far, as a worker sends them. */
  plain(): PlainTotals {
    return this.#totals.plain()
  }

  merge(totals: PlainTotals): void {
    this.#totals.merge(totals)
  }

  /** @throws LossError E205 if there was no pair, E311 if weights are left over */
  report(dataset: Pick<Dataset, 'args' | 'skipped' | 'classes'>): Report {
    const { args, classes } = dataset
    if (!this.#fitted)
      throw new LossError(
        'E205',
        `${Object.values(args)
          .map(({ name }) => name)
          .join(' and ')} hold no data`,
      )
    const { form, plan, first } = this.#fitted
    if (!first.whole) checkWeightRows(plan, this.#totals.counts.samples)
    const found = reportOf(
      this.#request,
      this.#reducedAs,
      form,
      first,
      plan,
      this.#totals,
      this.#kept,
      dataset,
    )
    if (!this.#request.explain) return found
    const [columns, positions] =
      plan.one === 'row'
        ? ([plan.kind === 'elements' ? 'elements' : 'classes', sizeOf(plan.shape.slice(1))] as const)
        : (['elements', 1] as const)
    return {
      ...found,
      explanation: {
        ...this.#request.explain.heading(plan),
        input: inputOf(form.loss).what,
        columns,
        positions,
        rows: this.#request.explain.rows(),
        ...(classes && { classes }),
      },
    }
  }
}

function checkWeightRows(fitted: Plan, rows: number): void {
  if (fitted.one !== 'element') return
  for (const weight of [fitted.weight, ...fitted.factors]) {
    const length = weight && weight.shape.length === fitted.shape.length ? weight.shape[0]! : 1
    if (length === 1 || length === rows) continue
    throw new LossError('E311', `the weights have ${length} rows, the input ${rows}`, {
      why: 'weights of this shape hold one entry per row',
    })
  }
}

/** The plan of a loss whose mean is to divide by weights that otherwise would not, or is not to. */
function weighted(fitted: Plan, { meanBy }: ComputeRequest): Plan {
  if (meanBy === 'elements') return { ...fitted, weighted: false }
  const has = meanBy === 'weights' && fitted.one === 'element' && fitted.weight !== undefined
  return has ? { ...fitted, weighted: true, perElement: !fitted.weighted } : fitted
}
