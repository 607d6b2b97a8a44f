import { Worker } from 'node:worker_threads'
import type { ComputeRequest } from '../engine/request.ts'
import type { Surveyor, SurveyRequest } from '../collectors/survey.ts'
import type { ColumnRequest } from '../data/columns.ts'
import type { Dataset } from '../data/pairs.ts'
import { LossError } from '../error.ts'
import type { Report } from '../report.ts'
import type { Samples } from '../samples.ts'
import type { TableSource } from '../table.ts'
import type { Tensor } from '../tensor.ts'
import { formats } from '../writers/formats.ts'
import { createShared, type FilePart, GiveUp } from './lockstep.ts'
import type { Asked, Job, TableJob } from './job.ts'
import type { ListingPlace } from './listing.ts'
import type { Found } from './share.ts'
import { Work } from './work.ts'

/** What is asked for besides the totals. */
export interface Extras {
  /** What the columns of the files are; without it two files hold input and target. */
  readonly columns: ColumnRequest | undefined
  readonly survey: SurveyRequest | undefined
  /** How many of the first rows are listed, where not all are. */
  readonly listed: number
}

/** What all threads found together. */
export interface InThreads {
  readonly report: Report
  readonly surveyor: Surveyor | undefined
  readonly samples: readonly Samples[]
}

/**
 * Computes totals over one file of records or several in several threads, with the bits of the plain way: totals are
 * exact, so it does not matter who adds which rows, and so is what is said of the samples. Undefined where the kernel does not take the files throughout, or they hold an error.
 */
export async function computeInThreads(
  request: ComputeRequest,
  files: readonly FilePart[],
  { columns, survey, listed }: Extras,
  dataset: Dataset,
  threads: number,
  script: string,
  onBytes?: (bytes: number) => void,
  output?: ListingPlace,
): Promise<InThreads | undefined> {
  const { loss, hints } = request
  const shared = createShared(files, output?.start)
  const job: Job = { shared, files: files.map(sendableFile), ...askedOf(request, columns, survey), output }
  const makeWriter = output && (await formats[output.format]())
  const samples: Samples[] = []
  let work: Work | undefined
  const workers: Worker[] = []
  // None may write after what follows.
  let awaitEnd = output !== undefined
  try {
    for (let i = 1; i < threads; i++) {
      workers.push(startWorker(script, job))
    }
    work = new Work(loss, job, listed, makeWriter, false, hints)
    // The first rows are listed, so they are this thread's; it computes them while the others start.
    work.reserve(output ? 1 : listed)
    work.step((batch) => samples.push(copyOf(batch)))
    const first = samples[0]?.get('row')?.length ?? 0
    if (listed > first && !output) return undefined
    const own = work
    const reports = Promise.all(workers.map(foundBy))
    const [found] = await Promise.all([
      reports,
      own.finish(onBytes).then(() => patience(reports, () => own.turns)),
    ])
    const { share } = work
    for (const part of found) share.merge(part)
    return { report: share.report(dataset), surveyor: share.surveyor, samples }
  } catch (error) {
    awaitEnd = true
    if (error instanceof GiveUp || isOfSystem(error)) return undefined
    throw error
  } finally {
    const ended = workers.map((worker) => worker.terminate())
    if (awaitEnd) await Promise.all(ended)
  }
}

/** What is asked for, as it is sent. */
export function askedOf(
  { loss, options, reduction, mode, from, meanBy, hints, predict }: ComputeRequest,
  columns: ColumnRequest | undefined,
  survey: SurveyRequest | undefined,
): Asked {
  return {
    loss: loss.name,
    options: cloneable(options),
    reduction,
    mode,
    from,
    meanBy,
    hints: hints !== undefined,
    columns: columns && sendable(columns),
    survey,
    predict: predict !== undefined,
  }
}

/** Starts a worker with its job. */
export function startWorker(script: string, job: Job | TableJob): Worker {
  // Garbage is collected sooner than by default: it is much, and short-lived.
  const worker = new Worker(script, { workerData: job, resourceLimits: { maxYoungGenerationSizeMb: 8 } })
  // It may fail before anybody listens to it.
  return worker.on('error', () => {})
}

/** Whether the system has no more files or threads to give, or may not; the plain way needs fewer. */
export function isOfSystem(error: unknown): boolean {
  return error instanceof Error && !(error instanceof LossError) && 'code' in error
}

export function copyOf(samples: Samples): Samples {
  return new Map([...samples].map(([name, column]) => [name, column.slice()]))
}

/** Milliseconds without a turn of any thread after which the last ones are not waited for. */
const PATIENCE = 5000

/** Gives up if threads that have not yet reported do nothing any more. */
async function patience(reports: Promise<unknown>, turns: () => number): Promise<void> {
  for (let reported = false, before = -1; !reported;) {
    if (turns() === before) throw new GiveUp()
    before = turns()
    let timer: NodeJS.Timeout | undefined
    const later = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, PATIENCE, false)))
    try {
      reported = await Promise.race([reports.then(() => true), later])
    } finally {
      clearTimeout(timer)
    }
  }
}

/** What a worker reports; gives up with it if it fails. */
export async function foundBy(worker: Worker): Promise<Found> {
  const report = new Promise<Found | undefined>((resolve) => {
    worker.once('message', resolve)
    worker.once('error', () => resolve(undefined))
    worker.once('exit', () => resolve(undefined))
  })
  // Awaited later, so that a failure meanwhile is not taken for one nobody handles.
  const found = await report
  if (found === undefined) throw new GiveUp()
  return found
}

/** A request without the functions that read its tables. */
function sendable(request: ColumnRequest): ColumnRequest {
  const tables = request.tables.map(
    ({ name, format, columns }) => ({ name, format, columns, notes: [] }) as unknown as TableSource,
  )
  return { ...request, tables, notices: [] }
}

/** A file as it was found; its descriptor serves all threads. */
function sendableFile({ file, selections, missing }: FilePart): FilePart {
  return { file: { ...file }, selections, missing }
}

/** Options without the functions that tell where tensors were read. */
function cloneable(options: ComputeRequest['options']): ComputeRequest['options'] {
  const plain = Object.entries(options).map(([name, value]) => {
    if (typeof value !== 'object' || value === null) return [name, value]
    const { data, shape, table } = value as Tensor
    return [name, { data, shape, ...(table && { table }) }]
  })
  return Object.fromEntries(plain)
}
