import { type ColumnRequest, Pairing } from '../data/columns.ts'
import { pause } from '../engine/compute.ts'
import { workIn } from '../engine/workspace.ts'
import { LossError } from '../error.ts'
import { kernelIfAvailable } from '../kernel/kernel.ts'
import type { Samples } from '../report.ts'
import type { SplitTable } from '../table.ts'
import { GiveUp } from './lockstep.ts'
import type { TableJob } from './job.ts'
import type { Share } from './share.ts'

/** Hands out the parts of a table, each once over all threads; undefined after the last. */
export function nextOf({ splits, next }: TableJob['table']): () => number | undefined {
  const count = new Int32Array(next)
  return () => {
    const split = Atomics.add(count, 0, 1)
    return split < splits ? split : undefined
  }
}

/**
 * Computes the parts of a table that are handed out; `take` gets samples of the first rows, in memory that the next ones
 * overwrite.
 *
 * @throws GiveUp, also in place of any error of the data: the plain way finds it, and is the one to say so
 */
export async function addSplits(
  share: Share,
  table: SplitTable,
  columns: ColumnRequest,
  next: () => number | undefined,
  take?: (samples: Samples, from: number) => void,
): Promise<void> {
  const pairing = new Pairing(columns)
  const rest = pause()
  try {
    const { selections } = pairing.reads[0]!
    const kernel = kernelIfAvailable()
    // Before any numbers lie there, since memory that grows moves.
    if (kernel) workIn(kernel)
    for await (const { from, parts } of table.read(selections, columns.missing, next, kernel)) {
      const found = share.add(pairing.pair([parts], (row) => from + row, from)!)
      if (found) take?.(found.samples, from)
      await rest()
    }
  } catch (error) {
    throw error instanceof LossError ? new GiveUp() : error
  }
}
