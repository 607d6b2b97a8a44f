import type { Distance } from '../numerics/distances.ts'
import { addPairs, low } from '../numerics/double-double.ts'
import type { Pairs } from '../numerics/vectors.ts'
import type { Row } from '../tensor.ts'
import { real, flag } from '../options.ts'
import { number, vector } from './takes.ts'

/** Options that all triplet losses have. */
export const tripletMargin = real({
  default: 1,
  above: 0,
  below: Infinity,
  help: 'how much nearer the positive should be than the negative',
})
export const tripletSwap = flag({
  default: false,
  help: 'takes the distance of positive and negative where that is smaller',
})

interface Formulas {
  readonly formula: string
  readonly latex: string
}

/** The steps of a triplet loss, from the formulas of its distances. */
export const tripletSteps = (dPositive: Formulas, dNegative: Formulas, dSwap: Formulas) => ({
  dPositive: { ...dPositive, means: { en: 'distance of anchor and positive', zh: '锚点与正样本的距离' } },
  dNegative: { ...dNegative, means: { en: 'distance of anchor and negative', zh: '锚点与负样本的距离' } },
  dSwap: { ...dSwap, means: { en: 'distance of positive and negative', zh: '正样本与负样本的距离' } },
  loss: {
    formula: 'max(0, margin + dPositive - [swap|min(dNegative, dSwap)][!swap|dNegative])',
    latex: String.raw`\ell = \max(0, m + d_p - [swap|\min(d_n, d_{pn})][!swap|d_n])`,
  },
})

interface Triplet {
  readonly anchor: Row
  readonly positive: Row
  readonly negative: Row
}

/** Of two slopes that leave less than this nothing is left: they are good to 2^-100. */
const NOISE = 2 ** -98

export interface TripletOptions {
  readonly margin: number
  readonly swap: boolean
}

/** max(0, margin + d(a, p) - d(a, n)) of three vectors and its slopes, for any distance. `make` gives a new one. */
class TripletOf {
  dPositive = 0
  dNegative = 0
  dSwap: number | undefined
  /** margin + dPositive - dNegative before it is cut at 0. */
  #open = 0
  /** What counts of d(a, n); the rest is d(p, n). */
  #near = 1
  readonly #options: TripletOptions
  readonly #ap: Distance
  readonly #an: Distance
  readonly #pn: Distance

  constructor(options: TripletOptions, make: () => Distance) {
    this.#options = options
    this.#ap = make()
    this.#an = make()
    this.#pn = make()
  }

  read({ anchor, positive, negative }: Triplet): number {
    const { margin, swap } = this.#options
    this.dPositive = this.#ap.read(anchor, positive)
    const sum = addPairs(this.dPositive, low[0]!, margin, 0)
    const sumLow = low[0]!
    let far = this.#an.read(anchor, negative)
    let farLow = low[0]!
    this.dNegative = far
    this.dSwap = undefined
    this.#near = 1
    if (swap) {
      const other = this.#pn.read(positive, negative)
      this.dSwap = other
      const order = other - far || low[0]! - farLow
      this.#near = (1 + (Math.sign(order) || 0)) / 2
      if (!(order > 0)) {
        far = Number.isNaN(far) ? far : other
        farLow = low[0]!
      }
    }
    this.#open = addPairs(sum, sumLow, -far, -farLow)
    return this.#open < 0 ? 0 : this.#open
  }

  /** The slopes; where the loss is just 0 they pass. What a NaN hides is 0, as torch has it: only what is NaN itself stays. */
  slopes(anchor: Float64Array, positive: Float64Array, negative: Float64Array): void {
    const all = [anchor, positive, negative]
    for (const slope of all) slope.fill(0)
    if (this.#open < 0) return
    const ap = this.#ap.slopes()
    const an = this.#near > 0 ? this.#an.slopes() : undefined
    const pn = this.#near < 1 ? this.#pn.slopes() : undefined
    for (let i = 0; i < anchor.length; i++) {
      anchor[i] = less(ap.first, an?.first, this.#near, i)
      positive[i] = less(ap.second, pn?.first, 1 - this.#near, i)
      negative[i] = an && pn ? joined(an.second, pn.second, i) : -(an ?? pn)!.second.high[i]!
    }
    if (Number.isNaN(this.#open)) for (const slope of all) slope.set(slope.map((x) => 0 * x))
  }
}

/** a_i - share b_i, rounded once. */
function less(a: Pairs, b: Pairs | undefined, share: number, i: number): number {
  if (!b) return a.high[i]!
  const slope = addPairs(a.high[i]!, a.low[i]!, -share * b.high[i]!, -share * b.low[i]!)
  return Math.abs(slope) < NOISE * Math.abs(a.high[i]!) ? 0 : slope
}

/** -(a_i + b_i) / 2, where two distances are equal. */
function joined(a: Pairs, b: Pairs, i: number): number {
  return -addPairs(a.high[i]!, a.low[i]!, b.high[i]!, b.low[i]!) / 2
}

/** Vectors that have a distance; the last two where they swap. */
const PAIRS = [
  ['anchor', 'positive'],
  ['anchor', 'negative'],
  ['positive', 'negative'],
]

/** What the declarations of triplet losses share; `make` gives a new distance of vectors of this size. */
export function tripletParts<O extends TripletOptions>(make: (options: O, size: number) => Distance) {
  const triplet = (options: O, size: number) => new TripletOf(options, () => make(options, size))
  return {
    one: 'row',
    takes: { anchor: vector(number), positive: vector(number), negative: vector(number) },
    shapes: 'broadcast',
    together: ({ swap }: O) => PAIRS.slice(0, swap ? 3 : 2),
    sameRank: true,
    differentiable: ['anchor', 'positive', 'negative'],
    working: (options: O, size: number) => {
      const own = triplet(options, size)
      return (row: Triplet) => {
        const loss = own.read(row)
        const { dPositive, dNegative, dSwap } = own
        return { dPositive, dNegative, dSwap, loss }
      }
    },
    gradient: (options: O, size: number) => {
      const own = triplet(options, size)
      return (row: Triplet, out: Readonly<Record<string, Float64Array>>) => {
        own.read(row)
        own.slopes(out.anchor!, out.positive!, out.negative!)
      }
    },
  } as const
}
