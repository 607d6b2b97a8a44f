import { sigmoid } from '../numerics/logistic.ts'
import { lossesOf, mapLosses, single, withValues } from './reduced-losses.ts'
import { evaluate, type Problem } from './problem.ts'
import { type TorchRun, is, number, ofIndices, type Variant, withOptions } from './variant.ts'

export const focalVariants: readonly Variant[] = [
  {
    name: '1 - alpha for alpha',
    why: 'alpha weighs the targets 0; it belongs to the targets 1, and 1 - alpha to the targets 0',
    change: (problem, facts) => {
      const alpha = number(facts.report.params.alpha)
      return facts.form === 'focused sigmoid' && alpha >= 0
        ? withOptions(problem, { alpha: 1 - alpha })
        : undefined
    },
  },
  {
    name: 'alpha ignored',
    why: 'alpha has no effect (torchvision: alpha=-1)',
    change: (problem, { report }) =>
      report.params.alpha === undefined ? undefined : withOptions(problem, { alpha: -1 }),
  },
  {
    name: 'alpha on both sides',
    why: 'alpha multiplies every loss; the targets 0 should get 1 - alpha',
    losses: (problem, facts) => {
      const alpha = number(facts.report.params.alpha)
      if (facts.form !== 'focused sigmoid' || !(alpha >= 0)) return undefined
      const plain = withOptions(problem, { alpha: -1 })
      return mapLosses(lossesOf(plain, evaluate(plain, 'mean')), (value) => alpha * value)
    },
  },
  {
    name: 'alpha left at 0.25',
    why: 'the default alpha is used instead of the one given',
    change: (problem, facts) =>
      facts.form === 'focused sigmoid' && facts.report.params.alpha !== 0.25
        ? withOptions(problem, { alpha: 0.25 })
        : undefined,
  },
  gammaVariant('gamma ignored', 'the factor (1 - p)^gamma is missing', () => 0),
  gammaVariant('gamma left at 2', 'the default gamma is used instead of the one given', () => 2),
  gammaVariant('gamma off by one: one too large', 'the factor is (1 - p)^(gamma + 1)', (gamma) => gamma + 1),
  gammaVariant('gamma off by one: one too small', 'the factor is (1 - p)^(gamma - 1)', (gamma) => gamma - 1),
  {
    name: 'the focal factor of the mean',
    why: 'cross-entropy is reduced first, and one factor (1 - e^-mean)^gamma is applied to the mean; each loss has its own',
    losses: (problem, facts) => {
      const gamma = number(facts.report.params.gamma)
      if (!is(facts, 'focused sigmoid', 'focused softmax')) return undefined
      const plain = withOptions(problem, { gamma: 0 })
      const mean = number(evaluate(plain, 'mean').value)
      return single(facts.losses, (1 - Math.exp(-mean)) ** gamma * mean)
    },
  },
  {
    name: 'p for p_t in the focal factor',
    why: 'the factor is (1 - p)^gamma for all; for targets 0 it should be p^gamma',
    losses: (problem, facts) => {
      if (facts.form !== 'focused sigmoid') return undefined
      const gamma = number(facts.report.params.gamma)
      const plain = withOptions(problem, { gamma: 0 })
      const { data } = evaluate(plain, 'mean').values!
      const factor = (i: number) => (1 - sigmoid(problem.args.input!.data[i]!)) ** gamma
      return withValues(
        facts.losses,
        data.map((ce, i) => factor(i) * ce),
      )
    },
  },
  {
    name: 'p_t for 1 - p_t in the focal factor',
    why: 'the factor is p_t^gamma, which keeps the easy ones; it should be (1 - p_t)^gamma',
    losses: (problem, facts) => {
      const right = rightOf(problem, facts)
      if (!right) return undefined
      const gamma = number(facts.report.params.gamma)
      const plain = withOptions(problem, { gamma: 0 })
      return mapLosses(lossesOf(plain, evaluate(plain, 'mean')), (ce, i) => right[i]! ** gamma * ce)
    },
  },
  {
    name: 'the focal factor of the weighted cross-entropy',
    why: 'p is taken back as e^-loss from a loss that already holds the weight',
    losses: (problem, facts) => {
      if (facts.form !== 'focused softmax' || problem.options.weight === undefined) return undefined
      const gamma = number(facts.report.params.gamma)
      const plain = withOptions(problem, { gamma: 0 })
      return mapLosses(lossesOf(plain, evaluate(plain, 'mean')), (ce) => (1 - Math.exp(-ce)) ** gamma * ce)
    },
  },
]

/** The probability of the right side of each loss; undefined where several classes share a target. */
function rightOf(problem: Problem, facts: TorchRun): Float64Array | undefined {
  if (facts.form === 'focused sigmoid') {
    const target = problem.args.target!.data
    return problem.args.input!.data.map((x, i) => target[i]! * sigmoid(x) + (1 - target[i]!) * sigmoid(-x))
  }
  const { labelSmoothing } = facts.report.params
  if (facts.form !== 'focused softmax' || !ofIndices(facts) || (labelSmoothing ?? 0) !== 0) return undefined
  const plain = withOptions(problem, { gamma: 0, alpha: undefined, weight: undefined })
  return evaluate(plain, 'none').values!.data.map((ce) => Math.exp(-ce))
}

function gammaVariant(name: string, why: string, gammaOf: (gamma: number) => number): Variant {
  return {
    name,
    why,
    change: (problem, { report }) => {
      const gamma = number(report.params.gamma)
      const changed = gammaOf(gamma)
      return Number.isNaN(gamma) || changed === gamma || changed < 0
        ? undefined
        : withOptions(problem, { gamma: changed })
    },
  }
}
