import { addPairs, dividePairs, low, multiplyPairs, scalePair, squarePair, twoSum } from './double-double.ts'
import { expPair } from './exp.ts'
import { log, log1pPair } from './log.ts'
import { Softmax } from './softmax.ts'
import { type Pairs, pairs } from './vectors.ts'

/** How a loss counts what prediction and target have in common. */
export interface OverlapRule {
  /**
   * min: true positives are min(p, t), as smp has it; product: p t; square: p t, and (p - t)^2 for what differs.
   */
  readonly shared: 'min' | 'product' | 'square'
  /** Multiplies the true positives. */
  readonly factor: number
  /** Weights of false positives and false negatives; of (p - t)^2 the first. */
  readonly alpha: number
  readonly beta: number
  /** Added above and below. */
  readonly above: number
  readonly below: number
  /** The denominator is at least this. */
  readonly floor: number
  /** -ln(score) instead of 1 - score; the score is at least `floor`. */
  readonly log: boolean
}

/**
 * Predictions and targets of N images, C classes and M places, and in which sum each class of an image is counted; -1:
 * in none.
 */
export interface Overlap {
  readonly images: number
  readonly classes: number
  readonly places: number
  readonly groups: number
  groupOf(image: number, one: number): number
  /** Of each element the target, NaN where it is left out. */
  readonly target: Float64Array
  /** Multiplies prediction and target of a class. */
  readonly scale: Float64Array | undefined
}

/** Probabilities and what they lack to 1. */
interface Probabilities {
  readonly p: Pairs
  readonly q: Pairs
}

export type Activation = 'none' | 'sigmoid' | 'softmax'

/** The probabilities of scores; the classes lie in dimension 1. */
export function probabilitiesOf(
  scores: Float64Array,
  activation: Activation,
  classes: number,
  places: number,
): Probabilities {
  const p = pairs(scores.length)
  const q = pairs(scores.length)
  if (activation === 'softmax') {
    const softmax = new Softmax(classes)
    const row = { data: new Float64Array(classes), start: 0, length: classes }
    for (let first = 0; first < scores.length; first += classes * places) {
      for (let m = 0; m < places; m++) {
        for (let c = 0; c < classes; c++) row.data[c] = scores[first + c * places + m]!
        softmax.read(row)
        const whole = addPairs(1, 0, softmax.s, softmax.sLow)
        const wholeLow = low[0]!
        for (let c = 0; c < classes; c++) {
          const at = first + c * places + m
          const share = softmax.share(c)
          p.high[at] = dividePairs(share, low[0]!, whole, wholeLow)
          p.low[at] = low[0]!
          const others = softmax.otherShares(c)
          q.high[at] = dividePairs(others, low[0]!, whole, wholeLow)
          q.low[at] = low[0]!
        }
      }
    }
    return { p, q }
  }
  for (let i = 0; i < scores.length; i++) {
    const x = scores[i]!
    if (activation === 'none') {
      p.high[i] = x
      q.high[i] = twoSum(1, -x)
      q.low[i] = low[0]!
      continue
    }
    const e = expPair(-Math.abs(x), 0)
    const eLow = low[0]!
    const whole = addPairs(1, 0, e, eLow)
    const wholeLow = low[0]!
    const [more, less] = x >= 0 ? [p, q] : [q, p]
    more.high[i] = dividePairs(1, 0, whole, wholeLow)
    more.low[i] = low[0]!
    less.high[i] = dividePairs(e, eLow, whole, wholeLow)
    less.low[i] = low[0]!
    if (Number.isNaN(x)) p.high[i] = x
  }
  return { p, q }
}

/** One element's share of a sum, and how it moves with p: as pairs. */
class Element {
  shared = 0
  sharedLow = 0
  differs = 0
  differsLow = 0
  sharedSlope = 0
  sharedSlopeLow = 0
  differsSlope = 0
  differsSlopeLow = 0
  readonly #rule: OverlapRule

  constructor(rule: OverlapRule) {
    this.#rule = rule
  }

  /** p and q = 1 - p, the target, and what multiplies both. */
  read(p: number, pLow: number, q: number, qLow: number, t: number, scale: number): void {
    const { shared, factor, alpha, beta } = this.#rule
    if (shared === 'product') return this.#product(p, pLow, q, qLow, t, scale)
    // p - t; for a target of 1 from q, which keeps its digits.
    let gap = p
    let gapLow = pLow
    if (t === 1) {
      gap = -q
      gapLow = -qLow
    } else if (t !== 0) {
      gap = addPairs(p, pLow, -t, 0)
      gapLow = low[0]!
    }
    if (shared === 'min') {
      const over = gap > 0 || Number.isNaN(gap)
      this.shared = over ? t : p
      this.sharedLow = over ? 0 : pLow
      this.differs = over ? scalePair(alpha, gap, gapLow) : scalePair(beta, -gap, -gapLow)
      this.differsLow = low[0]!
      this.sharedSlope = gap === 0 ? 0.5 : over ? 0 : 1
      this.differsSlope = gap === 0 ? (alpha - beta) / 2 : over ? alpha : -beta
      return
    }
    this.shared = scalePair(factor * t, p, pLow)
    this.sharedLow = low[0]!
    const square = squarePair(gap, gapLow)
    this.differs = scalePair(alpha, square, low[0]!)
    this.differsLow = low[0]!
    this.sharedSlope = factor * t
    this.differsSlope = scalePair(2 * alpha, gap, gapLow)
    this.differsSlopeLow = low[0]!
  }

  /** factor a b, and factor (alpha a (1 - b) + beta (1 - a) b), of a = scale p, b = scale t. */
  #product(p: number, pLow: number, q: number, qLow: number, t: number, scale: number): void {
    const { factor, alpha, beta } = this.#rule
    const a = scale === 1 ? p : scalePair(scale, p, pLow)
    const aLow = scale === 1 ? pLow : low[0]!
    const notA = scale === 1 ? q : addPairs(1, 0, -a, -aLow)
    const notALow = scale === 1 ? qLow : low[0]!
    const b = scalePair(scale, t, 0)
    const bLow = low[0]!
    const notB = addPairs(1, 0, -b, -bLow)
    const notBLow = low[0]!
    const both = multiplyPairs(a, aLow, b, bLow)
    this.shared = scalePair(factor, both, low[0]!)
    this.sharedLow = low[0]!
    const onlyA = multiplyPairs(a, aLow, notB, notBLow)
    const first = scalePair(factor * alpha, onlyA, low[0]!)
    const firstLow = low[0]!
    const onlyB = multiplyPairs(notA, notALow, b, bLow)
    const second = scalePair(factor * beta, onlyB, low[0]!)
    this.differs = addPairs(first, firstLow, second, low[0]!)
    this.differsLow = low[0]!
    this.sharedSlope = scalePair(factor * scale, b, bLow)
    this.sharedSlopeLow = low[0]!
    const up = scalePair(factor * scale * alpha, notB, notBLow)
    const upLow = low[0]!
    const down = scalePair(factor * scale * beta, b, bLow)
    this.differsSlope = addPairs(up, upLow, -down, -low[0]!)
    this.differsSlopeLow = low[0]!
  }
}

/** The sums of each group, its loss, and how that moves with the sums. */
interface OverlapSums {
  /** factor * true positives. */
  readonly shared: Pairs
  /** What differs, weighted. */
  readonly differs: Pairs
  readonly targets: Float64Array
  readonly score: Float64Array
  readonly loss: Pairs
  readonly byShared: Pairs
  readonly byDiffers: Pairs
}

/**
 * Sums of each group and its loss (differs + below - above) / (shared + differs + below), all terms of one sign, so that
 * a score near 1 keeps the digits of what it lacks.
 */
export function overlapSums({ p, q }: Probabilities, overlap: Overlap, rule: OverlapRule): OverlapSums {
  const { images, classes, places, groups, target, scale } = overlap
  const sums: OverlapSums = {
    shared: pairs(groups),
    differs: pairs(groups),
    targets: new Float64Array(groups),
    score: new Float64Array(groups),
    loss: pairs(groups),
    byShared: pairs(groups),
    byDiffers: pairs(groups),
  }
  const element = new Element(rule)
  for (let n = 0; n < images; n++) {
    for (let c = 0; c < classes; c++) {
      const g = overlap.groupOf(n, c)
      if (g < 0) continue
      for (let i = (n * classes + c) * places; i < (n * classes + c + 1) * places; i++) {
        const t = target[i]!
        if (Number.isNaN(t)) continue
        element.read(p.high[i]!, p.low[i]!, q.high[i]!, q.low[i]!, t, scale ? scale[c]! : 1)
        addTo(sums.shared, g, element.shared, element.sharedLow)
        addTo(sums.differs, g, element.differs, element.differsLow)
        sums.targets[g]! += t
      }
    }
  }
  for (let g = 0; g < groups; g++) lossOf(sums, g, rule)
  return sums
}

function addTo(sum: Pairs, g: number, high: number, rest: number): void {
  sum.high[g] = addPairs(sum.high[g]!, sum.low[g]!, high, rest)
  sum.low[g] = low[0]!
}

function setPair(to: Pairs, g: number, high: number): void {
  to.high[g] = high
  to.low[g] = low[0]!
}

function lossOf(sums: OverlapSums, g: number, { above, below, floor, log: takesLog }: OverlapRule): void {
  const { shared, differs, loss, score, byShared, byDiffers } = sums
  const extra = twoSum(below, -above)
  const top = addPairs(differs.high[g]!, differs.low[g]!, extra, low[0]!)
  const topLow = low[0]!
  const right = addPairs(shared.high[g]!, shared.low[g]!, above, 0)
  const rightLow = low[0]!
  let whole = addPairs(top, topLow, right, rightLow)
  let wholeLow = low[0]!
  const held = whole < floor
  if (held) {
    whole = floor
    wholeLow = 0
  }
  const hit = dividePairs(right, rightLow, whole, wholeLow)
  const hitLow = low[0]!
  score[g] = hit
  const inverse = dividePairs(1, 0, whole, wholeLow)
  const inverseLow = low[0]!
  if (takesLog) {
    if (hit < floor) {
      low[0] = 0
      setPair(loss, g, -log(floor))
      return
    }
    if (held) {
      setPair(loss, g, log1pPair((whole - right) / right, 0))
      byShared.high[g] = -1 / right
      return
    }
    const odds = dividePairs(top, topLow, right, rightLow)
    const oddsLow = low[0]!
    setPair(loss, g, log1pPair(odds, oddsLow))
    setPair(byShared, g, -multiplyPairs(odds, oddsLow, inverse, inverseLow))
    byShared.low[g] = -byShared.low[g]!
    byDiffers.high[g] = inverse
    byDiffers.low[g] = inverseLow
    return
  }
  if (held) {
    setPair(loss, g, addPairs(1, 0, -hit, -hitLow))
    byShared.high[g] = -inverse
    byShared.low[g] = -inverseLow
    return
  }
  const share = dividePairs(top, topLow, whole, wholeLow)
  const shareLow = low[0]!
  setPair(loss, g, share)
  // d (top / whole): of what differs right / whole^2, of what is shared -top / whole^2.
  setPair(byShared, g, -multiplyPairs(share, shareLow, inverse, inverseLow))
  byShared.low[g] = -byShared.low[g]!
  setPair(byDiffers, g, multiplyPairs(hit, hitLow, inverse, inverseLow))
}

/** Writes d (sum over the groups of factor_g loss_g) / d score to `out`. */
export function overlapGradient(
  { p, q }: Probabilities,
  activation: Activation,
  overlap: Overlap,
  rule: OverlapRule,
  sums: OverlapSums,
  factors: Float64Array,
  out: Float64Array,
): void {
  const { images, classes, places, target, scale } = overlap
  const element = new Element(rule)
  const slope = pairs(classes)
  for (let n = 0; n < images; n++) {
    for (let m = 0; m < places; m++) {
      for (let c = 0; c < classes; c++) {
        slope.high[c] = 0
        slope.low[c] = 0
        const i = (n * classes + c) * places + m
        const g = overlap.groupOf(n, c)
        if (g < 0 || Number.isNaN(target[i]!) || factors[g] === 0) continue
        element.read(p.high[i]!, p.low[i]!, q.high[i]!, q.low[i]!, target[i]!, scale ? scale[c]! : 1)
        const { byShared, byDiffers } = sums
        const first = multiplyPairs(
          byShared.high[g]!,
          byShared.low[g]!,
          element.sharedSlope,
          element.sharedSlopeLow,
        )
        const firstLow = low[0]!
        const second = multiplyPairs(
          byDiffers.high[g]!,
          byDiffers.low[g]!,
          element.differsSlope,
          element.differsSlopeLow,
        )
        const both = addPairs(first, firstLow, second, low[0]!)
        slope.high[c] = scalePair(factors[g]!, both, low[0]!)
        slope.low[c] = low[0]!
      }
      for (let c = 0; c < classes; c++) {
        const i = (n * classes + c) * places + m
        out[i] = throughActivation(activation, p, q, slope, c, n * classes * places + m, places)
      }
    }
  }
}

/** From the slopes by the probabilities of one place to that by the score of class c. */
function throughActivation(
  activation: Activation,
  p: Pairs,
  q: Pairs,
  slope: Pairs,
  c: number,
  first: number,
  step: number,
): number {
  if (activation === 'none') return slope.high[c]!
  const i = first + c * step
  let sum = 0
  let sumLow = 0
  if (activation === 'sigmoid') {
    sum = multiplyPairs(slope.high[c]!, slope.low[c]!, q.high[i]!, q.low[i]!)
    sumLow = low[0]!
  } else {
    // slope_c - sum_j p_j slope_j as a sum of differences: equal slopes cancel exactly.
    for (let j = 0; j < slope.high.length; j++) {
      if (j === c) continue
      const at = first + j * step
      const apart = addPairs(slope.high[c]!, slope.low[c]!, -slope.high[j]!, -slope.low[j]!)
      const other = multiplyPairs(apart, low[0]!, p.high[at]!, p.low[at]!)
      sum = addPairs(sum, sumLow, other, low[0]!)
      sumLow = low[0]!
    }
  }
  return multiplyPairs(sum, sumLow, p.high[i]!, p.low[i]!)
}
