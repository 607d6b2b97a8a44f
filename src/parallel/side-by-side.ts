import { statSync } from 'node:fs'
import type { Opened } from '../data/opened.ts'
import { passRefused } from '../error.ts'
import { formsOf } from '../losses/forms.ts'
import type { Loss } from '../losses/loss.ts'
import { mayHaveParts } from '../readers/open.ts'
import type { Missing } from '../table.ts'
import type { Tensor } from '../tensor.ts'
import type { ListingPlace } from './listing.ts'
import type { RecordsFile } from './lockstep.ts'
import type { AskedSide } from './thread-job.ts'
import type { FoundTogether, ThreadedRun } from './threaded-run.ts'
import type { Workers } from './workers.ts'

/** From these sizes on, in bytes, files are read side by side, and in several threads: another for each as much. */
const WORTH_LOCKSTEP = 1 << 20
const WORTH_THREADS = 12 << 20

interface Machine {
  readonly cores: number | Promise<number>
  /** What a worker thread runs; absent if there are no threads. */
  readonly script?: string | undefined
}

/** The files of a run, and how many threads may read them. */
export interface AskedFiles {
  readonly inputs: readonly string[]
  readonly threads: number | 'auto'
}

async function threadsFor({ threads }: AskedFiles, size: number, { cores }: Machine): Promise<number> {
  if (size < WORTH_LOCKSTEP) return 1
  return threads === 'auto' ? Math.min(await cores, 1 + Math.floor(size / WORTH_THREADS)) : threads
}

/** Starts workers where it is likely that they are needed: that takes about as long as to open the inputs. */
export async function startWorkers(
  files: AskedFiles,
  machine: Machine,
  plain = true,
): Promise<Workers | undefined> {
  const size = totalBytes(files.inputs)
  // Node's worker_threads alone takes a tenth of a small run.
  if (size === undefined || size < WORTH_LOCKSTEP || machine.script === undefined) return undefined
  const { Workers } = await import('./workers.ts')
  const threads = plain && files.inputs.every(mayHaveParts) ? await threadsFor(files, size, machine) : 1
  return new Workers(machine.script, threads - 1)
}

/** Where a list of all samples goes, if it is a line per sample. */
interface Lines {
  readonly inLines: ListingPlace['format'] | undefined
  readonly pending: { share(): Omit<ListingPlace, 'format'>; restart(): void }
}

interface Together extends Omit<ThreadedRun, 'sides' | 'threads' | 'workers'> {
  readonly sides: readonly { readonly opened: Opened; readonly options: AskedSide['options'] }[]
}

/**
 * Computes over files of records side by side, in one thread or several; undefined where more is asked for than totals,
 * what threads can keep, gradients that are taken as they come and the first samples, or a list of all.
 */
export async function computeSideBySide(
  asked: Together,
  files: AskedFiles,
  workers: Workers | undefined,
  machine: Machine,
  { inLines, pending }: Partial<Lines> = {},
): Promise<(FoundTogether & { written: boolean }) | undefined> {
  const { request, sides, kept, listed } = asked
  const format = !kept && listed === Infinity ? inLines : undefined
  if (!workers || sides.some(({ opened }) => !opened.asRead)) return undefined
  if (request.values || request.explain || (request.grad && !request.takeSlopes)) return undefined
  if (listed === Infinity && format === undefined) return undefined
  const size = totalBytes(files.inputs)
  if (size === undefined || size < WORTH_LOCKSTEP) return undefined
  if (!sides.every((side) => goesInParts(request.loss, side))) return undefined
  // Slopes are taken in the order of the rows.
  const threads = request.grad ? 1 : await threadsFor(files, size, machine)
  const apart = files.inputs.length === 1 ? sides[0]!.opened.columns?.tables[0]!.splits : undefined
  const rows = apart ?? (await recordFiles(sides.map(({ opened }) => opened)))
  if (!rows) return undefined
  const place = format && listingPlace(format, pending!)
  if (format && !place) return undefined
  const { computeInThreads } = await import('./threaded-run.ts')
  const found = await computeInThreads(
    {
      ...asked,
      ...{ threads, workers },
      sides: sides.map(({ opened: { dataset, columns }, options }) => ({ dataset, columns, options })),
    },
    rows,
    place,
  )
  if (!found) {
    if (place) pending!.restart()
    return undefined
  }
  for (const { opened } of sides)
    for (const source of [...(opened.sources ?? []), ...(opened.columns?.tables ?? [])])
      await source.close?.()
  return { ...found, written: place !== undefined }
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

/**
 * Whether it does not matter which rows come before: not so for a loss of the whole batch, for a join, nor for options of
 * a number per row that is left.
 */
function goesInParts(loss: Loss, { opened: { columns }, options }: Together['sides'][number]): boolean {
  if ([...formsOf(loss).values()].some(({ one }) => one === 'batch')) return false
  if (!columns) return true
  const { where, missing, join, numbered } = columns
  if (join || numbered) return false
  if (where.length === 0 && missing === 'error') return true
  const rank = loss.one === 'row' ? 1 : 0
  return options.flatMap(Object.values).every((value: unknown) => {
    const { shape } = (typeof value === 'object' && value !== null ? value : { shape: [] }) as Tensor
    return shape.length <= rank || shape[0] === 1
  })
}

/** The files whose records threads can read from any of them on, if that is all that is asked for. */
async function recordFiles(sides: readonly Opened[]): Promise<RecordsFile[] | undefined> {
  const parts: {
    file: RecordsFile['file'] | undefined
    selections?: RecordsFile['selections']
    missing?: Missing | undefined
  }[] = []
  for (const { sources, columns } of sides) {
    if (sources) parts.push(...sources.map(({ records }) => ({ file: records })))
    else if (columns) {
      const { Pairing } = await import('../data/columns.ts')
      for (const { table, selections } of new Pairing(columns).reads)
        parts.push({ file: columns.tables[table]!.records, selections, missing: columns.missing })
    } else return undefined
  }
  const found = parts.filter((part): part is RecordsFile => part.file !== undefined)
  return found.length > 0 && found.length === parts.length ? found : undefined
}

/** Where threads list samples; undefined without room for temporary files: memory may do. */
function listingPlace(format: ListingPlace['format'], out: Lines['pending']): ListingPlace | undefined {
  try {
    return { format, ...out.share() }
  } catch (error) {
    return passRefused(error)
  }
}
