import { parentPort, workerData } from 'node:worker_threads'
import { loadLoss } from '../losses/registry.ts'
import { formats } from '../writers/formats.ts'
import { GiveUp } from './lockstep.ts'
import type { Job, TableJob } from './job.ts'
import { Work } from './work.ts'

/** A worker thread: its share of the job, then a message with its totals; nothing if it gives up. */
async function work(job: Job | TableJob): Promise<void> {
  if ('table' in job) {
    parentPort!.postMessage(await (await import('./table-work.ts')).foundInTable(job))
    return
  }
  const makeWriter = job.output && (await formats[job.output.format]())
  const loss = (await loadLoss(job.loss))!
  const own = new Work(loss, job, job.output ? Infinity : 0, makeWriter, true)
  try {
    await own.finish()
    parentPort!.postMessage(own.share.plain())
  } catch (error) {
    if (!(error instanceof GiveUp)) throw error
    parentPort!.postMessage(undefined)
  }
}

void work(workerData as Job | TableJob)
