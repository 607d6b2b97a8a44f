import type { Reduction } from '../../report.ts'

/** A convention that would explain a wrong number. */
export interface Cause {
  /** `pos_weight on the negative side`. */
  readonly name: string
  readonly why: string
  /** The command line that gives the number; empty if no option does. */
  readonly command: string
}

/** One expectation of a case of a suite, and the result. */
export interface Outcome {
  readonly suite: string
  /** Where the case starts, from 1. */
  readonly line: number
  /** Of the case, with the reduction where it has several. */
  readonly name: string
  readonly reduction: Reduction
  readonly ok: boolean
  /** The largest absolute error, of value and gradient; absent where there was no number. */
  readonly error?: number | undefined
  /** What is wrong, a line each; empty if all is well. */
  readonly failures: readonly string[]
  readonly causes: readonly Cause[]
  readonly seconds: number
}

/** How many expectations were met. */
interface OutcomeCounts {
  readonly passed: number
  readonly failed: number
}

export function countOutcomes(outcomes: readonly Outcome[]): OutcomeCounts {
  const passed = outcomes.filter(({ ok }) => ok).length
  return { passed, failed: outcomes.length - passed }
}
