/** Formats with fewer digits than a double: bits of the significand, the smallest exponent, and rounding to nearest even. */
interface NarrowFormat {
  readonly digits: number
  readonly least: number
  round(x: number): number
}

const words = new DataView(new ArrayBuffer(4))

/** As hardware does it, from a float32: its upper half, rounded. */
function toBfloat16(x: number): number {
  if (!Number.isFinite(x)) return x
  words.setFloat32(0, x)
  const pattern = words.getUint32(0)
  if ((pattern & 0x7f800000) === 0x7f800000) return words.getFloat32(0)
  words.setUint32(0, ((pattern + 0x7fff + ((pattern >>> 16) & 1)) & 0xffff0000) >>> 0)
  return words.getFloat32(0)
}

/** The names that torch and numpy have for them. */
export type NarrowFloat = 'float32' | 'bfloat16'

export const narrowFloats: Readonly<Record<NarrowFloat, NarrowFormat>> = {
  float32: { digits: 24, least: -126, round: Math.fround },
  bfloat16: { digits: 8, least: -126, round: toBfloat16 },
}

/** The distance between the numbers of a format around x, as for a double. */
export function ulpIn(name: NarrowFloat, x: number): number {
  const { digits, least } = narrowFloats[name]
  const size = Math.abs(x)
  let exponent = least
  if (size >= 2 ** least && size < Infinity) {
    exponent = Math.floor(Math.log2(size))
    // A logarithm may round up to the next power, or below its own.
    if (2 ** exponent > size) exponent--
    else if (2 ** (exponent + 1) <= size) exponent++
  }
  return 2 ** (exponent - digits + 1)
}
