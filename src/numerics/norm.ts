import { addPairs, dividePairs, low, rootPair, squarePair, twoProduct, twoSum } from './double-double.ts'
import { expFull } from './full-exp.ts'
import { logFull } from './full-log.ts'
import { exponentOf, type Pairs, pairs, shifted } from './vectors.ts'

/**
 * The p-norm of a vector of pairs, scaled so that no power overflows or vanishes: (sum |d_i|^p)^(1/p); the largest
 * component for p = Infinity, the smallest for -Infinity, the number of components that are not 0 for p = 0. Good to 2^-95.
 *
 * Source: torch.linalg.vector_norm.
 */
export class Norm {
  /** d norm / d d_i, as pairs; after `slopes`. */
  readonly slope: Pairs
  readonly #p: number
  #value = 0
  #valueLow = 0

  constructor(p: number, size: number) {
    this.#p = p
    this.slope = pairs(size)
  }

  /** The norm of d as a pair. */
  read(d: Pairs): number {
    this.#value = this.#norm(d)
    this.#valueLow = low[0]!
    return this.#value
  }

  #norm(d: Pairs): number {
    const p = this.#p
    const i = edge(d, p > 0)
    low[0] = 0
    if (i < 0) return 0
    const largest = Math.abs(d.high[i]!)
    if (p === 0) return d.high.reduce((count, x) => count + (x === 0 ? 0 : 1), 0)
    if (Number.isNaN(largest)) return largest
    if (largest === Infinity) return largest
    if (p === 1) return sumOfSizes(d)
    if (largest === 0) return 0
    if (p === 2) return euclidean(d, exponentOf(largest))
    const largeLow = lowOfSize(d, i)
    low[0] = largeLow
    if (Math.abs(p) === Infinity) return largest
    let sum = 0
    let sumLow = 0
    for (let j = 0; j < d.high.length; j++) {
      const ratio = dividePairs(Math.abs(d.high[j]!), lowOfSize(d, j), largest, largeLow)
      const term = power(ratio, low[0]!, p, 0)
      sum = addPairs(sum, sumLow, term, low[0]!)
      sumLow = low[0]!
    }
    const inverse = dividePairs(1, 0, p, 0)
    const root = power(sum, sumLow, inverse, low[0]!)
    return multiply(root, low[0]!, largest, largeLow)
  }

  /**
   * Writes d norm / d d_i = sign(d_i) (|d_i| / norm)^(p-1) to `slope`: 0 where the norm is 0, and for d_i = 0; for p =
   * Infinity the largest components share it.
   */
  slopes(d: Pairs): void {
    const { high, low: lows } = this.slope
    const p = this.#p
    const size = this.#value
    high.fill(0)
    lows.fill(0)
    if (p === 0) return
    const edges = Math.abs(p) === Infinity && d.high.filter((_, i) => this.#isEdge(d, i)).length
    for (let i = 0; i < high.length; i++) {
      const x = d.high[i]!
      const sign = Math.sign(x) || 0
      if (p === 1) high[i] = sign
      else if (edges !== false) high[i] = this.#isEdge(d, i) ? sign / edges : 0
      else if (x !== 0) {
        const ratio = dividePairs(Math.abs(x), lowOfSize(d, i), size, this.#valueLow)
        const ratioLow = low[0]!
        const less = twoSum(p, -1)
        high[i] = sign * power(ratio, ratioLow, less, low[0]!)
        lows[i] = sign * low[0]!
      }
    }
  }

  #isEdge(d: Pairs, i: number): boolean {
    return Math.abs(d.high[i]!) === this.#value && lowOfSize(d, i) === this.#valueLow
  }
}

/** Index of the largest component (or the smallest), of the first NaN if there is one; -1 of none. */
function edge(d: Pairs, largest: boolean): number {
  let found = -1
  for (let i = 0; i < d.high.length; i++) {
    const size = Math.abs(d.high[i]!)
    if (Number.isNaN(size)) return i
    if (found < 0) found = i
    else {
      const best = Math.abs(d.high[found]!)
      const beyond = (size - best || lowOfSize(d, i) - lowOfSize(d, found)) > 0
      if (beyond === largest) found = i
    }
  }
  return found
}

function lowOfSize(d: Pairs, i: number): number {
  return Math.sign(d.high[i]!) * d.low[i]!
}

function sumOfSizes(d: Pairs): number {
  let sum = 0
  let sumLow = 0
  for (let i = 0; i < d.high.length; i++) {
    sum = addPairs(sum, sumLow, Math.abs(d.high[i]!), lowOfSize(d, i))
    sumLow = low[0]!
  }
  return sum
}

/** The root of the sum of squares, the components divided by 2^k first. */
function euclidean(d: Pairs, k: number): number {
  let sum = 0
  let sumLow = 0
  for (let i = 0; i < d.high.length; i++) {
    const square = squarePair(shifted(d.high[i]!, -k), shifted(d.low[i]!, -k))
    sum = addPairs(sum, sumLow, square, low[0]!)
    sumLow = low[0]!
  }
  const root = rootPair(sum, sumLow)
  low[0] = shifted(low[0]!, k)
  return shifted(root, k)
}

/** (x + xLow)^(p + pLow) of x >= 0; an order and its inverse are 1 or 2 without a low part. */
function power(x: number, xLow: number, p: number, pLow: number): number {
  if (p === 1) {
    low[0] = xLow
    return x
  }
  if (p === 2) return squarePair(x, xLow)
  if (!(x > 0 && x < Infinity)) {
    low[0] = 0
    return x ** p
  }
  const ln = logFull(x, xLow)
  const lnLow = low[0]!
  const product = twoProduct(ln, p)
  return expFull(product, low[0]! + (lnLow * p + ln * pLow))
}

/** A product of pairs, rounded to a double where it overflows or vanishes. */
function multiply(a: number, aLow: number, b: number, bLow: number): number {
  const plain = a * b
  const product = twoProduct(a, b)
  if (!(plain > 1e-290 && plain < Infinity)) {
    low[0] = 0
    return plain
  }
  const rest = low[0]! + (a * bLow + aLow * b)
  const sum = product + rest
  low[0] = rest - (sum - product)
  return sum
}
