import { sigmoid } from '../numerics/logistic.ts'
import { mapLosses, withValues } from './reduced-losses.ts'
import { elementwise, mapTensor, rowwise, softmaxOfRows } from './reshape.ts'
import { withArgs } from './problem.ts'
import { clip, is, ofIndices, related, type Variant, withInput, withOptions } from './variant.ts'

/** How others keep a logarithm away from 0: Keras 1e-7, older scikit-learn 1e-15, newer the epsilon of float64. */
export const guardVariants: readonly Variant[] = [
  ...[1e-7, 1e-15, Number.EPSILON, 1e-12, 1e-10, 1e-8, 1e-6, 1e-5].map((eps): Variant => ({
    name: `probabilities clipped to [${shown(eps)}, 1 - ${shown(eps)}]`,
    why: `so the loss of an element cannot exceed ${(-Math.log(eps)).toFixed(2)}; torch does not clip${eps === 1e-7 ? ', Keras does' : ''}`,
    change: (problem, facts) => {
      if (
        is(facts, 'binary of probabilities', 'binary of logits') &&
        problem.options.posWeight === undefined
      ) {
        const toProbability =
          facts.form === 'binary of probabilities' ? clip(eps) : (x: number) => clip(eps)(sigmoid(x))
        return { ...withInput(problem, toProbability), loss: related(problem, 'probs') }
      }
      if (facts.form !== 'classes of logits' || !ofIndices(facts) || problem.options.labelSmoothing)
        return undefined
      const input = mapTensor(softmaxOfRows(problem.args.input!), (p) => Math.log(clip(eps)(p)))
      return {
        ...withArgs(withOptions(problem, { labelSmoothing: undefined }), { input }),
        loss: related(problem, 'log-probs'),
      }
    },
  })),
  ...[1e-7, 1e-8, 1e-6, 1e-10, 1e-12, 1e-9, 1e-5].map((eps): Variant => ({
    name: `${shown(eps)} added inside the logarithm`,
    why: `ln(p + ${shown(eps)}) instead of ln p`,
    losses: (problem, facts) => {
      const { form, losses } = facts
      if (is(facts, 'binary of probabilities', 'binary of logits')) {
        const values = elementwise(problem, losses, (x, t, positive) => {
          const p = form === 'binary of probabilities' ? x : sigmoid(x)
          return -positive * t * Math.log(p + eps) - (1 - t) * Math.log(1 - p + eps)
        })
        return withValues(losses, values)
      }
      if (form !== 'classes of logits' || !ofIndices(facts) || problem.options.labelSmoothing)
        return undefined
      return rowwise(problem, losses, (p, index) => -Math.log(p[index]! + eps))
    },
  })),
  {
    name: 'clamped at 100',
    why: 'no loss exceeds 100, as in the loss of probabilities; that of logits has no such limit',
    losses: (_problem, facts) =>
      is(facts, 'binary of logits', 'classes of logits') && !facts.losses.weighted
        ? mapLosses(facts.losses, (value) => Math.min(value, 100))
        : undefined,
  },
  {
    name: 'not clamped at 100',
    why: 'ln 0 is -Infinity; {own} sets a floor of -100 under each logarithm',
    losses: (problem, facts) =>
      facts.form === 'binary of probabilities'
        ? withValues(
            facts.losses,
            elementwise(problem, facts.losses, (x, t) => -t * Math.log(x) - (1 - t) * Math.log1p(-x)),
          )
        : undefined,
  },
  {
    name: 'naive 1 - sigmoid(x)',
    why: 'sigmoid and logarithm one after the other lose digits, and overflow, where {own} does not',
    losses: (problem, facts) =>
      facts.form === 'binary of logits'
        ? withValues(
            facts.losses,
            elementwise(problem, facts.losses, (x, t, positive) => {
              const p = 1 / (1 + Math.exp(-x))
              return -positive * t * Math.log(p) - (1 - t) * Math.log(1 - p)
            }),
          )
        : undefined,
  },
]

/** Mistakes that only ports make: their numbers may be NaN, by which nothing is identified. */
export const portVariants: readonly Variant[] = [0, 1e-7, 1e-12, 1e-15, 1e-8].map((eps): Variant => ({
  name: eps === 0 ? 'probabilities expected' : `probabilities expected, and kept from ${shown(eps)} on`,
  why: 'the logarithm is taken of the input itself: the sigmoid or softmax before it is missing',
  losses: (problem, { form, losses, report }) => {
    // Without a floor the logarithm of a number below 0 is NaN; one that is never met is none.
    let met = eps === 0
    const log = (p: number) => {
      if (eps === 0 || p > eps) return Math.log(p)
      met = true
      return Math.log(eps)
    }
    if (form === 'binary of logits') {
      const values = elementwise(
        problem,
        losses,
        (x, t, positive) => -positive * t * log(x) - (1 - t) * log(1 - x),
      )
      return met ? withValues(losses, values) : undefined
    }
    if (
      form !== 'classes of logits' ||
      report.args.target?.kind !== 'indices' ||
      problem.args.input!.shape.length > 2
    )
      return undefined
    const [{ data }, target] = [problem.args.input!, problem.args.target!]
    const found = mapLosses(losses, (_, i) =>
      losses.weights[i] === 0 ? 0 : -losses.weights[i]! * log(data[i * losses.classes + target.data[i]!]!),
    )
    return met ? found : undefined
  },
}))

function shown(eps: number): string {
  return eps === Number.EPSILON ? '2.2e-16' : String(eps)
}

/** Of a row of logits and the place of the target in it. */
const unshifted: readonly ((row: Float64Array, sum: number, at: number) => number)[] = [
  (row, sum, at) => Math.log(sum) - row[at]!,
  (row, sum, at) => -Math.log(Math.exp(row[at]!) / sum),
]

/** The same, and looked at first: NaN and Infinity come of other mistakes too. */
export const overflowVariants: readonly Variant[] = [
  {
    name: '0 times Infinity',
    why: 'it is NaN: the term of the other side has the factor 0, and is left out',
    losses: (problem, { form, losses }) => {
      if (form !== 'binary of logits') return undefined
      const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
      const values = elementwise(
        problem,
        losses,
        (x, t, positive) => positive * t * softplus(-x) + (1 - t) * softplus(x),
      )
      return withValues(losses, values)
    },
  },
  ...unshifted.map((loss): Variant => ({
    name: 'exponentials that overflow',
    why: 'the largest logit of a row is subtracted before the exponentials are taken',
    losses: (problem, facts) => {
      const { losses } = facts
      const { data, shape } = problem.args.input!
      if (facts.form !== 'classes of logits' || !ofIndices(facts) || shape.length > 2) return undefined
      return mapLosses(losses, (_, i) => {
        const row = data.subarray(i * losses.classes, (i + 1) * losses.classes)
        const sum = row.reduce((total, x) => total + Math.exp(x), 0)
        return losses.weights[i] === 0
          ? 0
          : losses.weights[i]! * loss(row, sum, problem.args.target!.data[i]!)
      })
    },
  })),
]
