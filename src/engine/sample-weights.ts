import { LossError } from '../error.ts'
import { addAnswers } from './answer-counts.ts'
import type { Pair } from '../data/pairs.ts'
import type { Plan } from './plan.ts'
import type { Samples } from '../samples.ts'
import type { Results, Wanted } from './results.ts'
import { run } from './run.ts'
import { Totals } from './totals.ts'

/**
 * Runs a plan over rows of which each has a weight: the sum is of weight x loss, and the mean divides by the sum of
 * the weights, times the class weights of the targets where those divide it. Losses that are not reduced are weighted
 * too, as everywhere else; the samples of a mean or a sum keep their own losses, and are listed with their weight.
 *
 * Source: sample_weight of scikit-learn's log_loss and mean_squared_error.
 * @throws LossError E104 where the elements have divisors of their own, E301 for a weight below 0, and as `run`
 */
export function runWeighted(plan: Plan, pair: Pair, wanted: Wanted, totals: Totals): Results {
  const { args, firstRow } = pair
  if (plan.one === 'batch')
    throw new LossError('E104', `--weight-col does not go with ${plan.loss.name}, which has no loss per row`)
  if (plan.one === 'element' && plan.weighted)
    throw new LossError('E104', `--weight and --weight-col cannot both divide the mean of ${plan.loss.name}`)
  const weights = checkedWeights(pair)
  const own = new Totals()
  const results = run(
    plan,
    args,
    firstRow,
    { ...wanted, summed: undefined, values: true, divisors: true },
    own,
  )
  const values = results.values!
  // Before the values are weighted: the losses of samples may be the same numbers.
  if (results.samples)
    results.samples = new Map([
      ...(wanted.reduction === 'none' ? weightedSamples(results.samples, weights) : results.samples),
      ['weight', weights],
    ])
  const perRow = values.length / weights.length
  for (let i = 0; i < values.length; i++) {
    const weight = weights[Math.floor(i / perRow)]!
    const divisor = results.divisors ? results.divisors[i]! : 1
    const value = weight * values[i]!
    totals.sum.add(value)
    if (wanted.reduction === 'none') values[i] = value
    totals.weights.add(weight * divisor)
  }
  totals.add(own.counts)
  addAnswers(totals.answers, own.answers)
  for (const grad of Object.values(results.grads ?? {})) {
    const width = grad.length / weights.length
    grad.forEach((slope, i) => (grad[i] = slope * weights[Math.floor(i / width)]!))
  }
  return results
}

/** Losses that are not reduced, times the weight of their row. */
function weightedSamples(samples: Samples, weights: Float64Array): Samples {
  const weighted = (column: Float64Array) => column.map((loss, r) => loss * weights[r]!)
  return new Map(
    [...samples].map(([name, column]) => [
      name,
      /^loss(?:_\d+)?$/.test(name) && column instanceof Float64Array ? weighted(column) : column,
    ]),
  )
}

/** @throws LossError E301 if a weight is negative or no number */
function checkedWeights({ weights, rows, firstRow }: Pair): Float64Array {
  const { data, place } = weights!
  const bad = data.findIndex((weight) => !(weight >= 0 && weight < Infinity))
  if (bad < 0) return data
  const at = place?.call(weights, bad)
  throw new LossError(
    'E301',
    `the weight ${data[bad]} of row ${rows?.[bad] ?? firstRow + bad} is not a number >= 0`,
    { at, why: 'a weight says how much a row counts, and 0 leaves it out' },
  )
}
