import { passRefused } from '../error.ts'
import type { Report } from '../report.ts'
import { type UnreducedLosses, lossesOf } from './reduced-losses.ts'
import { evaluate, type Problem } from './problem.ts'
import type { Loss, PlainLoss } from '../losses/loss.ts'
import { formsOf } from '../losses/forms.ts'
import { loadedLoss } from '../losses/registry.ts'
import { mapTensor } from './reshape.ts'

/** A way to compute each loss that is not torch's, but that people and ports use. */
export interface Variant {
  readonly name: string
  /** In a sentence, where it differs from torch. */
  readonly why: string
  /** The same as another problem for the engine; undefined where it has no meaning. */
  change?(problem: Problem, facts: TorchRun): Problem | undefined
  /** Or as losses of its own. */
  losses?(problem: Problem, facts: TorchRun): UnreducedLosses | undefined
}

/** What a run of the problem as torch computes it tells. */
export interface TorchRun {
  /** What its loss is mistaken for, as the loss declares it; empty for nothing that is known here. */
  readonly form: string
  readonly report: Report
  readonly losses: UnreducedLosses
}

/** @throws LossError if torch refuses the problem */
export function factsOf(problem: Problem): TorchRun {
  const report = evaluate(problem, 'mean')
  const form = formOf(problem, report.mode)?.traits?.mistakenAs ?? ''
  return { form, report, losses: lossesOf(problem, report) }
}

/** The losses of a variant; undefined where it has no meaning or its numbers are refused. */
export function variantLosses(
  variant: Variant,
  problem: Problem,
  facts: TorchRun,
): UnreducedLosses | undefined {
  try {
    if (variant.losses) return variant.losses(problem, facts)
    const changed = variant.change?.(problem, facts)
    return changed && lossesOf(changed, evaluate(changed, 'mean'))
  } catch (error) {
    return passRefused(error)
  }
}

export const withOptions = (problem: Problem, options: Record<string, unknown>): Problem => ({
  ...problem,
  options: { ...problem.options, ...options },
})
/** An option changed where it was given, or has that default. */
export const without = (name: string) => (problem: Problem) =>
  problem.options[name] === undefined ? undefined : withOptions(problem, { [name]: undefined })
export const is = ({ form }: TorchRun, ...forms: string[]): boolean => forms.includes(form)
export const withInput = (problem: Problem, map: (x: number) => number): Problem => ({
  ...problem,
  args: { ...problem.args, input: mapTensor(problem.args.input!, map) },
})
export const number = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN)
export const logits = ['binary of logits', 'focused sigmoid'] as const
export const ofIndices = ({ report }: TorchRun): boolean => report.args.target?.kind === 'indices'

const formOf = ({ loss }: Pick<Problem, 'loss'>, mode = ''): PlainLoss | undefined => formsOf(loss).get(mode)

/** The loss that a loss names for inputs of another kind, once all are loaded; itself if it names none. */
export function related(problem: Pick<Problem, 'loss' | 'mode'>, what: Related): Loss {
  const name = formOf(problem, problem.mode)?.traits?.related?.[what]
  return (name === undefined ? undefined : loadedLoss(name)) ?? problem.loss
}

type Related = keyof NonNullable<NonNullable<PlainLoss['traits']>['related']>

/** A reason with the names of losses put in: `as {logits} would`. */
export function inReason(why: string, problem: Pick<Problem, 'loss' | 'mode'>): string {
  return why.replaceAll(/\{(own|probs|log-probs|logits)\}/g, (_, what: string) =>
    what === 'own' ? problem.loss.name : related(problem, what as Related).name,
  )
}

/** Keeps a probability away from 0 and 1. */
export const clip =
  (eps: number) =>
  (p: number): number =>
    Math.min(Math.max(p, eps), 1 - eps)
