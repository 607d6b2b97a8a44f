import { bigExp, bigLog } from './big-exp.ts'
import { type Big, big, bigAdd, bigPair, bigSubtract, rest } from './big.ts'
import { addPairs, low } from './double-double.ts'
import { expPair } from './exp.ts'
import { expFull } from './full-exp.ts'
import { logFull } from './full-log.ts'
import { logPair } from './log.ts'

/** A result above this share of its terms has kept 56 of the 61 bits and more that `expPair` and `logPair` give. */
const KEPT = 2 ** -5
/** The same for `expFull` and `logFull`, which give 98. */
const KEPT_FULL = 2 ** -38

/** Whether a sum of terms of this size, each by `expPair` or `logPair`, has its digits. One that is not finite has. */
export function keepsDigits(sum: number, terms: number): boolean {
  return !(Math.abs(sum) < KEPT * terms)
}

/** The same where the terms come from `expFull` and `logFull`. */
export function keepsFullDigits(sum: number, terms: number): boolean {
  return !(Math.abs(sum) < KEPT_FULL * terms)
}

/** A long number as a pair. */
export function pairOf(value: Big): number {
  const high = bigPair(value)
  low[0] = rest[0]!
  return high
}

/** ln(t) - (x + xLow) as a pair, for t > 0 and finite: good to 2^-56 however near ln t lies to x. */
export function logMinus(t: number, x: number, xLow: number): number {
  const ln = logPair(t, 0)
  const gap = addPairs(ln, low[0]!, -x, -xLow)
  if (keepsDigits(gap, Math.abs(ln))) return gap
  const full = logFull(t, 0)
  const fullGap = addPairs(full, low[0]!, -x, -xLow)
  if (Math.abs(fullGap) > KEPT_FULL * Math.abs(ln)) return fullGap
  return pairOf(bigSubtract(bigLog(big(t)), bigAdd(big(x), big(xLow))))
}

/** e^x - y as a pair, good to 2^-56 however near they lie. */
export function expMinus(x: number, y: number): number {
  const ex = expPair(x, 0)
  const gap = addPairs(ex, low[0]!, -y, 0)
  if (keepsDigits(gap, ex) || !(ex < Infinity)) return gap
  const full = expFull(x, 0)
  const fullGap = addPairs(full, low[0]!, -y, 0)
  if (Math.abs(fullGap) > KEPT_FULL * ex) return fullGap
  return pairOf(bigSubtract(bigExp(big(x)), big(y)))
}

/** a + b + c as a pair, good to 2^-100. */
export function sumOfThree(a: number, b: number, c: number): number {
  const sum = addPairs(a, 0, b, 0)
  return addPairs(sum, low[0]!, c, 0)
}

/** ln(2 pi) / 2 as a pair and as a long number. */
export const halfLn2Pi = 0.9189385332046728
export const halfLn2PiLow = -3.8782941580672414e-17
export const HALF_LN_2PI: Big = {
  mantissa:
    0xeb3f8e4325f5a53494bc900144192023cfb08f8d13458b4ddec6a3133daa155d212f9d7fe00e86bf93eabf905c5569bbn,
  exponent: -384,
}
