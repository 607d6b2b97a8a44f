import type { Worker } from 'node:worker_threads'
import type { Dataset } from '../data/pairs.ts'
import type { ComputeRequest } from '../engine/request.ts'
import type { OpenOptions } from '../readers/open.ts'
import type { Samples } from '../samples.ts'
import type { TableJob } from './job.ts'
import { GiveUp } from './lockstep.ts'
import { Share } from './share.ts'
import { addSplits, nextOf, sharedOf } from './table-share.ts'
import { askedOf, copyOf, type Extras, foundBy, type InThreads, isOfSystem, startWorker } from './threads.ts'

/**
 * Computes totals over the parts of one table in several threads, with the bits of the plain way: each thread opens the
 * file, and takes the next part. Undefined where the file holds an error, or not all is asked of the first part.
 */
export async function computeTableInThreads(
  request: ComputeRequest,
  file: { readonly path: string; readonly open: OpenOptions },
  { columns, survey, listed }: Extras,
  dataset: Dataset,
  threads: number,
  script: string,
): Promise<InThreads | undefined> {
  const table = columns!.tables[0]!.splits!
  const place = { ...file, splits: table.count, shared: sharedOf(table.count) }
  const job: TableJob = { ...askedOf(request, columns, survey), table: place }
  const next = nextOf(place)
  const samples: Samples[] = []
  const workers: Worker[] = []
  try {
    const share = new Share(request.loss, job, listed, request.hints)
    // The first rows are listed, so they are this thread's.
    let own = next()
    for (let i = 1; i < Math.min(threads, table.count); i++) workers.push(startWorker(script, job))
    const others = Promise.all(workers.map(foundBy))
    // It fails while this thread still computes.
    others.catch(() => {})
    const first = () => {
      const split = own ?? next()
      own = undefined
      return split
    }
    await addSplits(share, table, columns!, place, first, (found, from) => {
      if (from < listed) samples.push(copyOf(found))
    })
    for (const part of await others) share.merge(part)
    const shown = samples.reduce((sum, batch) => sum + (batch.get('row')?.length ?? 0), 0)
    const report = share.report(dataset)
    if (shown < Math.min(listed, report.samples)) return undefined
    return { report, surveyor: share.surveyor, samples }
  } catch (error) {
    if (error instanceof GiveUp || isOfSystem(error)) return undefined
    throw error
  } finally {
    for (const worker of workers) void worker.terminate()
  }
}
