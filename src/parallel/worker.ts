import { parentPort } from 'node:worker_threads'
import { surveyMemory } from '../collectors/survey.ts'
import { loadLoss } from '../losses/registry.ts'
import { openSplits } from '../readers/open-splits.ts'
import { GiveUp } from './give-up.ts'
import { Lockstep } from './lockstep.ts'
import { PartialReport, type PlainPartial } from './partial-report.ts'
import type { SharedRows } from './shared-rows.ts'
import { Splits } from './splits.ts'
import { addRows } from './thread.ts'
import type { ThreadJob } from './thread-job.ts'

/** A worker thread: it is told its job, and sends what it found; nothing if it gives up. */
async function work(job: ThreadJob): Promise<PlainPartial | undefined> {
  try {
    const partial = new PartialReport((await loadLoss(job.loss))!, job, job.output ? Infinity : 0)
    await addRows(partial, await rowsOf(job, partial), job.output)
    return partial.plain()
  } catch (error) {
    if (!(error instanceof GiveUp)) throw error
    return undefined
  }
}

async function rowsOf({ rows, columns }: ThreadJob, { pairing }: PartialReport): Promise<SharedRows> {
  if (rows.read === 'records') return new Lockstep(rows)
  return new Splits(await openSplits(rows.head), rows, pairing!.reads[0]!.selections, columns!.missing, false)
}

parentPort!.once('message', (job: ThreadJob) => {
  void work(job).then((found) => parentPort!.postMessage(found, found?.survey && surveyMemory(found.survey)))
})
