import { low, twoProduct } from './double-double.ts'
import { expPair } from './exp.ts'

/** e^(exponent * (ln + lnLow)) as a pair: a power whose logarithm is known as a pair. */
export function powerOfLog(ln: number, lnLow: number, exponent: number): number {
  if (exponent === 0) {
    low[0] = 0
    return 1
  }
  const product = twoProduct(exponent, ln)
  return expPair(product, low[0]! + exponent * lnLow)
}
