import type { Samples } from './samples.ts'

/** Losses of the samples that share a text: a class, a split. */
export interface Group {
  readonly name: string
  readonly count: number
  readonly mean: number
  readonly sum: number
  /** Of the sum over all samples. */
  readonly share: number
  readonly accuracy?: number
}

/** Groups in their order: there may be a million, so they need not be there all at once. */
export interface GroupList extends Iterable<Group> {
  readonly length: number
}

export interface Quantile {
  readonly q: number
  readonly value: number
  /** Whether it comes from buckets, within a relative error of 0.0005. */
  readonly approximate: boolean
}

export interface Histogram {
  /** One more than counts. */
  readonly edges: readonly number[]
  readonly counts: readonly number[]
  /** Losses that are NaN or infinite. */
  readonly notFinite: number
}

/** Losses counted between powers of ten; 8 bins a decade. */
export interface PowersOfTen {
  /** Of whole decades, from the first with a loss to the last; `sum` is that of their losses, `wrong` what was predicted wrong. */
  readonly bins: readonly {
    readonly from: number
    readonly to: number
    readonly count: number
    readonly wrong?: number
    readonly sum: number
  }[]
  readonly negative: number
  /** Losses that are NaN or infinite. */
  readonly notFinite: number
}

/** How much of the sum the samples with the largest losses hold. */
export interface Concentration {
  /** The smallest part of the samples that holds half of the sum. */
  readonly half: number
  readonly parts: readonly { readonly worst: number; readonly share: number }[]
  /** Whether it comes from buckets, within a relative error of 0.0005. */
  readonly approximate: boolean
}

/** How often what is predicted with a probability comes true. */
export interface Calibration {
  /** Whose probability: that of the positive side, or of the predicted class. */
  readonly of: 'positive' | 'predicted'
  /** Mean over the samples of how far the rate of their bin is from its mean probability. */
  readonly error: number
  /** `rate` is the part of them that is positive, or right; low and high its 95 % interval. Absent in an empty bin. */
  readonly bins: readonly {
    readonly from: number
    readonly to: number
    readonly count: number
    readonly hits: number
    readonly mean?: number
    readonly rate?: number
    readonly low?: number
    readonly high?: number
  }[]
}

/** The samples of one target with one prediction. */
export interface Confusion {
  readonly target: number
  readonly predicted: number
  readonly count: number
  readonly sum: number
  /** Of the sum over all samples. */
  readonly share: number
}

/** Places whose right answer got a probability between two ends, and the sum of their losses. */
export interface RightAnswer {
  readonly from: number
  readonly to: number
  readonly count: number
  readonly sum: number
}

/** How far predicted numbers are from those that came; a difference is prediction minus target. */
export interface PredictionErrors {
  /** Pairs of finite numbers; `left` are the others. */
  readonly count: number
  readonly left: number
  /** The mean of the differences, and the root of the mean of their squares. */
  readonly bias: number
  readonly rmse: number
  /** Edges of bins, one more than counts, of the differences. */
  readonly edges: readonly number[]
  readonly counts: readonly number[]
  /** How many pairs lie in which square: its lower ends, and how wide it is. */
  readonly size: number
  readonly squares: readonly {
    readonly target: number
    readonly prediction: number
    readonly count: number
  }[]
}

/** Scores of a class, or of several labels together. */
export interface ScoreMeans {
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

/** What was predicted of a class, or of a side, against the rest. */
export interface ClassScore extends ScoreMeans {
  readonly index: number
  /** How many places it is the target of, how many it is predicted of, and how many both. */
  readonly targets: number
  readonly predicted: number
  readonly right: number
}

/** A number reported in addition to the loss; without a value where `why` says what is missing. */
export interface Metric {
  readonly name: string
  readonly value?: number
  readonly why?: 'empty' | 'soft targets' | 'one class' | 'many classes' | 'two sides'
  /** Classes that were averaged over. */
  readonly classes?: number
  /** Whether ranks come from buckets, and how far off the value is at most, where that is known. */
  readonly approximate?: boolean
  readonly within?: number
  /** Above which probability the positive side is predicted. */
  readonly threshold?: number
}

/** Columns whose values may be groups: each takes kilobytes for itself. */
export const MOST_GROUPINGS = 65_536

/** What the samples of a run say together; each part on demand. */
export interface Survey {
  /** The worst samples, and their part of the sum. */
  readonly top?: Samples
  readonly topShare?: number
  readonly perClass?: GroupList
  readonly groupBy?: readonly { readonly by: string; readonly groups: GroupList }[]
  readonly quantiles?: readonly Quantile[]
  readonly histogram?: Histogram
  readonly powers?: PowersOfTen
  readonly concentration?: Concentration
  readonly calibration?: Calibration
  readonly rightAnswers?: readonly RightAnswer[]
  readonly errors?: PredictionErrors
  /** Largest sum first; `leftOut` pairs are not listed. `names` of the classes, where they have names. */
  readonly confusions?: {
    readonly classes: number
    readonly pairs: readonly Confusion[]
    readonly leftOut: number
    /** Pairs of a wrong prediction that people are shown. */
    readonly shown: number
    readonly names?: readonly string[]
  }
  readonly metrics?: readonly Metric[]
  /** Of the classes or sides that are a target or predicted, in order. */
  readonly classScores?: { readonly scores: readonly ClassScore[]; readonly names?: readonly string[] }
  /** Of all labels, where a row has several that may all be true; the mean over them, and all of them as one. */
  readonly labelScores?: {
    readonly scores: readonly ClassScore[]
    readonly macro: ScoreMeans
    readonly micro: ScoreMeans
    readonly names?: readonly string[] | undefined
  }
}
