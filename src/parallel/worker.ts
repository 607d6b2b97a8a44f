import { parentPort, workerData } from 'node:worker_threads'
import { GiveUp } from './lockstep.ts'
import { type Job, Work } from './work.ts'

/** Leaves the code that V8 compiled for later runs, where there is none. */
declare const keepCode: (() => void) | undefined

/** A worker thread: its share of the job, then a message with its totals. */
const job = workerData as Job
const work = new Work(job, job.output ? Infinity : 0, true)
work
  .finish()
  .then(
    () => {
      const totals = work.computation.plain()
      // A thread may be ended as soon as it has reported.
      keepCode?.()
      parentPort!.postMessage(totals)
    },
    (error: unknown) => {
      if (!(error instanceof GiveUp)) throw error
      parentPort!.postMessage(undefined)
    },
  )
  .finally(() => work.close())
