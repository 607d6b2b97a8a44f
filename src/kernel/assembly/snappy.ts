/*
 * Blocks of Snappy: https://github.com/google/snappy/blob/main/format_description.txt
 * Copies go by 16 bytes where there is room for that: up to 15 bytes beyond the end of either region are touched.
 */

/** Unpacks [at, end) to [out, outEnd); false for a block that is malformed, or has another length. */
export function unpackSnappy(at: usize, end: usize, out: usize, outEnd: usize): bool {
  let size: u64 = 0
  for (let shift: u64 = 0; ; shift += 7) {
    if (at >= end || shift > 28) return false
    const byte = load<u8>(at++)
    size |= u64(byte & 0x7f) << shift
    if (byte < 0x80) break
  }
  if (size != u64(outEnd - out)) return false
  const start = out
  while (at < end) {
    const tag = u32(load<u8>(at++))
    if ((tag & 3) == 0) {
      let length = usize(tag >> 2) + 1
      if (length > 60) {
        const more = length - 60
        if (more > end - at) return false
        length = usize(load<u32>(at) & (0xffffffff >> (32 - (u32(more) << 3)))) + 1
        at += more
        if (length == 0) return false
      }
      if (length > end - at || length > outEnd - out) return false
      v128.store(out, v128.load(at))
      for (let i: usize = 16; i < length; i += 16) v128.store(out + i, v128.load(at + i))
      at += length
      out += length
      continue
    }
    let length = usize(tag >> 2) + 1
    let offset: usize
    if ((tag & 3) == 1) {
      length = usize((tag >> 2) & 7) + 4
      offset = (usize(tag >> 5) << 8) | usize(load<u8>(at++))
    } else if ((tag & 3) == 2) {
      offset = usize(load<u16>(at))
      at += 2
    } else {
      offset = usize(load<u32>(at))
      at += 4
    }
    if (at > end || offset == 0 || offset > out - start || length > outEnd - out) return false
    if (offset >= 16) {
      const from = out - offset
      v128.store(out, v128.load(from))
      for (let i: usize = 16; i < length; i += 16) v128.store(out + i, v128.load(from + i))
    } else if (offset >= 8) {
      const from = out - offset
      for (let i: usize = 0; i < length; i += 8) store<u64>(out + i, load<u64>(from + i))
    } else {
      const from = out - offset
      for (let i: usize = 0; i < length; i++) store<u8>(out + i, load<u8>(from + i))
    }
    out += length
  }
  return out == outEnd
}
