import type { LossReport } from './report.ts'
import type { Samples } from './samples.ts'

/** Two models on the same samples; a difference is b - a. */
export interface Comparison {
  readonly a: LossReport
  readonly b: LossReport
  readonly samples: number
  /** The reduced loss of b less that of a, exactly summed. */
  readonly difference: number
  readonly interval: Interval
  readonly better: number
  readonly worse: number
  readonly equal: number
  /** Samples of which one loss is NaN: there is no verdict. */
  readonly unknown: number
  /** Which model is better, if these samples can tell, and how likely they are if none is. */
  readonly verdict: Verdict
  /** What --fail-if asked. */
  readonly gate?: readonly GateTest[]
  /** Samples whose loss grew the most, and those whose loss fell the most. */
  readonly regressions: Samples
  readonly improvements: Samples
  /** Where targets are classes or sides. */
  readonly perClass?: readonly ComparedGroup[]
  /** By the columns whose values are groups. */
  readonly perGroup?: readonly { readonly by: string; readonly groups: readonly ComparedGroup[] }[]
  readonly pairs: PairedLosses
  readonly differences: Differences
}

/** Where a number lies with 95 % confidence, and how that was found. */
export interface Interval {
  readonly low: number
  readonly high: number
  readonly method: string
}

/** The same loss of several models, in order: the epochs of a training, or candidates. */
export interface Series {
  readonly models: readonly Standing[]
  readonly against: 'previous' | 'first'
  /** Index of the model with the lowest loss; absent where no loss is a number. */
  readonly best?: number
  /** The last model compared with the best; absent where it is the best. */
  readonly sinceBest?: Step
}

/** One model of several. */
export interface Standing {
  readonly name: string
  readonly report: LossReport
  /** From the model that it is compared with; absent for the first. */
  readonly step?: Step
}

/** From the reduced loss of one model to that of another; below 0 the loss fell. */
export interface Step {
  readonly difference: number
  readonly interval: Interval
  /** Whether the samples of both belong together, by their ids or by their order; `why` says what forbids it. */
  readonly paired: 'ids' | 'order' | 'no'
  readonly why?: 'other ids' | 'another number of samples' | 'other targets' | 'other weights'
  /** Samples whose loss fell, grew and stayed; only of pairs. */
  readonly counts?: { readonly better: number; readonly worse: number; readonly equal: number }
}

/** Samples of one class or group under two models. */
export interface ComparedGroup {
  readonly name: string
  readonly count: number
  readonly a: number
  readonly b: number
}

/** How many samples have which loss under a, and which under b, between powers of ten. */
export interface PairedLosses {
  /** Lower ends of the bins of both; 0 is next to nothing. */
  readonly squares: readonly { readonly a: number; readonly b: number; readonly count: number }[]
  readonly perDecade: number
  /** Pairs with a loss that is negative, NaN or infinite. */
  readonly left: number
}

/** How many samples have which difference; none where all are equal. */
export interface Differences {
  /** One more than counts; the first and the last bin also took what lies beyond. */
  readonly edges: readonly number[]
  readonly counts: readonly number[]
  readonly equal: number
  readonly approximate: boolean
}

/** Which of two models is better, if the samples can tell. */
export interface Verdict {
  readonly better: 'a' | 'b' | 'neither'
  /** Of a sign-flip test, two-sided. */
  readonly p: number
  /** Samples whose losses differ: below 6 no difference can be distinguished from chance. */
  readonly differing: number
}

/** A question of a gate about all samples, a class or a group. */
export interface GateTest {
  readonly asked: string
  /** How much worse is still fine. */
  readonly by: number
  readonly over: 'all' | 'class' | 'group'
  readonly name: string
  readonly samples: number
  readonly unknown: number
  readonly difference: number
  /** One-sided, and corrected for all tests of the gate. */
  readonly p: number
  readonly corrected: number
  readonly ok: boolean
}
