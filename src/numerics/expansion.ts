import { double, pattern } from './bits.ts'
import { low, twoSum } from './double-double.ts'

/**
 * Expansions: a number as a list of doubles that do not overlap, smallest first. Adding to one loses nothing.
 *
 * Source: Shewchuk 1997, Adaptive Precision Floating-Point Arithmetic, GROW-EXPANSION with zeros left out, as in
 * Python's fsum.
 */

/** Numbers from 2^960 on, by their biased exponent, are kept scaled down, so that their sum cannot overflow. */
export const HUGE_EXPONENT = 960 + 1023
export const SCALE = 120

/** A sum rounded to a pair: (high + low) * 2^scale. */
export interface RoundedSum {
  readonly high: number
  readonly low: number
  readonly scale: number
}

/** Adds x to an expansion, in place. */
export function grow(expansion: number[], x: number): void {
  let kept = 0
  for (let i = 0; i < expansion.length; i++) {
    x = twoSum(x, expansion[i]!)
    if (low[0] !== 0) expansion[kept++] = low[0]!
  }
  expansion.length = kept
  if (x !== 0) expansion.push(x)
}

/**
 * An expansion as a pair: `high` is rounded to nearest, `low` is what is left, rounded to odd. So both depend on the
 * sum alone and not on how its terms lie, and a later rounding sees a tie only where there is one.
 */
function topTwo(expansion: readonly number[]): { high: number; low: number } {
  const rest = [...expansion]
  const high = nearest(rest)
  grow(rest, -high)
  const low = nearest(rest)
  grow(rest, -low)
  return { high, low: odd(low, rest.at(-1) ?? 0) }
}

/** An expansion rounded to nearest, ties to even. */
function nearest(expansion: readonly number[]): number {
  let i = expansion.length - 1
  if (i < 0) return 0
  let high = expansion[i]!
  let rest = 0
  while (i > 0 && rest === 0) {
    high = twoSum(high, expansion[--i]!)
    rest = low[0]!
  }
  // A tie is decided by the sign of what follows.
  if (i > 0 && Math.sign(rest) === Math.sign(expansion[i - 1]!)) {
    const doubled = rest * 2
    const up = high + doubled
    if (doubled === up - high) high = up
  }
  return high
}

/** Of the two neighbours of x + trace the odd one, and x where the trace is 0; x is the nearest. */
function odd(x: number, trace: number): number {
  if (trace === 0) return x
  if (x === 0) return Math.sign(trace) * Number.MIN_VALUE
  double[0] = x
  if ((pattern[0]! & 1n) === 0n) pattern[0]! += Math.sign(x) === Math.sign(trace) ? 1n : -1n
  return double[0]!
}

/** From here on a rounded sum stays scaled: far below what overflows, and far above what scaling makes subnormal. */
const STAYS_SCALED = 2 ** (1000 - SCALE)

/**
 * The sum of an expansion and of another that is scaled by 2^-SCALE, as a pair; `special` is the sum of terms that are
 * not finite, or 0.
 */
export function rounded(special: number, small: readonly number[], huge: readonly number[]): RoundedSum {
  if (special !== 0) return { high: special, low: 0, scale: 0 }
  if (huge.length > 0) {
    const all = [...huge]
    for (const term of scaledDown(small)) grow(all, term)
    const top = topTwo(all)
    if (Math.abs(top.high) >= STAYS_SCALED) return { ...top, scale: SCALE }
  }
  // Where huge terms cancel, what is left may be as small as what scaling would lose.
  const whole = [...small]
  for (const term of huge) grow(whole, term * 2 ** SCALE)
  return { ...topTwo(whole), scale: 0 }
}

/** Below this all doubles end at the same bit. */
const ONE_LAST_BIT = 2 ** -1021

/** An expansion times 2^-SCALE, rounded to odd where its last bits are below the smallest double. */
function scaledDown(expansion: readonly number[]): number[] {
  const terms: number[] = []
  for (const term of canonical(expansion)) {
    const scaled = term * 2 ** -SCALE
    const lost = term - scaled * 2 ** SCALE
    // As one with a term that ends at the same bit: the trace of a small one could cancel it.
    const before = lost !== 0 && Math.abs(terms.at(-1) ?? 1) < ONE_LAST_BIT ? terms.pop()! : 0
    terms.push(odd(before + scaled, lost))
    if (lost !== 0) break
  }
  return terms
}

/** The one expansion of a number in which each term is the nearest double to what the smaller ones leave, largest first. */
export function canonical(expansion: readonly number[]): number[] {
  const rest = [...expansion]
  const terms: number[] = []
  while (rest.length > 0) {
    const term = nearest(rest)
    terms.push(term)
    grow(rest, -term)
  }
  return terms
}
