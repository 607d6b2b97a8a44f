import type { PlainSum } from '../numerics/exact-sum.ts'
import { ExactSums } from '../numerics/many-exact-sums.ts'
import type { Confusion, Survey } from '../survey.ts'
import type { Collector } from './collector.ts'
import type { JudgedRows } from '../samples.ts'

/** Of more classes there would be too many pairs to keep. */
const MOST_CLASSES = 1000
/** Of up to so many classes every pair is listed; of more, the ones that cost most. */
const WHOLE = 20

interface PlainConfusions {
  readonly classes: number
  /** Of `target * classes + predicted`. */
  readonly pairs: readonly (readonly [key: number, count: number, sum: PlainSum])[]
}

/** What each pair of target and prediction costs. */
export class Confusions implements Collector<PlainConfusions> {
  readonly #most: number
  /** Numbers of the pairs by their keys, in the order in which they came. */
  readonly #pairs = new Map<number, number>()
  /** The same by key, for rows; -1 for a pair that none of them had. */
  #known: Int32Array | undefined
  readonly #counts: number[] = []
  readonly #sums = new ExactSums()
  #classes = 0

  /** `most` pairs are listed if there are many classes. */
  constructor(most: number) {
    this.#most = most
  }

  add({ predictions, values }: JudgedRows): void {
    if (!predictions || !values || predictions.soft) return
    const { classes, targets, predicted } = predictions
    if (classes === 1) return
    this.#classes = classes
    if (classes > MOST_CLASSES) return
    this.#known ??= new Int32Array(classes * classes).fill(-1)
    const [pairs, places] = [new Int32Array(targets.length), new Int32Array(targets.length)]
    let counted = 0
    for (let i = 0; i < targets.length; i++) {
      if (Number.isNaN(targets[i]!)) continue
      const key = targets[i]! * classes + predicted[i]!
      if (this.#known[key]! < 0) this.#known[key] = this.#pair(key)
      pairs[counted] = this.#known[key]!
      places[counted++] = i
    }
    for (let i = 0; i < counted; i++) this.#counts[pairs[i]!]!++
    this.#sums.addRows(pairs.subarray(0, counted), places.subarray(0, counted), values)
  }

  #pair(key: number): number {
    let pair = this.#pairs.get(key)
    if (pair === undefined) {
      this.#pairs.set(key, (pair = this.#pairs.size))
      this.#counts.push(0)
    }
    return pair
  }

  plain(): PlainConfusions {
    const pairs = Array.from(
      this.#pairs,
      ([key, pair]) => [key, this.#counts[pair]!, this.#sums.plain(pair)] as const,
    )
    return { classes: this.#classes, pairs: pairs.sort(([a], [b]) => a - b) }
  }

  merge({ classes, pairs }: PlainConfusions): void {
    this.#classes = Math.max(this.#classes, classes)
    for (const [key, count, sum] of pairs) {
      const pair = this.#pair(key)
      this.#counts[pair]! += count
      this.#sums.merge(pair, sum)
    }
  }

  section(total: number): Pick<Survey, 'confusions'> {
    const classes = this.#classes
    if (this.#pairs.size === 0) return {}
    const all = [...this.#pairs].map(([key, pair]): Confusion => {
      const sum = this.#sums.value(pair)
      const target = Math.floor(key / classes)
      return { target, predicted: key % classes, count: this.#counts[pair]!, sum, share: sum / total }
    })
    // A sum that is NaN is the worst.
    const cost = ({ sum }: Confusion) => (Number.isNaN(sum) ? Infinity : sum)
    all.sort((a, b) => cost(b) - cost(a) || a.target - b.target || a.predicted - b.predicted)
    // Of many classes those that cost most, of the wrong and of the right ones.
    const left = [this.#most, this.#most]
    const told =
      classes <= WHOLE
        ? all
        : all.filter(({ target, predicted }) => left[target === predicted ? 1 : 0]!-- > 0)
    return { confusions: { classes, pairs: told, leftOut: all.length - told.length, shown: this.#most } }
  }
}
