import type { Dataset } from '../data/pairs.ts'
import type { ComputeRequest } from '../engine/request.ts'
import type { Report } from '../report.ts'
import type { Samples } from '../samples.ts'
import { FirstRows } from './first-rows.ts'
import { GiveUp } from './give-up.ts'
import { keep, type Kept, type KeptRequest } from './kept.ts'
import { inOrder, type ListingPlace } from './listing.ts'
import { Lockstep, type RecordsFile, recordsJob } from './lockstep.ts'
import { PartialReport } from './partial-report.ts'
import type { SharedRows } from './shared-rows.ts'
import { type SplitFile, Splits, splitsJob, turnsOf } from './splits.ts'
import { addRows } from './thread.ts'
import { type AskedSide, askedOf, type ThreadJob } from './thread-job.ts'
import { isOfSystem, type Workers } from './workers.ts'

/** Data with the options of each run over them. */
export interface Side extends AskedSide {
  readonly dataset: Dataset
}

export interface ThreadedRun {
  readonly request: Omit<ComputeRequest, 'options'>
  /** Of which equal rows belong together. */
  readonly sides: readonly Side[]
  readonly kept?: KeptRequest | undefined
  /** How many of the first rows are listed, where not all are. */
  readonly listed: number
  /** How many threads there are, with the one that gives the others their jobs. */
  readonly threads: number
  readonly workers: Workers
  readonly onBytes?: ((bytes: number) => void) | undefined
}

export interface FoundTogether {
  /** Of each side those of its runs. */
  readonly reports: readonly (readonly Report[])[]
  readonly kept: Kept
  readonly samples: readonly Samples[]
}

/**
 * Computes totals over files of records, or over parts of tables, in several threads, with the bits of the plain
 * way: totals are exact, so it does not matter who adds which rows, and so is what is said of the samples. Undefined
 * where the kernel does not take the files throughout, or they hold an error.
 */
export async function computeInThreads(
  { request, sides, kept, listed, threads, workers, onBytes }: ThreadedRun,
  from: readonly (RecordsFile | SplitFile)[],
  place?: ListingPlace,
): Promise<FoundTogether | undefined> {
  const output = place && inOrder(place)
  const split = from.filter((file) => 'table' in file)
  const rows = split.length > 0 ? splitsJob(split) : recordsJob(from as readonly RecordsFile[])
  const job: ThreadJob = { ...askedOf(request, sides, kept), rows, output }
  const most = rows.read === 'splits' ? Math.min(threads, turnsOf(rows)) : threads
  return withWorkers(workers, output !== undefined, async () => {
    const others = workers.give(job, most - 1)
    const partial = new PartialReport(request.loss, job, await keep(kept), listed, request)
    const first = new FirstRows(output ? 0 : listed)
    // The first rows are listed, so they are this thread's; it computes them while the others start.
    const own =
      rows.read === 'records'
        ? new Lockstep(rows, output ? 1 : listed, onBytes)
        : new Splits(
            split.map(({ table }) => table),
            rows,
            true,
          )
    await addRows(partial, own, output, first)
    const runs = sides.reduce((sum, { options }) => sum + options.length, 0)
    for (const found of await reportedBy(others, own, PATIENCE * runs)) partial.merge(found)
    const reports: (readonly Report[])[] = []
    for (const [i, { dataset, columns }] of sides.entries())
      reports.push(await partial.sides[i]!.reports(dataset, columns))
    first.check(reports[0]![0]!.samples)
    return { reports, kept: partial.kept, samples: first.samples }
  })
}

/** Milliseconds of each run without a turn of any thread after which the last ones are not waited for. */
const PATIENCE = 5000

/** What the others report; gives up if those that have not yet reported do nothing any more. */
async function reportedBy<T>(others: Promise<T>, rows: SharedRows, patience: number): Promise<T> {
  for (let before = -1; rows.turns !== undefined && rows.turns !== before;) {
    before = rows.turns
    let timer: NodeJS.Timeout | undefined
    const later = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, patience, undefined)))
    try {
      const found = await Promise.race([others, later])
      if (found !== undefined) return found
    } finally {
      clearTimeout(timer)
    }
  }
  if (rows.turns !== undefined) throw new GiveUp()
  return others
}

/**
 * What is found with workers, which end with it; undefined where it gives up. None may write after what follows: one that
 * writes, or that may have failed, is waited for.
 */
async function withWorkers<T>(
  workers: Workers,
  writes: boolean,
  find: () => Promise<T>,
): Promise<T | undefined> {
  let awaitEnd = writes
  try {
    return await find()
  } catch (error) {
    awaitEnd = true
    if (error instanceof GiveUp || isOfSystem(error)) return undefined
    throw error
  } finally {
    const ended = workers.end()
    if (awaitEnd) await ended
  }
}
