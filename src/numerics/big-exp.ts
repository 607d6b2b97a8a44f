import {
  type Big,
  big,
  bigAdd,
  bigDivide,
  bigMultiply,
  bigNegative,
  bigNumber,
  bigSize,
  bigTrim,
  BITS,
} from './big.ts'

/** Bits that the fixed-point numbers of a series have beyond those asked for. */
const GUARD = 64
/** The argument of the exponential is halved so often, and the result squared. */
const HALVINGS = 24

/** ln 2 as fixed-point numbers, by the bits after their point. */
const ln2 = new Map<number, bigint>()

/** ln 2 = 2 artanh(1/3), a fixed-point number. */
function naturalLog2(point: number): bigint {
  const known = ln2.get(point)
  if (known !== undefined) return known
  let power = (1n << BigInt(point)) / 3n
  let sum = 0n
  for (let k = 1n; power > 0n; k += 2n) {
    sum += power / k
    power /= 9n
  }
  ln2.set(point, 2n * sum)
  return 2n * sum
}

function fixed({ mantissa, exponent }: Big, point: number): bigint {
  const shift = exponent + point
  return shift >= 0 ? mantissa << BigInt(shift) : mantissa >> BigInt(-shift)
}

/** e^x; 0 where its exponent would be no whole number that a double holds. */
export function bigExp(x: Big, bits = BITS): Big {
  if (x.mantissa < 0n && bigSize(x) > 60) return big(0)
  const point = bits + GUARD
  const places = BigInt(point)
  const one = 1n << places
  const all = fixed(x, point)
  const k = all / naturalLog2(point)
  const r = (all - k * naturalLog2(point)) >> BigInt(HALVINGS)
  let term = one
  let sum = 0n
  for (let n = 1n; ; n++) {
    term = ((term * r) >> places) / n
    // An arithmetic shift never takes -1 to 0.
    if (term === 0n || term === -1n) break
    sum += term
  }
  // (1 + s)^2 - 1 = s (2 + s) keeps the digits of a small s.
  for (let i = 0; i < HALVINGS; i++) sum = (sum * (2n * one + sum)) >> places
  return { mantissa: one + sum, exponent: Number(k) - point }
}

/** ln x of x > 0. */
export function bigLog(x: Big, bits = BITS): Big {
  const point = bits + GUARD
  // x = z 2^k with z about 1: next to 1 itself k is 0, so that a small logarithm keeps its digits.
  const size = bigSize(x)
  const leading = bigNumber({ mantissa: x.mantissa, exponent: x.exponent - size })
  const k = leading > 0.75 ? size : size - 1
  const z: Big = { mantissa: x.mantissa, exponent: x.exponent - k }
  const whole: Big = { mantissa: BigInt(k) * naturalLog2(point), exponent: -point }
  const less = bigAdd(z, big(-1))
  if (less.mantissa === 0n) return whole
  // Halley's steps: y + 2 (z - e^y) / (z + e^y) has three times the digits of y.
  let y = bigSize(less) < -60 ? less : big(Math.log1p(bigNumber(less)))
  for (let digits = 50; digits < bits; digits *= 3) {
    const power = bigExp(y, bits)
    const step = bigDivide(bigAdd(z, bigNegative(power)), bigAdd(z, power), bits)
    y = bigTrim(bigAdd(y, bigMultiply(big(2), step)), bits)
  }
  return bigTrim(bigAdd(whole, y), bits)
}
