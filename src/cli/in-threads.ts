import { statSync } from 'node:fs'
import type { SurveyRequest } from '../collectors/survey.ts'
import type { Io } from '../command/io.ts'
import type { PendingOutput } from '../command/output.ts'
import type { Missing } from '../table.ts'
import type { Tensor } from '../tensor.ts'
import type { ColumnRequest } from '../data/columns.ts'
import type { Opened } from '../data/opened.ts'
import type { OpenOptions } from '../readers/open.ts'
import type { ComputeRequest } from '../engine/request.ts'
import { LossError } from '../error.ts'
import type { ListingPlace } from '../parallel/listing.ts'
import type { FilePart } from '../parallel/lockstep.ts'
import type { InThreads } from '../parallel/threads.ts'
import type { RunOutput } from './run-output.ts'
import type { RunRequest } from './run-request.ts'

/** From these sizes on, in bytes, files are read side by side, and in several threads. */
const WORTH_LOCKSTEP = 1 << 20
const WORTH_THREADS = 12 << 20

/** What is asked of the rows. */
interface Asked extends ComputeRequest {
  readonly survey: SurveyRequest | undefined
  /** How many of the first rows are listed as they come. */
  readonly listed: number
}

/**
 * Computes over files of records side by side, in one thread or several; undefined where more is asked for than totals,
 * a survey and the first samples, or a list of all. `listing` says whether threads may write that list.
 */
export async function computeSideBySide(
  request: Asked,
  { inputs, threads, data: { open } }: RunRequest,
  opened: Opened,
  { pending, inLines, list }: RunOutput,
  listing: boolean,
  { cores, script, onBytes }: Io,
): Promise<(InThreads & { written: boolean }) | undefined> {
  const { survey, listed } = request
  const format = listing && !survey && listed === Infinity ? inLines : undefined
  if (script === undefined || !listing) return undefined
  if (request.values || request.grad || request.explain) return undefined
  if (listed === Infinity && format === undefined) return undefined
  const size = totalBytes(inputs)
  if (size === undefined || size < WORTH_LOCKSTEP) return undefined
  if (opened.columns && !goesInParts(request, opened.columns)) return undefined
  const table = format ? undefined : splitFile(opened, inputs)
  if (table !== undefined) {
    const found = await inSplits(request, table, opened, open, threads === 'auto' ? cores : threads, script)
    found?.samples.forEach(list)
    return found && { ...found, written: false }
  }
  const files = await recordFiles(opened)
  if (!files) return undefined
  const { computeInThreads } = await import('../parallel/threads.ts')
  const count = threads !== 'auto' ? threads : size < WORTH_THREADS ? 1 : cores
  const output = format && listingPlace(format, pending)
  if (format && !output) return undefined
  const { columns, dataset, plain } = opened
  const extras = { columns, survey, listed }
  const found = await computeInThreads(request, files, extras, dataset, count, script, onBytes, output)
  if (!found) {
    if (output) pending.restart()
    return undefined
  }
  for (const source of [...(plain ?? []), ...(columns?.tables ?? [])]) await source.close?.()
  found.samples.forEach(list)
  return { ...found, written: output !== undefined }
}

/** The file of which threads can read the parts, if that is all that is asked for. */
function splitFile({ columns }: Opened, inputs: readonly string[]): string | undefined {
  if (!columns || inputs.length !== 1) return undefined
  return columns.tables[0]!.splits ? inputs[0] : undefined
}

async function inSplits(
  request: Asked,
  path: string,
  { columns, dataset }: Opened,
  open: OpenOptions,
  threads: number,
  script: string,
): Promise<InThreads | undefined> {
  const { computeTableInThreads } = await import('../parallel/table-threads.ts')
  const { survey, listed } = request
  const extras = { columns, survey, listed }
  return computeTableInThreads(request, { path, open }, extras, dataset, threads, script)
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
async function recordFiles({ plain, columns }: Opened): Promise<FilePart[] | undefined> {
  const parts: {
    file: FilePart['file'] | undefined
    selections?: FilePart['selections']
    missing?: Missing | undefined
  }[] = []
  if (plain) parts.push(...plain.map(({ records }) => ({ file: records })))
  else if (columns) {
    const { Pairing } = await import('../data/columns.ts')
    for (const { table, selections } of new Pairing(columns).reads)
      parts.push({ file: columns.tables[table]!.records, selections, missing: columns.missing })
  }
  const found = parts.filter((part): part is FilePart => part.file !== undefined)
  return found.length > 0 && found.length === parts.length ? found : undefined
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
