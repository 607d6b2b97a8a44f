import type { Samples } from '../samples.ts'
import type { MakeWriter, Writer } from '../writers/formats.ts'
import { noPaint } from '../writers/paint.ts'
import { GiveUp } from './give-up.ts'
import { type ListingPlace, writeAt } from './listing.ts'

/** Where the texts of parts go: each after that of the part before. */
export interface SplitsOutput extends ListingPlace {
  readonly order: SharedArrayBuffer
}

/** What all threads share: whose turn it is to write, whether one has failed, how many texts there were; and the place. */
const TURN = 0
const FAILED = 1
const TEXTS = 2
const PLACE = 16
/** Bytes of a part that wait for its turn; with more the thread waits, too. */
const MOST_HELD = 1 << 24
/** Milliseconds without a text of any thread. */
const PATIENCE = 5000

export function inOrder(place: ListingPlace): SplitsOutput {
  const order = new SharedArrayBuffer(PLACE + 8)
  new Float64Array(order, PLACE)[0] = place.start
  return { ...place, order }
}

/** A thread's part of a listing of the parts of a table: a text is written when its part's turn has come. */
export class SplitsListing {
  readonly #writer: Writer
  readonly #file: number
  readonly #flags: Int32Array
  readonly #place: Float64Array
  /** Whether the first rows, which names of columns precede, are listed. */
  #begun: boolean
  #part: number | undefined
  #held: Uint8Array[] = []
  #bytes = 0

  /** `continued` if another thread lists the first rows. */
  constructor(makeWriter: MakeWriter, { descriptor, order }: SplitsOutput, continued: boolean) {
    this.#writer = makeWriter({ paint: noPaint, rows: Infinity, continued })
    this.#begun = continued
    this.#file = descriptor
    this.#flags = new Int32Array(order, 0, 3)
    this.#place = new Float64Array(order, PLACE)
  }

  /** Ends the part that was begun, and begins one. @throws GiveUp */
  begin(part: number | undefined): void {
    if (this.#part !== undefined) this.#end(this.#part)
    this.#part = part
  }

  /** Makes the text of some rows of the part. @throws GiveUp */
  add(samples: Samples): void {
    const text = this.#writer.samples!(samples)
    this.#begun = true
    const bytes = typeof text === 'string' ? Buffer.from(text) : text
    Atomics.add(this.#flags, TEXTS, 1)
    if (Atomics.load(this.#flags, TURN) === this.#part) return this.#write(bytes)
    // The writer's memory holds one text.
    this.#held.push(bytes.slice())
    this.#bytes += bytes.length
    if (this.#bytes > MOST_HELD) this.#awaitTurn(this.#part!)
  }

  /** Tells the other threads to stop. */
  fail(): void {
    Atomics.store(this.#flags, FAILED, 1)
    Atomics.notify(this.#flags, TURN)
  }

  #end(part: number): void {
    if (!this.#begun) throw new GiveUp()
    this.#awaitTurn(part)
    Atomics.store(this.#flags, TURN, part + 1)
    Atomics.notify(this.#flags, TURN)
  }

  /** Waits for the turn of a part, and writes what was held. */
  #awaitTurn(part: number): void {
    for (;;) {
      const turn = Atomics.load(this.#flags, TURN)
      if (turn === part) return this.#write()
      if (Atomics.load(this.#flags, FAILED) === 1) throw new GiveUp()
      const texts = Atomics.load(this.#flags, TEXTS)
      const woken = Atomics.wait(this.#flags, TURN, turn, PATIENCE)
      if (woken === 'timed-out' && texts === Atomics.load(this.#flags, TEXTS)) throw new GiveUp()
    }
  }

  /** Writes what was held, and some bytes. */
  #write(bytes?: Uint8Array): void {
    for (const text of bytes ? [...this.#held, bytes] : this.#held) {
      writeAt(this.#file, text, this.#place[0]!)
      this.#place[0]! += text.length
    }
    this.#held = []
    this.#bytes = 0
  }
}
