import { statSync } from 'node:fs'
import type { Opened } from '../data/opened.ts'
import { passRefused } from '../error.ts'
import { formsOf } from '../losses/forms.ts'
import type { Loss } from '../losses/loss.ts'
import { mayHaveParts } from '../readers/open.ts'
import type { Source, TableSource } from '../table.ts'
import type { Tensor } from '../tensor.ts'
import type { ListingPlace } from './listing.ts'
import type { RecordsFile } from './lockstep.ts'
import type { SplitFile } from './splits.ts'
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
  const threads = plain && mayHaveParts(files.inputs) ? await threadsFor(files, size, machine) : 1
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
  const rows = await filesInParts(sides.map(({ opened }) => opened))
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

/** A file of a side, and which of its columns are read: all as numbers if that is not said. */
interface ReadFile extends Omit<RecordsFile, 'file'> {
  readonly of: Pick<Source | TableSource, 'records' | 'splits' | 'columns'>
}

/** The files that threads can read from any of their records on, or in parts that begin with the same rows. */
async function filesInParts(
  sides: readonly Opened[],
): Promise<readonly RecordsFile[] | readonly SplitFile[] | undefined> {
  const files: ReadFile[] = []
  for (const { sources, columns } of sides) {
    if (sources) files.push(...sources.map((of) => ({ of })))
    else if (columns) {
      const { Pairing } = await import('../data/columns.ts')
      for (const { table, selections } of new Pairing(columns).reads)
        files.push({ of: columns.tables[table]!, selections, missing: columns.missing })
    } else return undefined
  }
  const all = <T>(found: readonly T[]) => (found.length === files.length ? found : undefined)
  const split = files.flatMap(({ of: { splits: table, columns }, selections, missing = 'error' }) => {
    const numbers = { columns: columns?.map((_, i) => i) ?? [], as: 'numbers' } as const
    const apart = table && (files.length === 1 || table.starts)
    return apart ? [{ table, selections: selections ?? [numbers], missing }] : []
  })
  return (
    all(split) ??
    all(files.flatMap(({ of: { records: file }, ...asked }) => (file ? [{ file, ...asked }] : [])))
  )
}

/** Where threads list samples; undefined without room for temporary files: memory may do. */
function listingPlace(format: ListingPlace['format'], out: Lines['pending']): ListingPlace | undefined {
  try {
    return { format, ...out.share() }
  } catch (error) {
    return passRefused(error)
  }
}
