import { ExactSum, type PlainSum } from '../numerics/exact-sum.ts'
import { quotient } from '../numerics/quotient.ts'
import { Z } from '../numerics/normal.ts'
import type { Calibration, Survey } from '../survey.ts'
import type { Collector } from './collector.ts'
import { eachAnswer } from './counted-rows.ts'
import type { JudgedRows } from '../samples.ts'

const BINS = 15

export interface PlainCalibration {
  readonly of: 'positive' | 'predicted' | undefined
  readonly soft: number
  /** Places whose probability is none. */
  readonly odd: number
  readonly bins: readonly { readonly count: number; readonly hits: number; readonly sum: PlainSum }[]
}

/**
 * How often what is predicted with a probability comes true: of the predicted class, or of the positive side.
 *
 * Equal bins [i/15, (i+1)/15), the last one closed. The error is the mean over the samples of how far the rate of
 * their bin lies from its mean probability: ECE, Naeini et al. 2015, Guo et al. 2017, arXiv:1706.04599. For sides the
 * rate is that of positives, as in torchmetrics' BinaryCalibrationError. Intervals: Wilson 1927, 95 %.
 */
export class Calibrations implements Collector<PlainCalibration> {
  readonly #bins = Array.from({ length: BINS }, () => ({ count: 0, hits: 0, sum: new ExactSum() }))
  #of: PlainCalibration['of']
  #soft = 0
  #odd = 0

  add({ predictions }: JudgedRows): void {
    if (!predictions) return
    const { classes, p, predicted } = predictions
    this.#of = classes === 1 ? 'positive' : 'predicted'
    this.#soft += eachAnswer(predictions, (i, target) => {
      const guess = classes === 1 ? 1 : predicted[i]!
      this.#see(p[classes === 1 ? i : i * classes + guess]!, guess === target)
    })
  }

  #see(p: number, hit: boolean): void {
    const bin = this.#bins[binOf(p)]
    if (!bin) {
      this.#odd++
      return
    }
    bin.count++
    if (hit) bin.hits++
    bin.sum.add(p)
  }

  plain(): PlainCalibration {
    const bins = this.#bins.map(({ count, hits, sum }) => ({ count, hits, sum: sum.plain() }))
    return { of: this.#of, soft: this.#soft, odd: this.#odd, bins }
  }

  merge({ of, soft, odd, bins }: PlainCalibration): void {
    this.#of ??= of
    this.#soft += soft
    this.#odd += odd
    for (const [i, { count, hits, sum }] of bins.entries()) {
      const bin = this.#bins[i]!
      bin.count += count
      bin.hits += hits
      bin.sum.merge(sum)
    }
  }

  section(): Pick<Survey, 'calibration'> {
    const total = this.#bins.reduce((sum, { count }) => sum + count, 0)
    if (this.#soft > 0 || total === 0) return {}
    // What a NaN has no part in is NaN.
    let error = this.#odd === 0 ? 0 : Number.NaN
    const bins = this.#bins.map(({ count, hits, sum }, i) => {
      const edges = { from: i / BINS, to: (i + 1) / BINS, count, hits }
      if (count === 0) return edges
      const mean = quotient(sum.rounded(), { high: count, low: 0, scale: 0 })
      const rate = hits / count
      error += (count / total) * Math.abs(rate - mean)
      return { ...edges, mean, rate, ...wilson(hits, count) }
    })
    const calibration: Calibration = { of: this.#of!, error, bins }
    return { calibration }
  }
}

/** What rounding in float32 may make of 1. */
const ROUNDED = 1 + 2 ** -20

/** The bin of a probability; none where it is NaN or outside [0, 1]. */
export function binOf(p: number, bins = BINS): number {
  if (!(p >= 0 && p <= ROUNDED)) return -1
  let bin = Math.min(bins - 1, Math.floor(p * bins))
  // The product is rounded; what decides is which two edges a probability lies between.
  if (p < bin / bins) bin--
  else if (bin < bins - 1 && p >= (bin + 1) / bins) bin++
  return bin
}

function wilson(hits: number, count: number): { low: number; high: number } {
  const rate = hits / count
  const z2 = (Z * Z) / count
  const middle = (rate + z2 / 2) / (1 + z2)
  const half = (Z / (1 + z2)) * Math.sqrt((rate * (1 - rate)) / count + z2 / (4 * count))
  return { low: hits === 0 ? 0 : middle - half, high: hits === count ? 1 : middle + half }
}
