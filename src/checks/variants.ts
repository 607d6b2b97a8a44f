import { LossError } from '../error.ts'
import { bce } from '../losses/bce.ts'
import { bceWithLogits } from '../losses/bce-logits.ts'
import { crossEntropy } from '../losses/ce.ts'
import { nll } from '../losses/nll.ts'
import { sigmoid } from '../numerics/logistic.ts'
import type { Report } from '../report.ts'
import { type Losses, lossesOf, mapLosses, single, sumOf } from './losses.ts'
import { evaluate, type Problem } from './problem.ts'
import { elementwise, logSoftmaxOfColumns, mapTensor, rowwise, softmaxOfRows } from './reshape.ts'

/** A way to compute each loss that is not torch's, but that people and ports use. */
export interface Variant {
  readonly name: string
  /** In a sentence, where it differs from torch. */
  readonly why: string
  /** The same as another problem for the engine; undefined where it has no meaning. */
  change?(problem: Problem, facts: Facts): Problem | undefined
  /** Or as losses of its own. */
  losses?(problem: Problem, facts: Facts): Losses | undefined
}

/** What a run of the problem as torch computes it tells. */
export interface Facts {
  /** bce, bce-logits, ce, nll, mse, sigmoid (focal) or softmax (focal). */
  readonly form: string
  readonly report: Report
  readonly losses: Losses
}

/** @throws LossError if torch refuses the problem */
export function factsOf(problem: Problem): Facts {
  const report = evaluate(problem, 'mean')
  return { form: report.mode ?? report.loss, report, losses: lossesOf(problem, report) }
}

/** The losses of a variant; undefined where it has no meaning or its numbers are refused. */
export function variantLosses(variant: Variant, problem: Problem, facts: Facts): Losses | undefined {
  try {
    if (variant.losses) return variant.losses(problem, facts)
    const changed = variant.change?.(problem, facts)
    return changed && lossesOf(changed, evaluate(changed, 'mean'))
  } catch (error) {
    if (error instanceof LossError) return undefined
    throw error
  }
}

const withOptions = (problem: Problem, options: Record<string, unknown>): Problem => ({
  ...problem,
  options: { ...problem.options, ...options },
})
/** An option changed where it was given, or has that default. */
const without = (name: string) => (problem: Problem) =>
  problem.options[name] === undefined ? undefined : withOptions(problem, { [name]: undefined })
const is = ({ form }: Facts, ...forms: string[]): boolean => forms.includes(form)
const withInput = (problem: Problem, map: (x: number) => number): Problem => ({
  ...problem,
  input: mapTensor(problem.input, map),
})
const number = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN)
const logits = ['bce-logits', 'sigmoid'] as const
const ofIndices = ({ report }: Facts): boolean => report.target.kind === 'indices'

const weightVariants: readonly Variant[] = [
  { name: 'weight ignored', why: '--weight has no effect', change: without('weight') },
  { name: 'pos_weight ignored', why: 'pos_weight has no effect', change: without('posWeight') },
  {
    name: 'pos_weight on the negative side',
    why: 'pos_weight multiplies the term of the targets 0; it belongs to that of the targets 1',
    change: (problem, facts) => {
      const { alpha } = facts.report.params
      if (!is(facts, ...logits) || problem.options.posWeight === undefined) return undefined
      const mirrored = withInput(problem, (x) => -x)
      const options = facts.form === 'sigmoid' && typeof alpha === 'number' ? { alpha: 1 - alpha } : {}
      return { ...withOptions(mirrored, options), target: mapTensor(problem.target, (t) => 1 - t) }
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
    name: 'weight applied twice',
    why: 'every loss is multiplied by its weight two times',
    losses: (_problem, { losses }) =>
      losses.weighted ? mapLosses(losses, (value, i) => value * losses.weights[i]!) : undefined,
  },
  {
    name: 'weight of each loss not applied, only divided by',
    why: 'the losses are not multiplied by the weights, yet the mean divides by their sum',
    losses: (_problem, { losses }) =>
      losses.weighted ? mapLosses(losses, (value, i) => value / losses.weights[i]!) : undefined,
  },
]

const focalVariants: readonly Variant[] = [
  {
    name: '1 - alpha for alpha',
    why: 'alpha weighs the targets 0; it belongs to the targets 1, and 1 - alpha to the targets 0',
    change: (problem, facts) => {
      const alpha = number(facts.report.params.alpha)
      return facts.form === 'sigmoid' && alpha >= 0 ? withOptions(problem, { alpha: 1 - alpha }) : undefined
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
      if (facts.form !== 'sigmoid' || !(alpha >= 0)) return undefined
      const plain = withOptions(problem, { alpha: -1 })
      return mapLosses(lossesOf(plain, evaluate(plain, 'mean')), (value) => alpha * value)
    },
  },
  {
    name: 'alpha left at 0.25',
    why: 'the default alpha is used instead of the one given',
    change: (problem, facts) =>
      facts.form === 'sigmoid' ? withOptions(problem, { alpha: 0.25 }) : undefined,
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
      if (!is(facts, 'sigmoid', 'softmax')) return undefined
      const plain = withOptions(problem, { gamma: 0 })
      const mean = number(evaluate(plain, 'mean').value)
      return single(facts.losses, (1 - Math.exp(-mean)) ** gamma * mean)
    },
  },
  {
    name: 'p for p_t in the focal factor',
    why: 'the factor is (1 - p)^gamma for all; for targets 0 it should be p^gamma',
    losses: (problem, facts) => {
      if (facts.form !== 'sigmoid') return undefined
      const gamma = number(facts.report.params.gamma)
      const plain = withOptions(problem, { gamma: 0 })
      const { data } = evaluate(plain, 'mean').values!
      return {
        ...facts.losses,
        values: data.map((ce, i) => (1 - sigmoid(problem.input.data[i]!)) ** gamma * ce),
      }
    },
  },
  {
    name: 'the focal factor of the weighted cross-entropy',
    why: 'p is taken back as e^-loss from a loss that already holds the weight',
    losses: (problem, facts) => {
      if (facts.form !== 'softmax' || problem.options.weight === undefined) return undefined
      const gamma = number(facts.report.params.gamma)
      const plain = withOptions(problem, { gamma: 0 })
      return mapLosses(lossesOf(plain, evaluate(plain, 'mean')), (ce) => (1 - Math.exp(-ce)) ** gamma * ce)
    },
  },
]

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

const activationVariants: readonly Variant[] = [
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

const logarithmVariants: readonly Variant[] = [
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

const targetVariants: readonly Variant[] = [
  {
    name: 'ignore_index not honoured',
    why: 'rows with the ignore index count as rows of that class',
    change: (problem, { report, losses }) => {
      const ignored = number(report.params.ignoreIndex)
      const inside = ignored >= 0 && ignored < losses.classes
      return losses.ignored > 0 && inside ? withOptions(problem, { ignoreIndex: undefined }) : undefined
    },
  },
  ignoredAs('the last class', 'as an index from the end does in Python', (classes) => classes - 1),
  ignoredAs('class 0', 'as after a clamp at 0', () => 0),
  {
    name: 'label smoothing ignored',
    why: 'label_smoothing has no effect',
    change: (problem) => (problem.options.labelSmoothing ? without('labelSmoothing')(problem) : undefined),
  },
  {
    name: 'label smoothing over the other classes only',
    why: 'the share e is spread over the C - 1 other classes; torch spreads it over all C',
    change: (problem, { losses: { classes } }) => {
      const { labelSmoothing: share } = problem.options
      if (typeof share !== 'number' || share === 0 || classes < 2) return undefined
      const wider = (share * classes) / (classes - 1)
      return wider <= 1 ? withOptions(problem, { labelSmoothing: wider }) : undefined
    },
  },
  shifted('class indices one too small', 1),
  shifted('class indices one too large', -1),
  {
    name: 'only the term of the targets 1',
    why: 'the term (1 - t) ln(1 - p) is missing',
    losses: (problem, facts) => oneSided(problem, facts, (p, t) => -t * Math.log(p)),
  },
  {
    name: 'only the term of the targets 0',
    why: 'the term t ln p is missing',
    losses: (problem, facts) => oneSided(problem, facts, (p, t) => (t - 1) * Math.log1p(-p)),
  },
  {
    name: 'input and target exchanged',
    why: 'the arguments come in the other order',
    change: (problem, facts) =>
      is(facts, 'bce', 'bce-logits')
        ? { ...problem, input: problem.target, target: problem.input }
        : undefined,
  },
]

function ignoredAs(what: string, how: string, classOf: (classes: number) => number): Variant {
  return {
    name: `ignored rows counted as ${what}`,
    why: `rows with the ignore index count as rows of ${what}, ${how}; they should add nothing`,
    change: (problem, { report, losses }) => {
      if (losses.ignored === 0) return undefined
      const index = classOf(losses.classes)
      const target = mapTensor(problem.target, (t) => (t === report.params.ignoreIndex ? index : t))
      return { ...withOptions(problem, { ignoreIndex: undefined }), target }
    },
  }
}

function shifted(name: string, by: number): Variant {
  return {
    name,
    why: `each row is compared with the class ${by > 0 ? 'before' : 'behind'} its target: one side counts from 1`,
    change: (problem, facts) => {
      if (!ofIndices(facts)) return undefined
      const skip = facts.report.params.ignoreIndex
      return { ...problem, target: mapTensor(problem.target, (t) => (t === skip ? t : t - by)) }
    },
  }
}

function oneSided(
  problem: Problem,
  facts: Facts,
  term: (p: number, t: number) => number,
): Losses | undefined {
  if (!is(facts, 'bce', 'bce-logits') || problem.options.posWeight !== undefined) return undefined
  const values = elementwise(problem, facts.losses, (x, t) => {
    const loss = term(facts.form === 'bce' ? x : sigmoid(x), t)
    return Number.isNaN(loss) ? 0 : loss
  })
  return { ...facts.losses, values }
}

const clip = (eps: number) => (p: number) => Math.min(Math.max(p, eps), 1 - eps)

/** How others keep a logarithm away from 0: Keras 1e-7, older scikit-learn 1e-15, newer the epsilon of float64. */
const guardVariants: readonly Variant[] = [
  ...[1e-7, 1e-15, Number.EPSILON, 1e-12, 1e-10, 1e-8, 1e-6, 1e-5].map((eps): Variant => ({
    name: `probabilities clipped to [${shown(eps)}, 1 - ${shown(eps)}]`,
    why: `so the loss of an element cannot exceed ${(-Math.log(eps)).toFixed(2)}; torch does not clip${eps === 1e-7 ? ', Keras does' : ''}`,
    change: (problem, facts) => {
      if (is(facts, 'bce', 'bce-logits') && problem.options.posWeight === undefined) {
        const toProbability = facts.form === 'bce' ? clip(eps) : (x: number) => clip(eps)(sigmoid(x))
        return { ...withInput(problem, toProbability), loss: bce }
      }
      if (facts.form !== 'ce' || !ofIndices(facts) || problem.options.labelSmoothing) return undefined
      const input = mapTensor(softmaxOfRows(problem.input), (p) => Math.log(clip(eps)(p)))
      return { ...withOptions(problem, { labelSmoothing: undefined }), input, loss: nll }
    },
  })),
  ...[1e-7, 1e-8, 1e-6, 1e-10, 1e-12, 1e-9, 1e-5].map((eps): Variant => ({
    name: `${shown(eps)} added inside the logarithm`,
    why: `ln(p + ${shown(eps)}) instead of ln p`,
    losses: (problem, facts) => {
      const { form, losses } = facts
      if (form === 'bce' || (form === 'bce-logits' && problem.options.posWeight === undefined)) {
        const values = elementwise(problem, losses, (x, t) => {
          const p = form === 'bce' ? x : sigmoid(x)
          return -t * Math.log(p + eps) - (1 - t) * Math.log(1 - p + eps)
        })
        return { ...losses, values }
      }
      if (form !== 'ce' || !ofIndices(facts) || problem.options.labelSmoothing) return undefined
      return rowwise(problem, losses, (p, index) => -Math.log(p[index]! + eps))
    },
  })),
  {
    name: 'clamped at 100',
    why: 'no loss exceeds 100, as in bce of probabilities; bce-logits has no such limit',
    losses: (_problem, facts) =>
      is(facts, 'bce-logits', 'ce') ? mapLosses(facts.losses, (value) => Math.min(value, 100)) : undefined,
  },
  {
    name: 'not clamped at 100',
    why: 'ln 0 is -Infinity; bce sets a floor of -100 under each logarithm',
    losses: (problem, facts) =>
      facts.form === 'bce'
        ? {
            ...facts.losses,
            values: elementwise(problem, facts.losses, (x, t) => -t * Math.log(x) - (1 - t) * Math.log1p(-x)),
          }
        : undefined,
  },
  {
    name: 'naive 1 - sigmoid(x)',
    why: 'sigmoid and logarithm one after the other lose digits, and overflow, where bce-logits does not',
    losses: (problem, facts) =>
      facts.form === 'bce-logits' && problem.options.posWeight === undefined
        ? {
            ...facts.losses,
            values: elementwise(problem, facts.losses, (x, t) => {
              const p = 1 / (1 + Math.exp(-x))
              return -t * Math.log(p) - (1 - t) * Math.log(1 - p)
            }),
          }
        : undefined,
  },
]

function shown(eps: number): string {
  return eps === Number.EPSILON ? '2.2e-16' : String(eps)
}

const squareVariants: readonly Variant[] = [
  squared('half of the square', 'the loss is (x - t)^2 / 2', (difference) => (difference * difference) / 2),
  squared('absolute error', 'the loss is |x - t|, not its square', Math.abs),
  squared('difference not squared', 'the loss is x - t', (difference) => difference),
  {
    name: 'root of the mean square',
    why: 'the square root of the mean is taken (RMSE)',
    losses: (_problem, { form, losses }) =>
      form === 'mse' ? single(losses, Math.sqrt(sumOf(losses.values) / losses.divisor)) : undefined,
  },
  {
    name: '(N, 1) against (N) broadcast to (N, N)',
    why: 'each input is compared with every target, because one of them has a dimension more',
    losses: ({ input, target, options }, { form, losses }) => {
      const rows = input.data.length
      const column = input.data.length === target.data.length && input.shape[0] === rows
      if (form !== 'mse' || !column || options.weight !== undefined) return undefined
      const values = Float64Array.from({ length: rows * rows }, (_, i) => {
        const difference = input.data[i % rows]! - target.data[Math.floor(i / rows)]!
        return difference * difference
      })
      return { ...losses, values, weights: new Float64Array(values.length).fill(1), divisor: values.length }
    },
  },
]

function squared(name: string, why: string, f: (difference: number) => number): Variant {
  return {
    name,
    why,
    losses: (problem, { form, losses }) => {
      const same = problem.input.data.length === problem.target.data.length
      if (form !== 'mse' || !same) return undefined
      return { ...losses, values: elementwise(problem, losses, (x, t) => f(x - t)) }
    },
  }
}

/** Every way to compute a loss, the likeliest of each kind first. */
export const variants: readonly Variant[] = [
  ...weightVariants,
  ...focalVariants,
  ...activationVariants,
  ...logarithmVariants,
  ...targetVariants,
  ...guardVariants,
  ...squareVariants,
  {
    name: 'input rounded to float32',
    why: 'the input has about 7 digits; here it is computed in float64',
    change: (problem) => withInput(problem, Math.fround),
  },
]
