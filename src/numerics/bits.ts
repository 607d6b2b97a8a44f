/** A double, and the same bits otherwise, for whoever looks at or sets them at once. */
export const double = new Float64Array(1)

/** Its low and its high half. */
export const words = new Int32Array(double.buffer)

/** All bits as an integer. */
export const pattern = new BigInt64Array(double.buffer)
