import { low, twoProduct } from './double-double.ts'
import type { RoundedSum } from './expansion.ts'

/** An exact sum, however it is kept. */
interface Rounds {
  rounded(): RoundedSum
}

/** The sum over a divisor, itself a sum or a number: 0/0 is NaN, as torch has it. */
export function meanOf(sum: Rounds, divisor: Rounds | number): number {
  const below = typeof divisor === 'number' ? { high: divisor, low: 0, scale: 0 } : divisor.rounded()
  return quotient(sum.rounded(), below)
}

/** (a / b), each a rounded sum, to about half an ulp; 0/0 is NaN, and an overflowing sum can have a finite mean. */
export function quotient(a: RoundedSum, b: RoundedSum): number {
  const q = a.high / b.high
  if (!Number.isFinite(q) || q === 0) return q * 2 ** (a.scale - b.scale)
  const back = twoProduct(q, b.high)
  const rest = a.high - back - low[0]! + a.low - q * b.low
  return (q + rest / b.high) * 2 ** (a.scale - b.scale)
}
