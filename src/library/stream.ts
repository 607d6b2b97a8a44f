import { type ByArgument, sameShape, showShape, sizeOf, type Tensor } from '../tensor.ts'
import { Computation, rowByRow } from '../engine/compute.ts'
import type { ComputeRequest } from '../engine/request.ts'
import { LossError } from '../error.ts'
import { argumentsOf, formsOf } from '../losses/forms.ts'
import type { Loss } from '../losses/loss.ts'
import { lossOfCall } from './in-memory.ts'
import { type Numbers, tensorOf } from './given-numbers.ts'
import { reading, shown } from './given.ts'
import { fieldsOf } from './own-options.ts'
import { ofCall, optionNames, readOptions } from './read-call.ts'
import type { CommonOptions, LossFunction, LossResult } from './types.ts'

/** An iterable, or one that has to be waited for. */
export type Stream<T> = Iterable<T> | AsyncIterable<T>

/** Samples one by one, or several at a time: the arguments of the loss in its order. */
export type Samples<A> = { readonly rows: Stream<A> } | { readonly batches: Stream<A> }

export interface StreamOptions {
  /** Gets the losses of samples as they come, and the number of the first: each sample has one. */
  readonly each?: (losses: Float64Array, from: number) => void | Promise<void>
}

export interface StreamResult {
  /** The mean or the sum. */
  readonly value: number
  readonly report: LossResult['report']
}

/** Numbers of the first argument that are gathered before they are computed. */
const GATHERED = 65_536

/**
 * A loss of samples that come one after the other, in memory that does not grow with their number. The value has the
 * same bits as that of all samples at once, however they are cut.
 *
 * ```ts
 * await computeStream(crossEntropy, { rows: samples() }, { labelSmoothing: 0.1 })
 * ```
 *
 * @throws LossError E104 for a loss of the whole batch and for reduction none, and as the loss does
 */
export async function computeStream<A extends readonly Numbers[], O extends CommonOptions>(
  call: LossFunction<A, O>,
  samples: Samples<A>,
  options?: O & StreamOptions,
): Promise<StreamResult> {
  const loss = lossOfCall(call)
  try {
    const { each, ...given } = fieldsOf(loss.name, [...optionNames(loss), 'each'], options) as StreamOptions
    if (each !== undefined && typeof each !== 'function')
      throw new LossError('E101', `each must be a function, got ${shown(each)}`)
    const request = requestOf(loss, given, each !== undefined)
    const computation = new Computation(request)
    const names = argumentsOf(loss)
    for await (const { args, firstRow } of batchesOf(loss, names, sourceOf(samples, names))) {
      if (!rowByRow(request, args)) throw notRowByRow(args)
      const results = computation.add({ args, firstRow, whole: false })
      const losses = results.samples?.get('loss')
      if (each && losses) await each(losses as Float64Array, firstRow)
    }
    const report = computation.report({
      args: Object.fromEntries(names.map((name) => [name, { name, format: 'numbers', notes: [] }])),
    })
    return { value: report.value!, report: { ...report, ...report.args } }
  } catch (error) {
    throw error instanceof LossError ? ofCall(error) : error
  }
}

/** @throws LossError E104 for what has no stream */
function requestOf(loss: Loss, given: object, listed: boolean): ComputeRequest {
  if ('grad' in given && given.grad === true)
    throw new LossError('E104', 'a stream has no gradient: grad can only be false here')
  const { values: _values, grad: _grad, ...request } = readOptions(loss, given)
  if ([...formsOf(loss).values()].some(({ one }) => one === 'batch'))
    throw new LossError('E104', `${loss.name} needs all samples at once and has no stream`)
  if (request.reduction === 'none')
    throw new LossError('E104', 'a stream has one value: its losses are given to `each`, under mean or sum')
  return { ...request, samples: listed ? Infinity : 0 }
}

/** Where samples come from. @throws LossError E103 for what is neither rows nor batches, E104 for both */
function sourceOf(samples: unknown, names: readonly string[]): Source {
  return reading('the samples', 'E201', () => {
    const { rows, batches } = (samples ?? {}) as { rows?: unknown; batches?: unknown }
    if (rows !== undefined && batches !== undefined)
      throw new LossError('E104', 'samples are either { rows } or { batches }, not both')
    const items = rows ?? batches
    const comes = (items ?? {}) as Partial<Iterable<unknown> & AsyncIterable<unknown>>
    if (typeof items === 'object' && (comes[Symbol.asyncIterator] ?? comes[Symbol.iterator]))
      return { one: rows !== undefined, items: items as Stream<unknown> }
    throw new LossError('E103', 'samples must be { rows } or { batches }, each an iterable', {
      why: `one item is [${names.join(', ')}]`,
    })
  })
}

/** Shapes of different rank are matched from the right, and then their rows are not those of samples. */
function notRowByRow(args: ByArgument<Tensor>): LossError {
  const shapes = Object.entries(args).map(([name, { shape }]) => `${name} ${showShape(shape)}`)
  return new LossError('E310', `${shapes.join(' and ')} are not samples side by side`, {
    why: 'in a stream each sample has its own row of every argument',
  })
}

/** Samples, one or several an item. */
interface Source {
  readonly one: boolean
  readonly items: Stream<unknown>
}

interface Batch {
  readonly args: ByArgument<Tensor>
  readonly firstRow: number
}

/** Batches as they come; rows are gathered to batches. */
async function* batchesOf(
  loss: Loss,
  names: readonly string[],
  { one, items }: Source,
): AsyncGenerator<Batch> {
  let firstRow = 0
  let gathered: Gathered | undefined
  let first: readonly Tensor[] | undefined
  for await (const item of items) {
    if (!Array.isArray(item) || item.length > names.length)
      throw new LossError('E103', `sample ${firstRow} must be a list of ${names.join(', ')}`)
    const tensors = names.map((name, i) => {
      if (item[i] === undefined)
        throw new LossError('E103', `${loss.name} takes ${names.join(', ')}: ${name} is missing`, {
          why: `in ${one ? 'sample' : 'the batch from sample'} ${firstRow}`,
        })
      return tensorOf(item[i], name)
    })
    if (!one) {
      const [rows] = tensors[0]!.shape
      if (rows === undefined) throw new LossError('E310', `${names[0]!} of a batch is a single number`)
      first ??= tensors
      checkBatch(names, first, tensors, firstRow)
      if (rows > 0) yield { args: named(names, tensors), firstRow }
      firstRow += rows
      continue
    }
    gathered ??= new Gathered(tensors)
    gathered.add(names, tensors, firstRow++)
    if (!gathered.full) continue
    yield { args: named(names, gathered.take()), firstRow: firstRow - gathered.rows }
    gathered.rows = 0
  }
  if (gathered && gathered.rows > 0)
    yield { args: named(names, gathered.take()), firstRow: firstRow - gathered.rows }
}

/** @throws LossError E203 for a batch whose samples are shaped otherwise than those of the first, or that has more of one argument */
function checkBatch(
  names: readonly string[],
  first: readonly Tensor[],
  batch: readonly Tensor[],
  firstRow: number,
): void {
  for (const [i, { shape }] of batch.entries()) {
    const before = first[i]!.shape
    if (shape[0] === batch[0]!.shape[0] && sameShape(shape.slice(1), before.slice(1))) continue
    if (shape[0] !== batch[0]!.shape[0])
      throw new LossError(
        'E203',
        `${names[i]!} of the batch from sample ${firstRow} has the shape ${showShape(shape)}, its ${names[0]!} ${showShape(batch[0]!.shape)}`,
      )
    throw new LossError(
      'E203',
      `${names[i]!} of the batch from sample ${firstRow} has the shape ${showShape(shape)}, that of the first ${showShape(before)}`,
    )
  }
}

const named = (names: readonly string[], tensors: readonly Tensor[]): ByArgument<Tensor> =>
  Object.fromEntries(names.map((name, i) => [name, tensors[i]!]))

/** Samples of equal shape that are computed together. */
class Gathered {
  readonly #shapes: readonly (readonly number[])[]
  readonly #most: number
  readonly #data: readonly Float64Array[]
  rows = 0

  constructor(first: readonly Tensor[]) {
    const widest = Math.max(1, ...first.map(({ data }) => data.length))
    this.#most = Math.max(1, Math.floor(GATHERED / widest))
    this.#shapes = first.map(({ shape }) => shape)
    this.#data = this.#shapes.map((shape) => new Float64Array(this.#most * sizeOf(shape)))
  }

  get full(): boolean {
    return this.rows === this.#most
  }

  /** @throws LossError E203 for a sample of another shape than the first */
  add(names: readonly string[], tensors: readonly Tensor[], row: number): void {
    for (const [i, { data, shape }] of tensors.entries()) {
      if (!sameShape(shape, this.#shapes[i]!))
        throw new LossError(
          'E203',
          `${names[i]!} of sample ${row} has the shape ${showShape(shape)}, that of the first ${showShape(this.#shapes[i]!)}`,
        )
      this.#data[i]!.set(data, this.rows * data.length)
    }
    this.rows++
  }

  /** The samples with a first dimension for their number. */
  take(): Tensor[] {
    return this.#shapes.map((shape, i) => ({
      data: this.#data[i]!.subarray(0, this.rows * sizeOf(shape)),
      shape: [this.rows, ...shape],
    }))
  }
}
