/** Numbers from 2^960 on, infinities and NaN are not added here: their sums could overflow. */
const HUGE_EXPONENT: u64 = 960 + 1023

/**
 * Adds n numbers to accumulators, two per exponent: the sums at `bins`, what rounding lost 2048 doubles behind.
 * Exact for up to 2^25 numbers, as ExactSum of src/numerics. Returns how many it did before a huge one.
 */
export function addAll(values: usize, n: i32, bins: usize): i32 {
  for (let i: i32 = 0; i < n; i++, values += 8) {
    const x = load<f64>(values)
    const exponent = (reinterpret<u64>(x) >> 52) & 0x7ff
    if (exponent >= HUGE_EXPONENT) return i
    const bin = bins + (usize(exponent) << 3)
    const before = load<f64>(bin)
    const sum = before + x
    const shadow = sum - before
    store<f64>(bin, sum)
    store<f64>(bin, load<f64>(bin, 16384) + ((before - (sum - shadow)) + (x - shadow)), 16384)
  }
  return n
}
