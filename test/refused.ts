import type { GoldenCase } from './golden.ts'

/**
 * Golden cases that torch takes and this program refuses, by the start of their names: targets outside their domain,
 * margins that make no sense, an option that only changes a shape.
 */
const refused: Readonly<Record<string, readonly string[]>> = {
  'cosine-embedding': ['margin above 1', 'target 0'],
  'gaussian-nll': ['NaN variance'],
  'hinge-embedding': ['margin -0.25', 'target 0: both', 'target 0.5 the same'],
  'kl-div': ['negative target', 'NaN'],
  'margin-ranking': ['target 0: loss', 'target 2 scales'],
  msle: ['-1: Infinity', 'NaN, Infinity'],
  'multi-margin': ['margin -0.5'],
  'multilabel-soft-margin': ['weight larger'],
  'pairwise-distance': ['keepdim'],
  'poisson-nll': ['negative rate', 'negative target'],
  'soft-margin': ['target 0 gives', 'target 0.5, 2', 'Infinity with target 0'],
}

export function isRefused({ loss, name }: GoldenCase): boolean {
  return (refused[loss] ?? []).some((start) => name.startsWith(start))
}

/** Cases of errors-2.json that are computed, as torch does: golden cases have their values. */
const taken = [
  'weights sum to 0',
  'the same class twice',
  'target outside 0..1',
  'target does not sum to 1',
  'empty batch, mean: undefined memory',
  'empty batch, sum: undefined memory',
  'log-probabilities do not sum to 1',
]

/** Whether a case of errors-2.json is computed, if with a warning. */
export function isTaken({ name, why }: GoldenCase): boolean {
  return why?.startsWith('warn') === true || taken.includes(name)
}
