import type { ProgramLines } from './program-lines.ts'

/**
 * The cost of a target over classes, and of all classes with their shares of it: `ofTarget` and `ofEach` are costs of
 * logarithms, multiplied by the factors.
 */
export function linesOverClasses(
  ofTarget: string,
  ofEach: string,
  [factor, factors]: readonly [string, string],
): ProgramLines {
  return {
    y: '[smoothing|(1 - smoothing) ][hot|1{c=t}][soft|t][smoothing| + smoothing / C]',
    cost: ofEach,
    terms: `counts(${factors}[w|w ]y, cost)`,
    whole: `[w|w_t ]${factor}(${ofTarget})`,
    mixed: 'sum(terms)',
    loss: '[single|whole][!single|mixed]',
  }
}

/**
 * Cross entropy of logits: the others are added up without the largest, so that no 1 is added and taken away
 * again. One infinite logit gives the limit, several give NaN, as `Softmax` says.
 */
export function stableCost(factor: string, factors: string): ProgramLines {
  return {
    largest: 'max(x)',
    tie: [{ if: 'x = largest', formula: '1' }, { formula: '0' }],
    beside: [{ if: 'x = largest', formula: '0' }, { formula: 'e^(x - largest)' }],
    ties: 'sum(tie)',
    others: 'sum(beside)',
    rest: [
      { if: 'ties = 1', formula: 'others' },
      { if: '|largest| = inf', formula: 'nan' },
      { formula: 'others + (ties - 1)' },
    ],
    lse: 'log1p(rest)',
    gap: [{ if: 'x = largest', formula: '0' }, { formula: 'largest - x' }],
    miss: [
      { if: 'tie = 1', formula: 'rest / (1 + rest)' },
      { formula: '(1 + (rest - beside)) / (1 + rest)' },
    ],
    ...linesOverClasses('gap_t + lse', 'gap + lse', [factor, factors]),
  }
}
