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
  const norms = { first: 0, firstLow: 0, second: 0, secondLow: 0, floored: false }
  let rows: readonly [Row, Row] | undefined
  return {
    read: (x1, x2) => {
      rows = [x1, x2]
      cosine.read(x1, x2)
      const { dot, dotLow, norm1, norm2 } = cosine
      norms.floored = norm1 < floor || norm2 < floor
      if (!norms.floored) return cosine.distance()
      norms.first = Math.max(norm1, floor)
      norms.firstLow = norm1 < floor ? 0 : cosine.norm1Low
      norms.second = Math.max(norm2, floor)
      norms.secondLow = norm2 < floor ? 0 : cosine.norm2Low
      const share = dividePairs(dot, dotLow, norms.first, norms.firstLow)
      const cos = dividePairs(share, low[0]!, norms.second, norms.secondLow)
      return addPairs(1, 0, -cos, -low[0]!)
    },
    slopes: () => {
      const [u, v] = rows!
      if (norms.floored) {
        const { norm1, norm1Low, norm2, norm2Low } = cosine
        floored(u, v, norm1, norm1Low, norms.first, norms.firstLow, norms.second, norms.secondLow, first)
        floored(v, u, norm2, norm2Low, norms.second, norms.secondLow, norms.first, norms.firstLow, second)
      } else {
        cosine.slopes(first, second)
        for (const numbers of [first.high, first.low, second.high, second.low])
          for (let i = 0; i < size; i++) numbers[i] = -numbers[i]!
      }
      return { first, second }
    },
  }

  function floored(
    own: Row,
    other: Row,
    norm: number,
    normLow: number,
    least: number,
    leastLow: number,
    far: number,
    farLow: number,
    out: Pairs,
  ): void {
    let share = 0
    let shareLow = 0
    if (norm > 0) {
      share = dividePairs(cosine.dot, cosine.dotLow, norm, normLow)
      share = dividePairs(share, low[0]!, least, leastLow)
      shareLow = low[0]!
    }
    for (let i = 0; i < size; i++) {
      const pull = multiplyPairs(share, shareLow, own.data[own.start + i]!, 0)
      const top = addPairs(pull, low[0]!, -other.data[other.start + i]!, 0)
      const near = dividePairs(top, low[0]!, least, leastLow)
      out.high[i] = dividePairs(near, low[0]!, far, farLow)
      out.low[i] = low[0]!
    }
  }
}
