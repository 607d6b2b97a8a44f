import type { Denominator } from '../report.ts'
import { addAnswers, type Answers, noAnswers } from './answer-counts.ts'
import type { Evidence, PlainEvidence } from './evidence.ts'
import { ExactSum, type PlainSum } from '../numerics/exact-sum.ts'
import { meanOf } from '../numerics/quotient.ts'

/** The totals of a part of the data, as a worker sends them. */
export interface PlainTotals {
  readonly sum: PlainSum
  readonly weights: PlainSum
  readonly counts: Counts
  readonly answers: Answers
  readonly odd: readonly number[]
  readonly evidence?: PlainEvidence | undefined
}

export interface Counts {
  samples: number
  elements: number
  /** Elements or rows that the mean divides by, when weights do not. */
  counted: number
  ignored: number
  infinite: number
  /** Inputs and targets that are NaN. */
  nan: number
  /** Targets outside the domain that only warns. */
  loose: number
  /** Rows of probability targets that do not sum to 1. */
  unnormalised: number
  /** Elements whose loss is that of a floor, as bce's logarithm of at least -100. */
  clamped: number
}

/** What a run adds up: exact, so that neither order nor cut shows in the result. */
export class Totals {
  readonly sum = new ExactSum()
  readonly weights = new ExactSum()
  /** Signs of mistakes, if somebody looks for them. */
  readonly evidence: Evidence | undefined
  readonly answers = noAnswers()
  /** How often each warning of the loss was seen, in its order. */
  readonly odd: number[] = []
  readonly counts: Counts = {
    samples: 0,
    elements: 0,
    counted: 0,
    ignored: 0,
    infinite: 0,
    nan: 0,
    loose: 0,
    unnormalised: 0,
    clamped: 0,
  }

  constructor(evidence?: Evidence) {
    this.evidence = evidence
  }

  merge({ sum, weights, counts, answers, evidence, odd }: PlainTotals): void {
    this.sum.merge(sum)
    this.weights.merge(weights)
    if (evidence) this.evidence?.merge(evidence)
    addAnswers(this.answers, answers)
    this.add(counts)
    odd.forEach((count, i) => this.see(i, count))
  }

  /** Counts what the warning of this number looks for. */
  see(i: number, count: number): void {
    this.odd[i] = (this.odd[i] ?? 0) + count
  }

  add(counts: Counts): void {
    for (const name of Object.keys(counts) as (keyof Counts)[]) this.counts[name] += counts[name]
  }

  plain(): PlainTotals {
    return {
      sum: this.sum.plain(),
      weights: this.weights.plain(),
      counts: { ...this.counts },
      answers: this.answers,
      odd: this.odd,
      evidence: this.evidence?.plain(),
    }
  }

  mean({ kind, value }: Denominator): number {
    return meanOf(this.sum, kind === 'weights' ? this.weights : value)
  }
}
