import type { Row } from '../tensor.ts'
import { bigRoot, type Big, big, bigAdd, bigDivide, bigMultiply, bigNumber, bigSubtract } from './big.ts'
import { pairOf } from './cancelling.ts'
import { addPairs, dividePairs, low, multiplyPairs, rootPair, twoProduct } from './double-double.ts'
import { exponentOf, type Pairs, shifted } from './vectors.ts'

/** What cancels below this share of its terms is computed again, exactly: pairs are good to 2^-100. */
const KEPT = 2 ** -44
/** Vectors are not enlarged beyond this, so that the square of eps stays finite. */
const SMALLEST = -200

/**
 * cos = sum(u v) / sqrt((sum u^2 + eps)(sum v^2 + eps)) of two vectors, each scaled by a power of two so that no square
 * overflows. 1 - cos of parallel vectors comes from (sum u^2 + eps)(sum v^2 + eps) - sum(u v)^2 >= 0, with as many
 * digits as that cancels.
 */
export class Cosine {
  /** sum(u v) and the norms (their eps included), as pairs. */
  dot = 0
  dotLow = 0
  norm1 = 0
  norm1Low = 0
  norm2 = 0
  norm2Low = 0
  readonly #eps: number
  #u: Float64Array
  #v: Float64Array
  #uExponent = 0
  #vExponent = 0
  #uEps = 0
  #vEps = 0
  /** A + eps, B + eps, their product's root and C = sum(u v) as pairs, and the sum of |u v|. */
  #a = 0
  #aLow = 0
  #b = 0
  #bLow = 0
  #n = 0
  #nLow = 0
  #c = 0
  #cLow = 0
  #exact: { a: Big; b: Big; c: Big } | undefined

  constructor(size: number, eps: number) {
    this.#eps = eps
    this.#u = new Float64Array(size)
    this.#v = new Float64Array(size)
  }

  /** Takes up two vectors; everything else speaks of them until the next ones. */
  read(x1: Row, x2: Row): void {
    this.#uExponent = scale(x1, this.#u)
    this.#vExponent = scale(x2, this.#v)
    this.#uEps = shifted(this.#eps, -2 * this.#uExponent)
    this.#vEps = shifted(this.#eps, -2 * this.#vExponent)
    const u = this.#u
    const v = this.#v
    this.#exact = undefined
    this.#a = dotOf(u, u)
    this.#a = addPairs(this.#a, low[0]!, this.#uEps, 0)
    this.#aLow = low[0]!
    this.#b = dotOf(v, v)
    this.#b = addPairs(this.#b, low[0]!, this.#vEps, 0)
    this.#bLow = low[0]!
    this.#c = dotOf(u, v)
    this.#cLow = low[0]!
    let sizes = 0
    for (let i = 0; i < u.length; i++) sizes += Math.abs(u[i]! * v[i]!)
    if (Math.abs(this.#c) < KEPT * sizes) {
      this.#c = pairOf(this.#exactly().c)
      this.#cLow = low[0]!
    }
    const root1 = rootPair(this.#a, this.#aLow)
    const root1Low = low[0]!
    const root2 = rootPair(this.#b, this.#bLow)
    const root2Low = low[0]!
    this.#n = multiplyPairs(root1, root1Low, root2, root2Low)
    this.#nLow = low[0]!
    this.dot = shifted(this.#c, this.#uExponent + this.#vExponent)
    this.dotLow = shifted(this.#cLow, this.#uExponent + this.#vExponent)
    this.norm1 = shifted(root1, this.#uExponent)
    this.norm1Low = shifted(root1Low, this.#uExponent)
    this.norm2 = shifted(root2, this.#vExponent)
    this.norm2Low = shifted(root2Low, this.#vExponent)
  }

  /** cos, rounded. */
  cosine(): number {
    return dividePairs(this.#c, this.#cLow, this.#n, this.#nLow)
  }

  /** 1 - cos. */
  distance(): number {
    if (!(this.#c > 0)) {
      const share = dividePairs(-this.#c, -this.#cLow, this.#n, this.#nLow)
      return addPairs(1, 0, share, low[0]!)
    }
    const product = multiplyPairs(this.#a, this.#aLow, this.#b, this.#bLow)
    const productLow = low[0]!
    const square = multiplyPairs(this.#c, this.#cLow, this.#c, this.#cLow)
    let gap = addPairs(product, productLow, -square, -low[0]!)
    if (gap < KEPT * product) {
      const { a, b, c } = this.#exactly()
      gap = pairOf(bigSubtract(bigMultiply(a, b), bigMultiply(c, c)))
    }
    const gapLow = low[0]!
    const sum = addPairs(this.#n, this.#nLow, this.#c, this.#cLow)
    const below = multiplyPairs(sum, low[0]!, this.#n, this.#nLow)
    return dividePairs(gap, gapLow, below, low[0]!)
  }

  /** cos - margin. */
  over(margin: number): number {
    const cos = dividePairs(this.#c, this.#cLow, this.#n, this.#nLow)
    const over = addPairs(cos, low[0]!, -margin, 0)
    // A negative cosine that is too small for a double.
    if (margin === 0 && this.#c < 0) return Math.min(over, -Number.MIN_VALUE)
    if (!(Math.abs(over) < KEPT * Math.abs(cos))) return over
    const { a, b, c } = this.#exactly()
    return bigNumber(bigSubtract(bigDivide(c, bigRoot(bigMultiply(a, b))), big(margin)))
  }

  /** Writes d cos / d u and d cos / d v: (v (A + eps) - u C) / (n (A + eps)) and the like. */
  slopes(first: Pairs, second: Pairs): void {
    const [u, v] = [this.#u, this.#v]
    this.#slope(u, v, this.#a, this.#aLow, (exact) => exact.a, this.#uExponent, first)
    this.#slope(v, u, this.#b, this.#bLow, (exact) => exact.b, this.#vExponent, second)
  }

  #slope(
    own: Float64Array,
    other: Float64Array,
    size: number,
    sizeLow: number,
    sizeOf: (exact: { a: Big; b: Big }) => Big,
    exponent: number,
    out: Pairs,
  ): void {
    const below = multiplyPairs(this.#n, this.#nLow, size, sizeLow)
    const belowLow = low[0]!
    for (let i = 0; i < own.length; i++) {
      const pull = multiplyPairs(size, sizeLow, other[i]!, 0)
      const pullLow = low[0]!
      const push = multiplyPairs(this.#c, this.#cLow, own[i]!, 0)
      let top = addPairs(pull, pullLow, -push, -low[0]!)
      if (Math.abs(top) < KEPT * Math.abs(pull)) {
        const exact = this.#exactly()
        const whole = bigMultiply(sizeOf(exact), big(other[i]!))
        top = pairOf(bigSubtract(whole, bigMultiply(exact.c, big(own[i]!))))
      }
      out.high[i] = shifted(dividePairs(top, low[0]!, below, belowLow), -exponent)
      out.low[i] = shifted(low[0]!, -exponent)
    }
  }

  #exactly(): { a: Big; b: Big; c: Big } {
    return (this.#exact ??= {
      a: bigAdd(exactDot(this.#u, this.#u), big(this.#uEps)),
      b: bigAdd(exactDot(this.#v, this.#v), big(this.#vEps)),
      c: exactDot(this.#u, this.#v),
    })
  }
}

/** Writes the row divided by 2^k, k the exponent of its largest component, and returns k. */
function scale({ data, start, length }: Row, out: Float64Array): number {
  let largest = 0
  for (let i = 0; i < length; i++) largest = Math.max(largest, Math.abs(data[start + i]!))
  const k = largest > 0 && largest < Infinity ? Math.max(exponentOf(largest), SMALLEST) : 0
  for (let i = 0; i < length; i++) out[i] = shifted(data[start + i]!, -k)
  return k
}

/** sum(u v) as a pair. */
function dotOf(u: Float64Array, v: Float64Array): number {
  let sum = 0
  let sumLow = 0
  for (let i = 0; i < u.length; i++) {
    const product = twoProduct(u[i]!, v[i]!)
    sum = addPairs(sum, sumLow, product, low[0]!)
    sumLow = low[0]!
  }
  return sum
}

function exactDot(u: Float64Array, v: Float64Array): Big {
  let sum = big(0)
  for (let i = 0; i < u.length; i++) sum = bigAdd(sum, bigMultiply(big(u[i]!), big(v[i]!)))
  return sum
}
