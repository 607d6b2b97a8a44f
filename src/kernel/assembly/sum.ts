/** Numbers from 2^960 on, infinities and NaN are not added here: their sums could overflow. */
const HUGE_EXPONENT: u64 = 960 + 1023
const EXPONENTS: usize = 2048
/** Bytes from the sums at `bins` to what rounding lost of them. */
const LOST: usize = EXPONENTS << 3

/**
 * Adds n numbers to accumulators, two per exponent: the sums at `bins`, what rounding lost 2048 doubles after.
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
    store<f64>(bin, load<f64>(bin, LOST) + ((before - (sum - shadow)) + (x - shadow)), LOST)
  }
  return n
}

/** Moves what the accumulators hold to their front, and leaves zeros after; returns how many numbers that is. */
export function gather(bins: usize): i32 {
  const end = bins + 2 * LOST
  let to = bins
  for (let from = bins; from < end; from += 16) {
    const pair = v128.load(from)
    if (!v128.any_true(pair)) continue
    v128.store(from, i64x2.splat(0))
    for (let lane: i32 = 0; lane < 2; lane++) {
      const part = lane == 0 ? f64x2.extract_lane(pair, 0) : f64x2.extract_lane(pair, 1)
      if (part == 0) continue
      store<f64>(to, part)
      to += 8
    }
  }
  return i32((to - bins) >> 3)
}
