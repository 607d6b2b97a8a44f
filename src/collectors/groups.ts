import { ExactSum, quotient } from '../numerics/exact-sum.ts'
import type { Group } from '../report.ts'

class Tally {
  count = 0
  correct = 0
  judged = 0
  readonly sum = new ExactSum()
  readonly shares = new ExactSum()
}

/** Losses added up by the text of a column; memory for one tally per text. */
export class Groups {
  readonly #tallies = new Map<string, Tally>()

  /** A sum of losses, its part of the divisor, and whether the prediction was right, if there was one. */
  add(key: string, sum: number, share: number, correct: boolean | undefined): void {
    let tally = this.#tallies.get(key)
    if (!tally) this.#tallies.set(key, (tally = new Tally()))
    tally.count++
    tally.sum.add(sum)
    tally.shares.add(share)
    if (correct === undefined) return
    tally.judged++
    if (correct) tally.correct++
  }

  /** In the order of `names`, the others after them as they first came; shares are of the sum of all. */
  groups(total: number, names: readonly string[] = []): Group[] {
    const order = new Map([...names, ...this.#tallies.keys()].map((name) => [name, 0]))
    return [...order.keys()].flatMap((name) => {
      const tally = this.#tallies.get(name)
      if (!tally) return []
      const sum = tally.sum.value()
      return [
        {
          name,
          count: tally.count,
          mean: quotient(tally.sum.rounded(), tally.shares.rounded()),
          sum,
          share: sum / total,
          ...(tally.judged > 0 && { accuracy: tally.correct / tally.judged }),
        },
      ]
    })
  }
}
