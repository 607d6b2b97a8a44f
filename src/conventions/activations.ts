import { bce } from '../losses/bce.ts'
import { bceWithLogits } from '../losses/bce-logits.ts'
import { crossEntropy } from '../losses/ce.ts'
import { nll } from '../losses/nll.ts'
import { sigmoid } from '../numerics/logistic.ts'
import { mapLosses } from './reduced-losses.ts'
import { logSoftmaxOfColumns, softmaxOfRows } from './reshape.ts'
import { type Variant, withOptions, is, withInput, logits, ofIndices, clip } from './variant.ts'

export const activationVariants: readonly Variant[] = [
  {
    name: 'sigmoid applied twice',
    why: 'the input went through a sigmoid before a loss that has one of its own',
    change: (problem, facts) => (is(facts, ...logits) ? withInput(problem, sigmoid) : undefined),
  },
  {
    name: 'sigmoid applied to probabilities',
    why: 'probabilities are taken for logits, as bce-logits would',
    change: (problem, facts) => (facts.form === 'bce' ? { ...problem, loss: bceWithLogits } : undefined),
  },
  {
    name: 'sigmoid missing',
    why: 'logits are taken for probabilities, clipped to [1e-7, 1 - 1e-7]',
    change: (problem, facts) =>
      facts.form === 'bce-logits' && problem.options.posWeight === undefined
        ? { ...withInput(problem, clip(1e-7)), loss: bce }
        : undefined,
  },
  {
    name: 'softmax applied twice',
    why: 'the input went through a softmax before a loss that has one of its own',
    change: (problem, facts) =>
      is(facts, 'ce', 'softmax') ? { ...problem, input: softmaxOfRows(problem.input) } : undefined,
  },
  {
    name: 'log-softmax missing',
    why: 'logits are taken for log-probabilities, as nll would',
    change: (problem, facts) =>
      facts.form === 'ce' && ofIndices(facts)
        ? { ...withOptions(problem, { labelSmoothing: undefined }), loss: nll }
        : undefined,
  },
  {
    name: 'log missing',
    why: 'the loss is minus the probability, not minus its logarithm',
    change: (problem, facts) => {
      if (!ofIndices(facts)) return undefined
      if (facts.form === 'nll') return withInput(problem, Math.exp)
      const probabilities = { ...withOptions(problem, { labelSmoothing: undefined }), loss: nll }
      return facts.form === 'ce' ? { ...probabilities, input: softmaxOfRows(problem.input) } : undefined
    },
  },
  {
    name: 'logarithm applied to the input',
    why: 'the input is taken for probabilities, and its logarithm for log-probabilities',
    change: (problem, facts) => {
      if (!is(facts, 'ce', 'nll') || !ofIndices(facts) || problem.input.data.some((x) => x <= 0))
        return undefined
      return { ...withOptions(withInput(problem, Math.log), { labelSmoothing: undefined }), loss: nll }
    },
  },
  {
    name: 'log-softmax applied again',
    why: 'the input is taken for logits, as ce would; nll takes log-probabilities as they are',
    change: (problem, facts) => (facts.form === 'nll' ? { ...problem, loss: crossEntropy } : undefined),
  },
  {
    name: 'softmax over the rows instead of the classes',
    why: 'the probabilities of a class sum to 1 over the batch; those of a row should',
    change: (problem, facts) => {
      if (facts.form !== 'ce' || !ofIndices(facts) || problem.input.shape.length !== 2) return undefined
      const input = logSoftmaxOfColumns(problem.input)
      return { ...withOptions(problem, { labelSmoothing: undefined }), input, loss: nll }
    },
  },
]

export const logarithmVariants: readonly Variant[] = [
  scaled('logarithm to the base 2', 'the loss is in bits; torch takes the natural logarithm', Math.LOG2E),
  scaled('logarithm to the base 10', 'torch takes the natural logarithm', Math.LOG10E),
  {
    name: 'sign flipped',
    why: 'the minus in front of the logarithm is missing, or there is one too many',
    losses: (_problem, { losses }) => mapLosses(losses, (value) => -value),
  },
]

function scaled(name: string, why: string, factor: number): Variant {
  return {
    name,
    why,
    losses: (_problem, { form, losses }) =>
      form === 'mse' ? undefined : mapLosses(losses, (value) => value * factor),
  }
}
