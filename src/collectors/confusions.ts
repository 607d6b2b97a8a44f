import type { Confusion, Survey } from '../survey.ts'
import type { Collector } from './collector.ts'
import type { JudgedRows } from '../samples.ts'

/** Of more classes there would be too many pairs to keep. */
const MOST_CLASSES = 1000
/** Of up to so many classes every pair is listed; of more, the ones that cost most. */
const WHOLE = 20

/** Sums are kept as multiples of 2^-58, so that they are the same in every order, in two numbers per pair. */
const HIGH = 2 ** 20
const LOW = 2 ** 58
const CARRY = LOW / HIGH

interface ClassPair {
  count: number
  high: number
  low: number
  infinite: number
  nan: number
}

interface PlainConfusions {
  readonly classes: number
  /** Of `target * classes + predicted`. */
  readonly pairs: readonly (readonly [key: number, pair: ClassPair])[]
}

/** What each pair of target and prediction costs. */
export class Confusions implements Collector<PlainConfusions> {
  readonly #most: number
  readonly #pairs = new Map<number, ClassPair>()
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
    for (let i = 0; i < targets.length; i++) {
      if (Number.isNaN(targets[i]!)) continue
      addTo(this.#pair(targets[i]! * classes + predicted[i]!), values[i]!)
    }
  }

  #pair(key: number): ClassPair {
    let pair = this.#pairs.get(key)
    if (!pair) this.#pairs.set(key, (pair = { count: 0, high: 0, low: 0, infinite: 0, nan: 0 }))
    return pair
  }

  plain(): PlainConfusions {
    for (const pair of this.#pairs.values()) carry(pair)
    return { classes: this.#classes, pairs: [...this.#pairs].sort(([a], [b]) => a - b) }
  }

  merge({ classes, pairs }: PlainConfusions): void {
    this.#classes = Math.max(this.#classes, classes)
    for (const [key, other] of pairs) {
      const pair = this.#pair(key)
      pair.count += other.count
      pair.high += other.high
      pair.low += other.low
      pair.infinite += other.infinite
      pair.nan += other.nan
      carry(pair)
    }
  }

  section(total: number): Pick<Survey, 'confusions'> {
    const classes = this.#classes
    if (this.#pairs.size === 0) return {}
    const all = [...this.#pairs].map(([key, pair]): Confusion => {
      const sum = sumOf(pair)
      const target = Math.floor(key / classes)
      return { target, predicted: key % classes, count: pair.count, sum, share: sum / total }
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

function addTo(pair: ClassPair, loss: number): void {
  pair.count++
  if (Number.isNaN(loss)) pair.nan++
  else if (loss === Infinity || loss === -Infinity) pair.infinite += Math.sign(loss)
  else {
    const high = Math.floor(loss * HIGH)
    pair.high += high
    pair.low += Math.round((loss - high / HIGH) * LOW)
    if (pair.low >= 2 ** 52) carry(pair)
  }
}

function carry(pair: ClassPair): void {
  const over = Math.floor(pair.low / CARRY)
  pair.high += over
  pair.low -= over * CARRY
}

function sumOf(pair: ClassPair): number {
  if (pair.nan > 0) return Number.NaN
  if (pair.infinite !== 0) return pair.infinite * Infinity
  carry(pair)
  return pair.high / HIGH + pair.low / LOW
}
