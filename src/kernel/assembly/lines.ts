import { NEWLINE, RETURN } from './bytes'

/** Number of newline bytes in [start, end). */
export function countNewlines(start: usize, end: usize): i32 {
  const newline = i8x16.splat(i8(NEWLINE))
  let p = start
  let count: i32 = 0
  while (p + 64 <= end) {
    const a = i8x16.eq(v128.load(p), newline)
    const b = i8x16.eq(v128.load(p, 16), newline)
    const c = i8x16.eq(v128.load(p, 32), newline)
    const d = i8x16.eq(v128.load(p, 48), newline)
    // A match is -1, so every byte lane of the sum holds 0 to -4.
    const bytes = i8x16.add(i8x16.add(a, b), i8x16.add(c, d))
    const words = i32x4.extadd_pairwise_i16x8_s(i16x8.extadd_pairwise_i8x16_s(bytes))
    count -=
      i32x4.extract_lane(words, 0) +
      i32x4.extract_lane(words, 1) +
      i32x4.extract_lane(words, 2) +
      i32x4.extract_lane(words, 3)
    p += 64
  }
  while (p < end) {
    count += i32(load<u8>(p) == NEWLINE)
    p++
  }
  return count
}

/** Number of line ends in [start, end): newlines, and carriage returns that none follows. */
export function countLineEnds(start: usize, end: usize): i32 {
  const newlines = i8x16.splat(i8(NEWLINE))
  const returns = i8x16.splat(i8(RETURN))
  let p = start
  let count: i32 = 0
  for (; p + 16 <= end; p += 16) {
    const bytes = v128.load(p)
    const newline = i8x16.eq(bytes, newlines)
    const bare = v128.andnot(i8x16.eq(bytes, returns), i8x16.eq(v128.load(p, 1), newlines))
    count += popcnt(i8x16.bitmask(v128.or(newline, bare)))
  }
  for (; p < end; p++) {
    const byte: u32 = load<u8>(p)
    count += i32(byte == NEWLINE || (byte == RETURN && load<u8>(p, 1) != NEWLINE))
  }
  return count
}

@inline
function newlineBits(address: usize): u64 {
  return u64(u32(i8x16.bitmask(i8x16.eq(v128.load(address), i8x16.splat(i8(NEWLINE))))))
}

/** Address just after the nth newline (nth >= 1) of [start, end), or 0 when there are fewer. */
export function afterNewline(start: usize, end: usize, nth: i32): usize {
  let p = start
  let left = nth
  while (p + 64 <= end) {
    let matches =
      newlineBits(p) |
      (newlineBits(p + 16) << 16) |
      (newlineBits(p + 32) << 32) |
      (newlineBits(p + 48) << 48)
    const count = i32(popcnt(matches))
    if (count >= left) {
      for (; left > 1; left--) matches &= matches - 1
      return p + usize(ctz(matches)) + 1
    }
    left -= count
    p += 64
  }
  while (p < end) {
    if (load<u8>(p) == NEWLINE && --left == 0) return p + 1
    p++
  }
  return 0
}
