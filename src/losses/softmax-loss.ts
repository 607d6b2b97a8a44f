import { addPairs, dividePairs, low, multiplyPairs, twoProduct, twoSum } from '../numerics/double-double.ts'
import type { Softmax } from '../numerics/softmax.ts'
import type { Tensor } from '../tensor.ts'
import type { ClassTarget } from './loss.ts'

/**
 * The coefficients a_c of -log softmax(x)_c in cross entropy:
 * index y: w_y (1-e)[c=y] + w_c e/C; probabilities q: w_c (q_c (1-e) + e/C); e is the label smoothing.
 *
 * Source: torch.nn.CrossEntropyLoss.
 */
export function coefficients(
  weight: Tensor | undefined,
  smoothing: number,
  target: ClassTarget,
  out: Float64Array,
): void {
  const classes = out.length
  const even = smoothing / classes
  const { index, probabilities } = target
  for (let c = 0; c < classes; c++) {
    const share = probabilities
      ? probabilities.data[probabilities.start + c]! * (1 - smoothing) + even
      : c === index
        ? 1 - smoothing + even
        : even
    // A weight that does not count may be anything, even NaN.
    out[c] = share === 0 ? 0 : weight ? weight.data[c]! * share : share
  }
}

/** Sum over c of a_c (-log softmax(x)_c), rounded once. A class with coefficient 0 counts 0, though its log be infinite. */
export function weightedCost(softmax: Softmax, a: Float64Array): number {
  let total = 0
  let totalLow = 0
  for (let c = 0; c < a.length; c++) {
    const cost = softmax.minusLog(c)
    const costLow = low[0]!
    if (a[c] === 0 && cost === Infinity) continue
    const term = cost === Infinity ? a[c]! * cost : multiplyPairs(a[c]!, 0, cost, costLow)
    total = addPairs(total, totalLow, term, cost === Infinity ? 0 : low[0]!)
    totalLow = low[0]!
  }
  return total
}

/**
 * d/dx_j of the sum over c of b_c (-log softmax(x)_c): (sum b) p_j - b_j, written without cancellation as
 * ((sum of the other b) e_j - b_j (shares of the others)) / normaliser.
 */
export function softmaxGradient(softmax: Softmax, b: Float64Array, out: Float64Array): void {
  let sum = 0
  let sumLow = 0
  for (const coefficient of b) {
    sum = addPairs(sum, sumLow, coefficient, 0)
    sumLow = low[0]!
  }
  const normaliser = twoSum(1, softmax.s)
  const normaliserLow = low[0]! + softmax.sLow
  for (let j = 0; j < b.length; j++) {
    const others = addPairs(sum, sumLow, -b[j]!, 0)
    const othersLow = low[0]!
    const share = softmax.share(j)
    const pull = multiplyPairs(others, othersLow, share, low[0]!)
    const pullLow = low[0]!
    const rest = softmax.otherShares(j)
    const restLow = low[0]!
    const push = twoProduct(b[j]!, rest)
    const pushLow = low[0]! + b[j]! * restLow
    const slope = addPairs(pull, pullLow, -push, -pushLow)
    out[j] = dividePairs(slope, low[0]!, normaliser, normaliserLow)
  }
}
