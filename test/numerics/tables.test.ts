import { expect, it } from 'vitest'
import { EXP_TABLE, LOG_TABLE } from '../../src/numerics/tables.ts'

/** Fixed point with more bits than the tables are worked out with, and other series. */
const BITS = 240n
const ONE = 1n << BITS
// Truncates, so that a negative series ends too.
const multiply = (a: bigint, b: bigint) => (a * b) / ONE

/** Exact for the magnitudes used here. */
function fixed(x: number): bigint {
  let e = 0n
  while (!Number.isInteger(x)) {
    x *= 2
    e++
  }
  return (BigInt(x) << BITS) >> e
}

/** The double next to a fixed-point number, ties to even. */
function double(f: bigint): number {
  const magnitude = f < 0n ? -f : f
  if (magnitude === 0n) return 0
  const drop = BigInt(magnitude.toString(2).length) - 53n
  let head = drop > 0n ? magnitude >> drop : magnitude << -drop
  if (drop > 0n) {
    const rest = magnitude & ((1n << drop) - 1n)
    const half = 1n << (drop - 1n)
    if (rest > half || (rest === half && head & 1n)) head++
  }
  const value = Number(head) * 2 ** Number(drop - BITS)
  return f < 0n ? -value : value
}

/** ln(p / q) = 2 artanh((p - q) / (p + q)) */
function ln(p: bigint, q: bigint): bigint {
  const x = ((p - q) << BITS) / (p + q)
  const square = multiply(x, x)
  let power = x
  let sum = 0n
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += power / k
    power = multiply(power, square)
  }
  return 2n * sum
}

function exp(f: bigint): bigint {
  let term = ONE
  let sum = 0n
  for (let k = 1n; term !== 0n; k++) {
    sum += term
    term = multiply(term, f) / k
  }
  return sum
}

it('the powers of 2 are rounded correctly, and so is what rounding lost', () => {
  const ln2 = ln(2n, 1n)
  const want = Array.from({ length: 128 }, (_, i) => {
    const power = exp((ln2 * BigInt(i)) / 128n)
    const rounded = double(power)
    return [rounded, double(((power - fixed(rounded)) << BITS) / fixed(rounded))]
  })
  expect([...EXP_TABLE]).toEqual(want.flat())
})

it('the logarithms are rounded correctly, of numbers that few bits hold', () => {
  const words = new DataView(new ArrayBuffer(8))
  const start = (i: number) => {
    words.setBigUint64(0, 0x3fe6955500000000n + (BigInt(i) << 45n))
    return words.getFloat64(0)
  }
  const want = Array.from({ length: 128 }, (_, i) => {
    const [low, high] = [start(i), start(i + 1)]
    const inverse = low <= 1 && 1 < high ? 1 : Math.round((2 / (low + high)) * 4096) / 4096
    const lnc = ln(4096n, BigInt(inverse * 4096))
    const head = Math.round(double(lnc) * 2 ** 43) / 2 ** 43
    return [inverse, head, double(lnc - fixed(head))]
  })
  expect([...LOG_TABLE]).toEqual(want.flat())
})
