import { LossError } from '../error.ts'
import type { Report } from '../report.ts'
import { type Losses, lossesOf } from './reduced-losses.ts'
import { evaluate, type Problem } from './problem.ts'
import { mapTensor } from './reshape.ts'

/** A way to compute each loss that is not torch's, but that people and ports use. */
export interface Variant {
  readonly name: string
  /** In a sentence, where it differs from torch. */
  readonly why: string
  /** The same as another problem for the engine; undefined where it has no meaning. */
  change?(problem: Problem, facts: Facts): Problem | undefined
  /** Or as losses of its own. */
  losses?(problem: Problem, facts: Facts): Losses | undefined
}

/** What a run of the problem as torch computes it tells. */
export interface Facts {
  /** bce, bce-logits, ce, nll, mse, sigmoid (focal) or softmax (focal). */
  readonly form: string
  readonly report: Report
  readonly losses: Losses
}

/** @throws LossError if torch refuses the problem */
export function factsOf(problem: Problem): Facts {
  const report = evaluate(problem, 'mean')
  return { form: report.mode ?? report.loss, report, losses: lossesOf(problem, report) }
}

/** The losses of a variant; undefined where it has no meaning or its numbers are refused. */
export function variantLosses(variant: Variant, problem: Problem, facts: Facts): Losses | undefined {
  try {
    if (variant.losses) return variant.losses(problem, facts)
    const changed = variant.change?.(problem, facts)
    return changed && lossesOf(changed, evaluate(changed, 'mean'))
  } catch (error) {
    if (error instanceof LossError) return undefined
    throw error
  }
}

export const withOptions = (problem: Problem, options: Record<string, unknown>): Problem => ({
  ...problem,
  options: { ...problem.options, ...options },
})
/** An option changed where it was given, or has that default. */
export const without = (name: string) => (problem: Problem) =>
  problem.options[name] === undefined ? undefined : withOptions(problem, { [name]: undefined })
export const is = ({ form }: Facts, ...forms: string[]): boolean => forms.includes(form)
export const withInput = (problem: Problem, map: (x: number) => number): Problem => ({
  ...problem,
  input: mapTensor(problem.input, map),
})
export const number = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN)
export const logits = ['bce-logits', 'sigmoid'] as const
export const ofIndices = ({ report }: Facts): boolean => report.target.kind === 'indices'

/** Keeps a probability away from 0 and 1. */
export const clip =
  (eps: number) =>
  (p: number): number =>
    Math.min(Math.max(p, eps), 1 - eps)
