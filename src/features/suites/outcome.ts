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
  /** Whether the case has a gradient that the answer lacks. */
  readonly noGradient?: boolean
  /** Whether every number of the answer is NaN. */
  readonly nothing?: boolean
  readonly seconds: number
}

export function countOutcomes(outcomes: readonly Outcome[]): { passed: number; failed: number } {
  const passed = outcomes.filter(({ ok }) => ok).length
  return { passed, failed: outcomes.length - passed }
}

/** What is the matter where numbers belong to other requests. */
const earlier: Cause = {
  name: 'the answer to an earlier request',
  why: 'it printed more lines than it was asked for; with --impl-stream the answer to a request is one line',
  command: '',
}

/**
 * Outcomes of a port that printed more lines than it was asked for. Each line that was too many was taken for the answer to
 * the next request, so that no other cause can be told, and a success may be chance. One that printed something else than
 * answers is told that.
 */
export function shifted(outcomes: readonly Outcome[]): Outcome[] {
  const failed = outcomes.filter(({ ok }) => !ok)
  if (failed.some(({ nothing }) => nothing === undefined)) return [...outcomes]
  if (failed.length > 0) return outcomes.map((one) => (one.ok ? one : { ...one, causes: [earlier] }))
  const failures = ['it printed more after its last answer']
  return [...outcomes.slice(0, -1), { ...outcomes.at(-1)!, ok: false, failures, causes: [earlier] }]
}
