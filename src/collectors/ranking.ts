import type { Predictions } from '../samples.ts'
import type { Metric } from '../survey.ts'
import { type PlainRanked, Ranked } from './ranked.ts'

/** Each class is ranked against the rest; of more classes that would take too much memory. */
const MOST_CLASSES = 100
/** Numbers kept of all classes together; of more, only the counts of buckets. */
const KEPT = 1 << 21

interface Counts {
  readonly positives: number
  readonly negatives: number
}

class Sides {
  readonly #positives: Ranked
  readonly #negatives: Ranked

  constructor(most: number) {
    this.#positives = new Ranked(most)
    this.#negatives = new Ranked(most)
  }

  get counts(): Counts {
    return { positives: this.#positives.count, negatives: this.#negatives.count }
  }

  get approximate(): boolean {
    return this.#positives.approximate || this.#negatives.approximate
  }

  add(score: number, positive: boolean): void {
    if (positive) this.#positives.add(score)
    else this.#negatives.add(score)
  }

  plain(): PlainRanked[] {
    return [this.#positives.plain(), this.#negatives.plain()]
  }

  merge([positives, negatives]: readonly PlainRanked[]): void {
    this.#positives.merge(positives!)
    this.#negatives.merge(negatives!)
  }

  /** Tells how many of each side have one score, from the lowest on, or from the highest. */
  walk(falling: boolean, see: (positives: number, negatives: number) => void): void {
    const p = this.#alike(this.#positives).ranks(falling)
    const n = this.#alike(this.#negatives).ranks(falling)
    let [more, others] = [p.next(), n.next()]
    while (more || others) {
      const first = more && !(falling ? n.value > p.value : n.value < p.value)
      const second = others && !(first && n.value !== p.value)
      see(first ? p.count : 0, second ? n.count : 0)
      if (first) more = p.next()
      if (second) others = n.next()
    }
  }

  /** In buckets, where the other side is: a number and its bucket would not be equal. */
  #alike(side: Ranked): Ranked {
    if (side.approximate || !this.approximate) return side
    const buckets = new Ranked(0)
    buckets.merge(side.plain())
    return buckets
  }
}

/** One class against the rest. Probabilities above one half lie in a part of their own, as 1 less, which keeps their digits. */
type Against = readonly [all: Sides] | readonly [below: Sides, above: Sides]

/** The sides of each class; undefined where there are too many classes. */
export interface PlainRanking {
  readonly classes: number
  readonly soft: number
  readonly sides: readonly (readonly (readonly PlainRanked[])[])[]
}

/**
 * Area under the ROC curve and average precision, by exact ranks up to a bound, else by buckets of 0.1 %. Of more than
 * two classes: each against the rest, averaged over the classes that occur.
 *
 * Ties count half. Average precision is sum (R_n - R_(n-1)) P_n, without interpolation, as scikit-learn's.
 */
export class Ranking {
  readonly #kept: number
  #classes = 0
  #soft = 0
  #sides: Against[] = []

  constructor(kept = KEPT) {
    this.#kept = kept
  }

  add({ classes, p, targets, scores, soft, logits }: Predictions): void {
    this.#prepare(classes, logits)
    if (soft) {
      this.#soft += soft.length / classes
      return
    }
    for (let i = 0; i < targets.length; i++) {
      const target = targets[i]!
      if (classes <= 2) {
        // One class alone has no score.
        if (target === 0 || target === 1) this.#see(0, scores?.[i] ?? NaN, target === 1)
        else if (classes === 1) this.#soft++
      } else if (!Number.isNaN(target)) {
        for (let c = 0; c < this.#sides.length; c++) this.#see(c, p[i * classes + c]!, c === target)
      }
    }
  }

  #prepare(classes: number, logits: boolean): void {
    if (this.#classes !== 0) return
    this.#classes = classes
    const ranked = classes <= 2 ? 1 : classes <= MOST_CLASSES ? classes : 0
    const open = logits && classes <= 2
    const most = Math.floor(this.#kept / Math.max(1, ranked) / (open ? 2 : 4))
    const sides = () => new Sides(most)
    this.#sides = Array.from({ length: ranked }, () => (open ? [sides()] : [sides(), sides()]))
  }

  #see(c: number, score: number, positive: boolean): void {
    const [first, above] = this.#sides[c]!
    if (Number.isNaN(score)) return
    if (above && score > 0.5) above.add(score - 1, positive)
    else first.add(score, positive)
  }

  plain(): PlainRanking {
    const sides = this.#sides.map((parts) => parts.map((part) => part.plain()))
    return { classes: this.#classes, soft: this.#soft, sides }
  }

  merge({ classes, soft, sides }: PlainRanking): void {
    if (classes === 0) return
    this.#prepare(classes, sides[0]?.length === 1)
    this.#soft += soft
    for (const [c, parts] of sides.entries()) {
      for (const [i, plain] of parts.entries()) this.#sides[c]![i]!.merge(plain)
    }
  }

  metric(name: 'auc' | 'ap'): Metric {
    if (this.#classes === 0) return { name, why: 'empty' }
    if (this.#soft > 0) return { name, why: 'soft targets' }
    if (this.#sides.length === 0) return { name, why: 'many classes' }
    const found = this.#sides.flatMap((parts) => areaOf(parts, name) ?? [])
    if (found.length === 0) return { name, why: 'one class' }
    const mean = (of: (area: Area) => number) => found.reduce((sum, area) => sum + of(area), 0) / found.length
    const approximate = found.some((area) => area.approximate)
    return {
      name,
      value: mean(({ value }) => value),
      ...(this.#classes > 2 && { classes: found.length }),
      ...(approximate && { approximate, ...(name === 'auc' && { within: mean(({ within }) => within) }) }),
    }
  }
}

interface Area {
  readonly value: number
  readonly within: number
  readonly approximate: boolean
}

/** Undefined where a side is empty. */
function areaOf(parts: Against, name: 'auc' | 'ap'): Area | undefined {
  const all = (side: keyof Counts) => parts.reduce((sum, { counts }) => sum + counts[side], 0)
  const [positives, negatives] = [all('positives'), all('negatives')]
  if (positives === 0 || negatives === 0) return undefined
  const approximate = parts.some((part) => part.approximate)
  if (name === 'ap') return { value: averagePrecision(parts, positives), within: 0, approximate }
  let below = 0
  let won = 0
  // Pairs of one bucket may be ordered either way, so they are what is not known.
  let tied = 0
  for (const part of parts) {
    part.walk(false, (above, others) => {
      won += above * below
      tied += above * others
      below += others
    })
  }
  const pairs = positives * negatives
  return { value: (won + tied / 2) / pairs, within: approximate ? tied / 2 / pairs : 0, approximate }
}

function averagePrecision(parts: Against, positives: number): number {
  let right = 0
  let told = 0
  let sum = 0
  for (const part of [...parts].reverse()) {
    part.walk(true, (found, others) => {
      right += found
      told += found + others
      if (found > 0) sum += (found / positives) * (right / told)
    })
  }
  return sum
}
