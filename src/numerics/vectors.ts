import { double, powerOfTwo, words } from './bits.ts'
import type { Row } from '../tensor.ts'
import { low } from './double-double.ts'
import { sumOfThree } from './cancelling.ts'

export interface Pairs {
  readonly high: Float64Array
  readonly low: Float64Array
}

export function pairs(size: number): Pairs {
  return { high: new Float64Array(size), low: new Float64Array(size) }
}

/** x1 - x2 + eps, component by component. */
export function difference(x1: Row, x2: Row, eps: number, out: Pairs): void {
  for (let i = 0; i < x1.length; i++) {
    out.high[i] = sumOfThree(x1.data[x1.start + i]!, -x2.data[x2.start + i]!, eps)
    out.low[i] = low[0]!
  }
}

/** The k for which 2^k <= |x| < 2^(k+1), for a finite x; -1023 for zeros and what is subnormal. */
export function exponentOf(x: number): number {
  double[0] = x
  return ((words[1]! >>> 20) & 0x7ff) - 1023
}

/** What takes the smallest double beyond the largest, and the other way round. */
const FAR = 2100

/** x * 2^k, rounded once: by halves of k, after the first of which only what becomes 0 is rounded. */
export function shifted(x: number, k: number): number {
  if (!(k < -1022 || k > 1023)) return x * powerOfTwo(k)
  const near = Math.max(-FAR, Math.min(FAR, k))
  const half = Math.trunc(near / 2)
  return shifted(shifted(x, half), near - half)
}
