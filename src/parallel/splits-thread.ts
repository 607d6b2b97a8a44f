import { pause } from '../engine/compute.ts'
import { workIn } from '../engine/workspace.ts'
import { LossError } from '../error.ts'
import { kernelIfAvailable } from '../kernel/kernel.ts'
import type { Loss } from '../losses/loss.ts'
import { openSplits } from '../readers/open-splits.ts'
import type { Samples } from '../samples.ts'
import type { SplitTable } from '../table.ts'
import { formats } from '../writers/formats.ts'
import { GiveUp } from './give-up.ts'
import { PartialReport, type PlainPartial } from './partial-report.ts'
import { SplitsListing } from './splits-listing.ts'
import type { SplitsJob } from './thread-job.ts'

/** What a worker finds in the parts of a table that it is handed. @throws GiveUp */
export async function foundInSplits(loss: Loss, job: SplitsJob): Promise<PlainPartial> {
  const partial = new PartialReport(loss, job, job.output ? Infinity : 0)
  await addSplits(partial, await openSplits(job.head), job, nextOf(job), await listingOf(job, true))
  return partial.plain()
}

/** Where samples are listed, if they are; `continued` if another thread lists the first. */
export async function listingOf(
  { output }: SplitsJob,
  continued: boolean,
): Promise<SplitsListing | undefined> {
  return output && new SplitsListing(await formats[output.format](), output, continued)
}

/**
 * Computes the parts of a table that are handed out, and lists the samples; without a listing `take` gets those of the
 * first rows, in memory that the next ones overwrite.
 *
 * @throws GiveUp, also in place of any error of the data: the plain way finds it, and is the one to say so
 */
export async function addSplits(
  partial: PartialReport,
  table: SplitTable,
  job: SplitsJob,
  next: () => number | undefined,
  listing: SplitsListing | undefined,
  take?: (samples: Samples, from: number) => void,
): Promise<void> {
  const pairing = partial.pairing!
  const rest = pause()
  try {
    const { selections } = pairing.reads[0]!
    const kernel = kernelIfAvailable()
    // Before any numbers lie there, since memory that grows moves.
    if (kernel) workIn(kernel)
    const { missing } = job.columns!
    const nextPart = () => {
      const part = next()
      listing?.begin(part)
      return part
    }
    const pieces = table.read(selections, missing, nextPart, kernel, firstRowOf(job))
    for await (const { firstRow, parts } of pieces) {
      const pair = pairing.pair([parts], firstRow, firstRow)
      const found = pair && partial.add(pair)
      if (found && listing) listing.add(found.samples)
      else if (found) take?.(found.samples, firstRow)
      await rest()
    }
  } catch (error) {
    listing?.fail()
    throw error instanceof LossError ? new GiveUp() : error
  }
}

/** How many parts were handed out; then of each how many rows it has, and 1, or 0 while nobody has counted them. */
const NEXT = 0
const COUNTS = 1
/** Milliseconds that another thread may take to count the rows of a part. */
const PATIENCE = 5000

export const sharedOf = (count: number): SharedArrayBuffer => new SharedArrayBuffer(4 * (COUNTS + count))

/** Hands out the parts of a table, each once over all threads; undefined after the last. */
export function nextOf({ count, shared }: SplitsJob): () => number | undefined {
  const flags = new Int32Array(shared)
  return () => {
    const split = Atomics.add(flags, NEXT, 1)
    return split < count ? split : undefined
  }
}

/** Tells the rows of a part, and its first row, once all parts before are counted. @throws GiveUp where one never is */
function firstRowOf({ shared }: SplitsJob): (part: number, rows: number) => number {
  const flags = new Int32Array(shared)
  let before = 0
  let counted = 0
  return (part, rows) => {
    Atomics.store(flags, COUNTS + part, rows + 1)
    Atomics.notify(flags, COUNTS + part)
    for (; counted < part; counted++) {
      Atomics.wait(flags, COUNTS + counted, 0, PATIENCE)
      const found = Atomics.load(flags, COUNTS + counted)
      if (found === 0) throw new GiveUp()
      before += found - 1
    }
    return before
  }
}
