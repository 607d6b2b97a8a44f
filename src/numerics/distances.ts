import type { Row } from '../tensor.ts'
import { Cosine } from './cosine.ts'
import { addPairs, dividePairs, low, multiplyPairs, squarePair } from './double-double.ts'
import { Norm } from './norm.ts'
import { difference, type Pairs, pairs } from './vectors.ts'

/** A distance of two vectors with its slopes, in pairs, so that differences of distances keep their digits. */
export interface Distance {
  /** The distance as a pair; what follows speaks of these vectors until the next ones. */
  read(x1: Row, x2: Row): number
  /** d distance / d x1 and d x2; they are overwritten by the next. */
  slopes(): { readonly first: Pairs; readonly second: Pairs }
}

/** The p-norm of x1 - x2 + eps. */
export function normDistance(size: number, p: number, eps: number): Distance {
  const norm = new Norm(p, size)
  const d = pairs(size)
  const second = pairs(size)
  return {
    read: (x1, x2) => {
      difference(x1, x2, eps, d)
      return norm.read(d)
    },
    slopes: () => {
      norm.slopes(d)
      for (let i = 0; i < size; i++) {
        second.high[i] = -norm.slope.high[i]!
        second.low[i] = -norm.slope.low[i]!
      }
      return { first: norm.slope, second }
    },
  }
}

/** The sum of the squares of x1 - x2. */
export function squaredDistance(size: number): Distance {
  const d = pairs(size)
  const first = pairs(size)
  const second = pairs(size)
  return {
    read: (x1, x2) => {
      difference(x1, x2, 0, d)
      let sum = 0
      let sumLow = 0
      for (let i = 0; i < size; i++) {
        const square = squarePair(d.high[i]!, d.low[i]!)
        sum = addPairs(sum, sumLow, square, low[0]!)
        sumLow = low[0]!
      }
      return sum
    },
    slopes: () => {
      for (let i = 0; i < size; i++) {
        first.high[i] = 2 * d.high[i]!
        first.low[i] = 2 * d.low[i]!
        second.high[i] = -2 * d.high[i]!
        second.low[i] = -2 * d.low[i]!
      }
      return { first, second }
    },
  }
}

/**
 * 1 - cos with each norm at least `floor`. The slope takes a floored norm for its own, as torch does: of u it is
 * (u C / (|u|' |u|) - v) / (|u|' |v|'), |u|' floored.
 *
 * Source: torch.nn.functional.cosine_similarity.
 */
export function cosineDistance(size: number, floor: number): Distance {
  const cosine = new Cosine(size, 0)
  const first = pairs(size)
  const second = pairs(size)
  const of1: FlooredNorm = { own: 0, ownLow: 0, high: 0, low: 0 }
  const of2: FlooredNorm = { own: 0, ownLow: 0, high: 0, low: 0 }
  let isFloored = false
  let rows: readonly [Row, Row] | undefined
  return {
    read: (x1, x2) => {
      rows = [x1, x2]
      cosine.read(x1, x2)
      const { dot, dotLow, norm1, norm1Low, norm2, norm2Low } = cosine
      isFloored = norm1 < floor || norm2 < floor
      if (!isFloored) return cosine.distance()
      floorNorm(of1, norm1, norm1Low, floor)
      floorNorm(of2, norm2, norm2Low, floor)
      const share = dividePairs(dot, dotLow, of1.high, of1.low)
      const cos = dividePairs(share, low[0]!, of2.high, of2.low)
      return addPairs(1, 0, -cos, -low[0]!)
    },
    slopes: () => {
      const [u, v] = rows!
      if (isFloored) {
        flooredSlopes(cosine, u, v, of1, of2, first)
        flooredSlopes(cosine, v, u, of2, of1, second)
      } else {
        cosine.slopes(first, second)
        for (const numbers of [first.high, first.low, second.high, second.low])
          for (let i = 0; i < size; i++) numbers[i] = -numbers[i]!
      }
      return { first, second }
    },
  }
}

/** The norm of a vector as a pair, and what it counts as. */
interface FlooredNorm {
  own: number
  ownLow: number
  high: number
  low: number
}

function floorNorm(norm: FlooredNorm, own: number, ownLow: number, floor: number): void {
  norm.own = own
  norm.ownLow = ownLow
  norm.high = Math.max(own, floor)
  norm.low = own < floor ? 0 : ownLow
}

/** The slope of one of the vectors. */
function flooredSlopes(
  { dot, dotLow }: Cosine,
  own: Row,
  other: Row,
  norm: FlooredNorm,
  far: FlooredNorm,
  out: Pairs,
): void {
  let share = 0
  let shareLow = 0
  if (norm.own > 0) {
    share = dividePairs(dot, dotLow, norm.own, norm.ownLow)
    share = dividePairs(share, low[0]!, norm.high, norm.low)
    shareLow = low[0]!
  }
  for (let i = 0; i < out.high.length; i++) {
    const pull = multiplyPairs(share, shareLow, own.data[own.start + i]!, 0)
    const top = addPairs(pull, low[0]!, -other.data[other.start + i]!, 0)
    const near = dividePairs(top, low[0]!, norm.high, norm.low)
    out.high[i] = dividePairs(near, low[0]!, far.high, far.low)
    out.low[i] = low[0]!
  }
}
