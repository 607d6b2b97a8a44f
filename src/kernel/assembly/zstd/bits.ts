/*
 * Streams of bits that are read from their end. A place is the number of bits that are left. Bits below the first are
 * whatever lies in front of the stream: whoever reads compares the place with 0 before it trusts them.
 */

/** The place of the first bit: below the highest 1 of the last byte; -1 where there is none. */
// @ts-ignore: decorator
@inline
export function firstPlace(start: usize, end: usize): i32 {
  if (end <= start) return -1
  const last = u32(load<u8>(end - 1))
  if (last == 0) return -1
  return (i32(end - start) << 3) - 8 + i32(width(last)) - 1
}

/** At least 57 bits from a place on, the first of them highest. */
// @ts-ignore: decorator
@inline
export function bitsAt(start: usize, place: i32): u64 {
  const bytes = (place + 7) >> 3
  return load<u64>(start + bytes - 8) << u64((bytes << 3) - place)
}

/** How many bits a number takes. */
// @ts-ignore: decorator
@inline
export function width(value: u32): u32 {
  return <u32>32 - clz<u32>(value)
}

/** The first n bits of those. */
// @ts-ignore: decorator
@inline
export function highest(bits: u64, n: u32): u32 {
  return u32((bits >> 1) >> u64(63 - n))
}
