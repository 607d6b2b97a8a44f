import { type ByArgument, mapArguments, type Tensor } from '../tensor.ts'
import { meanOf } from '../numerics/quotient.ts'
import { SmallSum } from '../numerics/small-sum.ts'
import { isMean, type Reduction } from '../report.ts'
import { freshBuffers } from './buffers.ts'
import type { BareResults } from './elements-without-report.ts'
import type { RowPlan } from './fit-rows.ts'
import type { RowNumbers } from '../losses/loss.ts'
import { countIgnored, lossesOfSamples, rowsOf, runPlainly, slopesOf, targetOf } from './run-rows.ts'

/**
 * The loop over rows for a small program: the parts of `runRows` and of the report that give numbers. `refuse` gets the
 * place of a target that is no class index.
 */
export function rowsWithoutReport(
  plan: RowPlan<RowNumbers>,
  args: ByArgument<Tensor>,
  reduction: Reduction,
  grad: boolean,
  refuse: (i: number) => never,
): BareResults {
  const rows = rowsOf(plan, args, 0)
  const ignored = plan.kind === 'indices' ? countIgnored(plan, targetOf(plan, args)!, refuse) : 0
  const zeros = () => new Float64Array(rows.count)
  const values = zeros()
  const details = { divisors: zeros(), predicted: zeros(), pTarget: zeros() }
  const slopes = grad ? slopesOf(plan, rows, freshBuffers) : undefined
  const sums = { sum: new SmallSum(), weights: new SmallSum(), counts: { unnormalised: 0 } }
  runPlainly(plan, rows, values, details, sums, slopes?.add)
  const losses = new Float64Array(plan.shape[0] ?? 1)
  const width = rows.count / losses.length
  const one = width === 1 || (plan.inner === 1 && rows.count === 0)
  const divisor = plan.weighted ? sums.weights : rows.count - ignored
  const over = isMean(reduction) ? (typeof divisor === 'number' ? divisor : divisor.value()) : 1
  return {
    value: isMean(reduction) ? meanOf(sums.sum, divisor) : reduction === 'sum' ? sums.sum.value() : undefined,
    values,
    shape: plan.shape,
    losses: one ? values : lossesOfSamples(values, details.divisors, width, reduction, losses),
    // A row that is ignored, or that is not there, has the slope 0 even where the mean is 0/0.
    slopes: mapArguments(slopes?.grads(args) ?? {}, (data) =>
      data.map((slope) => (slope !== 0 || (ignored === 0 && rows.count > 0) ? slope / over : slope)),
    ),
  }
}
