import type { GateTest } from '../comparison.ts'
import { LossError } from '../error.ts'
import type { PlainSum } from '../numerics/exact-sum.ts'
import { ExactSums } from '../numerics/many-exact-sums.ts'
import { type PlainFlips, SignFlips } from './sign-flips.ts'

/** What is asked of parts: whether the second model is worse by more than so much. */
export interface Question {
  /** `--fail-if worse by 0.01 in class`, as it was asked. */
  readonly asked: string
  readonly by: number
  readonly over: 'all' | 'class' | 'group'
}

/** One part of the samples under two models: all of them, a class, a group. There may be as many as samples. */
interface TestedPart {
  /** Of its sums. */
  readonly number: number
  readonly flips: SignFlips
  samples: number
  /** Where it stands among the others: by its first row. */
  place: number
}

/** Parts as a thread sends them. */
export type PlainTests = Readonly<Record<Question['over'], readonly PlainPart[]>>

interface PlainPart extends Pick<TestedPart, 'samples' | 'place'> {
  readonly name: string
  readonly flips: PlainFlips
  readonly difference: PlainSum
  readonly divisor: PlainSum
}

export class GateTests {
  readonly #reduction: 'mean' | 'sum'
  readonly #seed: number
  readonly #questions: readonly Question[]
  readonly #parts = {
    all: new Map<string, TestedPart>(),
    class: new Map<string, TestedPart>(),
    group: new Map<string, TestedPart>(),
  }
  #count = 0
  readonly #differences = new ExactSums()
  readonly #divisors = new ExactSums()

  constructor(reduction: 'mean' | 'sum', seed: number, questions: readonly Question[]) {
    this.#reduction = reduction
    this.#seed = seed
    this.#questions = questions
  }

  asks(over: Question['over']): boolean {
    return this.#questions.some((question) => question.over === over)
  }

  /** A row of a part: what it adds to the sum of both, and to the divisor. */
  add(
    over: Question['over'],
    name: string,
    place: number,
    before: number,
    now: number,
    divisor: number,
  ): void {
    const part = this.#partOf(over, name, place)
    const difference = differenceOf(before, now)
    // In a sum each sample counts the same.
    part.flips.add(difference, this.#reduction === 'mean' ? divisor : 1)
    if (Number.isNaN(difference)) return
    part.samples++
    this.#divisors.add(part.number, divisor)
    if (difference === 0) return
    this.#differences.add(part.number, now)
    this.#differences.add(part.number, -before)
  }

  #partOf(over: Question['over'], name: string, place: number): TestedPart {
    let part = this.#parts[over].get(name)
    if (!part) {
      part = { number: this.#count++, flips: new SignFlips(this.#seed), samples: 0, place }
      this.#parts[over].set(name, part)
    }
    part.place = Math.min(part.place, place)
    return part
  }

  plain(): PlainTests {
    const plain = (over: Question['over']) =>
      Array.from(this.#parts[over], ([name, { number, flips, samples, place }]) => ({
        ...{ name, samples, place, flips: flips.plain() },
        difference: this.#differences.plain(number),
        divisor: this.#divisors.plain(number),
      }))
    return { all: plain('all'), class: plain('class'), group: plain('group') }
  }

  /** Adds what was seen of other rows, in any order. */
  merge(tests: PlainTests): void {
    for (const over of ['all', 'class', 'group'] as const) {
      for (const { name, samples, place, flips, difference, divisor } of tests[over]) {
        const part = this.#partOf(over, name, place)
        part.samples += samples
        part.flips.merge(flips)
        this.#differences.merge(part.number, difference)
        this.#divisors.merge(part.number, divisor)
      }
    }
  }

  /**
   * Every question about every part. The more tests, the likelier one of them is off by chance, so each p is corrected
   * for all of them.
   *
   * Source: Holm 1979, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6.
   */
  found(nameOf: (over: Question['over'], name: string) => string): GateTest[] {
    const idle = this.#questions.find(({ over }) => this.#parts[over].size === 0)
    if (idle)
      throw new LossError(
        'E104',
        `--fail-if '${idle.asked}' finds no ${idle.over === 'class' ? 'class' : 'sample'} to judge`,
      )
    const tests = this.#questions.flatMap(({ asked, by, over }) =>
      this.#inOrder(over).map(([name, { number, flips, samples }]) => {
        const sum = this.#differences.value(number)
        const difference = this.#reduction === 'mean' ? sum / this.#divisors.value(number) : sum
        const p = samples === 0 ? 1 : flips.pAbove(this.#reduction === 'mean' ? by : by / samples)
        const unknown = flips.unknown()
        return { asked, by, over, name: nameOf(over, name), samples, unknown, difference, p }
      }),
    )
    const order = tests.map((_, i) => i).sort((i, j) => tests[i]!.p - tests[j]!.p)
    let least = 0
    const corrected = new Array<number>(tests.length)
    for (const [rank, i] of order.entries()) {
      least = Math.max(least, Math.min(1, (tests.length - rank) * tests[i]!.p))
      corrected[i] = least
    }
    return tests.map((test, i) => ({
      ...test,
      corrected: corrected[i]!,
      ok: test.unknown === 0 && corrected[i]! > LEVEL,
    }))
  }

  /** Parts in the order of their places. */
  #inOrder(over: Question['over']): [string, TestedPart][] {
    return [...this.#parts[over]].sort(([, a], [, b]) => a.place - b.place)
  }
}

/** Of two losses; equal ones differ by 0, infinite ones, too. */
export const differenceOf = (before: number, now: number): number => (before === now ? 0 : now - before)

/** How often a gate may shut though nothing is worse. */
export const LEVEL = 0.05
