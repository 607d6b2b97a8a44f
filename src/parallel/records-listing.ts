import type { Samples } from '../samples.ts'
import { noPaint } from '../writers/paint.ts'
import type { MakeWriter, Writer } from '../writers/formats.ts'
import { GiveUp } from './give-up.ts'
import { writeAt } from './listing.ts'
import type { Lockstep } from './lockstep.ts'

/** A thread's part of a listing: it makes the texts of its batches, and learns where each goes when its turn comes. */
export class RecordsListing {
  readonly #writer: Writer
  readonly #file: number
  readonly #lockstep: Lockstep
  /** Whether the first rows, which names of columns precede, are listed. */
  #begun: boolean
  /** The text that waits for its turn. */
  #waiting: { readonly bytes: Uint8Array; readonly batch: number } | undefined

  /** `continued` if another thread lists the first rows. */
  constructor(makeWriter: MakeWriter, descriptor: number, lockstep: Lockstep, continued: boolean) {
    this.#writer = makeWriter({ paint: noPaint, rows: Infinity, continued })
    this.#begun = continued
    this.#file = descriptor
    this.#lockstep = lockstep
  }

  /** Makes the text of a batch; it is written as soon as its turn comes. @throws GiveUp */
  add(samples: Samples, batch: number): void {
    // The writer's memory holds one text.
    this.finish()
    const text = this.#writer.samples!(samples)
    this.#begun = true
    this.#waiting = { bytes: typeof text === 'string' ? Buffer.from(text) : text, batch }
    this.offer()
  }

  /** A batch of which no row is left takes its turn, too. @throws GiveUp also if it should have begun the list */
  addNothing(batch: number): void {
    if (!this.#begun) throw new GiveUp()
    this.finish()
    this.#waiting = { bytes: new Uint8Array(0), batch }
    this.offer()
  }

  /** Writes the text if its turn has come. @throws GiveUp */
  offer(): void {
    if (!this.#waiting) return
    const { bytes, batch } = this.#waiting
    this.#write(bytes, this.#lockstep.place(batch, bytes.length))
  }

  /** Waits until the text is written. @throws GiveUp */
  finish(): void {
    if (!this.#waiting) return
    const { bytes, batch } = this.#waiting
    this.#write(bytes, this.#lockstep.awaitPlace(batch, bytes.length))
  }

  #write(bytes: Uint8Array, place: number | undefined): void {
    if (place === undefined) return
    this.#waiting = undefined
    writeAt(this.#file, bytes, place)
  }
}
