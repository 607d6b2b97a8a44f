import type { Differences, PairedLosses } from '../comparison.ts'
import { binOnPowers, EDGES, PER_DECADE } from '../collectors/powers.ts'
import { type PlainRanked, Ranked } from '../collectors/ranked.ts'
import { differenceOf } from './gate-tests.ts'

/** Bins of a decade: coarser than the spread of one model, since there is a square for every two. */
const COARSE = 4
const STEP = PER_DECADE / COARSE
const BINS = 30

/** More than there are bins. */
const SPAN = 1000

/** What a part has seen, as a thread sends it. */
export interface PlainPairs {
  readonly squares: ReadonlyMap<number, number>
  readonly differences: PlainRanked
  readonly left: number
}

/** The losses of two models on the same samples, against each other and by their difference. */
export class LossPairs {
  /** How many have the bins `a * SPAN + b`. */
  readonly #squares = new Map<number, number>()
  readonly #differences = new Ranked()
  /** Pairs with a loss that is negative, NaN or infinite. */
  #left = 0

  /** Some rows of a batch. */
  addRows(first: Float64Array, second: Float64Array, rows: Int32Array): void {
    for (const row of rows) {
      const [a, b] = [first[row]!, second[row]!]
      const difference = differenceOf(a, b)
      if (Number.isFinite(difference)) this.#differences.add(difference)
      if (a >= 0 && b >= 0 && a < Infinity && b < Infinity) {
        const square = coarse(a) * SPAN + coarse(b)
        this.#squares.set(square, (this.#squares.get(square) ?? 0) + 1)
      } else this.#left++
    }
  }

  plain(): PlainPairs {
    return { squares: this.#squares, differences: this.#differences.plain(), left: this.#left }
  }

  merge({ squares, differences, left }: PlainPairs): void {
    for (const [square, count] of squares) this.#squares.set(square, (this.#squares.get(square) ?? 0) + count)
    this.#differences.merge(differences)
    this.#left += left
  }

  section(): { pairs: PairedLosses; differences: Differences } {
    const squares = [...this.#squares].sort(([a], [b]) => a - b)
    return {
      pairs: {
        squares: squares.map(([square, count]) => ({
          a: lowerEdge(Math.floor(square / SPAN)),
          b: lowerEdge(square % SPAN),
          count,
        })),
        perDecade: COARSE,
        left: this.#left,
      },
      differences: this.#histogram(),
    }
  }

  /** Equal bins to both sides of 0; the first and the last also take the hundredth that lies beyond. */
  #histogram(): Differences {
    const { count: all, approximate } = this.#differences
    const beyond = all / 200
    let seen = 0
    let [low, high] = [0, 0]
    for (const rank = this.#differences.ranks(); rank.next(); seen += rank.count) {
      if (seen <= beyond) low = rank.value
      if (seen < all - beyond) high = rank.value
    }
    const most = Math.max(-low, high)
    if (!(most > 0)) return { edges: [], counts: [], equal: all, approximate }
    const edges = Array.from({ length: BINS + 1 }, (_, i) => (most * (2 * i - BINS)) / BINS)
    const counts = new Array<number>(BINS).fill(0)
    let equal = 0
    for (const rank = this.#differences.ranks(); rank.next();) {
      const { value, count } = rank
      if (value === 0) {
        equal += count
        continue
      }
      let bin = Math.max(0, Math.min(BINS - 1, Math.floor(((value + most) / (2 * most)) * BINS)))
      while (bin > 0 && value < edges[bin]!) bin--
      while (bin < BINS - 1 && value >= edges[bin + 1]!) bin++
      counts[bin]! += count
    }
    return { edges, counts, equal, approximate }
  }
}

function coarse(loss: number): number {
  const bin = binOnPowers(loss)
  return bin === 0 ? 0 : 1 + Math.floor((bin - 1) / STEP)
}

const lowerEdge = (bin: number): number => (bin === 0 ? 0 : EDGES[(bin - 1) * STEP]!)
