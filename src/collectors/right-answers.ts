import { ExactSum, type PlainSum } from '../numerics/exact-sum.ts'
import type { Survey } from '../survey.ts'
import { binOf } from './calibration.ts'
import type { Collector } from './collector.ts'
import { eachAnswer } from './counted-rows.ts'
import type { JudgedRows } from '../samples.ts'

const BINS = 20

interface PlainRightAnswers {
  readonly bins: readonly { readonly count: number; readonly sum: PlainSum }[]
}

/** How many places give the right answer which probability, and what they cost. */
export class RightAnswers implements Collector<PlainRightAnswers> {
  readonly #bins = Array.from({ length: BINS }, () => ({ count: 0, sum: new ExactSum() }))

  add({ predictions, values }: JudgedRows): void {
    if (!predictions || !values || predictions.soft) return
    const { classes, p } = predictions
    eachAnswer(predictions, (i, target) => {
      const own = classes > 1 ? p[i * classes + target]! : p[i]!
      this.#see(classes === 1 && target === 0 ? 1 - own : own, values[i]!)
    })
  }

  #see(p: number, loss: number): void {
    const bin = this.#bins[binOf(p, BINS)]
    if (!bin) return
    bin.count++
    bin.sum.add(loss)
  }

  plain(): PlainRightAnswers {
    return { bins: this.#bins.map(({ count, sum }) => ({ count, sum: sum.plain() })) }
  }

  merge({ bins }: PlainRightAnswers): void {
    for (const [i, { count, sum }] of bins.entries()) {
      this.#bins[i]!.count += count
      this.#bins[i]!.sum.merge(sum)
    }
  }

  section(): Pick<Survey, 'rightAnswers'> {
    if (this.#bins.every(({ count }) => count === 0)) return {}
    return {
      rightAnswers: this.#bins.map(({ count, sum }, i) => ({
        from: i / BINS,
        to: (i + 1) / BINS,
        count,
        sum: sum.value(),
      })),
    }
  }
}
