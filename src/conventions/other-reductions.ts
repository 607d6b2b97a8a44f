import { type UnreducedLosses, meanOf, sumOf } from './reduced-losses.ts'

/* Ways to reduce that others may have taken, for `identify` and `check`; `--reduction` is done in `engine/report.ts`. */

export interface WayToReduce {
  readonly name: string
  readonly why: string
  /** torch's name for it; absent for what torch does not offer. */
  readonly reduction?: 'mean' | 'sum'
  /** The word of --mean-by for it, where torch does not offer it. */
  readonly meanBy?: 'elements' | 'rows'
  /** Undefined where it is no different from torch's. */
  reduce(losses: UnreducedLosses): number | undefined
}

const over = (losses: UnreducedLosses, divisor: number): number | undefined =>
  divisor === losses.divisor || divisor === 0 ? undefined : meanOf(losses.values, divisor)

/** Every way to reduce, the likeliest first. */
export const waysToReduce: readonly WayToReduce[] = [
  {
    name: 'the mean',
    why: 'the losses are added up and divided, the default of torch',
    reduction: 'mean',
    reduce: ({ values, divisor, mean }) => mean ?? meanOf(values, divisor),
  },
  {
    name: '0 for the mean of nothing',
    why: 'where no row counts the mean is 0/0, and torch leaves it NaN',
    reduce: ({ divisor }) => (divisor === 0 ? 0 : undefined),
  },
  {
    name: 'the sum',
    why: 'the losses are added up and not divided',
    reduction: 'sum',
    reduce: ({ values }) => sumOf(values),
  },
  {
    name: 'divided by all rows instead of the counted ones',
    why: 'rows with the ignore index add no loss, and must not be counted in the mean either',
    reduce: (losses) =>
      losses.ignored === 0
        ? undefined
        : over(losses, losses.weighted ? sumOf(losses.weights) + losses.ignored : losses.values.length),
  },
  {
    name: 'divided by the number of losses instead of the sum of their weights',
    why: 'with class weights the mean divides by the weights of the targets, not by their number',
    meanBy: 'elements',
    reduce: (losses) => (losses.weighted ? over(losses, losses.values.length - losses.ignored) : undefined),
  },
  {
    name: 'divided by the number of all rows instead of the weights of the counted ones',
    why: 'with class weights the mean divides by the weights of the targets; ignored rows count nowhere',
    reduce: (losses) =>
      losses.weighted && losses.ignored > 0 ? over(losses, losses.values.length) : undefined,
  },
  {
    name: 'divided by the sum of the weights instead of the number of losses',
    why: 'here the mean divides by the number of losses, weights or not',
    reduce: (losses) => (losses.weighted ? over(losses, sumOf(losses.weights)) : undefined),
  },
  {
    name: 'the mean over rows of their sums',
    why: 'the elements of a row are added up; the mean counts every element',
    meanBy: 'rows',
    reduce: (losses) => (losses.values.length > losses.rows ? over(losses, losses.rows) : undefined),
  },
  {
    name: 'the mean of the means of the rows',
    why: 'every row counts alike, however many losses or weights it has; the mean counts every loss alike',
    reduce: meanOfMeans,
  },
  {
    name: 'divided by the number of classes too',
    why: 'a row of classes has one loss, so the mean divides by the rows, not by rows times classes',
    reduce: (losses) => (losses.classes > 1 ? over(losses, losses.divisor * losses.classes) : undefined),
  },
  {
    name: 'divided by the number of positives',
    why: 'detectors normalise by the targets that are 1; the mean counts every element',
    reduce: (losses) => (losses.positives > 0 ? over(losses, losses.positives) : undefined),
  },
  {
    name: 'divided by the number of rows twice',
    why: 'the mean is divided by the size of the batch once more',
    reduce: (losses) => (losses.rows > 1 ? over(losses, losses.divisor * losses.rows) : undefined),
  },
]

function meanOfMeans({ values, weights, rows, divisor }: UnreducedLosses): number | undefined {
  const width = values.length / rows
  // Where torch's mean counts elements, weights or not, the means of the rows have the same mean.
  if (width <= 1 || !Number.isInteger(width) || divisor === values.length) return undefined
  const means = Array.from({ length: rows }, (_, r) => {
    const part = (all: Float64Array) => sumOf(all.subarray(r * width, (r + 1) * width))
    return part(values) / part(weights)
  })
  return sumOf(means) / rows
}
