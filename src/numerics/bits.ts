/** A double, and the same bits otherwise, for whoever looks at or sets them at once. */
export const double = new Float64Array(1)

/** Its low and its high half. */
export const words = new Int32Array(double.buffer)

/** 2^k for a k that gives a normal number. */
export function powerOfTwo(k: number): number {
  words[0] = 0
  words[1] = (k + 1023) << 20
  return double[0]!
}

/** All bits as an integer. */
export const pattern = new BigInt64Array(double.buffer)
