/** Rows that are laid at once: their numbers stay in the first-level cache. */
const BLOCK: i32 = 256

/**
 * Lays columns of doubles side by side: row after row at `out`. `columns` is the address of the addresses of `count`
 * columns, unsigned 32-bit integers.
 */
export function interleave(columns: usize, count: i32, rows: i32, out: usize): void {
  const stride = usize(count) << 3
  for (let from: i32 = 0; from < rows; from += BLOCK) {
    const n = min(BLOCK, rows - from)
    const behind = usize(from) << 3
    let c: i32 = 0
    for (; c + 1 < count; c += 2) {
      let a = usize(load<u32>(columns + (usize(c) << 2))) + behind
      let b = usize(load<u32>(columns + (usize(c) << 2), 4)) + behind
      let to = out + usize(from) * stride + (usize(c) << 3)
      for (let r: i32 = 0; r < n; r++) {
        v128.store(to, v128.load64_lane(b, v128.load64_zero(a), 1))
        a += 8
        b += 8
        to += stride
      }
    }
    if (c == count) continue
    let a = usize(load<u32>(columns + (usize(c) << 2))) + behind
    let to = out + usize(from) * stride + (usize(c) << 3)
    for (let r: i32 = 0; r < n; r++) {
      store<f64>(to, load<f64>(a))
      a += 8
      to += stride
    }
  }
}
