import { Softmax } from '../numerics/softmax.ts'
import type { Row } from '../tensor.ts'
import type { ClassTarget, ProgramLines } from './loss.ts'
import { SmoothedTarget } from './label-smoothing.ts'
import { modulator } from './softmax-loss.ts'

/** How a heading goes on after the coefficient of a class. */
export const whereY = 'y_c = [smoothing|(1 - smoothing) ][hot|1{c=t}][soft|t_c][smoothing| + smoothing / C]'
/** The same in LaTeX, and where the classes differ in nothing else. */
export const whereYLatex = String.raw`\quad y_c = [smoothing|(1-\varepsilon)\,][hot|\mathbf{1}_{c=t}][soft|t_c][smoothing| + \varepsilon/C]`

/** The first steps of every loss with a softmax. */
export const softmaxSteps = {
  max: { formula: 'max(x)', latex: String.raw`m = \max_c x_c` },
  shift: { formula: 'x - max', latex: 'd_c = x_c - m' },
  exp: { formula: 'e^(shift)', latex: 'e^{d_c}' },
  sum: { formula: 'sum(exp)', latex: String.raw`s = \sum_c e^{d_c}` },
  logSumExp: { formula: 'max + ln(sum)', latex: String.raw`\mathrm{lse} = m + \ln s` },
  softmax: { formula: 'exp / sum', latex: String.raw`p_c = \frac{e^{d_c}}{s}` },
  logSoftmax: { formula: 'x - logSumExp', latex: String.raw`\ln p_c = x_c - \mathrm{lse}` },
  y: {
    formula: '[smoothing|(1 - smoothing) ][hot|1{c=t}][soft|t][smoothing| + smoothing / C]',
    latex: String.raw`y_c = [smoothing|(1-\varepsilon)\,][hot|\mathbf{1}_{c=t}][soft|t_c][smoothing| + \varepsilon/C]`,
  },
} as const

/** What they name, from the parts the losses are made of. The vectors are overwritten by the next row. */
export function softmaxParts(classes: number, smoothing: number) {
  const softmax = new Softmax(classes)
  const y = new SmoothedTarget(classes, undefined, smoothing)
  const each = (value: (c: number) => number) => Float64Array.from({ length: classes }, (_, c) => value(c))
  return (row: Row, aim: ClassTarget) => {
    softmax.read(row)
    y.read(aim)
    const max = row.data[row.start + softmax.k]!
    const log1p = softmax.minusLog(softmax.k)
    return {
      max,
      shift: each((c) => (c === softmax.k ? 0 : row.data[row.start + c]! - max)),
      exp: each((c) => softmax.share(c)),
      sum: 1 + softmax.s,
      logSumExp: max + log1p,
      softmax: each((c) => softmax.probability(c)),
      logSoftmax: each((c) => -softmax.minusLog(c)),
      y: y.high.slice(),
      hot: aim.index >= 0 ? 1 : undefined,
      soft: aim.index >= 0 ? undefined : 1,
      smoothing: smoothing === 0 ? undefined : smoothing,
      miss: each((c) => softmax.otherShares(c) / (1 + softmax.s)),
      modulators: (gamma: number) => each((c) => modulator(softmax, c, gamma)),
    }
  }
}

/** -(a b), where a class with the coefficient 0 counts 0. */
export function minusTimes(a: number, b: number): number {
  return a === 0 && !Number.isNaN(b) ? 0 : -a * b
}

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
