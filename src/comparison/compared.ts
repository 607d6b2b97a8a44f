import type { ComparedGroup, Comparison, Interval, Verdict } from '../comparison.ts'
import { LazyColumns } from '../lazy-columns.ts'
import { Room } from '../numerics/room.ts'
import type { JudgedRows } from '../samples.ts'
import { differenceOf, GateTests, LEVEL, type PlainTests, type Question } from './gate-tests.ts'
import { PairedInterval, type PlainInterval } from './paired-interval.ts'
import { LossPairs, type PlainPairs } from './loss-pairs.ts'
import { classesIn } from '../collectors/classes-in.ts'
import { type PlainFlips, SignFlips } from './sign-flips.ts'
import { type PlainWorst, Worst } from '../collectors/worst.ts'
import { type ColumnTexts, textsIn } from '../collectors/column-texts.ts'
import { Groups, type PlainGroups } from '../collectors/groups.ts'

/** Results of one model, and of both, beside which a column of the file may have any name. */
const ofOne = /^(?:loss|predicted|p_target)$/
const ofBoth = /^(?:loss_[ab]|difference)$/
/** Groups of one column stand before those of the next. */
const MOST_ROWS = 2 ** 40

/** What a part of the samples says, as a thread sends it. */
export interface PlainCompared {
  readonly difference: PlainInterval
  readonly flips: PlainFlips
  readonly tests: PlainTests | undefined
  readonly worst: PlainWorst
  readonly best: PlainWorst
  readonly classes: PlainPairedGroups
  /** By the columns whose values are groups. */
  readonly groups: ReadonlyMap<string, PlainPairedGroups>
  readonly pairs: PlainPairs
  readonly better: number
  readonly worse: number
}

/** Paired losses of two models on the same samples, in bounded memory: the same bits in any order and any parts. */
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
  /** For numbers of rows, which the next ones overwrite: V8 lets 32 MB of such garbage gather in each thread. */
  readonly #rooms = { losses: new Room(), parts: new Room() }
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
    const differences = differencesOf(first, second, this.#rooms.losses)
    const rows = rowsOfEither(a, b)
    const samples = new LazyColumns<Float64Array | readonly string[]>()
    for (const name of a.samples.keys()) {
      if (a.fromFile?.has(name) || !ofOne.test(name))
        samples.share(a.samples, name, ofBoth.test(name) ? `${name} (file)` : name)
    }
    samples.set('loss_a', first).set('loss_b', second).set('difference', differences)
    for (const row of rows) {
      const difference = differences[row]!
      if (difference < 0) {
        this.#better++
        this.#best.add(samples, row, -difference, -difference)
      } else if (difference > 0) {
        this.#worse++
        this.#worst.add(samples, row, difference, difference)
      }
    }
    this.#pairs.addRows(first, second, rows)
    this.#addParts(a, b, rows)
    const classes = classesIn(a)
    if (classes) this.#classes.addRows(classes, a, b, rows)
    const nameOf = classes && nameIn(classes)
    if (nameOf) this.#test('class', nameOf, a, b, rows)
    let column = 0
    for (const [by, groups] of this.#groups) {
      const name = a.samples.has(`${by} (file)`) ? `${by} (file)` : by
      if (!a.samples.has(name)) continue
      const texts = textsIn(a.samples, name)
      groups.addRows(texts, a, b, rows)
      const nameOf = nameIn(texts)
      this.#test('group', (row) => `${by} = ${nameOf(row)}`, a, b, rows, MOST_ROWS * column++)
    }
  }

  plain(): PlainCompared {
    return {
      difference: this.#difference.plain(),
      flips: this.#flips.plain(),
      tests: this.#tests?.plain(),
      worst: this.#worst.plain(),
      best: this.#best.plain(),
      classes: this.#classes.plain(),
      groups: new Map(Array.from(this.#groups, ([by, groups]) => [by, groups.plain()])),
      pairs: this.#pairs.plain(),
      better: this.#better,
      worse: this.#worse,
    }
  }

  /** Adds what was seen of other samples, in any order. */
  merge(other: PlainCompared): void {
    this.#difference.merge(other.difference)
    this.#flips.merge(other.flips)
    if (other.tests) this.#tests?.merge(other.tests)
    this.#worst.merge(other.worst, 0)
    this.#best.merge(other.best, 0)
    this.#classes.merge(other.classes)
    for (const [by, groups] of this.#groups) groups.merge(other.groups.get(by)!)
    this.#pairs.merge(other.pairs)
    this.#better += other.better
    this.#worse += other.worse
  }

  /** What the rows add to the sums of both. */
  #addParts(a: JudgedRows, b: JudgedRows, rows: Int32Array): void {
    const [before, now, divisors] = [a.sums, b.sums, a.divisors].map((numbers) => rowsOf(numbers, rows)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ]
    this.#difference.addAll(before, now, divisors)
    const differences = differencesOf(before, now, this.#rooms.parts)
    this.#flips.addAll(differences, this.#mean ? divisors : divisors.map(() => 1))
    this.#test('all', () => '', a, b, rows)
  }

  #test(
    over: Question['over'],
    nameOf: (row: number) => string,
    a: JudgedRows,
    b: JudgedRows,
    rows: Int32Array,
    place = 0,
  ): void {
    if (!this.#tests?.asks(over)) return
    const numbers = a.samples.get('row') as Float64Array
    for (const row of rows) {
      const [before, now] = [a.sums[row]!, b.sums[row]!]
      this.#tests.add(over, nameOf(row), place + numbers[row]!, before, now, a.divisors[row]!)
    }
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

function differencesOf(first: Float64Array, second: Float64Array, room: Room): Float64Array {
  const differences = room.of(second.length)
  for (let row = 0; row < second.length; row++) differences[row] = differenceOf(first[row]!, second[row]!)
  return differences
}

function rowsOf(numbers: Float64Array, rows: Int32Array): Float64Array {
  return rows.length === numbers.length ? numbers : Float64Array.from(rows, (row) => numbers[row]!)
}

/** The numbers of the rows that have a part in the mean of a model. */
function rowsOfEither(a: JudgedRows, b: JudgedRows): Int32Array {
  const rows = new Int32Array(a.divisors.length)
  let count = 0
  for (let row = 0; row < rows.length; row++)
    if (a.divisors[row] !== 0 || a.sums[row] !== 0 || b.sums[row] !== 0) rows[count++] = row
  return rows.subarray(0, count)
}

function nameIn({ numbered, texts }: ColumnTexts): (row: number) => string {
  return (row) => (numbered ? (numbered.names[numbered.codes[row]!] ?? '') : texts()[row]!)
}

interface PlainPairedGroups {
  readonly a: PlainGroups
  readonly b: PlainGroups
}

class PairedGroups {
  readonly #a = new Groups()
  readonly #b = new Groups(this.#a)

  addRows(texts: ColumnTexts, a: JudgedRows, b: JudgedRows, rows: Int32Array): void {
    const numbers = a.samples.get('row') as Float64Array
    const rowsOf = ({ sums, divisors }: JudgedRows) => ({ rows, sums, divisors, answers: undefined, numbers })
    this.#b.addTo(this.#a.addRows(texts, rowsOf(a)), rowsOf(b))
  }

  plain(): PlainPairedGroups {
    return { a: this.#a.plain(), b: this.#b.plain() }
  }

  merge({ a, b }: PlainPairedGroups): void {
    this.#a.merge(a)
    this.#b.merge(b)
  }

  /** In the order of `names`, numbers by size. */
  found(names?: readonly string[]): ComparedGroup[] {
    const [first, second] = [this.#a, this.#b].map((groups) => [...groups.groups(1, names, true)])
    return first!.map(({ name, count, mean }, i) => ({ name, count, a: mean, b: second![i]!.mean }))
  }
}
