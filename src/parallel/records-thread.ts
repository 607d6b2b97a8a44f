import type { Pair } from '../data/pairs.ts'
import { pause } from '../engine/compute.ts'
import { LossError } from '../error.ts'
import type { Loss } from '../losses/loss.ts'
import type { Samples } from '../samples.ts'
import type { MakeWriter } from '../writers/formats.ts'
import type { NumberColumns } from '../table.ts'
import { GiveUp } from './give-up.ts'
import { RecordsListing } from './records-listing.ts'
import { Lockstep, type Turn } from './lockstep.ts'
import { type OwnRequest, PartialReport } from './partial-report.ts'
import type { RecordsJob } from './thread-job.ts'

/** A thread that reads records, the main one or a worker. */
export class RecordsThread {
  readonly partial: PartialReport
  readonly #samples: number
  readonly #lockstep: Lockstep
  readonly #listing: RecordsListing | undefined

  /** `samples` is how many of the first rows are handed out. */
  constructor(
    loss: Loss,
    job: RecordsJob,
    samples: number,
    makeWriter: MakeWriter | undefined,
    continued: boolean,
    request?: OwnRequest,
  ) {
    const { shared, files, output } = job
    this.partial = new PartialReport(loss, job, samples, request)
    this.#samples = samples
    this.#lockstep = new Lockstep(shared, files)
    this.#listing =
      output && makeWriter && new RecordsListing(makeWriter, output.descriptor, this.#lockstep, continued)
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
      const turn = this.#lockstep.take()
      if (!turn) {
        this.#listing?.finish()
        return false
      }
      this.#listing?.offer()
      const pair = this.#pair(turn)
      const found = pair && this.partial.add(pair)
      if (!pair) this.#listing?.addNothing(turn.number)
      if (!found) return true
      if (this.#listing) this.#listing.add(found.samples, turn.number)
      else if (turn.firstRow < this.#samples) take?.(found.samples)
      return true
    })
  }

  /** Undefined if all rows are left out. */
  #pair({ parts, firstRow }: Turn): Pair | undefined {
    const { pairing } = this.partial
    if (pairing) return pairing.pair(parts, firstRow, firstRow)
    const [input, target] = parts.map(([part]) => (part as NumberColumns).tensor)
    return { args: { input: input!, target: target! }, firstRow, whole: false }
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

  get turns(): number {
    return this.#lockstep.turns
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
