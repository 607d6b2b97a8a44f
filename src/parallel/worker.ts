import { parentPort, workerData } from 'node:worker_threads'
import { loadLoss } from '../losses/registry.ts'
import { GiveUp } from './lockstep.ts'
import { type Job, Work } from './work.ts'

/** Leaves the code that V8 compiled for later runs, where there is none. */
declare const keepCode: (() => void) | undefined

/** A worker thread: its share of the job, then a message with its totals. */
const job = workerData as Job
loadLoss(job.loss)
  .then(async (loss) => {
    const work = new Work(loss!, job, job.output ? Infinity : 0, true)
    try {
      await work.finish()
      return work.computation.plain()
    } finally {
      work.close()
    }
  })
  .then(
    (totals) => {
      // A thread may be ended as soon as it has reported.
      keepCode?.()
      parentPort!.postMessage(totals)
    },
    (error: unknown) => {
      if (!(error instanceof GiveUp)) throw error
      parentPort!.postMessage(undefined)
    },
  )
