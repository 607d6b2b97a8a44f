import { Groups } from '../collectors/groups.ts'
import type { ComparedGroup } from '../comparison.ts'

/** What a row adds to its group under one model. */
interface Side {
  readonly sum: number
  readonly divisor: number
}

/** Losses of two models by the group of their rows. */
export class PairedGroups {
  readonly #a = new Groups()
  readonly #b = new Groups()

  /** `number` is that of the row. */
  add(name: string, a: Side, b: Side, number: number): void {
    this.#a.add(name, a.sum, a.divisor, undefined, number)
    this.#b.add(name, b.sum, b.divisor, undefined, number)
  }

  /** In the order of `names`, numbers by size. */
  found(names?: readonly string[]): ComparedGroup[] {
    const [first, second] = [this.#a, this.#b].map((groups) => [...groups.groups(1, names, true)])
    return first!.map(({ name, count, mean }, i) => ({ name, count, a: mean, b: second![i]!.mean }))
  }
}
