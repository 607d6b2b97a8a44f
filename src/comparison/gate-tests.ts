import type { GateTest } from '../comparison.ts'
import { PairedInterval } from './paired-interval.ts'
import { SignFlips } from './sign-flips.ts'

/** One part of the samples under two models: all of them, a class, a group. */
class TestedSamples {
  readonly difference: PairedInterval
  readonly flips: SignFlips
  readonly #reduction: 'mean' | 'sum'
  unknown = 0

  constructor(reduction: 'mean' | 'sum', seed: number) {
    this.#reduction = reduction
    this.difference = new PairedInterval(reduction, seed)
    this.flips = new SignFlips(seed)
  }

  add(before: number, now: number, divisor: number): void {
    const difference = before === now ? 0 : now - before
    if (Number.isNaN(difference)) {
      this.unknown++
      return
    }
    this.difference.add(before, now, divisor)
    // In a sum each sample counts the same.
    this.flips.add(difference, this.#reduction === 'mean' ? divisor : 1)
  }
}

/** What is asked of parts: whether the second model is worse by more than so much. */
export interface Question {
  /** `--fail-if worse by 0.01 in class`, as it was asked. */
  readonly asked: string
  readonly by: number
  readonly over: 'all' | 'class' | 'group'
}

/** The parts that questions are about. */
export class GateTests {
  readonly #reduction: 'mean' | 'sum'
  readonly #seed: number
  readonly #questions: readonly Question[]
  readonly #parts = {
    all: new Map<string, TestedSamples>(),
    class: new Map<string, TestedSamples>(),
    group: new Map<string, TestedSamples>(),
  }

  constructor(reduction: 'mean' | 'sum', seed: number, questions: readonly Question[]) {
    this.#reduction = reduction
    this.#seed = seed
    this.#questions = questions
  }

  add(over: Question['over'], name: string, before: number, now: number, divisor: number): void {
    if (!this.#questions.some((question) => question.over === over)) return
    let part = this.#parts[over].get(name)
    if (!part) this.#parts[over].set(name, (part = new TestedSamples(this.#reduction, this.#seed)))
    part.add(before, now, divisor)
  }

  /**
   * Every question about every part. The more tests, the likelier one of them is off by chance, so each p is corrected
   * for all of them.
   *
   * Source: Holm 1979, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6.
   */
  found(nameOf: (over: Question['over'], name: string) => string): GateTest[] {
    const tests = this.#questions.flatMap(({ asked, by, over }) =>
      [...this.#parts[over]].map(([name, { difference, flips, unknown }]) => {
        const { samples, difference: found } = difference.found()
        const p = samples === 0 ? 1 : flips.pAbove(this.#reduction === 'mean' ? by : by / samples)
        return { asked, by, over, name: nameOf(over, name), samples, unknown, difference: found, p }
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
}

/** How often a gate may shut though nothing is worse. */
export const LEVEL = 0.05
