import { writeSync } from 'node:fs'
import type { Samples } from '../samples.ts'
import type { MakeWriter, OutputFormat, Writer } from '../writers/formats.ts'
import { noPaint } from '../writers/paint.ts'
import { GiveUp } from './give-up.ts'

/** A file that all threads write. */
export interface ListingPlace {
  readonly format: OutputFormat & ('csv' | 'ndjson')
  readonly descriptor: number
  /** Where the text of the first turn goes. */
  readonly start: number
}

/** Where the texts of turns go: each after that of the turn before. */
export interface SharedListing extends ListingPlace {
  readonly order: SharedArrayBuffer
}

/** What all threads share: whose turn it is to write, whether one has failed, how many texts there were; and the place. */
const TURN = 0
const FAILED = 1
const TEXTS = 2
const PLACE = 16
const NOBODYS = -1
/** Bytes that wait for their turn; with more the thread waits, too. */
const MOST_HELD = 1 << 24
/** Milliseconds without a text of any thread. */
const PATIENCE = 5000

export function inOrder(place: ListingPlace): SharedListing {
  const order = new SharedArrayBuffer(PLACE + 8)
  new Float64Array(order, PLACE)[0] = place.start
  return { ...place, order }
}

/** A thread's part of a listing: it makes the texts of its turns, which are written when their turns have come. */
export class Listing {
  readonly #writer: Writer
  readonly #file: number
  readonly #flags: Int32Array
  readonly #place: Float64Array
  /** Whether the first rows, which names of columns precede, are listed. */
  #begun: boolean
  /** This thread's turns that are not over, and their texts that are not written: all but the last have no more. */
  readonly #turns: { readonly number: number; texts: Uint8Array[] }[] = []

  /** `continued` if another thread lists the first rows. */
  constructor(makeWriter: MakeWriter, { descriptor, order }: SharedListing, continued: boolean) {
    this.#writer = makeWriter({ paint: noPaint, rows: Infinity, continued })
    this.#begun = continued
    this.#file = descriptor
    this.#flags = new Int32Array(order, 0, 3)
    this.#place = new Float64Array(order, PLACE)
  }

  /** How many texts all threads have made. */
  get texts(): number {
    return Atomics.load(this.#flags, TEXTS)
  }

  /** Begins a turn; those before end as soon as they have come. @throws GiveUp */
  begin(number: number): void {
    this.#turns.push({ number, texts: [] })
    while (this.#turns.length > 1 && this.#hasCome) this.#end()
  }

  /** Makes the text of some rows of the turn. @throws GiveUp */
  add(samples: Samples): void {
    this.#endBut(1)
    const { texts } = this.#turns[0]!
    const text = this.#writer.samples!(samples)
    this.#begun = true
    Atomics.add(this.#flags, TEXTS, 1)
    texts.push(typeof text === 'string' ? Buffer.from(text) : text)
    if (texts.reduce((sum, { length }) => sum + length, 0) > MOST_HELD) this.#awaitTurn()
    if (this.#hasCome) this.#write()
    // The writer's memory holds one text, and may move before its turn comes.
    else texts.push(texts.pop()!.slice())
  }

  /** Waits until all is written. @throws GiveUp */
  finish(): void {
    this.#endBut(0)
  }

  /** Tells the other threads to stop. */
  fail(): void {
    Atomics.store(this.#flags, FAILED, 1)
    // Whoever is about to wait for another turn does not.
    Atomics.store(this.#flags, TURN, NOBODYS)
    Atomics.notify(this.#flags, TURN)
  }

  /** Whether the first of this thread's turns has come. */
  get #hasCome(): boolean {
    return Atomics.load(this.#flags, TURN) === this.#turns[0]!.number
  }

  #endBut(most: number): void {
    while (this.#turns.length > most) {
      this.#awaitTurn()
      this.#end()
    }
  }

  #end(): void {
    // A list begins with the first rows.
    if (!this.#begun) throw new GiveUp()
    this.#write()
    Atomics.store(this.#flags, TURN, this.#turns.shift()!.number + 1)
    Atomics.notify(this.#flags, TURN)
  }

  #awaitTurn(): void {
    const own = this.#turns[0]!.number
    for (let turn; (turn = Atomics.load(this.#flags, TURN)) !== own;) {
      if (Atomics.load(this.#flags, FAILED) === 1) throw new GiveUp()
      const { texts } = this
      const woken = Atomics.wait(this.#flags, TURN, turn, PATIENCE)
      if (woken === 'timed-out' && texts === this.texts) throw new GiveUp()
    }
  }

  #write(): void {
    const own = this.#turns[0]!
    for (const text of own.texts) {
      writeAt(this.#file, text, this.#place[0]!)
      this.#place[0]! += text.length
    }
    own.texts = []
  }
}

/** Writes bytes to a place of a file. @throws GiveUp */
function writeAt(file: number, bytes: Uint8Array, place: number): void {
  try {
    for (let done = 0; done < bytes.length;) {
      done += writeSync(file, bytes, done, bytes.length - done, place + done)
    }
  } catch {
    // The plain way meets the same disk, and says so.
    throw new GiveUp()
  }
}
