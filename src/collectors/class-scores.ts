import { LossError } from '../error.ts'
import { ExactSum } from '../numerics/exact-sum.ts'
import { quotient } from '../numerics/quotient.ts'
import type { ClassScore, Metric, Survey } from '../survey.ts'
import type { Collector, SurveyRows } from './collector.ts'
import type { ScoreName } from './metric-names.ts'

export interface PlainClassScores {
  readonly classes: number
  readonly soft: number
  /** Of each class that occurs: its number, and how often it is the target, is predicted, and is both. */
  readonly counts: readonly (readonly [index: number, targets: number, predicted: number, right: number])[]
}

/** Counts side by side. */
const COUNTS = 3

/**
 * Precision, recall and F1 of each class against the rest: how many of those predicted are right, how many of those
 * that are it are found, and the harmonic mean of both. Their mean over the classes that occur is the macro average; of
 * two sides the positive one counts. 0 / 0 is 0. All as scikit-learn's.
 */
export class ClassScores implements Collector<PlainClassScores> {
  /** Above which probability a place is predicted to be positive; undefined for the more probable side. */
  readonly #threshold: number | undefined
  #counts = new Float64Array(0)
  #classes = 0
  #soft = 0

  constructor(threshold?: number) {
    this.#threshold = threshold
  }

  /** @throws LossError E104 for a threshold where there are several classes */
  add({ predictions }: SurveyRows): void {
    if (!predictions) return
    const { classes, targets, predicted, p, soft } = predictions
    this.#grow(classes)
    if (soft) {
      this.#soft += predicted.length
      return
    }
    if (classes > 1 && this.#threshold !== undefined) refuseThreshold()
    for (let i = 0; i < targets.length; i++) {
      const target = targets[i]!
      if (classes > 1) {
        if (!Number.isNaN(target)) this.#see(target, predicted[i]!)
      } else if (target === 0 || target === 1)
        this.#see(target, isPositive(p[i]!, predicted[i]!, this.#threshold) ? 1 : 0)
      else this.#soft++
    }
  }

  #see(target: number, predicted: number): void {
    this.#counts[target * COUNTS]!++
    this.#counts[predicted * COUNTS + 1]!++
    if (target === predicted) this.#counts[target * COUNTS + 2]!++
  }

  #grow(classes: number): void {
    this.#classes = Math.max(this.#classes, classes)
    const length = COUNTS * Math.max(2, this.#classes)
    if (this.#counts.length >= length) return
    const grown = new Float64Array(length)
    grown.set(this.#counts)
    this.#counts = grown
  }

  plain(): PlainClassScores {
    const counts = this.#occurring().map((index) => [index, ...this.#countsOf(index)] as const)
    return { classes: this.#classes, soft: this.#soft, counts }
  }

  merge({ classes, soft, counts }: PlainClassScores): void {
    this.#grow(classes)
    this.#soft += soft
    for (const [index, ...more] of counts)
      for (const [i, count] of more.entries()) this.#counts[index * COUNTS + i]! += count
  }

  /** Classes that are a target or predicted, in order. */
  #occurring(): number[] {
    const all = Array.from({ length: this.#counts.length / COUNTS }, (_, index) => index)
    return all.filter((index) => this.#countsOf(index).some((count) => count > 0))
  }

  #countsOf(index: number): [targets: number, predicted: number, right: number] {
    const at = index * COUNTS
    return [this.#counts[at]!, this.#counts[at + 1]!, this.#counts[at + 2]!]
  }

  #scoreOf(index: number): ClassScore {
    const [targets, predicted, right] = this.#countsOf(index)
    const of = (part: number, all: number) => (all === 0 ? 0 : part / all)
    return {
      ...{ index, targets, predicted, right },
      precision: of(right, predicted),
      recall: of(right, targets),
      f1: of(2 * right, targets + predicted),
    }
  }

  /** Its part among the metrics. */
  metric(name: ScoreName): Metric {
    const scores = this.#occurring().map((index) => this.#scoreOf(index))
    if (this.#soft > 0) return { name, why: 'soft targets' }
    if (scores.length === 0) return { name, why: 'empty' }
    if (this.#classes === 1) return { name, value: this.#scoreOf(1)[name], threshold: this.#threshold ?? 0.5 }
    const sum = new ExactSum()
    for (const score of scores) sum.add(score[name])
    const value = quotient(sum.rounded(), { high: scores.length, low: 0, scale: 0 })
    return { name, value, classes: scores.length }
  }

  section(): Pick<Survey, 'classScores'> {
    const scores = this.#occurring().map((index) => this.#scoreOf(index))
    return this.#soft > 0 || scores.length === 0 ? {} : { classScores: { scores } }
  }
}

/** Whether a place is predicted to be positive: by a threshold, or as the more probable side. */
export function isPositive(p: number, predicted: number, threshold: number | undefined): boolean {
  return threshold === undefined ? predicted === 1 : p > threshold
}

function refuseThreshold(): never {
  throw new LossError('E104', '--threshold is for the probability of a side, and here each class has one', {
    why: 'of several classes the most probable one is predicted',
  })
}
