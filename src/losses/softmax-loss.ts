import { addPairs, dividePairs, low, multiplyPairs, twoSum } from '../numerics/double-double.ts'
import { powerOfLog } from '../numerics/power.ts'
import type { ClassLogs } from '../numerics/class-logs.ts'
import type { Softmax } from '../numerics/softmax.ts'
import type { Row, Tensor } from '../tensor.ts'
import { SmoothedTarget } from './label-smoothing.ts'
import type { ClassTarget } from './loss.ts'

/** Beyond, a product could overflow, which the loops of the kernel do not guard against. */
const LARGEST_FACTOR = 1e100

/** Whether the loops of the kernel may multiply by these numbers. */
export function areFactors(numbers: number | Tensor | undefined): boolean {
  const all = numbers === undefined ? [] : typeof numbers === 'number' ? [numbers] : numbers.data
  return all.every((number: number) => Math.abs(number) < LARGEST_FACTOR)
}

/** Sum over c of a_c (-log softmax(x)_c), rounded once. A class with coefficient 0 adds 0, even where its log is infinite. */
function weightedCost(logs: Pick<ClassLogs, 'minusLog'>, a: SmoothedTarget): number {
  let total = 0
  let totalLow = 0
  for (let c = 0; c < a.high.length; c++) {
    const cost = logs.minusLog(c)
    const plain = a.high[c]! * cost
    if (a.high[c] === 0 && cost === Infinity) continue
    const term =
      Math.abs(plain) < Infinity ? multiplyPairs(a.high[c]!, a.low[c]!, cost, low[0]!) : twoSum(plain, 0)
    total = addPairs(total, totalLow, term, low[0]!)
    totalLow = low[0]!
  }
  return total
}

/** What scales a class: one number for all, or a number each. */
export function alphaOf(alpha: number | Tensor | undefined, c: number): number {
  return alpha === undefined ? 1 : typeof alpha === 'number' ? alpha : alpha.data[c]!
}

/**
 * The loss of rows over classes: `ofIndex` where the class of the target counts alone, else the cost of each class by
 * its coefficient, which `scale` multiplies by more than its weight.
 */
export function lossOverClasses(
  logs: ClassLogs,
  classes: number,
  { weight, labelSmoothing = 0 }: { readonly weight?: Tensor | undefined; readonly labelSmoothing?: number },
  ofIndex: (index: number, weight: number) => number,
  scale?: (a: SmoothedTarget) => void,
) {
  const a = new SmoothedTarget(classes, weight, labelSmoothing)
  return ({ input, target }: { readonly input: Row; readonly target: ClassTarget }) => {
    logs.read(input)
    const { index } = target
    const divisor = index >= 0 && weight ? weight.data[index]! : 1
    let loss: number
    if (index >= 0 && labelSmoothing === 0) loss = ofIndex(index, divisor)
    else {
      a.read(target)
      scale?.(a)
      loss = weightedCost(logs, a)
    }
    const pTarget = index >= 0 ? logs.probability(index) : Number.NaN
    return { loss, divisor, predicted: logs.k, pTarget }
  }
}

/** (1 - softmax(x)_c)^gamma as a pair, from the logarithm of the other classes' shares. */
export function modulator(softmax: Softmax, c: number, gamma: number): number {
  const ln = softmax.logOthers(c)
  return powerOfLog(ln, low[0]!, gamma)
}

/** What cancels down to less than this is the rounding of the pairs: the slope is 0. */
const NOISE = 2 ** -98

/**
 * d/dx_j of the sum over c of b_c (-log softmax(x)_c): (sum b) p_j - b_j, written without cancellation as
 * ((sum of the other b) e_j - b_j (shares of the others)) / normaliser.
 */
export function softmaxGradient(softmax: Softmax, b: SmoothedTarget, out: Float64Array): void {
  let sum = 0
  let sumLow = 0
  for (let c = 0; c < out.length; c++) {
    if (b.high[c] === 0 && b.low[c] === 0) continue
    sum = addPairs(sum, sumLow, b.high[c]!, b.low[c]!)
    sumLow = low[0]!
  }
  const normaliser = twoSum(1, softmax.s)
  const normaliserLow = low[0]! + softmax.sLow
  const usual = normaliser < Infinity && sum > 1 / LARGEST_FACTOR && sum < LARGEST_FACTOR
  for (let j = 0; j < out.length; j++) {
    const share = softmax.share(j)
    const shareLow = low[0]!
    // A class that has no coefficient is pulled only: what follows gives the same then, to the bit.
    const isPulled = usual && b.high[j] === 0 && b.low[j] === 0 && share > 1 / LARGEST_FACTOR
    const others = isPulled ? sum : addPairs(sum, sumLow, -b.high[j]!, -b.low[j]!)
    const pull = multiplyPairs(others, isPulled ? sumLow : low[0]!, share, shareLow)
    const pullLow = low[0]!
    if (isPulled) {
      out[j] = dividePairs(pull, pullLow, normaliser, normaliserLow)
      continue
    }
    const rest = softmax.otherShares(j)
    const push = multiplyPairs(b.high[j]!, b.low[j]!, rest, low[0]!)
    const slope = addPairs(pull, pullLow, -push, -low[0]!)
    const slopeLow = low[0]!
    out[j] =
      Math.abs(slope) < NOISE * Math.abs(pull) ? 0 : dividePairs(slope, slopeLow, normaliser, normaliserLow)
  }
}
