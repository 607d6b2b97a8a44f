import { low, quickTwoSum, twoSum } from './double-double.ts'
import { expPair } from './exp.ts'
import { log1pPair } from './log.ts'

/** From here on the series of the logarithm needs no table; it is as exact as `log1pPair` from SMALL on. */
const FAR = 32
const SMALL = 7.5
/** Nodes per unit: a is within 1/128 of one. */
const DENSITY = 64
const ENTRY = 8
/** r^7 is about this times r^5 for |r| < 1/128. */
const SEVENTH_IN_FIFTH = 0.9 / (4 * DENSITY * DENSITY)
/** Adding and taking away 1.5 * 2^52 rounds to an integer, ties to even. */
const ROUND = 6755399441055744

/**
 * Of each node c = i/64: softplus(-c) as a pair, then the coefficients of r to r^6 around it. An entry is made when it
 * is first needed; the pairs it comes from have the same bits on every machine.
 */
let table = new Float64Array(0)
const LENGTH = ENTRY * (FAR * DENSITY + 1)
export const SOFTPLUS_BYTES = LENGTH * table.BYTES_PER_ELEMENT

/** softplus(-a) = ln(1 + e^-a) as a pair, for a >= 0 or NaN: Taylor's series around the next node; good to 2^-58. */
export function softplusOfMinus(a: number): number {
  if (!(a < FAR)) return logSeries(a)
  const node = a * DENSITY + ROUND - ROUND
  const at = ENTRY * node
  if (table.length === 0 || table[at] === 0) fill(node)
  const r = a - node / DENSITY
  const r2 = r * r
  const p23 = table[at + 3]! + r * table[at + 4]!
  const p45 = table[at + 5]! + r * table[at + 6]!
  const bend = r2 * (p23 + r2 * (p45 + r2 * table[at + 7]!))
  return quickTwoSum(table[at]!, table[at + 1]! + bend + r * table[at + 2]!)
}

/** ln(1 + e^-a) as a pair, by the series of the logarithm, where e^-a is below 2^-10. */
function logSeries(a: number): number {
  const e = expPair(-a, 0)
  return quickTwoSum(e, low[0]! - e * e * (1 / 2 - e * (1 / 3 - e * (1 / 4 - e * (1 / 5 - e * (1 / 6))))))
}

/** The derivatives of softplus(-c) are polynomials in u = s(1-s) and v = s-(1-s), s = sigmoid(-c). */
function fill(node: number): void {
  if (table.length === 0) table = new Float64Array(LENGTH)
  const at = ENTRY * node
  const c = node / DENSITY
  const ln = c < SMALL ? log1pPair(expPair(-c, 0), low[0]!) : logSeries(c)
  const lnLow = low[0]!
  const lnS = twoSum(-c, -ln)
  const s = expPair(lnS, low[0]! - lnLow)
  const u = s * (1 - s)
  const v = s - (1 - s)
  // Most of the term of r^7: within r^5, which leaves a tenth of its error.
  const seventh = (u * v * (1 - 60 * u + 360 * u * u)) / 5040
  table[at] = ln
  table[at + 1] = lnLow
  table[at + 2] = -s
  table[at + 3] = u / 2
  table[at + 4] = (u * v) / 6
  table[at + 5] = (u * (1 - 6 * u)) / 24
  table[at + 6] = (u * v * (1 - 12 * u)) / 120 + seventh * SEVENTH_IN_FIFTH
  table[at + 7] = (u * (1 - 30 * u + 120 * u * u)) / 720
}
