import { type ByArgument, mapArguments, sizeOf, type Tensor } from '../tensor.ts'
import { meanOf } from '../numerics/quotient.ts'
import { SmallSum } from '../numerics/small-sum.ts'
import { isMean, type Reduction } from '../report.ts'
import { spread } from './broadcast.ts'
import { columnsOf } from './element-columns.ts'
import { addLosses, addWeights, gradsOf, reduceRows } from './element-losses.ts'
import type { ElementNumbers } from '../losses/loss.ts'
import type { ElementPlan } from './fit-elements.ts'

export interface BareResults {
  /** The reduced loss; undefined under none. */
  readonly value: number | undefined
  /** Losses before any reduction, and their shape. */
  readonly values: Float64Array
  readonly shape: readonly number[]
  readonly losses: Float64Array
  /** d value / d argument. */
  readonly slopes: ByArgument<Float64Array>
}

/** The loop over elements for a small program: the parts of `runElements` and of the report that give numbers. */
export function elementsWithoutReport(
  plan: ElementPlan<ElementNumbers>,
  args: ByArgument<Tensor>,
  reduction: Reduction,
  grad: boolean,
): BareResults {
  const { shape, weight } = plan
  const columns = columnsOf(plan, args)
  const w = weight && spread(weight, shape)
  const values = new Float64Array(sizeOf(shape))
  const [sum, weights] = [new SmallSum(), new SmallSum()]
  addLosses(plan, columns, w, values.length, values, sum)
  const divisors = plan.weighted ? addWeights(weight!.data, w!, weights) : undefined
  const count = reduction === 'batchmean' ? (Object.values(args)[0]!.shape[0] ?? 1) : values.length
  const divisor = divisors && reduction === 'mean' ? weights : count
  const over = isMean(reduction) ? (typeof divisor === 'number' ? divisor : divisor.value()) : 1
  const slopes = mapArguments(grad ? gradsOf(plan, args, columns, w) : {}, (data) => {
    return data.map((slope) => (values.length > 0 ? slope / over : 0))
  })
  const losses = new Float64Array(shape[0] ?? 1)
  reduceRows(values, divisors, values.length / losses.length, reduction, losses)
  const value = isMean(reduction) ? meanOf(sum, divisor) : reduction === 'sum' ? sum.value() : undefined
  return { value, values, shape, losses, slopes }
}
