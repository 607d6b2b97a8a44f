import { noticeSpellings } from '../data/keep-rows.ts'
import type { Samples } from '../samples.ts'
import type { ListingPlace } from './listing.ts'
import { PartialReport } from './partial-report.ts'
import { inOrder } from './splits-listing.ts'
import { addSplits, listingOf, nextOf, sharedOf } from './splits-thread.ts'
import { askedOf, type SplitsJob } from './thread-job.ts'
import { copyOf, type FoundTogether, type ThreadedRun, withWorkers } from './threaded-run.ts'

/**
 * Computes totals over the parts of one table in several threads, with the bits of the plain way: each thread opens the
 * file, and takes the next part. Undefined where the file holds an error, or not all is asked of the first part.
 */
export async function computeSplitsInThreads(
  { request, dataset, columns, survey, listed, threads, workers }: ThreadedRun,
  place?: ListingPlace,
): Promise<FoundTogether | undefined> {
  const table = columns!.tables[0]!.splits!
  const { count, head } = table
  const asked = askedOf(request, columns, survey)
  const output = place && inOrder(place)
  const job: SplitsJob = { read: 'splits', head, count, shared: sharedOf(count), ...asked, output }
  const samples: Samples[] = []
  return withWorkers(workers, output !== undefined, async () => {
    const partial = new PartialReport(request.loss, job, listed, request)
    const listing = await listingOf(job, false)
    const next = nextOf(job)
    // The first rows are listed, so they are this thread's.
    let first = next()
    const others = workers.give(job, Math.min(threads, count) - 1)
    const nextOwn = () => {
      const split = first ?? next()
      first = undefined
      return split
    }
    await addSplits(partial, table, job, nextOwn, listing, (found, from) => {
      if (from < listed) samples.push(copyOf(found))
    })
    for (const found of await others) partial.merge(found)
    noticeSpellings(columns!, partial.spellings)
    const shown = samples.reduce((sum, batch) => sum + (batch.get('row')?.length ?? 0), 0)
    const report = partial.report(dataset)
    if (!output && shown < Math.min(listed, report.samples)) return undefined
    return { report, surveyor: partial.surveyor, samples }
  })
}
