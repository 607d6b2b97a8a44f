import type { Surveyor, SurveyRequest } from '../collectors/survey.ts'
import type { ColumnRequest } from '../data/columns.ts'
import type { Dataset } from '../data/pairs.ts'
import type { ComputeRequest } from '../engine/request.ts'
import type { Report } from '../report.ts'
import type { Samples } from '../samples.ts'
import { GiveUp } from './give-up.ts'
import { isOfSystem, type Workers } from './workers.ts'

export interface ThreadedRun {
  readonly request: ComputeRequest
  readonly dataset: Dataset
  /** What the columns of the files are; without it two files hold input and target. */
  readonly columns: ColumnRequest | undefined
  readonly survey: SurveyRequest | undefined
  /** How many of the first rows are listed, where not all are. */
  readonly listed: number
  /** How many threads there are, with the one that gives the others their jobs. */
  readonly threads: number
  readonly workers: Workers
}

export interface FoundTogether {
  readonly report: Report
  readonly surveyor: Surveyor | undefined
  readonly samples: readonly Samples[]
}

/** Samples in memory of their own. */
export function copyOf(samples: Samples): Samples {
  return new Map([...samples].map(([name, column]) => [name, column.slice()]))
}

/**
 * What is found with workers, which end with it; undefined where it gives up. None may write after what follows: one that
 * writes, or that may have failed, is waited for.
 */
export async function withWorkers<T>(
  workers: Workers,
  writes: boolean,
  find: () => Promise<T | undefined>,
): Promise<T | undefined> {
  let awaitEnd = writes
  try {
    return await find()
  } catch (error) {
    awaitEnd = true
    if (error instanceof GiveUp || isOfSystem(error)) return undefined
    throw error
  } finally {
    const ended = workers.end()
    if (awaitEnd) await ended
  }
}
