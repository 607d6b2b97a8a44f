import { low, twoProduct } from './double-double.ts'
import { expPair } from './exp.ts'

/** e^(exponent * (ln + lnLow)): a power whose logarithm is known as a pair, at most 0.6 ulp off for exponents to 1e4. */
export function powerOfLog(ln: number, lnLow: number, exponent: number): number {
  if (exponent === 0) return 1
  const product = twoProduct(exponent, ln)
  return expPair(product, low[0]! + exponent * lnLow)
}
