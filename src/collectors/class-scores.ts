import { grown } from '../numerics/grown.ts'
import { ExactSum } from '../numerics/exact-sum.ts'
import { quotient } from '../numerics/quotient.ts'
import type { ClassScore, Metric, ScoreMeans, Survey } from '../survey.ts'
import type { Collector } from './collector.ts'
import { eachAnswer } from './counted-rows.ts'
import type { JudgedRows } from '../samples.ts'
import { type ScoreName, scoreNames } from './metric-names.ts'

export interface PlainClassScores {
  readonly classes: number
  readonly soft: number
  /** Of each class that occurs: its number, and how often it is the target, is predicted, and is both. */
  readonly counts: readonly (readonly [index: number, targets: number, predicted: number, right: number])[]
  /** The same of each label, one after the other: how often it is true, is predicted, and is both. */
  readonly labels?: readonly number[]
}

const COUNTS = 3

/**
 * Precision, recall and F1 of each class against the rest: how many of those predicted are right, how many of those
 * that are it are found, and the harmonic mean of both. Their mean over the classes that occur is the macro average; of
 * two sides the positive one counts. 0 / 0 is 0. All as scikit-learn's.
 *
 * A row with several labels, which may all be true, has a positive side for each: over all of them together that is the
 * micro average, and the mean over all labels the macro average, of scikit-learn's multilabel f1_score.
 */
export class ClassScores implements Collector<PlainClassScores> {
  /** Above which probability a place is predicted to be positive; undefined for the more probable side. */
  readonly #threshold: number | undefined
  #counts = new Float64Array(0)
  #labels = new Float64Array(0)
  #classes = 0
  #soft = 0

  constructor(threshold?: number) {
    this.#threshold = threshold
  }

  add({ predictions }: JudgedRows): void {
    if (!predictions) return
    const { classes, labels = 0, predicted, p } = predictions
    this.#grow(classes)
    this.#labels = atLeast(this.#labels, COUNTS * labels)
    this.#soft += eachAnswer(predictions, (i, target) => {
      if (classes > 1) this.#see(target, predicted[i]!)
      else {
        const positive = isPositive(p[i]!, predicted[i]!, this.#threshold) ? 1 : 0
        this.#see(target, positive)
        if (labels > 0) this.#seeLabel(i % labels, target, positive)
      }
    })
  }

  #see(target: number, predicted: number): void {
    this.#counts[target * COUNTS]!++
    this.#counts[predicted * COUNTS + 1]!++
    if (target === predicted) this.#counts[target * COUNTS + 2]!++
  }

  #seeLabel(label: number, target: number, positive: number): void {
    const at = label * COUNTS
    this.#labels[at]! += target
    this.#labels[at + 1]! += positive
    this.#labels[at + 2]! += target * positive
  }

  #grow(classes: number): void {
    this.#classes = Math.max(this.#classes, classes)
    this.#counts = atLeast(this.#counts, COUNTS * Math.max(2, this.#classes))
  }

  plain(): PlainClassScores {
    const counts = this.#occurring().map((index) => [index, ...this.#countsOf(index)] as const)
    const labels = this.#labels.length > 0 && { labels: [...this.#labels] }
    return { classes: this.#classes, soft: this.#soft, counts, ...labels }
  }

  merge({ classes, soft, counts, labels = [] }: PlainClassScores): void {
    this.#grow(classes)
    this.#labels = atLeast(this.#labels, labels.length)
    for (const [i, count] of labels.entries()) this.#labels[i]! += count
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
    return scoreOf(index, this.#countsOf(index))
  }

  /** Of each label, all of them, and what they are together; of one per row there is none. */
  #labelScores(): Pick<Survey, 'labelScores'> {
    if (this.#labels.length === 0) return {}
    const scores = Array.from({ length: this.#labels.length / COUNTS }, (_, label) => {
      const at = label * COUNTS
      return scoreOf(label, [this.#labels[at]!, this.#labels[at + 1]!, this.#labels[at + 2]!])
    })
    const micro = this.#scoreOf(1)
    const means = (of: (name: ScoreName) => number) =>
      Object.fromEntries(scoreNames.map((name) => [name, of(name)])) as unknown as ScoreMeans
    return {
      labelScores: {
        scores,
        macro: means((name) => meanOf(scores.map((score) => score[name]))),
        micro: means((name) => micro[name]),
      },
    }
  }

  metric(name: ScoreName): Metric {
    const scores = this.#occurring().map((index) => this.#scoreOf(index))
    if (this.#soft > 0) return { name, why: 'soft targets' }
    if (scores.length === 0) return { name, why: 'empty' }
    if (this.#classes === 1) return { name, value: this.#scoreOf(1)[name], threshold: this.#threshold ?? 0.5 }
    const value = meanOf(scores.map((score) => score[name]))
    return { name, value, classes: scores.length }
  }

  section(): Pick<Survey, 'classScores' | 'labelScores'> {
    const scores = this.#occurring().map((index) => this.#scoreOf(index))
    if (this.#soft > 0 || scores.length === 0) return {}
    return { classScores: { scores }, ...this.#labelScores() }
  }
}

function scoreOf(
  index: number,
  [targets, predicted, right]: readonly [targets: number, predicted: number, right: number],
): ClassScore {
  const of = (part: number, all: number) => (all === 0 ? 0 : part / all)
  return {
    ...{ index, targets, predicted, right },
    precision: of(right, predicted),
    recall: of(right, targets),
    f1: of(2 * right, targets + predicted),
  }
}

function meanOf(values: readonly number[]): number {
  const sum = new ExactSum()
  for (const value of values) sum.add(value)
  return quotient(sum.rounded(), { high: values.length, low: 0, scale: 0 })
}

const atLeast = (counts: Float64Array<ArrayBuffer>, length: number) =>
  counts.length < length ? grown(counts, length) : counts

/** Whether a place is predicted to be positive: by a threshold, or as the more probable side. */
export function isPositive(p: number, predicted: number, threshold: number | undefined): boolean {
  return threshold === undefined ? predicted === 1 : p > threshold
}
