import type { Samples } from '../samples.ts'
import { GiveUp } from './give-up.ts'

/** The first samples, which one thread shows: those of its turns, as long as none between is another thread's. */
export class FirstRows {
  readonly samples: Samples[] = []
  readonly #wanted: number
  #found = 0
  #turn = -1

  constructor(wanted: number) {
    this.#wanted = wanted
  }

  /** @throws GiveUp where rows that are wanted are another thread's */
  begin(turn: number): void {
    if (this.#found < this.#wanted && turn > this.#turn + 1) throw new GiveUp()
    this.#turn = turn
  }

  /** Samples lie in memory that the next ones overwrite. */
  take(samples: Samples): void {
    if (this.#found >= this.#wanted) return
    this.#found += samples.get('row')?.length ?? 0
    this.samples.push(new Map([...samples].map(([name, column]) => [name, column.slice()])))
  }

  /** Of so many in all. @throws GiveUp as `begin` */
  check(count: number): void {
    if (this.#found < Math.min(this.#wanted, count)) throw new GiveUp()
  }
}
