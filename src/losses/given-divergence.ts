import { addPairs, dividePairs, low, scalePair, twoSum } from '../numerics/double-double.ts'
import { log, log1pPair, logPair } from '../numerics/log.ts'
import type { ElementLoss } from './loss.ts'
import { each, probability } from './takes.ts'

/**
 * Kullback-Leibler divergence of probabilities, t ln(t / x), which torch computes from their logarithms. Nearly equal
 * ones keep the digits of their difference; a probability of 0 costs Infinity, unless its target is 0.
 */
export function divergenceOfProbabilities({ from: _, heading: __, ...own }: ElementLoss): ElementLoss {
  return {
    ...own,
    name: `${own.name} --from probs`,
    formula: 'loss = t ln(t / x)',
    latex: String.raw`\ell = t \ln \frac{t}{x}`,
    takes: { input: each(probability), target: own.takes.target! },
    options: {},
    traits: {},
    warns: own.warns!.filter(({ code }) => code !== 'W412'),
    stable: { ...(own.stable as object), gap: 'ln(t) - ln(x)' },
    steps: {
      ...own.steps,
      gap: { ...own.steps.gap!, formula: 'lnP - ln(x)', latex: String.raw`g = \ln p - \ln x` },
    },
    working: () => (x, t) => {
      const lnP = log(t)
      if (!(t > 0 && x > 0 && t < Infinity)) {
        const gap = lnP - log(x)
        return { p: t, lnP, gap, loss: t === 0 && x >= 0 ? 0 : t * gap }
      }
      const gap = logRatio(t, x)
      const loss = scalePair(t, gap, low[0]!)
      return { p: t, lnP, gap, loss, rest: low[0]! }
    },
    gradient: { input: () => (x, t) => (t === 0 && x === 0 ? -t : -t / x) },
  }
}

/** Below, products of both would lose digits. */
const TINY = 2 ** -500

/** ln(a / b) as a pair, of numbers above 0. */
function logRatio(a: number, b: number): number {
  if (a < b) {
    const ln = logRatio(b, a)
    low[0] = -low[0]!
    return -ln
  }
  if (a < TINY) return logRatio(a / TINY, b / TINY)
  const gap = twoSum(a, -b)
  const over = dividePairs(gap, low[0]!, b, 0)
  if (over < Infinity) return log1pPair(over, low[0]!)
  const lnA = logPair(a, 0)
  const lnALow = low[0]!
  const lnB = logPair(b, 0)
  return addPairs(lnA, lnALow, -lnB, -low[0]!)
}
