import { noticeSpellings } from '../data/keep-rows.ts'
import { noticeOrders } from '../data/row-names.ts'
import type { Samples } from '../samples.ts'
import { formats } from '../writers/formats.ts'
import { GiveUp } from './give-up.ts'
import type { ListingPlace } from './listing.ts'
import { createShared, type RecordsFile } from './lockstep.ts'
import { RecordsThread } from './records-thread.ts'
import { askedOf, type RecordsJob } from './thread-job.ts'
import { copyOf, type FoundTogether, type ThreadedRun, withWorkers } from './threaded-run.ts'

/**
 * Computes totals over one file of records or several in several threads, with the bits of the plain way: totals are
 * exact, so it does not matter who adds which rows, and so is what is said of the samples. Undefined where the kernel
 * does not take the files throughout, or they hold an error.
 */
export async function computeRecordsInThreads(
  { request, dataset, columns, survey, listed, threads, workers }: ThreadedRun,
  files: readonly RecordsFile[],
  onBytes?: (bytes: number) => void,
  output?: ListingPlace,
): Promise<FoundTogether | undefined> {
  const shared = createShared(files, output?.start)
  const asked = askedOf(request, columns, survey)
  const job: RecordsJob = { read: 'records', shared, files: files.map(sendableFile), ...asked, output }
  const makeWriter = output && (await formats[output.format]())
  const samples: Samples[] = []
  return withWorkers(workers, output !== undefined, async () => {
    const others = workers.give(job, threads - 1)
    const own = new RecordsThread(request.loss, job, listed, makeWriter, false, request)
    // The first rows are listed, so they are this thread's; it computes them while the others start.
    own.reserve(output ? 1 : listed)
    own.step((batch) => samples.push(copyOf(batch)))
    const first = samples[0]?.get('row')?.length ?? 0
    if (listed > first && !output) return undefined
    const [all] = await Promise.all([
      others,
      own.finish(onBytes).then(() => patience(others, () => own.turns)),
    ])
    for (const found of all) own.partial.merge(found)
    if (columns) {
      await noticeOrders(columns, own.partial.orders)
      noticeSpellings(columns, own.partial.spellings)
    }
    return { report: own.partial.report(dataset), surveyor: own.partial.surveyor, samples }
  })
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

/** A file as it was found; its descriptor serves all threads. */
function sendableFile({ file, selections, missing }: RecordsFile): RecordsFile {
  return { file: { ...file }, selections, missing }
}
