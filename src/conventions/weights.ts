import { type Problem, withArgs } from './problem.ts'
import { mapLosses, sumOf } from './reduced-losses.ts'
import { mapTensor } from './reshape.ts'
import { type TorchRun, is, logits, type Variant, withInput, withOptions, without } from './variant.ts'
import type { Tensor } from '../tensor.ts'

export const weightVariants: readonly Variant[] = [
  { name: 'weight ignored', why: '--weight has no effect', change: without('weight') },
  { name: 'pos_weight ignored', why: 'pos_weight has no effect', change: without('posWeight') },
  {
    name: 'pos_weight on the negative side',
    why: 'pos_weight multiplies the term of the targets 0; it belongs to that of the targets 1',
    change: (problem, facts) => {
      const { alpha } = facts.report.params
      if (!is(facts, ...logits) || problem.options.posWeight === undefined) return undefined
      const mirrored = withInput(problem, (x) => -x)
      const options =
        facts.form === 'focused sigmoid' && typeof alpha === 'number' ? { alpha: 1 - alpha } : {}
      return withArgs(withOptions(mirrored, options), {
        target: mapTensor(problem.args.target!, (t) => 1 - t),
      })
    },
  },
  {
    name: 'pos_weight on both sides',
    why: 'pos_weight multiplies the whole loss, as weight does; it belongs to the targets 1 alone',
    change: (problem) => {
      const { weight, posWeight } = problem.options
      if (posWeight === undefined || weight !== undefined) return undefined
      return withOptions(problem, { weight: posWeight, posWeight: undefined })
    },
  },
  {
    name: 'weight taken for pos_weight',
    why: 'weight multiplies the term of the targets 1 only; it belongs to the whole loss',
    change: (problem, facts) => {
      const { weight, posWeight } = problem.options
      if (!is(facts, ...logits) || weight === undefined || posWeight !== undefined) return undefined
      return withOptions(problem, { weight: undefined, posWeight: weight })
    },
  },
  {
    name: 'weights that sum to 1',
    why: 'each weight is divided by the sum of all; torch takes them as they are',
    change: (problem, facts) => weightsScaled(problem, facts, (sum) => 1 / sum),
  },
  {
    name: 'weights that are 1 in the mean',
    why: 'each weight is divided by the mean of all; torch takes them as they are',
    change: (problem, facts) => weightsScaled(problem, facts, (sum, count) => count / sum),
  },
  {
    name: 'weight applied twice',
    why: 'every loss is multiplied by its weight two times',
    losses: (_problem, { losses }) =>
      losses.weighted ? mapLosses(losses, (value, i) => value * losses.weights[i]!) : undefined,
  },
  {
    name: 'weight of each loss not applied, only divided by',
    why: 'the losses are not multiplied by the weights, yet the mean divides by their sum',
    losses: (_problem, { losses, report }) =>
      losses.weighted && report.denominator.kind === 'weights'
        ? mapLosses(losses, (value, i) => value / (losses.weights[i]! || 1))
        : undefined,
  },
]

/** The weights times a factor of their sum and number. */
function weightsScaled(
  problem: Problem,
  { losses }: TorchRun,
  factorOf: (sum: number, count: number) => number,
): Problem | undefined {
  const weight = problem.options.weight as Tensor | undefined
  if (!losses.weighted || weight === undefined) return undefined
  const factor = factorOf(sumOf(weight.data), weight.data.length)
  if (!Number.isFinite(factor) || factor === 1) return undefined
  return withOptions(problem, { weight: mapTensor(weight, (w) => w * factor) })
}
