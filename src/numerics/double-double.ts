/**
 * Sums and products that keep what rounding loses: each function returns the rounded result and leaves the
 * rest in `low[0]`, so that result + low is exact (twoSum, twoProduct) or good to about 2^-100 (the others).
 * A typed array, because a module variable of type number is boxed at every store.
 *
 * Source: Dekker 1971, Knuth TAOCP 2 section 4.2.2.
 */
export const low = new Float64Array(1)

/** a + b. */
export function twoSum(a: number, b: number): number {
  const sum = a + b
  const shadow = sum - a
  const lost = a - (sum - shadow) + (b - shadow)
  low[0] = Number.isNaN(lost) ? 0 : lost
  return sum
}

/** a + b where |a| >= |b| or a is 0. */
export function quickTwoSum(a: number, b: number): number {
  const sum = a + b
  const lost = b - (sum - a)
  low[0] = Number.isNaN(lost) ? 0 : lost
  return sum
}

const SPLITTER = 2 ** 27 + 1

/** a * b; the low part is 0 where the split of a factor overflows (beyond 1e300). */
export function twoProduct(a: number, b: number): number {
  const product = a * b
  const bigA = SPLITTER * a
  const bigB = SPLITTER * b
  const headA = bigA - (bigA - a)
  const headB = bigB - (bigB - b)
  const tailA = a - headA
  const tailB = b - headB
  const lost = tailA * tailB - (product - headA * headB - tailA * headB - headA * tailB)
  low[0] = Number.isNaN(lost) ? 0 : lost
  return product
}

/** (a + aLow) + (b + bLow). */
export function addPairs(a: number, aLow: number, b: number, bLow: number): number {
  const sum = twoSum(a, b)
  const rest = low[0]!
  const sumLow = twoSum(aLow, bLow)
  const restLow = low[0]!
  const head = quickTwoSum(sum, rest + sumLow)
  return quickTwoSum(head, low[0]! + restLow)
}

/** (a + aLow) * (b + bLow). */
export function multiplyPairs(a: number, aLow: number, b: number, bLow: number): number {
  const product = twoProduct(a, b)
  return quickTwoSum(product, low[0]! + (a * bLow + aLow * b))
}

/** (a + aLow) / (b + bLow). */
export function dividePairs(a: number, aLow: number, b: number, bLow: number): number {
  const quotient = a / b
  const back = twoProduct(quotient, b)
  const correction = (a - back - low[0]! + aLow - quotient * bLow) / b
  // Close to the largest number, what the rounded quotient gives back may overflow.
  if (!Number.isFinite(quotient) || !Number.isFinite(correction)) {
    low[0] = 0
    return quotient
  }
  return quickTwoSum(quotient, correction)
}

/** Below this a product's low part may be lost. */
const SMALLEST_PRODUCT = 1e-290

/** (a + aLow) * (b + bLow) rounded once; close to the ends of the range it is a * b. */
export function roundedProduct(a: number, aLow: number, b: number, bLow: number): number {
  const plain = a * b
  if (!(Math.abs(plain) > SMALLEST_PRODUCT && Math.abs(plain) < Infinity)) return plain
  return multiplyPairs(a, aLow, b, bLow)
}

/** (a + aLow) * (b + bLow) * (c + cLow), rounded once; close to the ends of the range as plain doubles do it. */
export function multiplyThree(
  a: number,
  aLow: number,
  b: number,
  bLow: number,
  c: number,
  cLow: number,
): number {
  const plain = a * b * c
  if (!(Math.abs(plain) > SMALLEST_PRODUCT && Math.abs(plain) < Infinity)) return plain
  const ab = multiplyPairs(a, aLow, b, bLow)
  return multiplyPairs(ab, low[0]!, c, cLow)
}

/** factor * (a + aLow), also of what is infinite or overflows. */
export function scalePair(factor: number, a: number, aLow: number): number {
  const product = twoProduct(factor, a)
  if (Math.abs(product) < Infinity) return quickTwoSum(product, low[0]! + factor * aLow)
  low[0] = 0
  return product
}

/** (a + aLow)^2, also of what is infinite or overflows. */
export function squarePair(a: number, aLow: number): number {
  const square = twoProduct(a, a)
  if (square < Infinity) return quickTwoSum(square, low[0]! + 2 * a * aLow)
  low[0] = 0
  return square
}

/** The square root of a + aLow >= 0, neither near the ends of the range. */
export function rootPair(a: number, aLow: number): number {
  const root = Math.sqrt(a)
  if (root === 0 || root === Infinity) {
    low[0] = 0
    return root
  }
  const square = twoProduct(root, root)
  return quickTwoSum(root, (a - square - low[0]! + aLow) / (2 * root))
}
