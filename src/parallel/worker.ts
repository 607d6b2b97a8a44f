import { parentPort, workerData } from 'node:worker_threads'
import { GiveUp } from './lockstep.ts'
import { type Job, Work } from './work.ts'

/** A worker thread: its share of the job, then a message with its totals. */
const job = workerData as Job
const work = new Work(job, job.output ? Infinity : 0, true)
work
  .finish()
  .then(
    () => parentPort!.postMessage(work.computation.plain()),
    (error: unknown) => {
      if (!(error instanceof GiveUp)) throw error
      parentPort!.postMessage(undefined)
    },
  )
  .finally(() => work.close())
