/** Whether n numbers lie in [low, high], which NaN does not. */
export function allWithin(values: usize, n: i32, low: f64, high: f64): bool {
  const lows = f64x2.splat(low)
  const highs = f64x2.splat(high)
  const pairsEnd = values + (usize(n & ~1) << 3)
  let inside = i64x2.splat(-1)
  for (; values < pairsEnd; values += 16) {
    const pair = v128.load(values)
    inside = v128.and(inside, v128.and(f64x2.ge(pair, lows), f64x2.le(pair, highs)))
  }
  if (n & 1) {
    const last = load<f64>(values)
    if (!(last >= low && last <= high)) return false
  }
  return i64x2.all_true(inside)
}
