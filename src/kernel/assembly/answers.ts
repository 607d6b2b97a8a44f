/**
 * Counts of numbers against their sides, added to three doubles at `counts`: on the right side of `even` (above it for
 * a target of 1, else not), targets of 1, targets of 0.
 */
export function countSides(x: usize, t: usize, n: i32, even: f64, counts: usize): void {
  const evens = f64x2.splat(even)
  const one = f64x2.splat(1)
  const zero = f64x2.splat(0)
  // A comparison that holds is -1.
  let right = i64x2.splat(0)
  let ones = i64x2.splat(0)
  let zeros = i64x2.splat(0)
  for (const end = x + (usize(n & ~1) << 3); x < end; x += 16, t += 16) {
    const above = f64x2.gt(v128.load(x), evens)
    const targets = v128.load(t)
    const isOne = f64x2.eq(targets, one)
    const isZero = f64x2.eq(targets, zero)
    right = i64x2.sub(right, v128.or(v128.and(isOne, above), v128.andnot(isZero, above)))
    ones = i64x2.sub(ones, isOne)
    zeros = i64x2.sub(zeros, isZero)
  }
  add(counts, right)
  add(counts + 8, ones)
  add(counts + 16, zeros)
  if ((n & 1) == 0) return
  const above = load<f64>(x) > even
  const target = load<f64>(t)
  if (target == 1 || target == 0) store<f64>(counts, load<f64>(counts) + f64(above == (target == 1)))
  store<f64>(counts + 8, load<f64>(counts + 8) + f64(target == 1))
  store<f64>(counts + 16, load<f64>(counts + 16) + f64(target == 0))
}

@inline
function add(count: usize, lanes: v128): void {
  const found = i64x2.extract_lane(lanes, 0) + i64x2.extract_lane(lanes, 1)
  store<f64>(count, load<f64>(count) + f64(found))
}

/**
 * How many of n rows have their first maximum at the class of the target, which is in range or `ignored`. How often
 * each class is the target is added to the doubles at `counts`, unless that is 0.
 */
export function countRight(x: usize, t: usize, n: i32, classes: i32, ignored: f64, counts: usize): i32 {
  const length = usize(classes) << 3
  const pairs = usize(classes & ~1) << 3
  let right = 0
  for (const end = t + (usize(n) << 3); t < end; t += 8, x += length) {
    const target = load<f64>(t)
    if (target == ignored) continue
    const place = usize(target) << 3
    if (counts != 0) store<f64>(counts + place, load<f64>(counts + place) + 1)
    const own = load<f64>(x + place)
    const first = load<f64>(x)
    // Nothing is larger than a NaN that comes first, and none that comes later is larger than the rest.
    if (first != first || own != own) {
      right += i32(first != first && place == 0)
      continue
    }
    const owns = f64x2.splat(own)
    // Comparisons that hold are -1; sums of them need no branch, which would be a guess in every row.
    let larger = i64x2.splat(0)
    let equal = i64x2.splat(0)
    for (let p: usize = 0; p < pairs; p += 16) {
      const pair = v128.load(x + p)
      larger = v128.or(larger, f64x2.gt(pair, owns))
      equal = i64x2.add(equal, f64x2.eq(pair, owns))
    }
    let beaten = i32(v128.any_true(larger))
    let alike = i64x2.extract_lane(equal, 0) + i64x2.extract_lane(equal, 1)
    if ((classes & 1) != 0) {
      const last = load<f64>(x + pairs)
      beaten |= i32(last > own)
      alike -= i64(last == own)
    }
    if (alike != -1) beaten |= i32(earlier(x, place, own))
    right += 1 - beaten
  }
  return right
}

/** Whether a number before a place is equal. */
function earlier(x: usize, place: usize, own: f64): bool {
  for (let p: usize = 0; p < place; p += 8) if (load<f64>(x + p) == own) return true
  return false
}
