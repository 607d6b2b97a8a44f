import { sigmoid } from '../numerics/logistic.ts'
import { type UnreducedLosses, withValues } from './reduced-losses.ts'
import { type Problem, withArgs } from './problem.ts'
import { elementwise, mapTensor } from './reshape.ts'
import { type Variant, type TorchRun, withOptions, without, is, number, ofIndices } from './variant.ts'

export const targetVariants: readonly Variant[] = [
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
    name: 'the two sides exchanged',
    why: '1 - t stands where t belongs: the other class is the positive one',
    change: (problem, facts) =>
      is(facts, 'binary of probabilities', 'binary of logits')
        ? withArgs(problem, { target: mapTensor(problem.args.target!, (t) => 1 - t) })
        : undefined,
  },
  {
    name: 'input and target exchanged',
    why: 'the arguments come in the other order',
    change: (problem, facts) =>
      is(facts, 'binary of probabilities', 'binary of logits')
        ? withArgs(problem, { input: problem.args.target!, target: problem.args.input! })
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
      const target = mapTensor(problem.args.target!, (t) => (t === report.params.ignoreIndex ? index : t))
      return withArgs(withOptions(problem, { ignoreIndex: undefined }), { target })
    },
  }
}

function shifted(name: string, by: number): Variant {
  return {
    name,
    why: `each row is compared with the class ${by > 0 ? 'before' : 'after'} its target: one side counts from 1`,
    change: (problem, facts) => {
      if (!ofIndices(facts)) return undefined
      const { report, losses } = facts
      const skip = report.params.ignoreIndex
      // Below the first class Python reads the last.
      const moved = (t: number) => (t - by + losses.classes) % losses.classes
      return withArgs(problem, {
        target: mapTensor(problem.args.target!, (t) => (t === skip ? t : moved(t))),
      })
    },
  }
}

function oneSided(
  problem: Problem,
  facts: TorchRun,
  term: (p: number, t: number) => number,
): UnreducedLosses | undefined {
  if (!is(facts, 'binary of probabilities', 'binary of logits') || problem.options.posWeight !== undefined)
    return undefined
  const values = elementwise(problem, facts.losses, (x, t) => {
    const loss = term(facts.form === 'binary of probabilities' ? x : sigmoid(x), t)
    return Number.isNaN(loss) ? 0 : loss
  })
  return withValues(facts.losses, values)
}
