/** How many answers are right, and how often each target occurs; whole numbers, so that any order gives the same. */
export interface Answers {
  /** Answers that can be right: those with one class, or a side that is 0 or 1. */
  judged: number
  right: number
  /** Targets between the sides, or of several classes. */
  soft: number
  /** How often each class is the target; of sides how often 0 and 1. */
  counts: number[]
}

/** Classes whose targets are counted. */
export const MOST_CLASSES = 1000

export function noAnswers(): Answers {
  return { judged: 0, right: 0, soft: 0, counts: [] }
}

export function addAnswers(to: Answers, from: Answers): void {
  to.judged += from.judged
  to.right += from.right
  to.soft += from.soft
  for (const [i, count] of from.counts.entries()) to.counts[i] = (to.counts[i] ?? 0) + count
}
