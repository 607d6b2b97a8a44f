/* XXH64 with the seed 0: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md */

const P1: u64 = 0x9e3779b185ebca87
const P2: u64 = 0xc2b2ae3d27d4eb4f
const P3: u64 = 0x165667b19e3779f9
const P4: u64 = 0x85ebca77c2b2ae63
const P5: u64 = 0x27d4eb2f165667c5

function round(sum: u64, word: u64): u64 {
  return rotl<u64>(sum + word * P2, 31) * P1
}

function merge(sum: u64, other: u64): u64 {
  return (sum ^ round(0, other)) * P1 + P4
}

export function checksum(at: usize, end: usize): u64 {
  const length = u64(end - at)
  let sum: u64
  if (length >= 32) {
    let a = P1 + P2
    let b = P2
    let c: u64 = 0
    let d: u64 = 0 - P1
    for (; at + 32 <= end; at += 32) {
      a = round(a, load<u64>(at))
      b = round(b, load<u64>(at, 8))
      c = round(c, load<u64>(at, 16))
      d = round(d, load<u64>(at, 24))
    }
    sum = rotl<u64>(a, 1) + rotl<u64>(b, 7) + rotl<u64>(c, 12) + rotl<u64>(d, 18)
    sum = merge(merge(merge(merge(sum, a), b), c), d)
  } else sum = P5
  sum += length
  for (; at + 8 <= end; at += 8) sum = rotl<u64>(sum ^ round(0, load<u64>(at)), 27) * P1 + P4
  if (at + 4 <= end) {
    sum = rotl<u64>(sum ^ (u64(load<u32>(at)) * P1), 23) * P2 + P3
    at += 4
  }
  for (; at < end; at++) sum = rotl<u64>(sum ^ (u64(load<u8>(at)) * P5), 11) * P1
  sum = (sum ^ (sum >> 33)) * P2
  sum = (sum ^ (sum >> 29)) * P3
  return sum ^ (sum >> 32)
}
