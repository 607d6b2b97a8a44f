import { double, pattern } from './bits.ts'

/**
 * Numbers of any length, mantissa * 2^exponent: for the few points at which a loss cancels so far that pairs of doubles
 * do not suffice (ln t - x where x is ln t, rounded). Products are exact, and sums of what is less than 2^16 bits apart; `trim` cuts, and quotients, roots,
 * `bigExp` and `bigLog` are good to about BITS.
 */
export interface Big {
  readonly mantissa: bigint
  readonly exponent: number
}

/** Enough where no more is known than that two numbers nearly cancel. */
export const BITS = 320
/** Bits between numbers of which the smaller does not count; far more than any mantissa has. */
const FAR = 2 ** 16
const ZERO: Big = { mantissa: 0n, exponent: 0 }

/** A finite double, exactly. */
export function big(x: number): Big {
  if (x === 0) return ZERO
  double[0] = x
  const field = Number((pattern[0]! >> 52n) & 0x7ffn)
  const fraction = pattern[0]! & 0xfffffffffffffn
  const size = field === 0 ? fraction : fraction | 0x10000000000000n
  return { mantissa: x < 0 ? -size : size, exponent: Math.max(field, 1) - 1075 }
}

/** Bits of the mantissa, its sign left out. */
function lengthOf(mantissa: bigint): number {
  const size = mantissa < 0n ? -mantissa : mantissa
  const digits = size.toString(16)
  return 4 * (digits.length - 1) + (32 - Math.clz32(parseInt(digits[0]!, 16)))
}

/** The exponent of the leading bit plus 1: |a| < 2^size; -Infinity of 0. */
export function bigSize(a: Big): number {
  return a.mantissa === 0n ? -Infinity : lengthOf(a.mantissa) + a.exponent
}

export function bigAdd(a: Big, b: Big): Big {
  if (a.mantissa === 0n) return b
  if (b.mantissa === 0n) return a
  // e^-1e9 has no bit among those that anybody asks for of a number near 1, and would take a billion to get there.
  if (Math.abs(a.exponent - b.exponent) > FAR) return a.exponent > b.exponent ? a : b
  const exponent = Math.min(a.exponent, b.exponent)
  const mantissa =
    (a.mantissa << BigInt(a.exponent - exponent)) + (b.mantissa << BigInt(b.exponent - exponent))
  return { mantissa, exponent }
}

export function bigMultiply(a: Big, b: Big): Big {
  return { mantissa: a.mantissa * b.mantissa, exponent: a.exponent + b.exponent }
}

export function bigNegative({ mantissa, exponent }: Big): Big {
  return { mantissa: -mantissa, exponent }
}

export function bigSubtract(a: Big, b: Big): Big {
  return bigAdd(a, bigNegative(b))
}

/** Cut to a number of bits. */
export function bigTrim(a: Big, bits = BITS): Big {
  const over = lengthOf(a.mantissa) - bits
  return over <= 0 ? a : { mantissa: a.mantissa >> BigInt(over), exponent: a.exponent + over }
}

export function bigDivide(a: Big, b: Big, bits = BITS): Big {
  const shift = Math.max(0, bits + lengthOf(b.mantissa) - lengthOf(a.mantissa))
  return { mantissa: (a.mantissa << BigInt(shift)) / b.mantissa, exponent: a.exponent - b.exponent - shift }
}

/** The square root of a number >= 0. */
export function bigRoot(a: Big): Big {
  if (a.mantissa === 0n) return ZERO
  let shift = Math.max(0, 2 * BITS - lengthOf(a.mantissa))
  if ((a.exponent - shift) % 2 !== 0) shift++
  const n = a.mantissa << BigInt(shift)
  let root = 1n << BigInt(Math.ceil(lengthOf(n) / 2))
  for (;;) {
    const next = (root + n / root) >> 1n
    if (next >= root) return { mantissa: root, exponent: (a.exponent - shift) / 2 }
    root = next
  }
}

/** The nearest double. */
export function bigNumber(a: Big): number {
  if (a.mantissa === 0n) return 0
  const size = lengthOf(a.mantissa)
  // Of what is cut only whether there is any counts.
  const over = size - 64
  const negative = a.mantissa < 0n
  let mantissa = negative ? -a.mantissa : a.mantissa
  let exponent = a.exponent
  if (over > 0) {
    const kept = mantissa >> BigInt(over)
    mantissa = kept << BigInt(over) === mantissa ? kept : kept | 1n
    exponent += over
  }
  if (exponent + 64 > 1100) return negative ? -Infinity : Infinity
  const half = Math.trunc(exponent / 2)
  const value = Number(mantissa) * 2 ** half * 2 ** (exponent - half)
  return negative ? -value : value
}

/** A number as the nearest double and what is left of it, in `rest[0]`. */
export const rest = new Float64Array(1)

export function bigPair(a: Big): number {
  const high = bigNumber(a)
  rest[0] = Number.isFinite(high) ? bigNumber(bigSubtract(a, big(high))) : 0
  return high
}
