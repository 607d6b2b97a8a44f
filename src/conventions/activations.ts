import { formsOf } from '../losses/forms.ts'
import { sigmoid } from '../numerics/logistic.ts'
import { mapLosses } from './reduced-losses.ts'
import { logSoftmaxOfColumns, softmaxOfRows } from './reshape.ts'
import { withArgs } from './problem.ts'
import { clip, is, logits, ofIndices, related, type Variant, withInput, withOptions } from './variant.ts'

export const activationVariants: readonly Variant[] = [
  {
    name: 'sigmoid applied twice',
    why: 'the input went through a sigmoid before a loss that has one of its own',
    change: (problem, facts) => (is(facts, ...logits) ? withInput(problem, sigmoid) : undefined),
  },
  {
    name: 'sigmoid applied to probabilities',
    why: 'probabilities are taken for logits, as {logits} would',
    change: (problem, facts) =>
      facts.form === 'binary of probabilities' ? { ...problem, loss: related(problem, 'logits') } : undefined,
  },
  {
    name: 'sigmoid missing',
    why: 'logits are taken for probabilities, clipped to [1e-7, 1 - 1e-7]',
    change: (problem, facts) =>
      facts.form === 'binary of logits' && problem.options.posWeight === undefined
        ? { ...withInput(problem, clip(1e-7)), loss: related(problem, 'probs') }
        : undefined,
  },
  {
    name: 'softmax applied twice',
    why: 'the input went through a softmax before a loss that has one of its own',
    change: (problem, facts) =>
      is(facts, 'classes of logits', 'focused softmax')
        ? withArgs(problem, { input: softmaxOfRows(problem.args.input!) })
        : undefined,
  },
  {
    name: 'log-softmax missing',
    why: 'logits are taken for log-probabilities, as {log-probs} would',
    change: (problem, facts) =>
      facts.form === 'classes of logits' && ofIndices(facts)
        ? { ...withOptions(problem, { labelSmoothing: undefined }), loss: related(problem, 'log-probs') }
        : undefined,
  },
  {
    name: 'log missing',
    why: 'the loss is minus the probability, not minus its logarithm',
    change: (problem, facts) => {
      if (!ofIndices(facts)) return undefined
      if (facts.form === 'classes of log-probabilities') return withInput(problem, Math.exp)
      const probabilities = {
        ...withOptions(problem, { labelSmoothing: undefined }),
        loss: related(problem, 'log-probs'),
      }
      return facts.form === 'classes of logits'
        ? withArgs(probabilities, { input: softmaxOfRows(problem.args.input!) })
        : undefined
    },
  },
  {
    name: 'logarithm applied to the input',
    why: 'the input is taken for probabilities, and its logarithm for log-probabilities',
    change: (problem, facts) => {
      if (
        !is(facts, 'classes of logits', 'classes of log-probabilities') ||
        !ofIndices(facts) ||
        problem.args.input!.data.some((x) => x <= 0)
      )
        return undefined
      return {
        ...withOptions(withInput(problem, Math.log), { labelSmoothing: undefined }),
        loss: related(problem, 'log-probs'),
      }
    },
  },
  {
    name: 'log-softmax applied again',
    why: 'the input is taken for logits, as {logits} would; {own} takes log-probabilities as they are',
    change: (problem, facts) =>
      facts.form === 'classes of log-probabilities'
        ? { ...problem, loss: related(problem, 'logits') }
        : undefined,
  },
  {
    name: 'softmax over the rows instead of the classes',
    why: 'the probabilities of a class sum to 1 over the batch; those of a row should',
    change: (problem, facts) => {
      if (facts.form !== 'classes of logits' || !ofIndices(facts) || problem.args.input!.shape.length !== 2)
        return undefined
      const input = logSoftmaxOfColumns(problem.args.input!)
      return {
        ...withArgs(withOptions(problem, { labelSmoothing: undefined }), { input }),
        loss: related(problem, 'log-probs'),
      }
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

/** In a formula; of a distance or a hinge there is none, and its base is no convention. */
const LOGARITHM = /\bln\b|log/i

function scaled(name: string, why: string, factor: number): Variant {
  return {
    name,
    why,
    losses: ({ loss }, { form, losses }) =>
      form === 'square' ||
      (form === '' && ![...formsOf(loss).values()].some(({ formula }) => LOGARITHM.test(formula)))
        ? undefined
        : mapLosses(losses, (value) => value * factor),
  }
}
