import type { ComparedGroup, Comparison, Rated } from '../report.ts'
import { Groups } from './groups.ts'
import { PairedDifference } from './paired-difference.ts'
import { Pairs } from './pairs.ts'
import { sideName } from './rows.ts'
import { Worst } from './worst.ts'

/** Paired losses of two models on the same samples, in bounded memory. */
export class Compared {
  readonly #difference: PairedDifference
  readonly #worst: Worst
  readonly #best: Worst
  readonly #classes = { a: new Groups(), b: new Groups() }
  readonly #pairs = new Pairs()
  #better = 0
  #worse = 0

  constructor(reduction: 'mean' | 'sum', top: number, seed: number) {
    this.#difference = new PairedDifference(reduction, seed)
    this.#worst = new Worst(top)
    this.#best = new Worst(top)
  }

  /** Rows of both models; the labels are those of the first. Rows without a share in the mean do not count. */
  add(a: Rated, b: Rated): void {
    const first = a.samples.get('loss') as Float64Array
    const second = b.samples.get('loss') as Float64Array
    const differences = second.map((loss, row) => loss - first[row]!)
    const samples = new Map(
      [...a.samples].filter(([name]) => name !== 'loss' && name !== 'predicted' && name !== 'p_target'),
    )
    samples.set('loss_a', first).set('loss_b', second).set('difference', differences)
    for (const [row, difference] of differences.entries()) {
      const share = a.shares[row]!
      if (share === 0) continue
      if (difference < 0) this.#better++
      if (difference > 0) this.#worse++
      if (difference > 0) this.#worst.add(samples, row, difference, difference)
      if (difference < 0) this.#best.add(samples, row, -difference, -difference)
      this.#pairs.add(first[row]!, second[row]!)
      this.#addToClass(a, b, row)
      this.#difference.add(a.sums[row]!, b.sums[row]!, share)
    }
  }

  #addToClass(a: Rated, b: Rated, row: number): void {
    const target = a.samples.get('target')
    const name = target ? String(target[row]) : a.sides && sideName(a.sides[row]!)
    if (name === undefined) return
    const number = a.samples.get('row')![row] as number
    this.#classes.a.add(name, a.sums[row]!, a.shares[row]!, undefined, number)
    this.#classes.b.add(name, b.sums[row]!, b.shares[row]!, undefined, number)
  }

  /** In the order of `names`, numbers by size. */
  #perClass(names: readonly string[] | undefined): ComparedGroup[] {
    const [first, second] = [this.#classes.a, this.#classes.b].map((groups) => groups.groups(1, names))
    const both = first!.map(({ name, count, mean }, i) => ({ name, count, a: mean, b: second![i]!.mean }))
    const numbers = both.every(({ name }) => /^\d+$/.test(name))
    return numbers ? both.sort((one, other) => Number(one.name) - Number(other.name)) : both
  }

  /** `names` of the classes, where they have names. */
  comparison(names?: readonly string[]): Omit<Comparison, 'a' | 'b'> {
    const perClass = this.#perClass(names)
    const { samples: n, difference, interval } = this.#difference.found()
    return {
      samples: n,
      difference,
      interval,
      better: this.#better,
      worse: this.#worse,
      equal: n - this.#better - this.#worse,
      regressions: this.#worst.samples('loss'),
      improvements: this.#best.samples('loss'),
      ...(perClass.length > 0 && { perClass }),
      ...this.#pairs.section(),
    }
  }
}
