import { parentPort } from 'node:worker_threads'
import { loadLoss } from '../losses/registry.ts'
import { openSplits } from '../readers/open-splits.ts'
import { GiveUp } from './give-up.ts'
import { keep, keptMemory } from './kept.ts'
import { Lockstep } from './lockstep.ts'
import { PartialReport, type PlainPartial } from './partial-report.ts'
import type { SharedRows } from './shared-rows.ts'
import { Splits } from './splits.ts'
import { addRows } from './thread.ts'
import type { ThreadJob } from './thread-job.ts'

/** A worker thread: it is told its job, and sends what it found; nothing if it gives up. */
async function work(job: ThreadJob): Promise<PlainPartial | undefined> {
  try {
    const kept = await keep(job.kept)
    const partial = new PartialReport((await loadLoss(job.loss))!, job, kept, job.output ? Infinity : 0)
    await addRows(partial, await rowsOf(job), job.output)
    return partial.plain()
  } catch (error) {
    if (!(error instanceof GiveUp)) throw error
    return undefined
  }
}

async function rowsOf({ rows }: ThreadJob): Promise<SharedRows> {
  if (rows.read === 'records') return new Lockstep(rows)
  return new Splits(await Promise.all(rows.files.map(({ head }) => openSplits(head))), rows, false)
}

parentPort!.once('message', (job: ThreadJob) => {
  void work(job).then((found) => parentPort!.postMessage(found, found && keptMemory(found.kept)))
})
