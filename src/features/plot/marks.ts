import { type ByArgument, sizeOf, type Tensor } from '../../tensor.ts'
import type { Dataset } from '../../data/pairs.ts'
import { compute } from '../../engine/compute.ts'
import type { Plan } from '../../engine/plan.ts'
import { predictionsOf } from '../../engine/predictions.ts'
import type { ComputeRequest } from '../../engine/request.ts'
import { LossError } from '../../error.ts'
import type { Curves } from './curves.ts'

/** How many numbers of the data lie at which place of the axis. */
export interface Marks {
  readonly counts: readonly number[]
  /** Those that the axis does not reach, or that are NaN. */
  readonly outside: number
}

/** Counts the data along the axis of curves. @throws LossError E104 for what has no place there, and as `compute` */
export async function marksOf(
  request: ComputeRequest,
  dataset: Dataset,
  { over, shifts, at }: Curves,
): Promise<Marks> {
  const counts = new Array<number>(at.length).fill(0)
  const [first, step] = [at[0]!, at[1]! - at[0]!]
  let outside = 0
  const mark = (x: number) => {
    const place = Math.round((x - first) / step)
    const nearest = over === 'p' ? Math.min(at.length - 1, Math.max(0, place)) : place
    if (nearest >= 0 && nearest < at.length) counts[nearest]!++
    else outside++
  }
  const see = (plan: Plan, args: ByArgument<Tensor>) => {
    if (over === 'p') markAnswers(plan, args, mark)
    else markInputs(plan, args, shifts, mark)
    return undefined
  }
  await compute({ ...request, predict: see }, dataset)
  return { counts, outside }
}

/** The probability that each right answer got; places without one are no samples of a curve. */
function markAnswers(plan: Plan, args: ByArgument<Tensor>, mark: (p: number) => void): void {
  const found = predictionsOf(plan, args)
  if (!found || found.soft)
    throw new LossError(
      'E104',
      'these targets are no single class or side, so no probability is that of the right answer',
    )
  const { classes, p, targets } = found
  for (const [i, target] of targets.entries()) {
    if (classes > 1) {
      if (!Number.isNaN(target)) mark(p[i * classes + target]!)
    } else if (target === 0 || target === 1) mark(target === 1 ? p[i]! : 1 - p[i]!)
  }
}

function markInputs(plan: Plan, args: ByArgument<Tensor>, shifts: boolean, mark: (x: number) => void): void {
  if (plan.one !== 'element')
    throw new LossError('E104', 'rows of classes lie along the probability of the right answer', {
      tries: ['--over p'],
    })
  const { input, target } = args
  const size = sizeOf(plan.shape)
  if (shifts && (input!.data.length !== size || target!.data.length !== size))
    throw new LossError('E104', 'what is broadcast has no place of its own along the curve')
  for (const [i, x] of input!.data.entries()) mark(shifts ? x - target!.data[i]! : x)
}
