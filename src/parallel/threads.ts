import { Worker } from 'node:worker_threads'
import type { ComputeRequest } from '../engine/request.ts'
import type { Dataset } from '../data/pairs.ts'
import type { PlainTotals } from '../engine/totals.ts'
import { LossError } from '../error.ts'
import type { PlainFile } from '../readers/csv/plain-file.ts'
import type { Report, Samples } from '../report.ts'
import type { Tensor } from '../tensor.ts'
import { formats } from '../writers/formats.ts'
import { createShared, GiveUp } from './lockstep.ts'
import type { ListingPlace } from './listing.ts'
import { Work } from './work.ts'

/**
 * Computes totals over two plain files in several threads, with the bits of the plain way: totals are exact, so it
 * does not matter who adds which rows. Undefined where the files are not plain throughout, or hold an error.
 */
export async function computeInThreads(
  request: ComputeRequest,
  files: readonly [PlainFile, PlainFile],
  dataset: Dataset,
  threads: number,
  script: string,
  onBytes?: (bytes: number) => void,
  output?: ListingPlace,
): Promise<{ report: Report; samples: Samples[] } | undefined> {
  const [input, target] = files
  const { loss, options, reduction, mode, from, meanBy, hints, samples: wanted = 0 } = request
  const shared = createShared(input, target, output?.start)
  const names = {
    loss: loss.name,
    options: cloneable(options),
    reduction,
    mode,
    from,
    meanBy,
    hints: hints !== undefined,
  }
  const job = { shared, input, target, ...names, output }
  const makeWriter = output && (await formats[output.format]())
  const samples: Samples[] = []
  let work: Work | undefined
  const workers: Worker[] = []
  // None may write after what follows, or hold files that the plain way opens.
  let awaitEnd = output !== undefined
  try {
    for (let i = 1; i < threads; i++) {
      const worker = new Worker(script, { workerData: job })
      // It may fail before this thread listens to it.
      workers.push(worker.on('error', () => {}))
    }
    work = new Work(loss, job, wanted, makeWriter, false, hints)
    // The first rows are listed, so they are this thread's; it computes them while the others start.
    work.reserve(output ? 1 : wanted)
    work.step((batch) => samples.push(copyOf(batch)))
    const listed = samples[0]?.get('row')?.length ?? 0
    if (wanted > listed && !output) return undefined
    const own = work
    const reports = Promise.all(workers.map(totalsOf))
    const [totals] = await Promise.all([
      reports,
      own.finish(onBytes).then(() => patience(reports, () => own.turns)),
    ])
    for (const part of totals) work.computation.merge(part)
    return { report: work.computation.report(dataset), samples }
  } catch (error) {
    awaitEnd = true
    if (error instanceof GiveUp || isOfSystem(error)) return undefined
    throw error
  } finally {
    work?.close()
    const ended = workers.map((worker) => worker.terminate())
    if (awaitEnd) await Promise.all(ended)
  }
}

/** Whether the system has no more files or threads to give, or may not; the plain way needs fewer. */
function isOfSystem(error: unknown): boolean {
  return error instanceof Error && !(error instanceof LossError) && 'code' in error
}

function copyOf(samples: Samples): Samples {
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
async function totalsOf(worker: Worker): Promise<PlainTotals> {
  const report = new Promise<PlainTotals | undefined>((resolve) => {
    worker.once('message', resolve)
    worker.once('error', () => resolve(undefined))
    worker.once('exit', () => resolve(undefined))
  })
  // Awaited later, so that a failure meanwhile is not taken for one nobody handles.
  const totals = await report
  if (totals === undefined) throw new GiveUp()
  return totals
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
