/**
 * Writes src/numerics/tables.ts: 2^(i/128) and ln(c), the two tables that exp and log stand on.
 * Integers with 240 fraction bits, so each entry is the correctly rounded double.
 *
 *   node scripts/make-tables.mjs          rewrite the file
 *   node scripts/make-tables.mjs --print  print it (the test compares)
 */
import { writeFileSync } from 'node:fs'

const BITS = 240n
const ONE = 1n << BITS
const multiply = (a, b) => (a * b) / ONE // truncates, so that a negative series ends too
const fixed = (x) => {
  // A double is m * 2^e; exact in fixed point for the magnitudes used here.
  let e = 0n
  while (!Number.isInteger(x)) {
    x *= 2
    e++
  }
  return (BigInt(x) << BITS) >> e
}
/** The double next to a fixed-point number, ties to even. */
const double = (f) => {
  const negative = f < 0n
  const magnitude = negative ? -f : f
  if (magnitude === 0n) return 0
  const drop = BigInt(magnitude.toString(2).length) - 53n
  let head = drop > 0n ? magnitude >> drop : magnitude << -drop
  if (drop > 0n) {
    const rest = magnitude & ((1n << drop) - 1n)
    const half = 1n << (drop - 1n)
    if (rest > half || (rest === half && head & 1n)) head++
  }
  const value = Number(head) * 2 ** Number(drop - BITS)
  return negative ? -value : value
}
/** 2 artanh(1/n) = ln((n+1)/(n-1)). */
const twiceArtanh = (numerator, denominator) => {
  const x = (numerator << BITS) / denominator
  const square = multiply(x, x)
  let power = x
  let sum = 0n
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += power / k
    power = multiply(power, square)
  }
  return 2n * sum
}
const LN2 = twiceArtanh(1n, 3n)
/** ln of a rational p / q near 1. */
const ln = (p, q) => twiceArtanh(p - q, p + q)
const exp = (f) => {
  let term = ONE
  let sum = 0n
  for (let k = 1n; term !== 0n; k++) {
    sum += term
    term = multiply(term, f) / k
  }
  return sum
}

const exponential = []
for (let i = 0n; i < 128n; i++) {
  const power = exp((LN2 * i) / 128n)
  const rounded = double(power)
  exponential.push([rounded, double(((power - fixed(rounded)) << BITS) / fixed(rounded))])
}

const words = new DataView(new ArrayBuffer(8))
const fromBits = (bits) => {
  words.setBigUint64(0, bits)
  return words.getFloat64(0)
}
const LOG_START = 0x3fe6955500000000n
const logarithm = []
for (let i = 0n; i < 128n; i++) {
  const low = fromBits(LOG_START + (i << 45n))
  const high = fromBits(LOG_START + ((i + 1n) << 45n))
  const inverse = low <= 1 && 1 < high ? 1 : Math.round((2 / (low + high)) * 4096) / 4096
  const lnc = -ln(BigInt(inverse * 4096), 4096n)
  const head = Math.round(double(lnc) * 2 ** 43) / 2 ** 43
  logarithm.push([inverse, head, double(lnc - fixed(head))])
}

const rows = (table) => table.map((row) => `  ${row.map(String).join(', ')},`).join('\n')
const text = `/**
 * Made by scripts/make-tables.mjs; a test makes it again and compares.
 * The scheme is that of ARM's optimized routines (exp.c and pow.c), the entries are our own.
 */

/** Pairs: 2^(i/128) rounded, and what rounding lost relative to it; i = 0..127. */
export const EXP_TABLE = new Float64Array([
${rows(exponential)}
])

/** Triples: 1/c for a c near the middle of the i-th part of [0.706, 1.411), ln c to 43 bits, and the rest of ln c. */
export const LOG_TABLE = new Float64Array([
${rows(logarithm)}
])
`
if (process.argv.includes('--print')) process.stdout.write(text)
else writeFileSync(new URL('../src/numerics/tables.ts', import.meta.url), text)
