import { type PlainSurvey, Surveyor, type SurveyRequest } from '../collectors/survey.ts'
import { type ColumnRequest, Pairing } from '../data/columns.ts'
import type { Pair } from '../data/pairs.ts'
import { batchOf, Computation, pause } from '../engine/compute.ts'
import type { ComputeRequest } from '../engine/request.ts'
import { ReusedRoom } from '../engine/buffers.ts'
import { predictionsOf } from '../engine/predictions.ts'
import type { PlainTotals } from '../engine/totals.ts'
import { LossError } from '../error.ts'
import type { Loss } from '../losses/loss.ts'
import type { Samples } from '../report.ts'
import type { MakeWriter } from '../writers/formats.ts'
import type { NumberColumns } from '../table.ts'
import { Listing, type ListingPlace } from './listing.ts'
import { type Batch, type FilePart, GiveUp, Lockstep } from './lockstep.ts'

/** What a thread has to do: names and numbers only, since functions cannot be sent. */
export interface Job {
  readonly shared: SharedArrayBuffer
  readonly files: readonly FilePart[]
  /** What the columns of the files are; without it they are input and target. */
  readonly columns?: ColumnRequest | undefined
  readonly loss: string
  readonly options: ComputeRequest['options']
  readonly reduction: ComputeRequest['reduction']
  readonly mode: string | undefined
  readonly from: string | undefined
  readonly meanBy: ComputeRequest['meanBy']
  readonly hints: boolean
  /** What is kept of all samples together, and whether that needs their probabilities. */
  readonly survey?: SurveyRequest | undefined
  readonly predict: boolean
  /** Where the text of all samples goes, and in which format. */
  readonly output?: ListingPlace | undefined
}

/** What a thread found, as it sends it. */
export interface Found {
  readonly totals: PlainTotals
  readonly survey: PlainSurvey | undefined
}

/** A thread's part of a computation. */
export class Work {
  readonly computation: Computation
  readonly surveyor: Surveyor | undefined
  readonly #request: ComputeRequest
  readonly #samples: number
  readonly #lockstep: Lockstep
  readonly #pairing: Pairing | undefined
  readonly #classes: readonly string[] | undefined
  readonly #listing: Listing | undefined

  /** `samples` is how many of the first rows are handed out. */
  constructor(
    loss: Loss,
    job: Job,
    samples: number,
    makeWriter: MakeWriter | undefined,
    continued: boolean,
    findHints: ComputeRequest['hints'] = () => [],
  ) {
    const { shared, files, columns, options, reduction, mode, from, meanBy } = job
    const { hints, survey, predict, output } = job
    this.surveyor = survey && new Surveyor(survey)
    this.#samples = samples
    this.#request = {
      loss,
      options,
      reduction,
      mode,
      from,
      meanBy,
      samples: survey ? Infinity : samples,
      perRow: survey !== undefined,
      predict: predict ? predictionsOf : undefined,
      hints: hints ? findHints : undefined,
    }
    this.computation = new Computation(this.#request, new ReusedRoom())
    this.#lockstep = new Lockstep(shared, files)
    this.#pairing = columns && new Pairing(columns)
    this.#classes = columns?.classes
    this.#listing =
      output && makeWriter && new Listing(makeWriter, output.descriptor, this.#lockstep, continued)
  }

  /** Reads the first rows before another thread does. @throws GiveUp */
  reserve(least: number): void {
    this.#guard(() => this.#lockstep.reserve(least))
  }

  /**
   * Computes the next rows; false at the end. `take` gets samples that are not listed, in memory that the next ones
   * overwrite.
   *
   * @throws GiveUp, also in place of any error of the data
   */
  step(take?: (samples: Samples) => void): boolean {
    return this.#guard(() => {
      const batch: Batch | undefined = this.#lockstep.take()
      if (!batch) {
        this.#listing?.finish()
        return false
      }
      this.#listing?.offer()
      const pair = this.#pair(batch)
      const found = batchOf(this.computation.add(pair), pair, this.#request, this.#classes)
      if (!found) return true
      this.surveyor?.add({ ...found, ...found.perRow!, valueShares: found.shares })
      if (this.#listing) this.#listing.add(found.samples, batch.number)
      else if (batch.from < this.#samples) take?.(found.samples)
      return true
    })
  }

  #pair({ parts, from }: Batch): Pair {
    if (this.#pairing) return this.#pairing.pair(parts, (row) => from + row, from)!
    const [input, target] = parts.map(([part]) => (part as NumberColumns).tensor)
    return { args: { input: input!, target: target! }, from, whole: false }
  }

  /** Computes until the end. @throws GiveUp */
  async finish(onBytes?: (bytes: number) => void): Promise<void> {
    const rest = pause()
    let seen = 0
    while (this.step()) {
      const taken = this.#lockstep.taken
      onBytes?.(taken - seen)
      seen = taken
      await rest()
    }
  }

  /** What this thread found, to be sent. */
  plain(): Found {
    return { totals: this.computation.plain(), survey: this.surveyor?.plain() }
  }

  /** Adds what another thread found. */
  merge({ totals, survey }: Found): void {
    this.computation.merge(totals)
    if (survey) this.surveyor?.merge(survey)
  }

  /** How many turns all threads have taken. */
  get turns(): number {
    return this.#lockstep.turns
  }

  close(): void {
    this.#lockstep.close()
  }

  #guard<T>(action: () => T): T {
    try {
      return action()
    } catch (error) {
      this.#lockstep.fail()
      // The plain way finds the same error, and knows its place.
      throw error instanceof LossError ? new GiveUp() : error
    }
  }
}
