/** Numbers from 2^960 on, infinities and NaN are not added here: their sums could overflow. */
const HUGE_EXPONENT: u64 = 960 + 1023
const EXPONENTS: usize = 2048
/** Bytes from the sums at `bins` to what rounding lost of them. */
const LOST: usize = EXPONENTS << 3

/** Adds a number to accumulators; false for a huge one. */
// @ts-ignore: decorator
@inline
function addTo(bins: usize, x: f64): bool {
  const exponent = (reinterpret<u64>(x) >> 52) & 0x7ff
  if (exponent >= HUGE_EXPONENT) return false
  const bin = bins + (usize(exponent) << 3)
  const before = load<f64>(bin)
  const sum = before + x
  const shadow = sum - before
  store<f64>(bin, sum)
  store<f64>(bin, load<f64>(bin, LOST) + ((before - (sum - shadow)) + (x - shadow)), LOST)
  return true
}

/**
 * Adds n numbers to accumulators, two per exponent: the sums at `bins`, what rounding lost 2048 doubles after.
 * Exact for up to 2^25 numbers, as ExactSum of src/numerics. Returns how many it did before a huge one.
 */
export function addAll(values: usize, n: i32, bins: usize): i32 {
  for (let i: i32 = 0; i < n; i++, values += 8) if (!addTo(bins, load<f64>(values))) return i
  return n
}

/**
 * The same of n rows, each to the accumulators of its own sum: at `rows` the numbers of the rows, of which those from
 * `first` on are at `values`, `size` of them. Returns how many it did before a huge one, another row, or one of another sum
 * than the first `most`.
 */
export function addEach(sums: usize, rows: usize, n: i32, values: usize, first: u32, size: u32, most: u32, bins: usize): i32 {
  for (let i: i32 = 0; i < n; i++, sums += 4, rows += 4) {
    const row = load<u32>(rows) - first
    const sum = load<u32>(sums)
    if (row >= size || sum >= most) return i
    if (!addTo(bins + usize(sum) * 2 * LOST, load<f64>(values + (usize(row) << 3)))) return i
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
