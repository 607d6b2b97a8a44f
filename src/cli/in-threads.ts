import { statSync } from 'node:fs'
import type { SurveyRequest } from '../collectors/survey.ts'
import type { Io } from '../command/io.ts'
import type { PendingOutput } from '../command/output.ts'
import type { Missing } from '../table.ts'
import type { Tensor } from '../tensor.ts'
import type { ColumnRequest } from '../data/columns.ts'
import type { Opened } from '../data/opened.ts'
import { mayHaveParts } from '../readers/open.ts'
import type { ComputeRequest } from '../engine/request.ts'
import { passRefused } from '../error.ts'
import type { ListingPlace } from '../parallel/listing.ts'
import type { RecordsFile } from '../parallel/lockstep.ts'
import type { FoundTogether } from '../parallel/threaded-run.ts'
import type { Workers } from '../parallel/workers.ts'
import type { RunOutput } from './run-output.ts'
import type { RunRequest } from './run-request.ts'

/** From these sizes on, in bytes, files are read side by side, and in several threads: another for each as much. */
const WORTH_LOCKSTEP = 1 << 20
const WORTH_THREADS = 12 << 20

interface Asked extends ComputeRequest {
  readonly survey: SurveyRequest | undefined
  /** How many of the first rows are listed as they come. */
  readonly listed: number
}

async function threadsFor({ threads }: RunRequest, size: number, io: Pick<Io, 'cores'>): Promise<number> {
  if (size < WORTH_LOCKSTEP) return 1
  return threads === 'auto' ? Math.min(await io.cores, 1 + Math.floor(size / WORTH_THREADS)) : threads
}

/** Starts workers where it is likely that they are needed: that takes about as long as to open the inputs. */
export async function startWorkers(
  run: RunRequest,
  io: Pick<Io, 'cores' | 'script'>,
): Promise<Workers | undefined> {
  const { inputs, grad, gradOutput, lesson, page } = run
  const size = totalBytes(inputs)
  // Node's worker_threads alone takes a tenth of a small run.
  if (size === undefined || size < WORTH_LOCKSTEP || io.script === undefined) return undefined
  const { Workers } = await import('../parallel/workers.ts')
  const plain = !grad && gradOutput === undefined && !lesson && page === undefined
  const threads = plain && inputs.every(mayHaveParts) ? await threadsFor(run, size, io) : 1
  return new Workers(io.script, threads - 1)
}

/**
 * Computes over files of records side by side, in one thread or several; undefined where more is asked for than totals,
 * a survey, gradients that are taken as they come and the first samples, or a list of all. `listing` says whether threads may write that list.
 */
export async function computeSideBySide(
  request: Asked,
  run: RunRequest,
  opened: Opened,
  { pending, inLines, list }: RunOutput,
  listing: boolean,
  workers: Workers,
  io: Pick<Io, 'cores' | 'onBytes'>,
): Promise<(FoundTogether & { written: boolean }) | undefined> {
  const { survey, listed } = request
  const format = listing && !survey && listed === Infinity ? inLines : undefined
  if (!listing || !opened.asRead) return undefined
  if (request.values || request.explain || (request.grad && !request.takeSlopes)) return undefined
  if (listed === Infinity && format === undefined) return undefined
  const size = totalBytes(run.inputs)
  if (size === undefined || size < WORTH_LOCKSTEP) return undefined
  const { columns, dataset, sources = [] } = opened
  if (columns && !goesInParts(request, columns)) return undefined
  // Slopes are taken in the order of the rows.
  const threads = request.grad ? 1 : await threadsFor(run, size, io)
  const apart = run.inputs.length === 1 ? columns?.tables[0]!.splits : undefined
  const rows = apart ?? (await recordFiles(opened))
  if (!rows) return undefined
  const output = format && listingPlace(format, pending)
  if (format && !output) return undefined
  const { computeInThreads } = await import('../parallel/threaded-run.ts')
  const { onBytes } = io
  const found = await computeInThreads(
    { request, dataset, columns, survey, listed, threads, workers, onBytes },
    rows,
    output,
  )
  if (!found) {
    if (output) pending.restart()
    return undefined
  }
  for (const source of [...sources, ...(columns?.tables ?? [])]) await source.close?.()
  found.samples.forEach(list)
  return { ...found, written: output !== undefined }
}

/** Bytes of all inputs, if all are files. */
export function totalBytes(inputs: readonly string[]): number | undefined {
  try {
    const stats = inputs.map((input) => statSync(input))
    return stats.every((stat) => stat.isFile()) ? stats.reduce((sum, { size }) => sum + size, 0) : undefined
  } catch {
    // Standard input, numbers, or a name that the reader will refuse.
    return undefined
  }
}

/** Whether it does not matter which rows come before: not so for a join, nor for options of a number per row that is left. */
function goesInParts({ loss, options }: Asked, { where, missing, join, numbered }: ColumnRequest): boolean {
  if (join || numbered) return false
  if (where.length === 0 && missing === 'error') return true
  const rank = loss.one === 'row' ? 1 : 0
  return Object.values(options).every((value) => {
    const { shape } = (typeof value === 'object' && value !== null ? value : { shape: [] }) as Tensor
    return shape.length <= rank || shape[0] === 1
  })
}

/** The files whose records threads can read from any of them on, if that is all that is asked for. */
async function recordFiles({ sources, columns }: Opened): Promise<RecordsFile[] | undefined> {
  const parts: {
    file: RecordsFile['file'] | undefined
    selections?: RecordsFile['selections']
    missing?: Missing | undefined
  }[] = []
  if (sources) parts.push(...sources.map(({ records }) => ({ file: records })))
  else if (columns) {
    const { Pairing } = await import('../data/columns.ts')
    for (const { table, selections } of new Pairing(columns).reads)
      parts.push({ file: columns.tables[table]!.records, selections, missing: columns.missing })
  }
  const found = parts.filter((part): part is RecordsFile => part.file !== undefined)
  return found.length > 0 && found.length === parts.length ? found : undefined
}

/** Where threads list samples; undefined without room for temporary files: memory may do. */
function listingPlace(format: ListingPlace['format'], out: PendingOutput): ListingPlace | undefined {
  try {
    return { format, ...out.share() }
  } catch (error) {
    return passRefused(error)
  }
}
