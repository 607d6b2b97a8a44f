import type { ComparedGroup, Comparison, Interval, Verdict } from '../comparison.ts'
import type { JudgedRows } from '../samples.ts'
import { differenceOf, GateTests, LEVEL, type Question } from './gate-tests.ts'
import { PairedInterval } from './paired-interval.ts'
import { LossPairs } from './loss-pairs.ts'
import { sideName } from '../collectors/side-name.ts'
import { SignFlips } from './sign-flips.ts'
import { Worst } from '../collectors/worst.ts'
import { Groups } from '../collectors/groups.ts'

/** Paired losses of two models on the same samples, in bounded memory. */
export class Compared {
  readonly #difference: PairedInterval
  readonly #worst: Worst
  readonly #best: Worst
  readonly #classes = new PairedGroups()
  /** By the columns whose values are groups. */
  readonly #groups: ReadonlyMap<string, PairedGroups>
  readonly #pairs = new LossPairs()
  readonly #flips: SignFlips
  readonly #tests: GateTests | undefined
  readonly #mean: boolean
  #better = 0
  #worse = 0

  /** `groupBy`: columns whose values are groups. */
  constructor(
    reduction: 'mean' | 'sum',
    top: number,
    seed: number,
    questions: readonly Question[] = [],
    groupBy: readonly string[] = [],
  ) {
    this.#difference = new PairedInterval(reduction, seed)
    this.#flips = new SignFlips(seed)
    this.#tests = questions.length > 0 ? new GateTests(reduction, seed, questions) : undefined
    this.#groups = new Map(groupBy.map((by) => [by, new PairedGroups()]))
    this.#mean = reduction === 'mean'
    this.#worst = new Worst(top)
    this.#best = new Worst(top)
  }

  /** Rows of both models; the labels are those of the first. Rows without a part in the mean do not count. */
  add(a: JudgedRows, b: JudgedRows): void {
    const first = a.samples.get('loss') as Float64Array
    const second = b.samples.get('loss') as Float64Array
    const differences = second.map((loss, row) => differenceOf(first[row]!, loss))
    const samples = new Map(
      [...a.samples].filter(([name]) => name !== 'loss' && name !== 'predicted' && name !== 'p_target'),
    )
    samples.set('loss_a', first).set('loss_b', second).set('difference', differences)
    for (const [row, difference] of differences.entries()) {
      const divisor = a.divisors[row]!
      const [before, now] = [a.sums[row]!, b.sums[row]!]
      if (divisor === 0 && before === 0 && now === 0) continue
      if (difference < 0) this.#better++
      if (difference > 0) this.#worse++
      if (difference > 0) this.#worst.add(samples, row, difference, difference)
      if (difference < 0) this.#best.add(samples, row, -difference, -difference)
      this.#pairs.add(first[row]!, second[row]!)
      this.#addToClass(a, b, row)
      this.#difference.add(before, now, divisor)
      this.#flips.add(differenceOf(before, now), this.#mean ? divisor : 1)
      this.#tests?.add('all', '', before, now, divisor)
      for (const [by, groups] of this.#groups) {
        const cell = (a.samples.get(`${by} (file)`) ?? a.samples.get(by))?.[row]
        if (cell === undefined) continue
        groups.add(String(cell), ...sidesOf(a, b, row))
        this.#tests?.add('group', `${by} = ${cell}`, before, now, divisor)
      }
    }
  }

  #addToClass(a: JudgedRows, b: JudgedRows, row: number): void {
    const target = a.samples.get('target')
    const name = target ? String(target[row]) : a.sides && sideName(a.sides[row]!)
    if (name === undefined) return
    this.#tests?.add('class', name, a.sums[row]!, b.sums[row]!, a.divisors[row]!)
    this.#classes.add(name, ...sidesOf(a, b, row))
  }

  /** Both the interval and the test must tell: of few samples the interval says too much. */
  #verdict({ low, high }: Interval): Verdict {
    const differing = this.#flips.differing()
    const above = this.#flips.pAbove()
    const below = this.#flips.pBelow()
    const p = Math.min(1, 2 * Math.min(above, below))
    const sure = this.#flips.unknown() === 0 && p <= LEVEL
    return { better: sure && high < 0 ? 'b' : sure && low > 0 ? 'a' : 'neither', p, differing }
  }

  comparison(names?: readonly string[]): Omit<Comparison, 'a' | 'b'> {
    const perClass = this.#classes.found(names)
    const { samples: n, difference, interval } = this.#difference.found()
    const gate = this.#tests?.found((over, name) =>
      over === 'class' ? (names?.[Number(name)] ?? name) : name,
    )
    return {
      samples: n,
      difference,
      interval,
      better: this.#better,
      worse: this.#worse,
      equal: n - this.#better - this.#worse - this.#flips.nan(),
      unknown: this.#flips.unknown(),
      verdict: this.#verdict(interval),
      ...(gate && { gate }),
      regressions: this.#worst.samples('loss'),
      improvements: this.#best.samples('loss'),
      ...(perClass.length > 0 && { perClass }),
      ...(this.#groups.size > 0 && {
        perGroup: Array.from(this.#groups, ([by, groups]) => ({ by, groups: groups.found() })),
      }),
      ...this.#pairs.section(),
    }
  }
}

/** What both models add of a row, and its number. */
function sidesOf(a: JudgedRows, b: JudgedRows, row: number) {
  const side = ({ sums, divisors }: JudgedRows) => ({ sum: sums[row]!, divisor: divisors[row]! })
  return [side(a), side(b), a.samples.get('row')![row] as number] as const
}

/** What a row adds to its group under one model. */
interface Side {
  readonly sum: number
  readonly divisor: number
}

class PairedGroups {
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
