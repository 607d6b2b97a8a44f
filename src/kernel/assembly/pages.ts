/*
 * What pages of Parquet hold besides doubles: small integers packed in bits, and texts after their lengths.
 */

/** Unpacks `count` integers of up to 32 bits, the lowest first, to 32-bit integers; up to 7 bytes beyond them are read. */
export function unpackBits(at: usize, width: i32, count: i32, out: usize): void {
  const mask = (u64(1) << width) - 1
  let bit: u64 = 0
  for (const end = out + (usize(count) << 2); out < end; out += 4) {
    store<u32>(out, u32((load<u64>(at + usize(bit >> 3)) >> (bit & 7)) & mask))
    bit += width
  }
}

/** The largest of some unsigned 32-bit integers; 0 of none. */
export function largest(at: usize, count: i32): u32 {
  let most = i32x4.splat(0)
  const end = at + (usize(count) << 2)
  for (; at + 16 <= end; at += 16) most = v128.max<u32>(most, v128.load(at))
  let found = max(
    max(v128.extract_lane<u32>(most, 0), v128.extract_lane<u32>(most, 1)),
    max(v128.extract_lane<u32>(most, 2), v128.extract_lane<u32>(most, 3)),
  )
  for (; at < end; at += 4) found = max(found, load<u32>(at))
  return found
}

/**
 * Notes where each of `count` texts in [start, end) begins and where it ends, from `start` on, two 32-bit integers at
 * `out`; each comes after its length. How many fit.
 */
export function findTexts(start: usize, end: usize, count: i32, out: usize): i32 {
  let at = start
  for (let i: i32 = 0; i < count; i++) {
    if (at + 4 > end) return i
    const length = usize(load<u32>(at))
    at += 4
    if (length > end - at) return i
    store<u32>(out, u32(at - start))
    at += length
    store<u32>(out, u32(at - start), 4)
    out += 8
  }
  return count
}
