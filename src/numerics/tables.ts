/**
 * The tables that exp and log stand on: the scheme of ARM's optimized routines (exp.c and pow.c), the entries are our own.
 * They are worked out with 160 bits, so that each is the correctly rounded double: digits would be most of a page that
 * needs one loss. The program has them worked out when it is built.
 */
const BITS = 160n
const UNIT = 2 ** -160

/** The double next to a fixed-point number, and a double of few bits as one. */
const nearest = (fixed: bigint) => Number(fixed) * UNIT
const fixedOf = (x: number) => BigInt(x * 2 ** 52) << (BITS - 52n)

/** 2^(1/128) */
const ROOT = 0x10163da9fb33356d84a66ae336dcdfa4003ec04c3n

/** Pairs: 2^(i/128) rounded, and what rounding lost relative to it; i = 0..127. */
export const EXP_TABLE = /* @__PURE__ */ expTable()

/** Triples: 1/c for a c near the middle of the i-th part of [0.706, 1.411), ln c to 43 bits, and the rest of ln c. */
export const LOG_TABLE = /* @__PURE__ */ logTable()

function expTable(): Float64Array {
  const table = new Float64Array(256)
  let power = 1n << BITS
  for (let i = 0; i < 256; i += 2) {
    table[i] = nearest(power)
    const rounded = fixedOf(table[i]!)
    table[i + 1] = nearest(((power - rounded) << BITS) / rounded)
    power = (power * ROOT) >> BITS
  }
  return table
}

function logTable(): Float64Array {
  const table = new Float64Array(384)
  const double = new DataView(new ArrayBuffer(8))
  const start = (i: number) => {
    double.setInt32(0, 0x3fe69555 + (i << 13))
    return double.getFloat64(0)
  }
  // 4096 / c is a whole number, and each logarithm is that of the one before and a ratio near 1.
  let before = 4096
  let ln = 0n
  for (let i = 0; i < 128; i++) {
    const [from, to] = [start(i), start(i + 1)]
    const inverse = from <= 1 && 1 < to ? 4096 : Math.round(8192 / (from + to))
    ln = inverse === 4096 ? 0n : ln + lnOfRatio(before, inverse)
    before = inverse
    const head = Math.round(nearest(ln) * 2 ** 43) / 2 ** 43
    table.set([inverse / 4096, head, nearest(ln - fixedOf(head))], 3 * i)
  }
  return table
}

/** ln(p / q) = 2 artanh((p - q) / (p + q)) */
function lnOfRatio(p: number, q: number): bigint {
  const x = (BigInt(p - q) << BITS) / BigInt(p + q)
  const square = (x * x) >> BITS
  let power = x
  let sum = 0n
  // Divided, not shifted, so that a negative series ends too.
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += power / k
    power = (power * square) / (1n << BITS)
  }
  return 2n * sum
}
