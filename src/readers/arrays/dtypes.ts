/** Types of numbers in binary files, by the names numpy and torch give them. */
export type NumberType = keyof typeof widths

export const widths = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint64: 8,
  uint32: 4,
  uint16: 2,
  uint8: 1,
  bool: 1,
} as const

const HOST_IS_LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1
const HIGH = 2 ** 32
/** Where the high half of a 64-bit integer makes the whole reach 2^53. */
const HIGHEST = 2 ** 21

/**
 * Numbers as doubles, exactly. Takes the bytes over: it may swap them in place, or return a view of them. An integer
 * beyond 2^53, which a double may not hold, is given to `refuse` with its index. Doubles that are no view are written to
 * `room`, if it is large enough.
 */
export function toDoubles(
  bytes: Uint8Array,
  type: NumberType,
  little: boolean,
  refuse: (index: number, value: bigint) => never,
  room?: Float64Array,
): Float64Array {
  const width = widths[type]
  const own = bytes.byteOffset % width === 0 ? bytes : new Uint8Array(bytes)
  if (little !== HOST_IS_LITTLE) swap(own, width)
  const { buffer, byteOffset } = own
  const length = own.length / width
  const out = () => (room && room.length >= length ? room.subarray(0, length) : new Float64Array(length))
  const filled = (numbers: ArrayLike<number>) => {
    const doubles = out()
    doubles.set(numbers)
    return doubles
  }
  switch (type) {
    case 'float64':
      return new Float64Array(buffer, byteOffset, length)
    case 'float32':
      return filled(new Float32Array(buffer, byteOffset, length))
    case 'float16':
      return halves(new Uint16Array(buffer, byteOffset, length), out())
    case 'bfloat16':
      return filled(brains(new Uint16Array(buffer, byteOffset, length)))
    case 'int64':
    case 'uint64':
      return longs(buffer, byteOffset, out(), type === 'int64', refuse)
    case 'int32':
      return filled(new Int32Array(buffer, byteOffset, length))
    case 'int16':
      return filled(new Int16Array(buffer, byteOffset, length))
    case 'int8':
      return filled(new Int8Array(buffer, byteOffset, length))
    case 'uint32':
      return filled(new Uint32Array(buffer, byteOffset, length))
    case 'uint16':
      return filled(new Uint16Array(buffer, byteOffset, length))
    case 'uint8':
      return filled(own)
    case 'bool':
      return Float64Array.from(own, (byte) => (byte === 0 ? 0 : 1))
  }
}

function swap(bytes: Uint8Array, width: number): void {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (width === 2) view.swap16()
  else if (width === 4) view.swap32()
  else if (width === 8) view.swap64()
}

/** Two halves of 32 bits are several times faster than a BigInt. */
function longs(
  buffer: ArrayBufferLike,
  start: number,
  out: Float64Array,
  signed: boolean,
  refuse: (index: number, value: bigint) => never,
): Float64Array {
  const { length } = out
  const low = new Uint32Array(buffer, start, 2 * length)
  const high = signed ? new Int32Array(buffer, start, 2 * length) : low
  const first = HOST_IS_LITTLE ? 0 : 1
  for (let i = 0; i < length; i++) {
    const top = high[2 * i + 1 - first]!
    const bottom = low[2 * i + first]!
    const value = top * HIGH + bottom
    if (top >= HIGHEST || top < -HIGHEST) {
      const exact = BigInt(top) * BigInt(HIGH) + BigInt(bottom)
      if (BigInt(value) !== exact) refuse(i, exact)
    }
    out[i] = value
  }
  return out
}

let halfValues: Float64Array | undefined

function halves(codes: Uint16Array, out: Float64Array): Float64Array {
  halfValues ??= Float64Array.from({ length: 1 << 16 }, (_, code) => halfOf(code))
  for (let i = 0; i < codes.length; i++) out[i] = halfValues[codes[i]!]!
  return out
}

/** The value of an IEEE half: 1 sign, 5 exponent and 10 fraction bits. */
function halfOf(code: number): number {
  const sign = code & 0x8000 ? -1 : 1
  const exponent = (code >> 10) & 0x1f
  const fraction = code & 0x3ff
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25))
}

/** A bfloat16 is the upper half of a float32. */
function brains(codes: Uint16Array): Float32Array {
  const bits = new Uint32Array(codes.length)
  for (let i = 0; i < codes.length; i++) bits[i] = codes[i]! << 16
  return new Float32Array(bits.buffer)
}
