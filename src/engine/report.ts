import { type ByArgument, joinNumbers, mapArguments, nested, type Tensor } from '../tensor.ts'
import type { Dataset, Pair } from '../data/pairs.ts'
import { LossError } from '../error.ts'
import { type Denominator, isMean, type Reduction, type Report, type Slopes } from '../report.ts'
import { guesses } from './answers.ts'
import type { Form } from './form.ts'
import type { ComputeRequest } from './request.ts'
import type { Plan } from './plan.ts'
import type { Results } from './results.ts'
import type { Totals } from './totals.ts'
import { notices } from './warnings.ts'

/** What is said of arguments that are numbers and no files. */
export const numbersOnly = (args: ByArgument<Tensor>): Dataset['args'] =>
  mapArguments(args, (_, name) => ({ name, format: 'numbers', notes: [] }))

/** The report of a run; `reducedAs` is as in `Wanted`. @throws LossError E104 for a divisor of weights without weights */
export function reportOf(
  request: ComputeRequest,
  reducedAs: Reduction,
  form: Form,
  first: Pair,
  fitted: Plan,
  totals: Totals,
  kept: readonly Results[],
  { args, skipped = 0 }: Pick<Dataset, 'args' | 'skipped'>,
): Report {
  const { reduction, values, grad } = request
  const { counts } = totals
  const rowsWeighted = first.weights !== undefined
  const weighted = fitted.weighted || rowsWeighted
  const shapeOf = (shape: readonly number[]) => (first.whole ? shape : [counts.samples, ...shape.slice(1)])
  const shapes = mapArguments(first.args, ({ shape }) => shapeOf(shape))
  const reduced = kept[0]?.reduced
  const lossShape = shapeOf(reduced?.shape ?? fitted.shape)
  const sum = reduced?.sum ?? totals.sum.value()
  const [inputShape] = Object.values(shapes) as [readonly number[]]
  const denominator = reduced
    ? { kind: reduced.weighted ? ('weights' as const) : ('samples' as const), value: reduced.divisor }
    : denominatorOf(request, weighted, fitted, totals, inputShape[0] ?? 1)
  const mean = reduced?.mean ?? totals.mean(denominator)
  const divide = divisionBy(reduced || !isMean(reduction) ? undefined : denominator.value, totals)
  return {
    loss: request.loss.name,
    torch: form.loss.torch ?? form.loss.source,
    one: fitted.one,
    ...(form.mode !== undefined && { mode: form.mode }),
    ...(form.from !== undefined && { from: form.from }),
    reduction,
    params: shownOptions(fitted),
    args: argsOf(form, fitted, args, shapes),
    samples: counts.samples,
    elements: counts.elements,
    ignored: counts.ignored,
    ...(skipped > 0 && { skipped }),
    ...(counts.clamped > 0 && { clamped: counts.clamped }),
    ...(reduction !== 'none' && { value: isMean(reduction) ? mean : sum }),
    sum,
    notFinite: totals.sum.plain().notFinite,
    dividend: isMean(reduction) ? reduced?.dividend : undefined,
    denominator,
    ...answersOf(fitted, totals, reduction, denominator.value, rowsWeighted),
    ...(values && { values: { data: joinNumbers(kept.map((part) => part.values!)), shape: lossShape } }),
    ...(grad &&
      (request.takeSlopes ? { slopes: { shapes, divide } } : { grads: gradsOf(kept, shapes, divide) })),
    notices: [
      ...notices({ ...fitted, shape: lossShape }, totals, reducedAs, denominator.value, shapes, sum),
      ...(request.hints?.({
        plan: fitted,
        evidence: totals.evidence!.plain(),
        counts,
        reduction,
        sum,
        mean,
        input: Object.values(args)[0]!,
        target: args.target,
      }) ?? []),
    ],
  }
}

/** What was read of each argument, in the loss's order. */
function argsOf(
  { loss }: Form,
  fitted: Plan,
  args: Dataset['args'],
  shapes: ByArgument<readonly number[]>,
): Report['args'] {
  return mapArguments(loss.takes, ({ kind }, name) => {
    const { name: file, format, notes, selected, leftOut } = args[name]!
    return {
      name: file,
      format,
      notes,
      ...(selected && { selected }),
      ...(leftOut && { leftOut }),
      shape: shapes[name]!,
      ...((name === 'target' || kind === 'index') && { kind: fitted.kind }),
    }
  })
}

/** How many answers are right, and what guessing would cost; not of single losses, nor of targets that are soft. */
function answersOf(
  fitted: Plan,
  { answers }: Totals,
  reduction: Reduction,
  divisor: number,
  rowsWeighted: boolean,
): Pick<Report, 'answers'> {
  if (reduction === 'none' || answers.judged === 0 || answers.soft > 0) return {}
  const costs: ByArgument<number> = { ...(!rowsWeighted && guesses(fitted, answers)) }
  const reduced = mapArguments(costs, (sum) => (isMean(reduction) ? sum / divisor : sum))
  return { answers: { correct: answers.right, counted: answers.judged, ...reduced } }
}

/** @throws LossError E104 for a divisor of weights without weights */
function denominatorOf(
  { meanBy = 'torch', reduction }: ComputeRequest,
  weighted: boolean,
  { one }: Plan,
  totals: Totals,
  batch: number,
): Denominator {
  const { counts, weights } = totals
  if (reduction === 'batchmean') return { kind: 'rows', value: batch }
  if (meanBy === 'weights' && !weighted)
    throw new LossError('E104', '--mean-by weights needs weights: --weight, or --weight-col')
  if (meanBy === 'rows') return { kind: 'rows', value: counts.samples }
  if (meanBy === 'weights' || (meanBy === 'torch' && weighted))
    return { kind: 'weights', value: weights.value() }
  return { kind: one === 'element' ? 'elements' : 'samples', value: counts.counted }
}

function gradsOf(
  kept: readonly Results[],
  shapes: ByArgument<readonly number[]>,
  divide: Slopes['divide'],
): ByArgument<Tensor> {
  return mapArguments(kept[0]!.grads!, (_, name) => {
    const data = joinNumbers(kept.map(({ grads }) => grads![name]!))
    divide(data)
    return { data, shape: shapes[name]! }
  })
}

/** d value / d argument of the slopes: themselves for sum and none, over the divisor for the mean. */
function divisionBy(divisor: number | undefined, { counts }: Totals): Slopes['divide'] {
  return (slopes) => {
    if (divisor === undefined) return
    // A row that is ignored, or that is not there, has the slope 0 even where the mean is 0/0.
    const all = counts.ignored === 0 && counts.counted > 0
    for (let i = 0; i < slopes.length; i++) if (slopes[i] !== 0 || all) slopes[i]! /= divisor
  }
}

/** Options as used, tensors as nested lists; those not given and without default are left out. */
function shownOptions({ options }: Plan): Record<string, unknown> {
  const shown: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue
    shown[name] = typeof value === 'object' ? nested(value) : value
  }
  return shown
}
