import { bigExp, bigLog } from './big-exp.ts'
import {
  type Big,
  big,
  bigAdd,
  bigDivide,
  bigMultiply,
  bigNumber,
  bigSize,
  bigSubtract,
  bigTrim,
} from './big.ts'
import { addPairs, dividePairs, low, multiplyPairs, twoProduct } from './double-double.ts'
import { expScaled, exponent } from './full-exp.ts'
import { logFull } from './full-log.ts'
import { exponentOf, shifted } from './vectors.ts'

/** One sample: log-probabilities of time t and class c at start + t * step + c, and its labels. */
export interface CtcSample {
  readonly data: Float64Array
  readonly start: number
  readonly step: number
  readonly times: number
  readonly classes: number
  readonly labels: readonly number[]
  readonly blank: number
}

const LN2 = 0.6931471805599453
const LN2_LOW = 2.3190468138462996e-17
/** A step of the recursion is good to this; what cancels below 2^52 times that is computed again, in long numbers. */
const STEP_ERROR = 2 ** -100
const DOUBLE = 2 ** 52
/** How long the numbers are then; the second where the first cancel as well, which probabilities of e^-700 and 1 in one sum need. */
const BITS = [320, 1200] as const
/** Bits of those that the recursion may lose. */
const LOST = 80

/** Pairs with powers of two of their own: products of many probabilities do not vanish. */
class Scaled {
  readonly high: Float64Array
  readonly low: Float64Array
  readonly exponent: Float64Array

  constructor(size: number) {
    this.high = new Float64Array(size)
    this.low = new Float64Array(size)
    this.exponent = new Float64Array(size)
  }

  /** Cell i becomes what the registers hold times a pair with its power. */
  setProduct(i: number, high: number, rest: number, power: number): void {
    const product = multiplyPairs(sum, sumLow, high, rest)
    const k = exponentOf(product)
    this.high[i] = shifted(product, -k)
    this.low[i] = shifted(low[0]!, -k)
    this.exponent[i] = sumPower + power + k
  }

  clear(): void {
    this.high.fill(0)
    this.low.fill(0)
    this.exponent.fill(0)
  }
}

/** The sum that is being made: a pair and its power of two. */
let sum = 0
let sumLow = 0
let sumPower = 0

function start(): void {
  sum = 0
  sumLow = 0
  sumPower = 0
}

/** Adds a number >= 0 to the sum. */
function add(high: number, rest: number, power: number): void {
  if (high === 0) return
  if (sum === 0) {
    sum = high
    sumLow = rest
    sumPower = power
    return
  }
  const gap = Math.max(-1074, Math.min(1074, power - sumPower))
  if (gap > 0) {
    sum = addPairs(high, rest, shifted(sum, -gap), shifted(sumLow, -gap))
    sumPower = power
  } else sum = addPairs(sum, sumLow, shifted(high, gap), shifted(rest, gap))
  sumLow = low[0]!
}

/**
 * Connectionist temporal classification: the loss -ln P of the sum P over all alignments of the labels with the times,
 * by the forward recursion over the labels with a blank before, between and after them, and its slope by the backward
 * one. Probabilities are pairs with a power of two each, so neither a very unlikely nor a nearly certain target loses
 * its digits. O(times * labels).
 *
 * Source: Graves et al. 2006, doi:10.1145/1143844.1143891, equations 6 to 16.
 */
export class Ctc {
  readonly #sample: CtcSample
  /** The labels with blanks around them. */
  readonly #path: readonly number[]
  /** Probability of each path position at each time, and the sum over all beginnings that end there. */
  readonly #p: Scaled
  readonly #alpha: Scaled
  #total = 0
  #totalLow = 0
  #totalPower = 0
  readonly loss: number

  constructor(sample: CtcSample) {
    this.#sample = sample
    const { times, labels, blank } = sample
    this.#path = [blank, ...labels.flatMap((label) => [label, blank])]
    this.#p = new Scaled(times * this.#path.length)
    this.#alpha = new Scaled(times * this.#path.length)
    this.loss = times === 0 ? (labels.length === 0 ? 0 : Infinity) : this.#forward()
  }

  /** Whether the path may go from s - 2 to s: neither from blank to blank nor to the same label. */
  #skips(s: number): boolean {
    return s > 1 && this.#path[s] !== this.#path[s - 2]
  }

  #forward(): number {
    const { data, start: first, step, times, blank } = this.#sample
    const path = this.#path
    const width = path.length
    const p = this.#p
    const alpha = this.#alpha
    for (let t = 0; t < times; t++) {
      const row = first + t * step
      const blankHigh = expScaled(data[row + blank]!, 0)
      const blankLow = low[0]!
      const blankPower = exponent[0]!
      for (let s = 0; s < width; s++) {
        const at = t * width + s
        p.high[at] = s % 2 === 0 ? blankHigh : expScaled(data[row + path[s]!]!, 0)
        p.low[at] = s % 2 === 0 ? blankLow : low[0]!
        p.exponent[at] = s % 2 === 0 ? blankPower : exponent[0]!
        start()
        if (t === 0) {
          if (s < 2) add(1, 0, 0)
        } else {
          this.#addCell(alpha, at - width)
          if (s > 0) this.#addCell(alpha, at - width - 1)
          if (this.#skips(s)) this.#addCell(alpha, at - width - 2)
        }
        alpha.setProduct(at, p.high[at]!, p.low[at]!, p.exponent[at]!)
      }
    }
    start()
    const end = times * width
    this.#addCell(alpha, end - 1)
    if (width > 1) this.#addCell(alpha, end - 2)
    this.#total = sum
    this.#totalLow = sumLow
    this.#totalPower = sumPower
    const loss = this.#minusLog()
    return loss === Infinity ? this.#ofLikeliest() : loss
  }

  /** The loss where no double holds the powers of two: of a mask of -1.8e308 the likeliest alignment alone counts. */
  #ofLikeliest(): number {
    const { data, start: first, step, times } = this.#sample
    const path = this.#path
    let costs: number[] = path.map((_, s) => (s === 0 ? 0 : Infinity))
    for (let t = 0; t < times; t++) {
      const last = costs
      costs = path.map((c, s) => {
        const skipped = this.#skips(s) ? last[s - 2]! : Infinity
        return Math.min(skipped, ...last.slice(Math.max(s - 1, 0), s + 1)) - data[first + t * step + c]!
      })
    }
    return Math.min(...costs.slice(-2))
  }

  #addCell(cells: Scaled, at: number): void {
    add(cells.high[at]!, cells.low[at]!, cells.exponent[at]!)
  }

  /** -ln P. */
  #minusLog(): number {
    const total = this.#total
    if (!(total > 0)) return -Math.log(total)
    const power = this.#totalPower
    if (Math.abs(power) < 3) {
      const loss = -logFull(total * 2 ** power, this.#totalLow * 2 ** power)
      const error = STEP_ERROR * this.#sample.times
      return Math.abs(loss) <= error * DOUBLE ? -this.#exactLog() : loss
    }
    const ln = logFull(total, this.#totalLow)
    const lnLow = low[0]!
    const whole = twoProduct(power, LN2)
    return -addPairs(whole, low[0]! + power * LN2_LOW, ln, lnLow)
  }

  /**
   * Writes d loss / d log-probability, divided by `divisor`: through log-softmax as torch has it: e^(log p) less the share of the alignments
   * that pass there; NaN where a log-probability is -Infinity or the loss is infinite, or so large that no double has its digits after the point.
   */
  gradient(out: Float64Array, divisor: number): void {
    const { data, start: first, step, times, classes } = this.#sample
    const path = this.#path
    const width = path.length
    const alpha = this.#alpha
    const known = this.#total > 0 && this.#totalPower > -DOUBLE
    let beta = new Scaled(width)
    let before = new Scaled(width)
    const passed = new Scaled(classes)
    const exact: Big[][][] = []
    for (let t = times - 1; t >= 0; t--) {
      const row = first + t * step
      if (!known) {
        out.fill(Number.NaN, row, row + classes)
        continue
      }
      passed.clear()
      for (let s = 0; s < width; s++) {
        start()
        if (t === times - 1) {
          if (s >= width - 2) add(1, 0, 0)
        } else {
          this.#addBehind(before, t, s)
          if (s + 1 < width) this.#addBehind(before, t, s + 1)
          if (s + 2 < width && this.#skips(s + 2)) this.#addBehind(before, t, s + 2)
        }
        beta.setProduct(s, 1, 0, 0)
        const at = t * width + s
        const through = multiplyPairs(alpha.high[at]!, alpha.low[at]!, beta.high[s]!, beta.low[s]!)
        const share = dividePairs(through, low[0]!, this.#total, this.#totalLow)
        const k = alpha.exponent[at]! + beta.exponent[s]! - this.#totalPower
        const c = path[s]!
        passed.high[c] = addPairs(passed.high[c]!, passed.low[c]!, shifted(share, k), shifted(low[0]!, k))
        passed.low[c] = low[0]!
      }
      for (let c = 0; c < classes; c++) {
        const lp = data[row + c]!
        const p = expScaled(lp, 0)
        const k = exponent[0]!
        const own = shifted(p, k)
        const slope = addPairs(own, shifted(low[0]!, k), -passed.high[c]!, -passed.low[c]!)
        const cancels = passed.high[c]! > 0 && Math.abs(slope) < STEP_ERROR * DOUBLE * times * own
        out[row + c] =
          (lp === -Infinity ? Number.NaN : cancels ? this.#exactSlope(t, c, exact) : slope) / divisor
      }
      ;[beta, before] = [before, beta]
    }
  }

  #addBehind(later: Scaled, t: number, s: number): void {
    const at = (t + 1) * this.#path.length + s
    const p = this.#p
    const product = multiplyPairs(p.high[at]!, p.low[at]!, later.high[s]!, later.low[s]!)
    add(product, low[0]!, p.exponent[at]! + later.exponent[s]!)
  }

  #exactLog(): number {
    for (const bits of BITS) {
      const ln = bigLog(this.#exactly(bits).total, bits)
      if (bigSize(ln) > LOST - bits) return bigNumber(ln)
    }
    return 0
  }

  /** The slope in long numbers; `shares` holds those of each length of number once they are needed. */
  #exactSlope(t: number, c: number, shares: Big[][][]): number {
    const { data, start, step } = this.#sample
    for (const [i, bits] of BITS.entries()) {
      shares[i] ??= this.#exactShares(bits)
      const own = bigExp(big(data[start + t * step + c]!), bits)
      const slope = bigSubtract(own, shares[i][t]![c]!)
      if (bigSize(slope) > bigSize(own) + LOST - bits) return bigNumber(slope)
    }
    return 0
  }

  /** The recursion in long numbers. */
  #exactly(bits: number): { p: Big[][]; alpha: Big[][]; total: Big } {
    const { data, start: first, step, times } = this.#sample
    const path = this.#path
    const zero = big(0)
    const p: Big[][] = []
    const alpha: Big[][] = []
    for (let t = 0; t < times; t++) {
      const found = new Map<number, Big>()
      p.push(
        path.map((c) => {
          const lp = data[first + t * step + c]!
          if (!found.has(c)) found.set(c, lp === -Infinity ? zero : bigExp(big(lp), bits))
          return found.get(c)!
        }),
      )
      alpha.push(
        path.map((_, s) => {
          const last = alpha[t - 1]
          if (!last) return s < 2 ? p[0]![s]! : zero
          let cell = s > 0 ? bigAdd(last[s]!, last[s - 1]!) : last[s]!
          if (this.#skips(s)) cell = bigAdd(cell, last[s - 2]!)
          return bigTrim(bigMultiply(cell, p[t]![s]!), bits)
        }),
      )
    }
    const end = alpha[times - 1]!
    const total = path.length > 1 ? bigAdd(end.at(-1)!, end.at(-2)!) : end[0]!
    return { p, alpha, total }
  }

  /** Of each time and class the share of the alignments that pass there, in long numbers. */
  #exactShares(bits: number): Big[][] {
    const { p, alpha, total } = this.#exactly(bits)
    const path = this.#path
    const width = path.length
    const shares: Big[][] = []
    let beta: Big[] = path.map((_, s) => big(s >= width - 2 ? 1 : 0))
    for (let t = p.length - 1; t >= 0; t--) {
      if (t < p.length - 1) {
        const next = beta.map((cell, s) => bigTrim(bigMultiply(cell, p[t + 1]![s]!), bits))
        beta = next.map((cell, s) => {
          const one = s + 1 < width ? bigAdd(cell, next[s + 1]!) : cell
          return s + 2 < width && this.#skips(s + 2) ? bigAdd(one, next[s + 2]!) : one
        })
      }
      const row: Big[] = []
      path.forEach((c, s) => {
        const share = bigDivide(bigMultiply(alpha[t]![s]!, beta[s]!), total, bits)
        row[c] = row[c] ? bigAdd(row[c], share) : share
      })
      shares[t] = row
    }
    return shares
  }
}
