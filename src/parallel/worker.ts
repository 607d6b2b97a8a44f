import { parentPort } from 'node:worker_threads'
import { surveyMemory } from '../collectors/survey.ts'
import { loadLoss } from '../losses/registry.ts'
import { formats } from '../writers/formats.ts'
import { GiveUp } from './give-up.ts'
import type { PlainPartial } from './partial-report.ts'
import { RecordsThread } from './records-thread.ts'
import type { RecordsJob, ThreadJob } from './thread-job.ts'

/** A worker thread: it is told its job, and sends what it found; nothing if it gives up. */
async function work(job: ThreadJob): Promise<PlainPartial | undefined> {
  const loss = (await loadLoss(job.loss))!
  try {
    if (job.read === 'records') return await foundInRecords(job)
    const { foundInSplits } = await import('./splits-thread.ts')
    return await foundInSplits(loss, job)
  } catch (error) {
    if (!(error instanceof GiveUp)) throw error
    return undefined
  }
}

async function foundInRecords(job: RecordsJob): Promise<PlainPartial> {
  const makeWriter = job.output && (await formats[job.output.format]())
  const loss = (await loadLoss(job.loss))!
  const thread = new RecordsThread(loss, job, job.output ? Infinity : 0, makeWriter, true)
  await thread.finish()
  return thread.partial.plain()
}

parentPort!.once('message', (job: ThreadJob) => {
  void work(job).then((found) => parentPort!.postMessage(found, found?.survey && surveyMemory(found.survey)))
})
