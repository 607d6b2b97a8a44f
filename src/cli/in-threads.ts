import type { Io } from '../command/io.ts'
import type { PendingOutput } from '../command/output.ts'
import type { Opened } from '../data/dataset.ts'
import type { ComputeRequest } from '../engine/request.ts'
import { LossError } from '../error.ts'
import type { ListingPlace } from '../parallel/listing.ts'
import type { Report, Samples } from '../report.ts'
import type { RunRequest } from './run-request.ts'

/** From these sizes on, in bytes, two files are read side by side, and in several threads. */
const WORTH_LOCKSTEP = 1 << 20
const WORTH_THREADS = 12 << 20

/**
 * Computes over two plain files side by side, in one thread or several; undefined where more is asked for than totals
 * and the first samples, or a list of all. `listed` is the format of that list.
 */
export async function computeSideBySide(
  request: ComputeRequest,
  { inputs, threads }: RunRequest,
  { plain, dataset }: Opened,
  size: number | undefined,
  out: PendingOutput,
  listed: ListingPlace['format'] | undefined,
  { cores, script, onBytes }: Io,
): Promise<{ report: Report; samples: Samples[] } | undefined> {
  const [first, second] = plain ?? []
  if (script === undefined || !first?.plain || !second?.plain) return undefined
  if (!first.seekable || !second.seekable) return undefined
  if (request.values || request.grad || request.explain) return undefined
  if (request.samples === Infinity && listed === undefined) return undefined
  if (size === undefined || size < WORTH_LOCKSTEP) return undefined
  const { plainFile } = await import('../readers/csv/plain-file.ts')
  const [input, target] = [plainFile(inputs[0]!, first.plain), plainFile(inputs[1]!, second.plain)]
  if (!input || !target) return undefined
  const { computeInThreads } = await import('../parallel/threads.ts')
  const count = threads !== 'auto' ? threads : size < WORTH_THREADS ? 1 : cores
  const output = listed && listingPlace(listed, out)
  if (listed && !output) return undefined
  const found = await computeInThreads(request, [input, target], dataset, count, script, onBytes, output)
  if (!found && output) out.restart()
  // The threads had descriptors of their own.
  if (found) for (const source of [first, second]) await source.close?.()
  return found
}

/** Where threads list samples; undefined without room for temporary files: memory may do. */
function listingPlace(format: ListingPlace['format'], out: PendingOutput): ListingPlace | undefined {
  try {
    return { format, ...out.share() }
  } catch (error) {
    if (error instanceof LossError) return undefined
    throw error
  }
}
