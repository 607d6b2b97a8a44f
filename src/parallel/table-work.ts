import type { Stdin } from '../readers/bytes/bytes.ts'
import { openTable } from '../readers/open.ts'
import { loadLoss } from '../losses/registry.ts'
import type { TableJob } from './job.ts'
import { GiveUp } from './lockstep.ts'
import { type Found, Share } from './share.ts'
import { addSplits, nextOf } from './table-share.ts'

/** What a worker finds in the parts of a table that it is handed; undefined if it gives up. */
export async function foundInTable(job: TableJob): Promise<Found | undefined> {
  const { table, columns } = job
  const share = new Share((await loadLoss(job.loss))!, job, 0)
  const { splits, close } = await openTable(table.path, table.open, {} as Stdin)
  try {
    if (splits?.count !== table.splits) return undefined
    await addSplits(share, splits, columns!, table, nextOf(table))
    return share.plain()
  } catch (error) {
    if (error instanceof GiveUp) return undefined
    throw error
  } finally {
    await close?.()
  }
}
