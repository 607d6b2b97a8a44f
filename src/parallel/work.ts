import { Computation, pause } from '../engine/compute.ts'
import type { ComputeRequest } from '../engine/request.ts'
import { ReusedRoom } from '../engine/buffers.ts'
import { LossError } from '../error.ts'
import type { Loss } from '../losses/loss.ts'
import type { PlainFile } from '../readers/csv/plain-file.ts'
import type { Samples } from '../report.ts'
import type { MakeWriter } from '../writers/formats.ts'
import { Listing, type ListingPlace } from './listing.ts'
import { type Batch, GiveUp, Lockstep } from './lockstep.ts'

/** What a thread has to do: names and numbers only, since functions cannot be sent. */
export interface Job {
  readonly shared: SharedArrayBuffer
  readonly input: PlainFile
  readonly target: PlainFile
  readonly loss: string
  readonly options: ComputeRequest['options']
  readonly reduction: ComputeRequest['reduction']
  readonly mode: string | undefined
  readonly from: string | undefined
  readonly meanBy: ComputeRequest['meanBy']
  readonly hints: boolean
  /** Where the text of all samples goes, and in which format. */
  readonly output?: ListingPlace | undefined
}

/** A thread's part of a computation. */
export class Work {
  readonly computation: Computation
  readonly #lockstep: Lockstep
  readonly #listing: Listing | undefined

  constructor(
    loss: Loss,
    { shared, input, target, options, reduction, mode, from, meanBy, hints, output }: Job,
    samples: number,
    makeWriter: MakeWriter | undefined,
    continued: boolean,
    findHints: ComputeRequest['hints'] = () => [],
  ) {
    const request = {
      loss,
      options,
      reduction,
      mode,
      from,
      meanBy,
      samples,
      hints: hints ? findHints : undefined,
    }
    this.computation = new Computation(request, new ReusedRoom())
    this.#lockstep = new Lockstep(shared, input, target)
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
      const { input, target } = batch
      const { samples } = this.computation.add({ args: { input, target }, from: batch.from, whole: false })
      if (samples && this.#listing) this.#listing.add(samples, batch.number)
      else if (samples) take?.(samples)
      return true
    })
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
